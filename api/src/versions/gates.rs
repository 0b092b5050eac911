//! The gates before publishing: suites with the conditions that their metrics have to keep.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;
use wenshui_eval::condition::Condition;
use wenshui_eval::error::Error as EvalError;
use wenshui_eval::metrics::{self, Seen};
use wenshui_eval::own::own_wordings;
use wenshui_eval::progress::Progress;
use wenshui_eval::run::run;
use wenshui_eval::suite::Suite;

use crate::clock;

/// The file of gates in a data directory.
const FILE: &str = "gates.toml";
/// The folder of suites in a data directory.
const SUITES: &str = "suites";
/// What the suite that every base brings along is called.
const OWN: &str = "own-wordings";
/// The condition where nobody names one: every wording finds its own entry.
const EVERY_WORDING: &str = "hit@1>=1";
/// How many cases that fail are told.
const FAILING_MAX: usize = 20;

/// Gates as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    gate: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// A file of the folder of suites; without one every wording of the knowledge.
    suite: Option<String>,
    conditions: Vec<String>,
}

/// Gates that were read.
#[derive(Debug)]
pub struct Gates(Vec<Gate>);

#[derive(Debug)]
struct Gate {
    name: String,
    /// Without one every wording of the knowledge.
    suite: Option<Suite>,
    conditions: Vec<Condition>,
}

/// What a suite came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = KbSuiteReport)]
pub struct SuiteReport {
    /// The suite.
    pub suite: String,
    /// How many cases it has.
    pub cases: usize,
    /// How many of them went wrong.
    pub wrong: usize,
    /// The conditions.
    pub conditions: Vec<Judged>,
    /// The first cases that went wrong, where a condition is not kept; what is right in service first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<Failing>,
}

