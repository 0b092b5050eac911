//! What a run comes to: signature, metrics, intervals and cases, in the form of the contract.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::bootstrap::{Bootstrap, intervals};
use crate::explain::Explained;
use crate::figures::{Figures, by_tag};
use crate::gate::Judged;
use crate::manifest::Manifest;
use crate::metrics::{self, Seen};

pub mod confidences;
pub mod confusion;
pub mod coverage;
pub mod fault;
pub mod latency;
pub mod reliability;
pub mod worst;

/// A report, as `eval run --json` writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What the numbers belong to.
    pub signature: Signature,
    /// The metrics by name.
    pub metrics: BTreeMap<String, f64>,
    /// The 95 % interval of each metric, low and high.
    pub intervals: BTreeMap<String, [f64; 2]>,
    /// The same of the cases with each tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_tag: BTreeMap<String, Figures>,
    /// What became of the gates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Judged>,
    /// How many cases were asked at a time: more than one, and latencies are those under load.
    #[serde(default = "one")]
    pub threads: usize,
    /// What was seen of each case.
    pub cases: Vec<CaseReport>,
    /// What the version is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Manifest>,
}

/// Everything that must be equal for two reports to be comparable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The knowledge version: entries, lexicons, settings and weights.
    pub kb_version: String,
    /// The encoder.
    pub encoder: String,
    /// The suite.
    pub suite: String,
    /// The half of it that was asked; all of it where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// How many cases were asked.
    pub cases: usize,
    /// How many distinct targets they have.
    pub targets: usize,
    /// The categories of the concept lexicon that were left out.
    pub without_concepts: Vec<String>,
    /// The day whose rules were asked for.
    pub as_of: String,
    /// The seed of the intervals.
    pub seed: u64,
}

/// What was seen of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseReport {
    /// The case.
    pub id: String,
    /// What was said or clicked.
    pub question: String,
    /// The marks of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The entries that are right; empty: it should not be answered.
    pub expect: Vec<String>,
    /// The entries that must not come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<String>,
    /// The decision that is right, where the suite names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_expected: Option<String>,
    /// What was decided.
    pub decision: String,
    /// The confidence of the first candidate.
    pub confidence: f64,
    /// The candidates, best first.
    pub candidates: Vec<String>,
    /// Whether the first candidate is right.
    pub right: bool,
    /// Of the last turn of a dialogue: whether every turn of it went as it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<bool>,
    /// What the answer took, in microseconds.
    pub latency_us: f64,
    /// How much the case counts.
    pub weight: f64,
    /// Why it came out as it did, where the report keeps that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<Explained>,
}

/// Reports of before this was written down asked one case at a time.
fn one() -> usize {
    1
}

impl Report {
    /// Puts a report together.
    pub fn new(signature: Signature, seen: &[Seen], bootstrap: Bootstrap) -> Self {
        let case = |seen: &Seen| CaseReport {
            id: seen.id.clone(),
            question: seen.question.clone(),
            tags: seen.tags.clone(),
            expect: seen.expect.clone(),
            forbid: seen.forbid.clone(),
            decision_expected: seen.decision_expected.clone(),
            decision: seen.decision.to_owned(),
            confidence: seen.confidence,
            candidates: seen.candidates.clone(),
            right: seen.right(),
            dialogue: seen.dialogue,
            latency_us: seen.latency_us,
            weight: seen.weight,
            explained: None,
        };
        Self {
            signature,
            metrics: metrics::all(&seen.iter().collect::<Vec<_>>()),
            intervals: intervals(seen, bootstrap),
            by_tag: by_tag(seen, bootstrap),
            gates: Vec::new(),
            threads: one(),
            cases: seen.iter().map(case).collect(),
            manifest: None,
        }
    }

    /// The metrics as a table for a terminal.
    pub fn table(&self) -> String {
        let mut out = format!(
            "kb {} · encoder {} · suite {}{} · {} cases, {} targets · as of {}\n",
            self.signature.kb_version,
            self.signature.encoder,
            self.signature.suite,
            self.signature.half.as_ref().map(|half| format!(" ({half})")).unwrap_or_default(),
            self.signature.cases,
            self.signature.targets,
            self.signature.as_of,
        );
        // Writing to a string cannot fail.
        if self.threads > 1 {
            let _ = writeln!(out, "latencies are those of {} cases at a time", self.threads);
        }
        for (name, value) in &self.metrics {
            let [low, high] = self.intervals.get(name).copied().unwrap_or([*value; 2]);
            let _ = writeln!(out, "{name:<26} {value:>9.4}   [{low:.4}, {high:.4}]");
        }
        out
    }
}
