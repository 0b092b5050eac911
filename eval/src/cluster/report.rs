//! What clustering comes to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use wenshui_knowledge::edit::Edit;

use crate::cluster::decided::Fingerprint;
use crate::cluster::logged::Reason;

/// A report, as `eval cluster --json` writes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterReport {
    /// What it belongs to.
    pub signature: ClusterSignature,
    /// The clusters, the most asked first.
    pub clusters: Vec<Cluster>,
    /// How many suggestions were left out because they were decided before.
    pub decided_before: usize,
}

/// What a report belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClusterSignature {
    /// The knowledge version.
    pub kb_version: String,
    /// The encoder.
    pub encoder: String,
    /// How often was asked in all.
    pub asked: u64,
    /// How many distinct questions there were.
    pub questions: usize,
    /// The least size of a cluster.
    pub size_min: u64,
    /// The day whose rules were asked for.
    pub today: String,
}

/// Questions that ask the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// The question that is nearest to all others.
    pub representative: String,
    /// How often they were asked.
    pub asked: u64,
    /// The distinct questions, the most asked first.
    pub questions: Vec<ClusterQuestion>,
    /// How often for each reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// What was said of useless answers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub useless_reasons: BTreeMap<String, u64>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The entries near it, the likeliest first.
    pub nearest: Vec<NearEntry>,
    /// What would mend it; none where that was decided before or nothing can be made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
}

/// A distinct question of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClusterQuestion {
    /// The masked words.
    pub text: String,
    /// How often it was asked.
    pub count: u64,
}

/// An entry near a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearEntry {
    /// Its id.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// How likely it is right, as a mean over the questions, 0 to 1.
    pub confidence: f32,
}

/// What would mend a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// Stable: a hash of what it would do.
    pub id: String,
    /// What it is known by when it is decided.
    pub fingerprint: Fingerprint,
    /// Why, for a person.
    pub words: String,
    /// What accepting it does; none where only a person can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
}

impl ClusterReport {
    /// The first `most` clusters for a terminal.
    pub fn table(&self, most: usize) -> String {
        let mut out = String::new();
        for cluster in self.clusters.iter().take(most) {
            push_lines(cluster, &mut out);
        }
        let ClusterSignature { asked, questions, kb_version, .. } = &self.signature;
        let (found, before) = (self.clusters.len(), self.decided_before);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "kb {kb_version} · {asked} times {questions} questions: {found} clusters, \
             {before} suggestions decided before"
        );
        out
    }
}

fn push_lines(cluster: &Cluster, out: &mut String) {
    let Cluster { asked, questions, representative, from, to, .. } = cluster;
    let _ = writeln!(out, "{asked:>6} {representative} ({}; {from} – {to})", questions.len());
    let others = questions.iter().filter(|question| question.text != *representative);
    for question in others.take(OTHERS) {
        let _ = writeln!(out, "{:>12} {}", question.count, question.text);
    }
    for near in &cluster.nearest {
        let _ = writeln!(out, "       {:.2} {} {}", near.confidence, near.id, near.question);
    }
    if let Some(suggestion) = &cluster.suggestion {
        let kind = suggestion.fingerprint.kind.name();
        let _ = writeln!(out, "       → {} {kind}: {}", suggestion.id, suggestion.words);
    }
    out.push('\n');
}

/// How many questions are shown beside the one that stands for all.
const OTHERS: usize = 4;
