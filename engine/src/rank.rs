//! Candidates from both sides, scored by the same features and put in one order.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::index::top::Hit;
use crate::question::Question;
use crate::settings::RankerWeights;
use crate::understand::Understanding;
use crate::version::Version;

/// What the ranker knows of a candidate; every feature lies between 0 and 1, `dense` and `centroid`
/// from −1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features {
    /// The share of the question's weight that the best wording has.
    pub coverage: f32,
    /// The share of that wording's weight that the question has.
    pub precision: f32,
    /// Their common weight over the geometric mean of both.
    pub overlap: f32,
    /// The cosine of question and wording.
    pub dense: f32,
    /// The share of the question's weight that the entry has anywhere, wordings and answer.
    pub whole: f32,
    /// The mean of the cosines of the question and the entry's wordings.
    pub centroid: f32,
}

impl Features {
    /// The score: the weighted sum of the features.
    pub fn score(&self, weights: &RankerWeights) -> f32 {
        self.score_of_wording(weights)
            + weights.whole * self.whole
            + weights.centroid * self.centroid
    }

    /// The part of the score by which the wordings of one entry differ.
    fn score_of_wording(&self, weights: &RankerWeights) -> f32 {
        weights.coverage * self.coverage
            + weights.precision * self.precision
            + weights.overlap * self.overlap
            + weights.dense * self.dense
    }
}

/// An entry that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub entry: u32,
    /// The wording that fits best.
    pub wording: u32,
    /// What is known of it.
    pub features: Features,
    /// The score.
    pub score: f32,
    /// Its share of a softmax over the scores of all candidates, 0 to 1.
    pub share: f32,
    /// How narrowly it fits the region asked from.
    pub region_depth: u8,
}

/// What the two sides brought.
pub struct Pooled<'a> {
    /// Documents of the lexical index.
    pub lexical: &'a [Hit<u16>],
    /// Wordings of the dense index.
    pub dense: &'a [Hit<f32>],
    /// The cosine of every wording with the question; empty where the question has no vector.
    pub cosines: &'a [f32],
}

/// Scores every entry of the pool by its best wording and by all that it says, best first. The
/// order is total: score, then the narrower region, then the order of the base.
pub fn rank(
    version: &Version,
    asked: &Understanding,
    pooled: &Pooled,
    depth: impl Fn(u32) -> u8,
) -> Vec<Candidate> {
    let weights = &version.settings.ranker;
    let pool = pooled.lexical.len() + pooled.dense.len();
    let mut best: FxHashMap<u32, (f32, u32, Features)> =
        FxHashMap::with_capacity_and_hasher(pool, FxBuildHasher);
    let lexical = pooled.lexical.iter().map(|hit| hit.doc);
    for doc in lexical.chain(pooled.dense.iter().map(|hit| hit.doc)) {
        let entry = version.documents.entries[doc as usize];
        // A whole stands for its entry, which is judged by its standard question then.
        let is_wording = doc < version.documents.wordings;
        let wording = if is_wording { doc } else { version.documents.wordings_of(entry).start };
        let features = wording_features(version, asked, pooled.cosines, wording);
        let score = features.score_of_wording(weights);
        let held = best.entry(entry).or_insert((score, wording, features));
        if score > held.0 || (score >= held.0 && wording < held.1) {
            *held = (score, wording, features);
        }
    }
    let mut candidates: Vec<Candidate> = best
        .into_iter()
        .map(|(entry, (_, wording, features))| {
            let region_depth = depth(entry);
            Candidate { region_depth, ..judged(version, asked, pooled, (entry, wording, features)) }
        })
        .collect();
    candidates.sort_unstable_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then(b.region_depth.cmp(&a.region_depth)).then(a.entry.cmp(&b.entry))
    });
    share_out(&mut candidates, version.settings.calibration.sharpness);
    candidates
}

