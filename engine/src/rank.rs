//! Candidates from both sides, scored by the same features and put in one order.

use crate::facet::TAX;
use crate::feature::Features;
use crate::nearness::Nearness;
use crate::question::Question;
use crate::retrieve::Retrieved;
use crate::understand::Understanding;
use crate::version::Version;

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

/// Scores every entry of the pool by its best wording and by all that it says, best first. The
/// order is total: score, then the narrower region, then the order of the base.
pub fn rank(
    version: &Version,
    asked: &Understanding,
    found: &Retrieved,
    depth: impl Fn(u32) -> u8,
) -> Vec<Candidate> {
    let met = Met::new(version, asked, found);
    let judged = |(entry, wordings): (u32, &[u32])| {
        let fit = met.best(wordings.iter().copied())?;
        Some(met.judged((entry, depth(entry)), fit))
    };
    let entries = found.by_entry(&version.documents);
    let mut candidates: Vec<Candidate> = entries.filter_map(judged).collect();
    put_in_order(version, &mut candidates);
    candidates
}

/// Puts scored candidates in order and gives them their shares of the choice.
pub fn put_in_order(version: &Version, candidates: &mut [Candidate]) {
    candidates.sort_unstable_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then(b.region_depth.cmp(&a.region_depth)).then(a.entry.cmp(&b.entry))
    });
    share_out(candidates, version.settings.calibration.sharpness);
}

/// An entry as a candidate, whether or not a side brought it; it has no share in the choice. None where it has
/// no wording.
pub fn of_entry(
    version: &Version,
    asked: &Understanding,
    found: &Retrieved,
    (entry, depth): (u32, u8),
) -> Option<Candidate> {
    let met = Met::new(version, asked, found);
    let fit = met.best(version.documents.wordings_of(entry))?;
    Some(met.judged((entry, depth), fit))
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

/// How a wording fits a question.
#[derive(Debug, Clone, Copy)]
struct Fit {
    wording: u32,
    overlap: f32,
    dense: f32,
    /// The part of the score by which the wordings of an entry differ.
    score: f32,
}

/// Of how many wordings the nearest are looked at together.
const NEAREST: usize = 3;

/// A question met by documents.
struct Met<'a> {
    version: &'a Version,
    asked: &'a Understanding,
    sums: &'a [u16],
    covered: &'a [f32],
    nearness: &'a Nearness,
    /// The question's weight.
    mass: f32,
    /// What a step of a sum is as a share of the most that the question could bring.
    step: f32,
}

impl<'a> Met<'a> {
    fn new(version: &'a Version, asked: &'a Understanding, found: &'a Retrieved) -> Self {
        let mass = asked.mass.max(f32::MIN_POSITIVE);
        let most = mass * (version.settings.bm25.k1 + 1.0);
        let (sums, covered) = (found.impacts.sums(), found.impacts.covered());
        let (nearness, step) = (&found.nearness, version.impacts.step / most);
        Self { version, asked, sums, covered, nearness, mass, step }
    }

    /// The best of rising wordings; of those that fit alike the earliest.
    fn best(&self, wordings: impl Iterator<Item = u32>) -> Option<Fit> {
        let fits = wordings.map(|wording| self.wording(wording));
        fits.reduce(|best, next| if next.score > best.score { next } else { best })
    }

    fn wording(&self, wording: u32) -> Fit {
        let mass = self.version.documents.masses[wording as usize].max(f32::MIN_POSITIVE);
        let overlap = (self.covered(wording) / (self.mass * mass).sqrt()).min(1.0);
        let dense = self.cosine(wording);
        let weights = &self.version.settings.ranker;
        // Where no other wording is near, the nearest three are this one.
        let score = weights.overlap * overlap + (weights.dense + weights.nearest) * dense;
        Fit { wording, overlap, dense, score }
    }

    /// A candidate with the features of its whole entry and its score.
    fn judged(&self, (entry, region_depth): (u32, u8), fit: Fit) -> Candidate {
        let Fit { wording, overlap, dense, .. } = fit;
        let documents = &self.version.documents;
        let whole = documents.whole_of(entry);
        let answers = self.version.base.entries[entry as usize].answer.is_some();
        let range = documents.wordings_of(entry);
        let cosines = self.nearness.cosines(self.version.vectors(), range);
        let features = Features {
            overlap,
            dense,
            nearest: mean_of_nearest(&cosines),
            centroid: mean(&cosines),
            answer: whole.filter(|_| answers).map_or(dense, |doc| self.cosine(doc)),
            whole: (whole.map_or_else(|| self.covered(wording), |doc| self.covered_by_whole(doc))
                / self.mass)
                .min(1.0),
            bm25: self.bm25(whole.unwrap_or(wording)),
            tax: self.version.facets.agreement(entry, TAX, &self.asked.taxes),
            place: if region_depth > 0 { 1.0 } else { 0.5 },
            cross: 0.0,
        };
        let score = features.score(&self.version.settings.ranker);
        Candidate { entry, wording, features, score, share: 0.0, region_depth }
    }

    fn bm25(&self, doc: u32) -> f32 {
        let sum = self.sums.get(doc as usize).copied().unwrap_or(0);
        (f32::from(sum) * self.step).min(1.0)
    }

    /// Vectors of few bits are not quite of length one.
    fn cosine(&self, doc: u32) -> f32 {
        self.nearness.cosine(self.version.vectors(), doc).clamp(-1.0, 1.0)
    }

    /// The weight of the question's terms that a wording has.
    fn covered(&self, wording: u32) -> f32 {
        self.asked.known.weight(self.version.documents.terms(wording))
    }

    /// The weight of the question's terms that a whole has.
    fn covered_by_whole(&self, doc: u32) -> f32 {
        self.covered[(doc - self.version.documents.wordings) as usize]
    }
}

fn mean(cosines: &[f32]) -> f32 {
    (cosines.iter().sum::<f32>() / cosines.len().max(1) as f32).clamp(-1.0, 1.0)
}

/// The mean of the [`NEAREST`] highest cosines.
fn mean_of_nearest(cosines: &[f32]) -> f32 {
    let mut nearest = [-1.0_f32; NEAREST];
    for cosine in cosines {
        // The lowest of those kept makes place; the order among them does not matter.
        if let Some(lowest) = nearest.iter_mut().min_by(|a, b| a.total_cmp(b))
            && *cosine > *lowest
        {
            *lowest = *cosine;
        }
    }
    nearest.sort_unstable_by(|a, b| b.total_cmp(a));
    mean(&nearest[..cosines.len().min(NEAREST)])
}
