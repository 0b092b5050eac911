//! Why a case came out as it did: what the engine made of the question and what it knew of each
//! candidate.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wenshui_engine::feature::Features;
use wenshui_engine::reply::Ranked;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::analyzer::Analysis;

use crate::seen::Seen;

/// What the engine made of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The question as a whole, where what was said is a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understood: Option<String>,
    /// Its words as they were said, in order.
    pub words: Vec<String>,
    /// The candidates, best first.
    pub candidates: Vec<ExplainedCandidate>,
}

/// What the engine knew of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedCandidate {
    /// The entry.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// The wording of it that fits best.
    pub wording: String,
    /// The words of the question that this wording has too.
    pub shared: Vec<String>,
    /// How likely it is right, 0 to 1.
    pub confidence: f32,
    /// The ranker's score: the sum of what its features bring.
    pub score: f32,
    /// The features, in the ranker's order.
    pub features: Vec<ExplainedFeature>,
}

/// A feature of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedFeature {
    /// Its name in the settings.
    pub name: String,
    /// How much the candidate has of it.
    pub value: f32,
    /// What it brings to the score: the value times its weight.
    pub brings: f32,
}

/// Explains a case by the version that was asked.
pub fn explain(version: &Version, seen: &Seen) -> Explained {
    let read = version.analyzer.analyze(seen.understood.as_ref().unwrap_or(&seen.question));
    Explained {
        understood: seen.understood.clone(),
        words: read.reading.said_words().map(str::to_owned).collect(),
        candidates: seen.ranked.iter().map(|ranked| candidate(version, &read, ranked)).collect(),
    }
}

fn candidate(version: &Version, asked: &Analysis, ranked: &Ranked) -> ExplainedCandidate {
    let entry = version.shown(ranked.entry);
    let first = version.documents.wordings_of(ranked.entry).start;
    let wording = entry.wordings().nth((ranked.wording - first) as usize);
    let wording = wording.unwrap_or(&entry.question);
    let read = version.analyzer.analyze(wording);
    let has: BTreeSet<&str> = read.reading.said_words().collect();
    let shared = asked.reading.said_words().filter(|word| has.contains(word));
    let values = Features::NAMES.iter().zip(ranked.features.numbers());
    let features = values.zip(version.settings.ranker.numbers()).map(|((name, value), weight)| {
        ExplainedFeature { name: (*name).to_owned(), value, brings: value * weight }
    });
    ExplainedCandidate {
        id: entry.id.clone(),
        question: entry.question.clone(),
        wording: wording.to_owned(),
        shared: shared.map(str::to_owned).collect(),
        confidence: ranked.confidence,
        score: ranked.score,
        features: features.collect(),
    }
}
