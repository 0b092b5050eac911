//! Which questions are worth comparing, without comparing all with all in full.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use wenshui_engine::index::dense::{Dense, DenseScratch, Quantised};
use wenshui_engine::index::top::{Hit, keep_best};

use crate::cluster::point::Point;
use crate::cluster::rules::ClusterRules;
use crate::error::Error;
use crate::progress::Progress;

/// Questions that are compared before whoever waits hears of it.
const CHUNK: usize = 500;

/// Two questions with their likeness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The earlier one.
    pub one: u32,
    /// The later one.
    pub two: u32,
    /// How alike they are.
    pub alike: f32,
}

/// For every question the nearest by vectors, and the nearest of those that find the same entry first;
/// each pair once, rising.
///
/// # Errors
/// When whoever waits calls it off.
pub fn neighbours(
    points: &[Point],
    rules: &ClusterRules,
    progress: &mut Progress,
) -> Result<Vec<Pair>, Error> {
    let dims = points.first().map_or(0, |point| point.vector.len());
    let vectors: Vec<Quantised> =
        points.iter().map(|point| Quantised::of_document(&point.vector)).collect();
    let dense = Dense::new(dims, vectors.iter());
    let mut by_entry: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (at, point) in (0_u32..).zip(points) {
        if let Some((entry, _)) = point.found.first() {
            by_entry.entry(*entry).or_default().push(at);
        }
    }
    let all: Vec<usize> = (0..points.len()).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for chunk in all.chunks(CHUNK) {
        let near: Vec<Vec<Pair>> = chunk
            .to_vec()
            .into_par_iter()
            .map_init(DenseScratch::default, |scratch, at| {
                near((points, at), (&dense, scratch), &by_entry, rules)
            })
            .collect();
        pairs.extend(near.into_iter().flatten());
        let done = chunk.last().map_or(0, |last| last + 1);
        progress.step(points.len() + done, points.len() * 2)?;
    }
    pairs.sort_unstable_by_key(|pair| (pair.one, pair.two));
    pairs.dedup_by_key(|pair| (pair.one, pair.two));
    Ok(pairs)
}

fn near(
    (points, at): (&[Point], usize),
    (dense, scratch): (&Dense, &mut DenseScratch),
    by_entry: &FxHashMap<u32, Vec<u32>>,
    rules: &ClusterRules,
) -> Vec<Pair> {
    let own = &points[at];
    let speaks = own.vector.iter().any(|part| *part != 0.0);
    let asked = if speaks { Quantised::of_question(&own.vector) } else { Quantised::default() };
    dense.scan(&asked, scratch);
    let cosine = |doc: u32| scratch.cosines().get(doc as usize).copied().unwrap_or_default();
    let best = |docs: &mut dyn Iterator<Item = u32>, k: usize| {
        let others = docs.filter(|doc| *doc as usize != at);
        let mut hits: Vec<Hit<f32>> = others.map(|doc| Hit { doc, score: cosine(doc) }).collect();
        keep_best(&mut hits, k);
        hits
    };
    let mut hits = best(&mut (0..points.len() as u32), rules.linkage.near);
    let first = own.found.first().and_then(|(entry, _)| by_entry.get(entry));
    let same = first.map(Vec::as_slice).unwrap_or_default();
    hits.extend(best(&mut same.iter().copied(), rules.linkage.near_same_entry));
    let pair = |hit: Hit<f32>| {
        let other = hit.doc as usize;
        // The same pair has the same likeness from either side.
        let (one, two) = (at.min(other), at.max(other));
        let alike = points[one].alike(&points[two], rules.alike);
        Pair { one: one as u32, two: two as u32, alike }
    };
    hits.into_iter().map(pair).collect()
}