/// What became of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = KbCondition)]
pub struct Judged {
    /// The condition as it is written.
    pub condition: String,
    /// The metric; nothing where the suite does not yield it.
    pub value: Option<f64>,
    /// The same of what is in service, where the condition asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<f64>,
    /// What is wrong; nothing where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

/// A case that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = KbFailingCase)]
pub struct Failing {
    /// The case.
    pub id: String,
    /// What was asked.
    pub question: String,
    /// The entries that are right; none where it should not be answered.
    pub expected: Vec<String>,
    /// What was decided, and the first candidate.
    pub got: String,
    /// Whether it goes right in service, where that was asked too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_right: Option<bool>,
}

impl Gates {
    /// Reads the gates of a file, else of the data directory, else the one that every base brings along.
    ///
    /// # Errors
    /// When the file or a suite cannot be read.
    pub fn read(data: &Path, file: Option<&Path>) -> anyhow::Result<Self> {
        let usual = data.join(FILE);
        let path: Option<PathBuf> =
            file.map(Path::to_owned).or_else(|| usual.exists().then_some(usual));
        let Some(path) = path else {
            let conditions = vec![EVERY_WORDING.parse()?];
            return Ok(Self(vec![Gate { name: OWN.to_owned(), suite: None, conditions }]));
        };
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{name}`"))?;
        let read: File =
            toml::from_str(&text).with_context(|| format!("`{name}` is not usable"))?;
        let gates = read.gate.into_iter().map(|written| written.gate(data));
        let gates: anyhow::Result<_> = gates.collect();
        Ok(Self(gates.with_context(|| format!("`{name}` is not usable"))?))
    }

    /// Whether a condition asks for what is in service.
    pub fn are_beside(&self) -> bool {
        self.0.iter().any(Gate::is_beside)
    }

    /// Asks every suite of a version, and of the one in service where a condition asks for it.
    ///
    /// # Errors
    /// When a suite cannot be asked or whoever waits calls it off.
    pub fn ask(
        &self,
        version: &Arc<Version>,
        current: Option<&Arc<Version>>,
        mut progress: Progress,
    ) -> Result<Vec<SuiteReport>, EvalError> {
        let mut reports = Vec::new();
        for gate in &self.0 {
            let own;
            let suite = match &gate.suite {
                Some(suite) => suite,
                None => {
                    own = own_wordings(version, clock::today());
                    &own
                }
            };
            let beside = current.filter(|_| gate.is_beside());
            let before = beside.map(|current| seen(suite, current, &mut progress)).transpose()?;
            let after = seen(suite, version, &mut progress)?;
            reports.push(gate.report(&after, before.as_deref())?);
        }
        Ok(reports)
    }
}

impl Written {
    fn gate(self, data: &Path) -> anyhow::Result<Gate> {
        let conditions = self.conditions.iter().map(|text| text.parse());
        let conditions: Result<_, EvalError> = conditions.collect();
        let load = |suite: &String| Suite::load(&data.join(SUITES).join(suite));
        let suite = self.suite.as_ref().map(load).transpose()?;
        let name = self.suite.unwrap_or_else(|| OWN.to_owned());
        Ok(Gate { name, suite, conditions: conditions? })
    }
}

impl Gate {
    fn is_beside(&self) -> bool {
        self.conditions.iter().any(Condition::is_beside)
    }

    fn report(&self, after: &[Seen], before: Option<&[Seen]>) -> Result<SuiteReport, EvalError> {
        let all = |seen: &[Seen]| metrics::all(&seen.iter().collect::<Vec<_>>());
        let (now, beside) = (all(after), before.map(all).unwrap_or_default());
        let judged = self.conditions.iter().map(|condition| judge(condition, (&now, &beside)));
        let conditions: Vec<Judged> = judged.collect::<Result<_, _>>()?;
        let is_kept = conditions.iter().all(|judged| judged.broken.is_none());
        let wrong: Vec<&Seen> = after.iter().filter(|seen| is_wrong(seen)).collect();
        Ok(SuiteReport {
            suite: self.name.clone(),
            cases: after.len(),
            wrong: wrong.len(),
            failing: if is_kept { Vec::new() } else { failing(&wrong, before) },
            conditions,
        })
    }
}

/// Whether every condition is kept.
pub fn are_kept(reports: &[SuiteReport]) -> bool {
    reports.iter().flat_map(|report| &report.conditions).all(|judged| judged.broken.is_none())
}

fn seen(
    suite: &Suite,
    version: &Arc<Version>,
    progress: &mut Progress,
) -> Result<Vec<Seen>, EvalError> {
    let engine = Engine::new(Arc::clone(version), clock::nanoseconds);
    let mut told = |done, all| match progress.step(done, all) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    run(suite, (&engine, version), clock::today(), Progress::new(&mut told))
}

type Metrics = BTreeMap<String, f64>;

fn judge(condition: &Condition, (now, beside): (&Metrics, &Metrics)) -> Result<Judged, EvalError> {
    let judged = condition.judge(now, beside)?;
    Ok(Judged {
        condition: judged.condition,
        value: judged.value,
        current: judged.current,
        broken: judged.broken,
    })
}

/// A wrong entry; where none is right another decision than the one that is expected, or an answer.
fn is_wrong(seen: &Seen) -> bool {
    match seen.decision_expected.as_deref() {
        _ if !seen.expect.is_empty() => !seen.right(),
        Some(expected) => seen.decision != expected,
        None => seen.decision == "answer",
    }
}

fn failing(wrong: &[&Seen], before: Option<&[Seen]>) -> Vec<Failing> {
    let right: Option<HashSet<&str>> = before.map(|before| {
        before.iter().filter(|seen| !is_wrong(seen)).map(|seen| seen.id.as_str()).collect()
    });
    let was_right = |seen: &Seen| right.as_ref().map(|right| right.contains(seen.id.as_str()));
    let mut wrong = wrong.to_vec();
    wrong.sort_by_key(|seen| was_right(seen) != Some(true));
    let told = |seen: &Seen| Failing {
        id: seen.id.clone(),
        question: seen.question.clone(),
        expected: seen.expect.clone(),
        got: match seen.candidates.first() {
            Some(first) => format!("{} {first}", seen.decision),
            None => seen.decision.to_owned(),
        },
        was_right: was_right(seen),
    };
    wrong.into_iter().take(FAILING_MAX).map(told).collect()
}
