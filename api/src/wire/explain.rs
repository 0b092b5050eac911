//! What every stage saw, for those who ask with `explain`.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_engine::rank::Features;
use wenshui_engine::reply::{Ranked, Reply};
use wenshui_engine::version::Version;

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
    /// The share of the question that the wording covers.
    pub coverage: f32,
    /// The share of the wording that the question covers.
    pub precision: f32,
    /// The common weight over the geometric mean of both.
    pub overlap: f32,
    /// The cosine of the vectors.
    pub dense: f32,
    /// The share of the question that the entry covers anywhere.
    pub whole: f32,
    /// The mean cosine of the entry's wordings.
    pub centroid: f32,
    /// Its share of a softmax over the scores of all candidates.
    pub share: f32,
}

/// What every stage saw of `text`.
pub fn explain<'a>(version: &'a Version, reply: &Reply, text: &str) -> ExplainBody<'a> {
    let analysis = version.analyzer.analyze(text);
    let stages = reply.trace.stages();
    ExplainBody {
        folded: analysis.folded.text().to_owned(),
        canonical: analysis.reading.canonical,
        exact: reply.trace.exact,
        known: reply.known,
        lexical_hits: reply.trace.lexical_hits,
        dense_hits: reply.trace.dense_hits,
        stages_us: stages.map(|(stage, ns)| (stage.name(), ns as f64 / 1000.0)).collect(),
        candidates: reply.candidates.iter().map(|ranked| explained(version, ranked)).collect(),
    }
}

fn explained<'a>(version: &'a Version, ranked: &Ranked) -> ExplainCandidate<'a> {
    let entry = version.shown(ranked.entry);
    let first = version.documents.wordings_of(ranked.entry).start;
    let wording = entry.wordings().nth((ranked.wording - first) as usize);
    let Features { coverage, precision, overlap, dense, whole, centroid } = ranked.features;
    ExplainCandidate {
        id: &entry.id,
        wording: wording.unwrap_or(&entry.question),
        score: ranked.score,
        coverage,
        precision,
        overlap,
        dense,
        whole,
        centroid,
        share: ranked.share,
    }
}
