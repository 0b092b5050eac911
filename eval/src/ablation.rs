//! What parts are worth: the same cases asked of plainer ways of answering.

pub mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use wenshui_engine::engine::Engine;
use wenshui_engine::index::dense::{DenseScratch, Quantised};
use wenshui_engine::index::impacts::ImpactScratch;
use wenshui_engine::question::Question;
use wenshui_engine::settings::TermWeights;
use wenshui_engine::trace::Clock;
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;
use wenshui_engine::version::counting::ANSWER_CHARS_MAX;
use wenshui_knowledge::entry::Entry;

use crate::case::Case;
use crate::error::Error;
use crate::fit::text::replaced;
use crate::metrics::{Seen, target};
use crate::progress::{Progress, unheard};
use crate::run;
use crate::suite::Suite;

/// How many candidates are looked at.
const TOP_K: usize = 10;
/// Damps the first places in the fusion of two orders (Cormack and others, "Reciprocal Rank Fusion
/// outperforms Condorcet", SIGIR 2009).
const FUSION_DAMPING: f64 = 60.0;
/// So many places of each order are fused.
const FUSION_DEPTH: usize = 100;

/// A way of answering.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Configuration {
    /// What tables call it.
    pub name: &'static str,
    /// What the kinds of terms weigh; `None` for what the settings say.
    pub terms: Option<TermWeights>,
    /// Whether the concept lexicon is used.
    pub concepts: bool,
    /// By what the entries are put in order.
    pub order: Order,
}

/// By what entries are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// BM25 of the best document.
    Words,
    /// The cosine of the best document, by the index of four bits a component.
    Vectors,
    /// The same by the vectors as the encoder gives them, one product after the other.
    Exact,
    /// Both orders fused by the places in them.
    Fused,
    /// The whole engine.
    Ranked,
}

const NOTHING: TermWeights =
    TermWeights { char: 0.0, bigram: 0.0, word: 0.0, concept: 0.0, quantity: 0.0 };

/// The ways by vectors alone: by the index, and exactly.
pub const VECTORS: &str = "vectors alone";
/// See [`VECTORS`].
pub const EXACT: &str = "vectors alone, exact";

/// What is compared, the plainest first and the whole engine last.
pub const CONFIGURATIONS: [Configuration; 8] = [
    Configuration {
        name: "BM25, characters",
        terms: Some(TermWeights { char: 1.0, ..NOTHING }),
        concepts: false,
        order: Order::Words,
    },
    Configuration {
        name: "BM25, words",
        terms: Some(TermWeights { word: 1.0, ..NOTHING }),
        concepts: false,
        order: Order::Words,
    },
    Configuration { name: "BM25, all terms", terms: None, concepts: true, order: Order::Words },
    Configuration { name: VECTORS, terms: None, concepts: true, order: Order::Vectors },
    Configuration { name: EXACT, terms: None, concepts: true, order: Order::Exact },
    Configuration { name: "without ranker", terms: None, concepts: true, order: Order::Fused },
    Configuration { name: "without concepts", terms: None, concepts: false, order: Order::Ranked },
    Configuration { name: "everything", terms: None, concepts: true, order: Order::Ranked },
];

impl Configuration {
    /// Settings with what this leaves out left out.
    pub fn settings(&self, text: &str) -> String {
        let Some(terms) = self.terms else {
            return text.to_owned();
        };
        replaced(text, |section, key| match (section, key) {
            ("terms", "char") => Some(terms.char),
            ("terms", "bigram") => Some(terms.bigram),
            ("terms", "word") => Some(terms.word),
            ("terms", "concept") => Some(terms.concept),
            ("terms", "quantity") => Some(terms.quantity),
            _ => None,
        })
    }
}

/// Asks the cases that stand alone and have a right entry.
///
/// # Errors
/// When the engine fails on a question.
pub fn ask(
    suite: &Suite,
    (engine, order): (&Engine, Order),
    (today, clock): (Date, Clock),
) -> Result<Vec<Seen>, Error> {
    let alone = |case: &&Case| case.turn.is_none() && !case.expect.is_empty();
    let cases: Vec<Case> = suite.cases.iter().filter(alone).cloned().collect();
    let version = engine.version();
    if order == Order::Ranked {
        let suite = Suite { cases, ..Suite::default() };
        return run::run(&suite, (engine, &version), today, Progress::new(&mut unheard));
    }
    let vectors = if order == Order::Exact { vectors(&version)? } else { Vec::new() };
    let mut plain = Plain { version: &version, vectors, scratch: Scratch::default(), clock };
    cases.iter().map(|case| plain.ask(case, order, today)).collect()
}

