//! The lexical index against the book: impacts are BM25 in bytes, a search is a plain sum.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use wenshui_engine::index::impacts::{ImpactScratch, QueryTerm};
use wenshui_engine::index::pick::{Heights, best};
use wenshui_engine::index::top::Hit;
use wenshui_engine::question::Question;
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::build;
use wenshui_knowledge::base::{Base, Place};
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::text::term::TermKey;

use crate::support::{TODAY, ask, bundled_engine, cut_wordings, engine, id, parts, some_wordings};

/// Documents a block of the index; a posting is numbered inside its block.
const BLOCK: u32 = 1 << 15;
/// As much of an answer as is indexed, in characters.
const ANSWER_CHARS_MAX: usize = 800;

/// The texts of all documents with their entries: wordings first, each by itself, then the wholes,
/// made of all wordings and the answer.
fn texts(base: &Base) -> Vec<(usize, Vec<String>)> {
    let entries = || base.entries.iter().enumerate();
    let wordings = entries().flat_map(|(at, entry)| {
        entry.wordings().map(move |wording| (at, vec![wording.to_owned()]))
    });
    let wholes = entries().filter_map(|(at, entry)| {
        let mut texts: Vec<String> = entry.wordings().map(str::to_owned).collect();
        texts.extend(
            entry.answer.as_ref().map(|answer| answer.chars().take(ANSWER_CHARS_MAX).collect()),
        );
        (texts.len() > 1).then_some((at, texts))
    });
    wordings.chain(wholes).collect()
}

/// The terms of texts with their counts, at most what a byte holds.
fn counts(version: &Version, texts: &[String]) -> BTreeMap<TermKey, u32> {
    let mut counts = BTreeMap::new();
    for key in texts.iter().flat_map(|text| version.analyzer.analyze(text).terms) {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}

/// The postings of the index, by document.
fn decoded(version: &Version) -> Vec<BTreeMap<TermKey, u8>> {
    let impacts = &version.impacts;
    let mut decoded = vec![BTreeMap::new(); impacts.documents as usize];
    for (term, key) in version.vocabulary.keys().iter().enumerate() {
        let runs = impacts.terms[term] as usize..impacts.terms[term + 1] as usize;
        for at in runs {
            let (run, next) = (impacts.runs[at], impacts.runs[at + 1]);
            for posting in run.start as usize..next.start as usize {
                let doc = run.block * BLOCK + u32::from(impacts.locals[posting]);
                let key = TermKey::from_bits(*key).unwrap();
                let before = decoded[doc as usize].insert(key, impacts.values[posting]);
                assert_eq!(before, None, "document {doc} has a posting twice");
            }
        }
    }
    decoded
}

/// Okapi BM25 (Robertson and Zaragoza 2009) of every term in every document, in double precision.
fn bm25(version: &Version) -> Vec<BTreeMap<TermKey, f64>> {
    let texts = texts(&version.base);
    let documents: Vec<BTreeMap<TermKey, u32>> =
        texts.iter().map(|(_, texts)| counts(version, texts)).collect();
    let mut entries_with: BTreeMap<TermKey, BTreeSet<usize>> = BTreeMap::new();
    for ((entry, _), terms) in texts.iter().zip(&documents) {
        for key in terms.keys() {
            entries_with.entry(*key).or_default().insert(*entry);
        }
    }
    let settings = &version.settings;
    let (k1, b) = (f64::from(settings.bm25.k1), f64::from(settings.bm25.b));
    let all = version.base.entries.len() as f64;
    let length = |terms: &BTreeMap<TermKey, u32>| f64::from(terms.values().sum::<u32>());
    let wordings = version.base.wordings();
    // Wordings and wholes are compared each with their own kind.
    let mean = |part: &[BTreeMap<TermKey, u32>]| {
        (part.iter().map(length).sum::<f64>() / part.len().max(1) as f64).max(1.0)
    };
    let means = [mean(&documents[..wordings]), mean(&documents[wordings..])];
    let of_document = |(at, terms): (usize, &BTreeMap<TermKey, u32>)| {
        let norm = k1 * (1.0 - b + b * length(terms) / means[usize::from(at >= wordings)]);
        let scores = terms.iter().map(|(key, count)| {
            let with = entries_with[key].len() as f64;
            let idf = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            let (tf, kind) = (f64::from(*count), f64::from(settings.terms.of(key.kind())));
            (*key, kind * idf * tf * (k1 + 1.0) / (tf + norm))
        });
        scores.collect()
    };
    documents.iter().enumerate().map(of_document).collect()
}

#[test]
fn impacts_are_bm25_in_bytes() {
    let version = bundled_engine().version();
    let (found, expected) = (decoded(&version), bm25(&version));
    assert_eq!(found.len(), expected.len());
    assert!(found.len() > 2_000, "{} documents", found.len());
    let step = f64::from(version.impacts.step);
    let highest = expected.iter().flat_map(BTreeMap::values).copied().fold(0.0, f64::max);
    assert!((step * 255.0 / highest - 1.0).abs() < 1e-4, "step {step}, highest {highest}");
    for (doc, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!(found.keys().eq(expected.keys()), "document {doc} has other terms");
        for (key, value) in found {
            let steps = expected[key] / step;
            // Rounding is half a step; what a document has is never nothing.
            let near = (f64::from(*value) - steps).abs() < 0.51 || (*value == 1 && steps < 1.0);
            assert!(near, "document {doc}, {key:?}: {value} for {steps}");
        }
    }
}

/// The sums of every document, one after the other.
fn sums(version: &Version, documents: &[BTreeMap<TermKey, u8>], text: &str) -> Vec<Hit<u16>> {
    let asked = counts(version, &[text.to_owned()]);
    let of_document = |terms: &BTreeMap<TermKey, u8>| {
        let parts = asked.iter().map(|(key, times)| {
            // A word said four times is not asked for four times.
            u32::from(terms.get(key).copied().unwrap_or(0)) * (*times).min(3)
        });
        u16::try_from(parts.sum::<u32>()).unwrap()
    };
    let hits = (0_u32..).zip(documents).map(|(doc, terms)| Hit { doc, score: of_document(terms) });
    let mut hits: Vec<Hit<u16>> = hits.filter(|hit| hit.score > 0).collect();
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.score), hit.doc));
    hits
}

