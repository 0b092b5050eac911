//! What the ranker knows of a candidate.

use serde::{Deserialize, Serialize};

/// How many features there are.
pub const FEATURES: usize = 10;

/// A number for every feature: what a candidate has of each, or what each is worth in the score.
///
/// Of candidates every one lies between 0 and 1, the cosines from −1; the score is the sum of the
/// products, and as nothing is worth less than nothing it never falls when a feature rises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    /// What question and best wording have in common, over the geometric mean of their weights.
    pub overlap: f32,
    /// The cosine of question and best wording.
    pub dense: f32,
    /// The mean of the cosines of the question and the three nearest wordings of the entry.
    pub nearest: f32,
    /// The mean of the cosines of the question and all wordings of the entry.
    pub centroid: f32,
    /// The cosine of question and answer; where there is none, that of the wording.
    pub answer: f32,
    /// The share of the question's weight that the entry has anywhere, wordings and answer.
    pub whole: f32,
    /// The entry's BM25, wordings and answer taken as one text, as a share of the most that the
    /// question could bring.
    pub bm25: f32,
    /// How well the entry agrees with the tax that the question names: 1 it is about that, 0 about
    /// another, half where either names none.
    pub tax: f32,
    /// Whether the entry was written for the place that is asked from: 1, or half where it holds
    /// everywhere or nobody says from where.
    pub place: f32,
    /// How likely a cross-encoder holds the entry for the answer, of the first few by all else; 0 of
    /// others, and where there is no cross-encoder.
    pub cross: f32,
}

impl Features {
    /// The names, as settings and explanations call them.
    pub const NAMES: [&'static str; FEATURES] = [
        "overlap", "dense", "nearest", "centroid", "answer", "whole", "bm25", "tax", "place",
        "cross",
    ];

    /// The numbers by the order of [`NAMES`](Self::NAMES).
    pub fn numbers(&self) -> [f32; FEATURES] {
        let Self { overlap, dense, nearest, centroid, answer, whole, bm25, tax, place, cross } =
            *self;
        [overlap, dense, nearest, centroid, answer, whole, bm25, tax, place, cross]
    }

    /// The features with these numbers.
    pub fn from_numbers(numbers: [f32; FEATURES]) -> Self {
        let [overlap, dense, nearest, centroid, answer, whole, bm25, tax, place, cross] = numbers;
        Self { overlap, dense, nearest, centroid, answer, whole, bm25, tax, place, cross }
    }

    /// The score under `weights`.
    pub fn score(&self, weights: &Self) -> f32 {
        self.numbers().iter().zip(weights.numbers()).map(|(feature, weight)| weight * feature).sum()
    }
}
