//! Judges what Wenshui and its peers find by the metrics of `eval run`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use wenshui_benches::compare::comparison::{Difference, Quality, SuiteAsked};
use wenshui_eval::bootstrap::{Bootstrap, Paired, intervals, paired};
use wenshui_eval::case::Case;
use wenshui_eval::metrics::{Seen, all, target};
use wenshui_eval::suite::Suite;

use crate::cli::bench::compare::BenchCompareArgs;
use crate::commands::terminal::tell;

/// The metrics that are told, each also over targets.
const TOLD: [&str; 6] = ["hit@1", "hit@1.macro", "hit@5", "hit@5.macro", "mrr@10", "mrr@10.macro"];

/// The cases of a suite, and what Wenshui found for them.
pub(super) struct Judge {
    /// What is asked.
    pub(super) asked: SuiteAsked,
    cases: Vec<Case>,
    bootstrap: Bootstrap,
    /// What was judged first, which is Wenshui's.
    ours: Option<Vec<Seen>>,
}

impl Judge {
    /// Reads a suite. Peers find and nothing else, so only single questions with a right entry are asked.
    ///
    /// # Errors
    /// When it cannot be read, or has no such question.
    pub(super) fn read(file: &Path, args: &BenchCompareArgs) -> anyhow::Result<Self> {
        let (suite, warnings) = Suite::read(file)?;
        for warning in &warnings {
            tell(&format!("{warning:#}"));
        }
        let suite = match args.half {
            Some(half) => suite.half(half),
            None => suite,
        };
        let all = suite.cases.len();
        let can_be_found =
            |case: &Case| case.turn.is_none() && case.option.is_none() && !case.expect.is_empty();
        let cases: Vec<Case> = suite.cases.into_iter().filter(can_be_found).collect();
        let name = file.display().to_string();
        anyhow::ensure!(!cases.is_empty(), "`{name}` has no single question with a right entry");
        let targets: BTreeSet<String> = cases.iter().map(|case| target(&case.expect)).collect();
        let asked = SuiteAsked {
            file: name,
            hash: suite.hash,
            cases: cases.len(),
            targets: targets.len(),
            left_out: all - cases.len(),
        };
        let bootstrap = Bootstrap { seed: args.seed, ..Bootstrap::default() };
        Ok(Self { asked, cases, bootstrap, ours: None })
    }

    /// The questions, in order.
    pub(super) fn questions(&self) -> Vec<String> {
        self.cases.iter().map(|case| case.question.clone()).collect()
    }

    /// Judges the entries that were found for each question. The first that are judged are Wenshui's, and
    /// all others are held against them.
    pub(super) fn judge(&mut self, found: &[Vec<String>]) -> Quality {
        let seen: Vec<Seen> = self.cases.iter().zip(found).map(seen).collect();
        let quality = Quality {
            metrics: told(all(&seen.iter().collect::<Vec<_>>())),
            intervals: told(intervals(&seen, self.bootstrap)),
            wenshui_more: self.ours.as_ref().map_or_else(BTreeMap::new, |ours| {
                let more = paired((&seen, ours), self.bootstrap);
                told(more.into_iter().map(|(name, paired)| (name, difference(paired))).collect())
            }),
        };
        self.ours.get_or_insert(seen);
        quality
    }
}

fn difference(paired: Paired) -> Difference {
    let Paired { difference, interval, p, .. } = paired;
    Difference { difference, interval, p }
}

/// The values that are told.
fn told<T>(values: BTreeMap<String, T>) -> BTreeMap<String, T> {
    values.into_iter().filter(|(name, _)| TOLD.contains(&name.as_str())).collect()
}

/// What is seen of a case is what was found for it; peers decide nothing and are sure of nothing.
fn seen((case, found): (&Case, &Vec<String>)) -> Seen {
    Seen {
        id: case.id.clone(),
        question: case.question.clone(),
        tags: case.tags.clone(),
        decision: "answer",
        confidence: 0.0,
        candidates: found.clone(),
        ranked: Vec::new(),
        understood: None,
        expect: case.expect.clone(),
        target: target(&case.expect),
        forbid: case.forbid.clone(),
        decision_expected: None,
        dialogue: None,
        latency_us: 0.0,
        weight: case.weight,
    }
}