fn check_searches(version: &Version, texts: &[String]) {
    let documents = decoded(version);
    let mut understanding = Understanding::default();
    let (mut scratch, mut heights, mut found) =
        (ImpactScratch::default(), Heights::default(), Vec::new());
    for text in texts {
        understanding.read(text, &version.analyzer, &version.vocabulary);
        let all = sums(version, &documents, text);
        assert!(!all.is_empty(), "{text} meets nothing");
        version.impacts.sum(&understanding.terms, version.documents.wordings, &mut scratch);
        let sums = scratch.sums();
        assert_eq!(sums.len(), documents.len());
        let wordings = version.documents.wordings;
        let has = |term: &QueryTerm, doc: u32| version.documents.terms(doc).contains(&term.id);
        for (doc, covered) in (wordings..).zip(scratch.covered()) {
            let terms = understanding.terms.iter().filter(|term| has(term, doc));
            let expected: f32 = terms.map(|term| version.vocabulary.weight(term.id)).sum();
            assert!(
                (covered - expected).abs() < 1e-3,
                "{text}, document {doc}: {covered} {expected}"
            );
        }
        assert_eq!(scratch.covered().len(), documents.len() - wordings as usize);
        for (k, every) in [(0, 1), (1, 1), (64, 1), (1_000, 1), (64, 3), (usize::MAX / 64, 7)] {
            let k = k.min(documents.len());
            let admit = |doc: u32| doc.is_multiple_of(every);
            let docs = 0..documents.len() as u32;
            best((sums, Some(0)), (slice::from_ref(&docs), k), (&mut heights, &mut found), admit);
            let expected = all.iter().filter(|hit| admit(hit.doc)).take(k).copied();
            assert_eq!(found, expected.collect::<Vec<_>>(), "{text}, {k} of every {every}");
        }
    }
}

#[test]
fn a_search_is_the_sum_over_all_documents() {
    let version = bundled_engine().version();
    let mut texts = cut_wordings(&version, 60);
    texts.extend(some_wordings(&version, 30).into_iter().map(|(_, wording)| wording));
    texts.extend(["税税税税税率", "10%", "发票发票发票发票发票"].map(str::to_owned));
    check_searches(&version, &texts);
}

/// Strings of characters drawn by a linear congruence (Knuth's MMIX constants).
struct Strings {
    state: u64,
}

impl Strings {
    fn below(&mut self, end: u64) -> u64 {
        let (times, plus) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.state = self.state.wrapping_mul(times).wrapping_add(plus);
        (self.state >> 33) % end
    }

    /// Four to nine of 400 ideographs, the first ones most often.
    fn next(&mut self) -> String {
        let length = 4 + self.below(6);
        let ideograph = |at: u64| char::from_u32(0x4e00 + at as u32).unwrap();
        (0..length).map(|_| ideograph(self.below(400).min(self.below(400)))).collect()
    }
}

/// More documents than one block holds.
fn two_blocks() -> Version {
    let mut strings = Strings { state: 1 };
    let entry = |at: usize| Entry {
        id: format!("e{at}"),
        // The number keeps standard questions apart; similar ones may meet by chance.
        question: format!("{}{at}", strings.next()),
        similar: (0..32).map(|_| strings.next()).collect(),
        answer: Some(strings.next()),
        ..Entry::default()
    };
    let entries: Vec<Entry> = (0..1_000).map(entry).collect();
    let places = vec![Place::default(); entries.len()];
    build(parts(Base { entries, places })).unwrap()
}

#[test]
fn a_search_over_two_blocks_is_the_sum_over_both() {
    let version = two_blocks();
    assert_eq!(version.impacts.documents, 34_000);
    assert!(version.impacts.runs.iter().any(|run| run.block == 1));
    let mut strings = Strings { state: 2 };
    let texts: Vec<String> = (0..40).map(|_| strings.next()).collect();
    check_searches(&version, &texts);
    // Wordings of the last entries stand in the second block's neighbourhood, answers inside it.
    let engine = engine(version);
    let version = engine.version();
    for entry in version.base.entries.iter().rev().step_by(37) {
        let reply = ask(&engine, &Question::new(&entry.question, TODAY));
        assert_eq!(id(&version, reply.candidates[0].entry), entry.id);
    }
}
