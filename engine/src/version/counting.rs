//! Texts into counted terms, in parallel, on the way into the indexes.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator, ParallelIterator};
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::text::analyzer::Analysis;
use wenshui_knowledge::text::term::TermKey;

use crate::error::Error;
use crate::index::dense::Quantised;
use crate::index::exact::Exact;
use crate::index::vocabulary::TermId;
use crate::settings::TermWeights;
use crate::version::frame::Frame;

/// The longest part of an answer that is indexed, in characters: what is essential stands first.
pub const ANSWER_CHARS_MAX: usize = 800;

/// The terms of a document, rising, each with its count.
#[derive(Debug)]
pub(crate) enum Terms<'a> {
    /// As they were read.
    Read(Vec<(TermKey, u8)>),
    /// As the open version has them, by its numbers.
    Known(&'a [TermId], &'a [u8]),
}

impl Default for Terms<'_> {
    fn default() -> Self {
        Self::Read(Vec::new())
    }
}

/// A document with the counts of its terms.
#[derive(Debug, Default)]
pub(crate) struct Counted<'a> {
    /// The terms.
    pub(crate) terms: Terms<'a>,
    /// The number of terms with repetition.
    pub(crate) length: u32,
    /// The hash of the wording, for exact matches; zero for wholes.
    pub(crate) exact: u64,
    /// The vector of a wording, of a whole that of its answer; empty where there is none.
    pub(crate) vector: Quantised,
}

/// The documents of one entry.
#[derive(Debug, Default)]
pub(crate) struct CountedEntry<'a> {
    /// Its wordings, the standard question first.
    pub(crate) wordings: Vec<Counted<'a>>,
    /// Its wordings and its answer together; `None` where that is no more than its one wording.
    pub(crate) whole: Option<Counted<'a>>,
}

/// Reads every wording and answer of a frame of whose entry, by its place, nothing is `known`. Kinds of terms
/// that weigh nothing are left out.
///
/// # Errors
/// When the encoder fails.
pub(crate) fn count<'a>(
    frame: &Frame,
    known: impl Fn(usize) -> Option<CountedEntry<'a>> + Sync,
) -> Result<Vec<CountedEntry<'a>>, Error> {
    let entries = frame.base.entries.par_iter().enumerate();
    entries
        .map_init(Analysis::default, |analysis, (at, entry)| {
            known(at).map_or_else(|| read(frame, entry, analysis), Ok)
        })
        .collect()
}

fn read(
    frame: &Frame,
    entry: &Entry,
    analysis: &mut Analysis,
) -> Result<CountedEntry<'static>, Error> {
    let Frame { analyzer, encoder, .. } = frame;
    let weights = &frame.settings.terms;
    let mut counted = CountedEntry::default();
    let mut canonical = Vec::with_capacity(1 + entry.similar.len());
    let mut all = Vec::with_capacity(2 + entry.similar.len());
    for wording in entry.wordings() {
        analyzer.analyze_into(wording, analysis);
        all.push(terms(analysis, weights));
        let exact = Exact::hash(&analysis.folded.key());
        counted.wordings.push(Counted { exact, ..Counted::default() });
        canonical.push(analysis.reading.canonical.clone());
    }
    let texts: Vec<&str> = canonical.iter().map(String::as_str).collect();
    for (document, vector) in counted.wordings.iter_mut().zip(encoder.embed(&texts)?) {
        document.vector = Quantised::of_document(&vector);
    }
    let mut vector = Quantised::default();
    if let Some(answer) = entry.answer.as_deref() {
        let head: String = answer.chars().take(ANSWER_CHARS_MAX).collect();
        analyzer.analyze_into(&head, analysis);
        let vectors = encoder.embed(&[&analysis.reading.canonical])?;
        vector = vectors.first().map(|own| Quantised::of_document(own)).unwrap_or_default();
        all.push(terms(analysis, weights));
    }
    if all.len() > 1 {
        let (terms, length) = joined(&all);
        counted.whole = Some(Counted { terms: Terms::Read(terms), length, exact: 0, vector });
    }
    for (document, (terms, length)) in counted.wordings.iter_mut().zip(all) {
        (document.terms, document.length) = (Terms::Read(terms), length);
    }
    Ok(counted)
}

/// The terms of a text, rising, each with its count, and how many there are with repetition.
type Read = (Vec<(TermKey, u8)>, u32);

fn terms(analysis: &Analysis, weights: &TermWeights) -> Read {
    let mut keys = analysis.terms.clone();
    keys.retain(|key| weights.of(key.kind()) > 0.0);
    keys.sort_unstable();
    let runs = keys.chunk_by(|a, b| a == b);
    (runs.map(|run| (run[0], run.len().min(255) as u8)).collect(), keys.len() as u32)
}

/// The texts as one: counts add up.
fn joined(texts: &[Read]) -> Read {
    let mut terms: Vec<(TermKey, u8)> = texts.iter().flat_map(|(own, _)| own).copied().collect();
    let length = texts.iter().map(|(_, length)| length).sum();
    terms.sort_unstable_by_key(|(key, _)| *key);
    terms.dedup_by(|next, held| {
        let same = next.0 == held.0;
        if same {
            held.1 = held.1.saturating_add(next.1);
        }
        same
    });
    (terms, length)
}
