//! What a change of the lexicon would do, before it is saved: which questions of a log and which cases of
//! suites go otherwise.
//!
//! A saying changes how wordings and questions are read. Where no wording and no answer is read otherwise,
//! the indexes are the same to the bit, and only questions that are read otherwise themselves can go
//! otherwise; the rest need not be asked. Else every weight may move a little, and all are asked.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wenshui_engine::engine::Engine;
use wenshui_engine::trace::Clock;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::own::{ConceptChange, OwnConcepts, told};
use wenshui_knowledge::lexicon::{DataFile, Lexicons};

use crate::bootstrap::Bootstrap;
use crate::compare::compare;
use crate::compare::flip::{Flip, FlipKind};
use crate::error::Error;
use crate::gate::Gate;
use crate::manifest::built;
use crate::manifest::difference::Difference;
use crate::progress::{Progress, unheard};
use crate::replay::logged::Logged;
use crate::replay::{LogFlip, Versions, turned, write_flips};
use crate::report::{Report, Signature};
use crate::run::run;
use crate::suite::Suite;

/// What is held against a change.
pub struct Trial<'a> {
    /// Questions of a log.
    pub logged: &'a [Logged],
    /// The cases of suites.
    pub suite: &'a Suite,
    /// What the metrics of the suite must reach.
    pub gates: &'a [Gate],
    /// The day whose rules are asked for, where nothing names another.
    pub today: Date,
    /// What answers are measured with.
    pub clock: Clock,
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// The version before.
    pub before: String,
    /// The version after.
    pub after: String,
    /// What differs between both.
    pub differences: Vec<Difference>,
    /// How many wordings of the knowledge are read otherwise.
    pub wordings: usize,
    /// How many different questions of the log there are.
    pub questions: usize,
    /// How many of them had to be asked again.
    pub asked_again: usize,
    /// The questions that go otherwise, those asked most first.
    pub flips: Vec<LogFlip>,
    /// How many cases of suites there are.
    pub suite_cases: usize,
    /// The cases that go otherwise, broken ones first.
    pub cases: Vec<Flip>,
    /// What of the gates is not kept after the change, in words.
    pub gates_broken: Vec<String>,
    /// Whether saving needs a confirmation: a case of a suite breaks, or a gate is not kept.
    pub needs_confirmation: bool,
}

/// The parts of a version with a change of the maintainers' files, beside the bundled lexicon.
///
/// # Errors
/// [`Error::Lexicon`] when the change cannot be made, or the lexicon cannot be read with it.
pub fn changed(
    parts: &Parts,
    (own, bundled): (&OwnConcepts, &[DataFile]),
    change: &ConceptChange,
) -> Result<Parts, Error> {
    let own = own.with(change, bundled).map_err(Error::Lexicon)?;
    let lexicon_files = own.joined(bundled);
    let unusable = |problems: Vec<_>| Error::Lexicon(problems.into_iter().map(told).collect());
    let lexicons = Lexicons::read(&lexicon_files).map_err(unusable)?;
    Ok(Parts { lexicon_files, lexicons, ..parts.clone() })
}

/// Builds both versions and tells what goes otherwise; `progress` hears of the questions.
///
/// # Errors
/// When a version cannot be built, the engine fails, or whoever waits calls it off.
pub fn impact(
    (before, after): (Parts, Parts),
    trial: &Trial,
    mut progress: Progress,
) -> Result<Impact, Error> {
    let (live, live_made) = built(before)?;
    let (draft, draft_made) = built(after)?;
    let engine = Engine::new(live, trial.clock);
    let live = engine.version();
    let versions = Versions {
        engine: &engine,
        live: (&live, &live_made),
        draft: (&draft, &draft_made),
        today: trial.today,
    };
    let cases = if trial.suite.cases.is_empty() {
        Cases::default()
    } else {
        of_suite(&versions, trial, &mut progress)?
    };
    let differences = crate::manifest::difference::differences(&live_made, &draft_made);
    let same = is_same_index(&live, &draft);
    let again: Vec<&Logged> = trial
        .logged
        .iter()
        .filter(|one| !same || reads_otherwise((&live, &draft), &one.asked.text))
        .collect();
    let flips = turned(&versions, &again, (&differences, progress))?;
    let breaks = cases.flips.iter().any(|flip| flip.kind == FlipKind::Broken);
    Ok(Impact {
        before: live.id.clone(),
        after: draft.id.clone(),
        wordings: if same { 0 } else { read_otherwise(&live, &draft) },
        questions: trial.logged.len(),
        asked_again: again.len(),
        flips,
        needs_confirmation: breaks || !cases.gates_broken.is_empty(),
        suite_cases: trial.suite.cases.len(),
        cases: cases.flips,
        gates_broken: cases.gates_broken,
        differences,
    })
}

