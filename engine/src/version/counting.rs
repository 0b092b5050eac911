//! Texts into counted terms, in parallel, on the way into the indexes.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator, ParallelIterator};
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::text::analyzer::Analysis;
use wenshui_knowledge::text::term::TermKey;

use crate::error::Error;
use crate::index::dense::Quantised;
use crate::index::exact::Exact;
use crate::settings::TermWeights;
use crate::version::frame::Frame;

/// The longest part of an answer that is indexed, in characters: what is essential stands first.
pub const ANSWER_CHARS_MAX: usize = 800;

/// A document with the counts of its terms.
#[derive(Debug, Default)]
pub struct Counted {
    /// The terms, rising, each with its count.
    pub terms: Vec<(TermKey, u8)>,
    /// The number of terms with repetition.
    pub length: u32,
    /// The hash of the wording, for exact matches; zero for wholes.
    pub exact: u64,
    /// The vector of a wording, of a whole that of its answer; empty where there is none.
    pub vector: Quantised,
}

/// The documents of one entry.
#[derive(Debug, Default)]
pub struct CountedEntry {
    /// Its wordings, the standard question first.
    pub wordings: Vec<Counted>,
    /// Its wordings and its answer together; `None` where that is no more than its one wording.
    pub whole: Option<Counted>,
}

/// Reads every wording and answer of a frame of whose entry, by its place, nothing is `known`. Kinds of terms that weigh nothing are
/// left out.
///
/// # Errors
/// When the encoder fails.
pub(crate) fn count(
    frame: &Frame,
    known: impl Fn(usize) -> Option<CountedEntry> + Sync,
) -> Result<Vec<CountedEntry>, Error> {
    let entries = frame.base.entries.par_iter().enumerate();
    entries
        .map_init(Analysis::default, |analysis, (at, entry)| {
            known(at).map_or_else(|| read(frame, entry, analysis), Ok)
        })
        .collect()
}

fn read(frame: &Frame, entry: &Entry, analysis: &mut Analysis) -> Result<CountedEntry, Error> {
    let Frame { analyzer, encoder, .. } = frame;
    let weights = &frame.settings.terms;
    let mut counted = CountedEntry::default();
    let mut canonical = Vec::with_capacity(1 + entry.similar.len());
    for wording in entry.wordings() {
        analyzer.analyze_into(wording, analysis);
        let mut document = terms(analysis, weights);
        document.exact = Exact::hash(&analysis.folded.key());
        counted.wordings.push(document);
        canonical.push(analysis.reading.canonical.clone());
    }
    let texts: Vec<&str> = canonical.iter().map(String::as_str).collect();
    for (document, vector) in counted.wordings.iter_mut().zip(encoder.embed(&texts)?) {
        document.vector = Quantised::of_document(&vector);
    }
    let answer = entry.answer.as_deref().map(|answer| -> Result<Counted, Error> {
        let head: String = answer.chars().take(ANSWER_CHARS_MAX).collect();
        analyzer.analyze_into(&head, analysis);
        let vectors = encoder.embed(&[&analysis.reading.canonical])?;
        let vector = vectors.first().map(|vector| Quantised::of_document(vector));
        Ok(Counted { vector: vector.unwrap_or_default(), ..terms(analysis, weights) })
    });
    let answer = answer.transpose()?;
    if answer.is_some() || counted.wordings.len() > 1 {
        let whole = joined(counted.wordings.iter().chain(&answer));
        let vector = answer.map(|answer| answer.vector).unwrap_or_default();
        counted.whole = Some(Counted { vector, ..whole });
    }
    Ok(counted)
}

fn terms(analysis: &Analysis, weights: &TermWeights) -> Counted {
    let mut keys = analysis.terms.clone();
    keys.retain(|key| weights.of(key.kind()) > 0.0);
    keys.sort_unstable();
    let runs = keys.chunk_by(|a, b| a == b);
    let terms = runs.map(|run| (run[0], run.len().min(255) as u8)).collect();
    Counted { terms, length: keys.len() as u32, ..Counted::default() }
}

/// The documents as one: counts add up.
fn joined<'a>(documents: impl Iterator<Item = &'a Counted> + Clone) -> Counted {
    let all = documents.clone().map(|document| document.terms.len()).sum();
    let mut terms: Vec<(TermKey, u8)> = Vec::with_capacity(all);
    let mut length = 0;
    for document in documents {
        terms.extend(&document.terms);
        length += document.length;
    }
    terms.sort_unstable_by_key(|(key, _)| *key);
    terms.dedup_by(|next, held| {
        let same = next.0 == held.0;
        if same {
            held.1 = held.1.saturating_add(next.1);
        }
        same
    });
    Counted { terms, length, ..Counted::default() }
}