/// The vectors of all documents as the encoder gives them: wordings, then what entries say in all, which
/// has the vector of its answer.
fn vectors(version: &Version) -> Result<Vec<Vec<f32>>, Error> {
    let entries = || version.base.entries.iter();
    let answers = entries().filter_map(|entry| {
        let head =
            entry.answer.as_ref().map(|answer| answer.chars().take(ANSWER_CHARS_MAX).collect());
        head.or_else(|| (!entry.similar.is_empty()).then(String::new))
    });
    let texts = entries().flat_map(Entry::wordings).map(str::to_owned).chain(answers);
    let vector = |text: String| {
        let canonical = version.analyzer.analyze(&text).reading.canonical;
        let mut vector = vec![0.0; version.encoder.dims()];
        let encoded = version.encoder.embed_into(&canonical, &mut vector);
        encoded.map_err(wenshui_engine::error::Error::from)?;
        Ok(vector)
    };
    texts.map(vector).collect()
}

/// An order without ranker.
struct Plain<'a> {
    version: &'a Version,
    /// The vectors of all documents, where they are compared one by one.
    vectors: Vec<Vec<f32>>,
    scratch: Scratch,
    clock: Clock,
}

#[derive(Default)]
struct Scratch {
    asked: Understanding,
    sums: ImpactScratch,
    cosines: DenseScratch,
    vector: Vec<f32>,
}

impl Plain<'_> {
    fn ask(&mut self, case: &Case, order: Order, today: Date) -> Result<Seen, Error> {
        let question = Question {
            region: case.region,
            taxpayer_type: case.taxpayer_type,
            ..Question::new(&case.question, case.as_of.unwrap_or(today))
        };
        let begun = (self.clock)();
        let entries = self.entries(&question, order)?;
        let latency_us = (self.clock)().saturating_sub(begun) as f64 / 1000.0;
        let id = |entry: &u32| self.version.base.entries[*entry as usize].id.clone();
        Ok(Seen {
            id: case.id.clone(),
            question: case.question.clone(),
            tags: case.tags.clone(),
            decision: "answer",
            confidence: 1.0,
            candidates: entries.iter().take(TOP_K).map(id).collect(),
            ranked: Vec::new(),
            understood: None,
            expect: case.expect.clone(),
            target: target(&case.expect),
            forbid: Vec::new(),
            decision_expected: None,
            dialogue: None,
            latency_us,
            weight: case.weight,
        })
    }

    /// The entries, best first.
    fn entries(&mut self, question: &Question, order: Order) -> Result<Vec<u32>, Error> {
        let Self { version, vectors, scratch, .. } = self;
        scratch.asked.read(question.text, &version.analyzer, &version.vocabulary);
        let by_vectors_alone = matches!(order, Order::Vectors | Order::Exact);
        if !by_vectors_alone {
            let wordings = version.documents.wordings;
            version.impacts.sum(&scratch.asked.terms, wordings, &mut scratch.sums);
        }
        if order != Order::Words {
            scratch.vector.resize(version.encoder.dims(), 0.0);
            let canonical = &scratch.asked.analysis.reading.canonical;
            let encoded = version.encoder.embed_into(canonical, &mut scratch.vector);
            encoded.map_err(wenshui_engine::error::Error::from)?;
        }
        if matches!(order, Order::Vectors | Order::Fused) {
            version.dense.scan(&Quantised::of_question(&scratch.vector), &mut scratch.cosines);
        }
        let by_words =
            || ordered(version, question, scratch.sums.sums().iter().map(|s| f64::from(*s)));
        let by_vectors =
            || ordered(version, question, scratch.cosines.cosines().iter().map(|c| f64::from(*c)));
        let product = |vector: &Vec<f32>| -> f64 {
            let pairs = vector.iter().zip(&scratch.vector);
            f64::from(pairs.map(|(one, two)| one * two).sum::<f32>())
        };
        Ok(match order {
            Order::Words | Order::Ranked => by_words(),
            Order::Vectors => by_vectors(),
            Order::Exact => ordered(version, question, vectors.iter().map(product)),
            Order::Fused => fused([by_words(), by_vectors()]),
        })
    }
}

/// The entries that may be given, by the best of their documents; of equal ones the earlier first.
fn ordered(version: &Version, question: &Question, scores: impl Iterator<Item = f64>) -> Vec<u32> {
    let mut best = vec![f64::MIN; version.base.entries.len()];
    for (score, entry) in scores.zip(&version.documents.entries) {
        let held = &mut best[*entry as usize];
        *held = held.max(score);
    }
    let mut entries: Vec<u32> = (0..best.len() as u32)
        .filter(|entry| best[*entry as usize] > 0.0 && version.admits(*entry, question))
        .collect();
    entries.sort_by(|a, b| best[*b as usize].total_cmp(&best[*a as usize]));
    entries
}

/// Several orders as one.
fn fused(orders: [Vec<u32>; 2]) -> Vec<u32> {
    let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
    for order in &orders {
        for (place, entry) in (1..).zip(order.iter().take(FUSION_DEPTH)) {
            *scores.entry(*entry).or_default() += 1.0 / (FUSION_DAMPING + f64::from(place));
        }
    }
    let mut entries: Vec<(u32, f64)> = scores.into_iter().collect();
    entries.sort_by(|a, b| b.1.total_cmp(&a.1));
    entries.into_iter().map(|(entry, _)| entry).collect()
}
