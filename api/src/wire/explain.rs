//! What every stage saw, for those who ask with `explain`.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_engine::feature::Features;
use wenshui_engine::reply::{Ranked, Reply};
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;

use crate::wire::explain::numbers::ExplainSettings;
use crate::wire::explain::words::{ExplainTerm, terms};

pub mod numbers;
pub mod words;

/// What every stage saw.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainBody<'a> {
    /// The folded question.
    pub folded: String,
    /// The question in the words of the law.
    pub canonical: String,
    /// Whether it is a wording of the base.
    pub exact: bool,
    /// How likely the base knows the matter at all, 0 to 1.
    pub known: f32,
    /// How many documents the lexical index brought.
    pub lexical_hits: u32,
    /// How many documents the dense index brought.
    pub dense_hits: u32,
    /// Microseconds by stage.
    pub stages_us: std::collections::BTreeMap<&'static str, f64>,
    /// The share of the question's weight that stands anywhere in the knowledge.
    pub known_share: f32,
    /// How much it looks as if it were not about taxes, in logits.
    pub outside: f32,
    /// What of it was looked up, word by word.
    pub terms: Vec<ExplainTerm>,
    /// The numbers that scores, confidences and the decision rest on.
    pub settings: ExplainSettings,
    /// The candidates with everything that makes up their scores.
    pub candidates: Vec<ExplainCandidate<'a>>,
}

/// A candidate with what makes up its score.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainCandidate<'a> {
    /// The entry.
    pub id: &'a str,
    /// The wording that fits best.
    pub wording: &'a str,
    /// The score: the weighted sum of the features.
    pub score: f32,
    /// The common weight of question and wording over the geometric mean of both.
    pub overlap: f32,
    /// The cosine of question and wording.
    pub dense: f32,
    /// The mean cosine of the three nearest wordings of the entry.
    pub nearest: f32,
    /// The mean cosine of all its wordings.
    pub centroid: f32,
    /// The cosine of question and answer.
    pub answer: f32,
    /// The share of the question that the entry covers anywhere.
    pub whole: f32,
    /// The entry's BM25, wordings and answer taken as one text, as a share of the most that the
    /// question could bring.
    pub bm25: f32,
    /// How well the entry agrees with the tax that the question names, 0 to 1.
    pub tax: f32,
    /// Whether it was written for the place that is asked from: 1, or half where it holds everywhere or
    /// nobody says from where.
    pub place: f32,
    /// How likely a cross-encoder holds it for the answer; 0 where none was asked.
    pub cross: f32,
    /// Its share of a softmax over the scores of all candidates.
    pub share: f32,
}

/// What every stage saw of `text`.
pub fn explain<'a>(version: &'a Version, reply: &Reply, text: &str) -> ExplainBody<'a> {
    let mut asked = Understanding::default();
    asked.read(text, &version.analyzer, &version.vocabulary);
    asked.look_closer(version);
    let analysis = &asked.analysis;
    let stages = reply.trace.stages();
    ExplainBody {
        folded: analysis.folded.text().to_owned(),
        canonical: analysis.reading.canonical.clone(),
        exact: reply.trace.exact,
        known: reply.known,
        known_share: asked.known_share(),
        outside: asked.outside,
        lexical_hits: reply.trace.lexical_hits,
        dense_hits: reply.trace.dense_hits,
        stages_us: stages.map(|(stage, ns)| (stage.name(), ns as f64 / 1000.0)).collect(),
        terms: terms(version, analysis),
        settings: ExplainSettings::of(&version.settings),
        candidates: reply.candidates.iter().map(|ranked| explained(version, ranked)).collect(),
    }
}

fn explained<'a>(version: &'a Version, ranked: &Ranked) -> ExplainCandidate<'a> {
    let entry = version.shown(ranked.entry);
    let first = version.documents.wordings_of(ranked.entry).start;
    let wording = entry.wordings().nth((ranked.wording - first) as usize);
    let Features { overlap, dense, nearest, centroid, answer, whole, bm25, tax, place, cross } =
        ranked.features;
    ExplainCandidate {
        id: &entry.id,
        wording: wording.unwrap_or(&entry.question),
        score: ranked.score,
        overlap,
        dense,
        nearest,
        centroid,
        answer,
        whole,
        bm25,
        tax,
        place,
        cross,
        share: ranked.share,
    }
}
