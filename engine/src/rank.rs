//! Candidates from both sides, scored by the same features and put in one order.

use rustc_hash::FxHashMap;

use crate::index::top::Hit;
use crate::question::Question;
use crate::settings::RankerWeights;
use crate::understand::Understanding;
use crate::version::Version;

/// What the ranker knows of a candidate; every feature lies between 0 and 1, `dense` from −1.
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
    /// The share of the question's weight that the answer's words have.
    pub answer: f32,
}

impl Features {
    /// The score: the weighted sum of the features.
    pub fn score(&self, weights: &RankerWeights) -> f32 {
        weights.coverage * self.coverage
            + weights.precision * self.precision
            + weights.overlap * self.overlap
            + weights.dense * self.dense
            + weights.answer * self.answer
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

/// Scores every entry of the pool by its best wording, best first. The order is total: score, then
/// the narrower region, then the order of the base.
pub fn rank(
    version: &Version,
    asked: &Understanding,
    pooled: &Pooled,
    depth: impl Fn(u32) -> u8,
) -> Vec<Candidate> {
    let weights = &version.settings.ranker;
    let mut best: FxHashMap<u32, Candidate> = FxHashMap::default();
    let mut consider = |wording: u32, answer: f32| {
        let entry = version.documents.entries[wording as usize];
        let features = wording_features(version, asked, pooled.cosines, wording);
        let score = features.score(weights);
        let found = Candidate { entry, wording, features, score, region_depth: 0 };
        let held = best.entry(entry).or_insert(found);
        let answer = held.features.answer.max(answer);
        // The wording is chosen by itself; what the answer adds is the same for all of them.
        if score > held.score || (score >= held.score && wording < held.wording) {
            *held = found;
        }
        held.features.answer = answer;
    };
    for doc in pooled.lexical.iter().map(|hit| hit.doc).chain(pooled.dense.iter().map(|h| h.doc)) {
        if doc < version.documents.wordings {
            consider(doc, 0.0);
        } else {
            let entry = version.documents.entries[doc as usize];
            // Quantities are covered without being part of the question's own weight.
            let answer = covered(version, asked, doc) / asked.mass.max(f32::MIN_POSITIVE);
            consider(version.documents.wordings_of(entry).start, answer.min(1.0));
        }
    }
    let mut candidates: Vec<Candidate> = best.into_values().collect();
    for candidate in &mut candidates {
        candidate.score = candidate.features.score(weights);
        candidate.region_depth = depth(candidate.entry);
    }
    candidates.sort_unstable_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then(b.region_depth.cmp(&a.region_depth)).then(a.entry.cmp(&b.entry))
    });
    candidates
}

/// An entry as a candidate, whether or not a side brought it.
pub fn of_entry(
    version: &Version,
    asked: &Understanding,
    pooled: &Pooled,
    entry: u32,
) -> Candidate {
    let weights = &version.settings.ranker;
    let of_wording = |wording: u32| {
        let features = wording_features(version, asked, pooled.cosines, wording);
        let score = features.score(weights);
        Candidate { entry, wording, features, score, region_depth: 0 }
    };
    let range = version.documents.wordings_of(entry);
    let first = of_wording(range.start);
    range.skip(1).map(of_wording).fold(
        first,
        |best, next| {
            if next.score > best.score { next } else { best }
        },
    )
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
        answer: 0.0,
    }
}

/// The weight of the question's terms that a document has.
fn covered(version: &Version, asked: &Understanding, doc: u32) -> f32 {
    version.documents.terms(doc).iter().map(|term| asked.known.weight(*term)).sum()
}