/// Whether two versions of the same entries find everything alike, but for how questions are read.
fn is_same_index(one: &Version, two: &Version) -> bool {
    one.vocabulary.keys() == two.vocabulary.keys()
        && one.vocabulary.frequencies() == two.vocabulary.frequencies()
        && one.documents.starts == two.documents.starts
        && one.documents.terms == two.documents.terms
        && one.impacts.step.to_bits() == two.impacts.step.to_bits()
        && one.impacts.locals == two.impacts.locals
        && one.impacts.values == two.impacts.values
        && one.dense.components == two.dense.components
        && one.dense.scales == two.dense.scales
}

fn reads_otherwise((one, two): (&Version, &Version), text: &str) -> bool {
    let (one, two) = (one.analyzer.analyze(text), two.analyzer.analyze(text));
    one.terms != two.terms || one.reading.canonical != two.reading.canonical
}

/// How many wordings are read otherwise.
fn read_otherwise(one: &Version, two: &Version) -> usize {
    let wordings = one.base.entries.iter().flat_map(Entry::wordings);
    wordings.filter(|wording| reads_otherwise((one, two), wording)).count()
}

/// What becomes of the cases of a suite.
#[derive(Default)]
struct Cases {
    flips: Vec<Flip>,
    gates_broken: Vec<String>,
}

fn of_suite(versions: &Versions, trial: &Trial, progress: &mut Progress) -> Result<Cases, Error> {
    let both = [versions.live, versions.draft];
    let [before, after] = both.map(|(version, manifest)| -> Result<Report, Error> {
        let (engine, today) = (versions.engine, versions.today);
        let silent = &mut unheard;
        let seen = run(trial.suite, (engine, version), today, Progress::new(silent))?;
        let nothing = Bootstrap { rounds: 0, seed: 1 };
        let report = Report::new(signature(version, trial), &seen, nothing);
        Ok(Report { manifest: Some(manifest.clone()), ..report })
    });
    progress.step(0, trial.logged.len())?;
    let (before, after) = (before?, after?);
    let sides = (std::slice::from_ref(&before), std::slice::from_ref(&after));
    let flips = compare(sides, Bootstrap { rounds: 0, seed: 1 })?.flips;
    let judged = trial.gates.iter().map(|gate| gate.judge(&after.metrics, &after.by_tag));
    let gates_broken = judged.filter_map(|judged| judged.fault()).collect();
    Ok(Cases { flips, gates_broken })
}

fn signature(version: &Version, trial: &Trial) -> Signature {
    Signature {
        kb_version: version.id.clone(),
        encoder: version.encoder.id().to_owned(),
        suite: trial.suite.hash.clone(),
        half: None,
        cases: trial.suite.cases.len(),
        targets: 0,
        without_concepts: Vec::new(),
        as_of: trial.today.to_string(),
        seed: 1,
    }
}

impl Impact {
    /// What the change does, for a terminal, with so many questions and cases.
    pub fn table(&self, shown: usize) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out, shown);
        out
    }

    fn write(&self, out: &mut String, shown: usize) -> std::fmt::Result {
        let of = |kind| self.cases.iter().filter(|flip| flip.kind == kind).count();
        for difference in &self.differences {
            writeln!(out, "{}", difference.line())?;
        }
        writeln!(out, "{} wordings are read otherwise", self.wordings)?;
        if self.questions > 0 {
            writeln!(
                out,
                "{} of {} questions asked again, {} go otherwise",
                self.asked_again,
                self.questions,
                self.flips.len()
            )?;
        }
        if self.suite_cases > 0 {
            writeln!(
                out,
                "of {} cases of suites {} break, {} are mended, {} change",
                self.suite_cases,
                of(FlipKind::Broken),
                of(FlipKind::Fixed),
                of(FlipKind::Changed)
            )?;
        }
        for flip in self.cases.iter().take(shown) {
            let (before, after) = (&flip.before, &flip.after);
            let told = crate::compare::table::told;
            writeln!(out, "\n{} {}: {}", flip.kind.name(), flip.id, flip.question)?;
            writeln!(out, "  {} \u{2192} {}", told(before), told(after))?;
        }
        write_flips(out, (&self.flips, shown), &self.differences)?;
        for gate in &self.gates_broken {
            writeln!(out, "gate not kept: {gate}")?;
        }
        if self.needs_confirmation {
            writeln!(out, "\nsaving this needs a confirmation")?;
        }
        Ok(())
    }
}
