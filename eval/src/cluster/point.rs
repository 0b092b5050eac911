//! A question as it is compared: by its vector, its terms, and the entries that it finds.

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Ranked;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::analyzer::Analysis;
use wenshui_knowledge::text::term::{TermKey, TermKind};

use crate::cluster::logged::DistinctQuestion;
use crate::cluster::rules::Alike;
use crate::error::Error;
use crate::progress::Progress;

/// Questions that are asked before whoever waits hears of it.
const CHUNK: usize = 500;
/// How many entries are looked at.
const FOUND: usize = 10;

/// A list of numbered weights, rising by number.
pub type Sparse = Vec<(u64, f32)>;

/// What is known of a question, or the sum of what is known of several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// The vector of the encoder, of length one; all zeros where it says nothing.
    pub vector: Vec<f32>,
    /// The terms by their keys, of length one.
    pub terms: Sparse,
    /// The entries that it finds, by the roots of their shares, of length one.
    pub entries: Sparse,
    /// The entries with their confidence, best first.
    pub found: Vec<(u32, f32)>,
}

impl Point {
    /// How alike two are: of single questions at most 1, of sums as many times more as there are pairs.
    pub fn alike(&self, other: &Self, weights: Alike) -> f32 {
        let vectors = dot(&self.vector, &other.vector);
        let terms = sparse_dot(&self.terms, &other.terms);
        let entries = sparse_dot(&self.entries, &other.entries);
        weights.vectors * vectors + weights.terms * terms + weights.entries * entries
    }

    /// Adds another, as a sum.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in self.vector.iter_mut().zip(&other.vector) {
            *own += more;
        }
        self.terms = sum(&self.terms, &other.terms);
        self.entries = sum(&self.entries, &other.entries);
    }
}

/// Asks every question and reads it as a point.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn points(
    (engine, version): (&Engine, &Version),
    questions: &[DistinctQuestion],
    today: Date,
    progress: &mut Progress,
) -> Result<Vec<Point>, Error> {
    let mut points = Vec::with_capacity(questions.len());
    // As much again is done when all are compared.
    let all = questions.len() * 2;
    for chunk in questions.chunks(CHUNK) {
        let one = |question: &DistinctQuestion| {
            let asked = Question {
                region: question.region,
                top_k: FOUND,
                ..Question::new(&question.text, today)
            };
            let reply = engine.answer(version, &asked)?;
            let mut point = read(version, &question.text)?;
            point.entries = entries(&reply.candidates);
            let found = reply.candidates.iter().map(|ranked| (ranked.entry, ranked.confidence));
            point.found = found.collect();
            Ok(point)
        };
        let asked: Result<Vec<Point>, Error> = chunk.par_iter().map(one).collect();
        points.extend(asked?);
        progress.step(points.len(), all)?;
    }
    Ok(points)
}

/// Reads a text by itself, without the entries that it finds.
///
/// # Errors
/// When the encoder fails.
pub fn read(version: &Version, text: &str) -> Result<Point, Error> {
    let mut analysis = Analysis::default();
    version.analyzer.analyze_into(text, &mut analysis);
    let mut vector = vec![0.0; version.encoder.dims()];
    let embedded = version.encoder.embed_into(&analysis.reading.canonical, &mut vector);
    embedded.map_err(wenshui_engine::error::Error::from)?;
    Ok(Point { vector, terms: terms(version, analysis.terms), ..Point::default() })
}

/// The terms by weight: rare ones tell more, and what the base has never seen tells most.
fn terms(version: &Version, mut keys: Vec<TermKey>) -> Sparse {
    keys.sort_unstable();
    keys.dedup();
    let weight = |key: &TermKey| {
        let id = version.vocabulary.id(*key);
        id.map_or_else(
            || version.vocabulary.weight_unseen(*key),
            |id| version.vocabulary.weight(id),
        )
    };
    let telling = keys.iter().filter(|key| key.kind() != TermKind::Char);
    unit(telling.map(|key| (key.bits(), weight(key))).filter(|(_, weight)| *weight > 0.0).collect())
}

/// The product of two such lists is then the Bhattacharyya coefficient of both shares (1943).
fn entries(candidates: &[Ranked]) -> Sparse {
    let mut entries: Sparse =
        candidates.iter().map(|ranked| (u64::from(ranked.entry), ranked.share.sqrt())).collect();
    entries.sort_unstable_by_key(|(entry, _)| *entry);
    unit(entries)
}

fn unit(mut weights: Sparse) -> Sparse {
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut weights {
            *weight /= length;
        }
    }
    weights
}

fn dot(one: &[f32], two: &[f32]) -> f32 {
    let ((fours, rest), (others, other_rest)) = (one.as_chunks::<4>(), two.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (a, b) in fours.iter().zip(others) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// The shorter list is looked up in the longer one.
fn sparse_dot(one: &[(u64, f32)], two: &[(u64, f32)]) -> f32 {
    let (mut less, mut more) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let mut sum = 0.0;
    while let ([(a, x), next @ ..], [(b, y), others @ ..]) = (less, more) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => less = next,
            std::cmp::Ordering::Greater => more = others,
            std::cmp::Ordering::Equal => {
                sum += x * y;
                (less, more) = (next, others);
            }
        }
    }
    sum
}

fn sum(one: &[(u64, f32)], two: &[(u64, f32)]) -> Sparse {
    let mut all: Sparse = one.iter().chain(two).copied().collect();
    // Both are rising, which a stable sort makes use of.
    all.sort_by_key(|(number, _)| *number);
    all.dedup_by(|next, held| {
        let same = next.0 == held.0;
        if same {
            held.1 += next.1;
        }
        same
    });
    all
}