/// An entry as a candidate, whether or not a side brought it; it has no share in the choice.
pub fn of_entry(
    version: &Version,
    asked: &Understanding,
    pooled: &Pooled,
    entry: u32,
) -> Candidate {
    let weights = &version.settings.ranker;
    let range = version.documents.wordings_of(entry);
    let of_wording =
        |wording: u32| (wording, wording_features(version, asked, pooled.cosines, wording));
    let first = of_wording(range.start);
    let (wording, features) = range.skip(1).map(of_wording).fold(first, |best, next| {
        let better = next.1.score_of_wording(weights) > best.1.score_of_wording(weights);
        if better { next } else { best }
    });
    judged(version, asked, pooled, (entry, wording, features))
}

/// A candidate with the features of its whole entry and its score.
fn judged(
    version: &Version,
    asked: &Understanding,
    pooled: &Pooled,
    (entry, wording, features): (u32, u32, Features),
) -> Candidate {
    let documents = &version.documents;
    let whole = documents.whole_of(entry).map_or(features.coverage, |doc| {
        (covered(version, asked, doc) / asked.mass.max(f32::MIN_POSITIVE)).min(1.0)
    });
    let range = documents.wordings_of(entry);
    let cosines = pooled.cosines.get(range.start as usize..range.end as usize).unwrap_or_default();
    let centroid = cosines.iter().sum::<f32>() / cosines.len().max(1) as f32;
    let features = Features { whole, centroid: centroid.clamp(-1.0, 1.0), ..features };
    let score = features.score(&version.settings.ranker);
    Candidate { entry, wording, features, score, share: 0.0, region_depth: 0 }
}

/// Gives sorted candidates their shares: a softmax over the scores.
fn share_out(candidates: &mut [Candidate], sharpness: f32) {
    let Some(highest) = candidates.first().map(|first| first.score) else {
        return;
    };
    let part = |candidate: &Candidate| (sharpness * (candidate.score - highest)).exp();
    let sum: f32 = candidates.iter().map(part).sum();
    for candidate in candidates {
        candidate.share = part(candidate) / sum;
    }
}

/// Lets entries step before those that they supersede, whatever the answers of these added.
pub fn prefer_narrower(version: &Version, question: &Question, candidates: &mut [Candidate]) {
    for at in 1..candidates.len() {
        let Candidate { entry, wording, .. } = candidates[at];
        if version.scopes[entry as usize].region_depth(question) == 0 {
            continue;
        }
        let broader =
            |earlier: &Candidate| supersedes(version, question, (wording, earlier.wording));
        if let Some(first) = candidates[..at].iter().position(broader) {
            candidates[first..=at].rotate_right(1);
        }
    }
}

/// Whether of two wordings that were met the first asks the same as the second, and its entry was
/// written for a narrower region.
pub fn supersedes(version: &Version, question: &Question, (narrow, broad): (u32, u32)) -> bool {
    let scope =
        |wording: u32| &version.scopes[version.documents.entries[wording as usize] as usize];
    version.documents.terms(narrow) == version.documents.terms(broad)
        && scope(narrow).supersedes(scope(broad), question)
}

fn wording_features(
    version: &Version,
    asked: &Understanding,
    cosines: &[f32],
    wording: u32,
) -> Features {
    let common = covered(version, asked, wording);
    let mass = version.documents.masses[wording as usize].max(f32::MIN_POSITIVE);
    let asked_mass = asked.mass.max(f32::MIN_POSITIVE);
    Features {
        coverage: (common / asked_mass).min(1.0),
        precision: (common / mass).min(1.0),
        overlap: (common / (asked_mass * mass).sqrt()).min(1.0),
        // Vectors of bytes are not quite of length one.
        dense: cosines.get(wording as usize).copied().unwrap_or(0.0).clamp(-1.0, 1.0),
        ..Features::default()
    }
}

/// The weight of the question's terms that a document has.
fn covered(version: &Version, asked: &Understanding, doc: u32) -> f32 {
    asked.known.weight(version.documents.terms(doc))
}
