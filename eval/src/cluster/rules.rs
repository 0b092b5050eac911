//! Weights and thresholds of clusters and suggestions, read from data.

use serde::Deserialize;
use wenshui_engine::table::parse_toml;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

/// Every number; what each is for stands in the data file.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterRules {
    /// What makes two questions alike.
    pub alike: Alike,
    /// When clusters are joined.
    pub linkage: Linkage,
    /// What is suggested.
    pub suggest: SuggestRules,
    /// When a suggestion was decided before.
    pub decided: DecidedRules,
}

/// The weights of likeness.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    /// Of the cosine of vectors.
    pub vectors: f32,
    /// Of the cosine of weighted terms.
    pub terms: f32,
    /// Of the cosine of shares of entries.
    pub entries: f32,
}

/// When clusters are joined.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linkage {
    /// The least mean likeness of two clusters that are joined.
    pub joined_min: f32,
    /// With how many of the nearest a question is compared.
    pub near: usize,
    /// And with how many of those that find the same entry first.
    pub near_same_entry: usize,
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestRules {
    /// The least confidence of an entry that is named as near.
    pub near_min: f32,
    /// The least confidence of an entry that wordings are suggested for.
    pub similar_min: f32,
    /// The least share of answers judged useless.
    pub useless_min: f64,
    /// The confidence from which an entry would answer.
    pub answered_min: f32,
    /// How many wordings are suggested.
    pub wordings_max: usize,
    /// How long one may be, in characters.
    pub wording_chars_max: usize,
}

/// When a suggestion was decided before.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedRules {
    /// The least share of its questions that were.
    pub share_min: f64,
    /// How alike a question must be to one that was, by vectors and terms.
    pub covered_min: f32,
    /// How many questions of a suggestion are remembered.
    pub remembered_max: usize,
}

impl ClusterRules {
    /// The rules that ship with the program.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Vec<Problem>> {
        let text = include_str!("../../data/cluster/rules.toml").to_owned();
        Self::read(&DataFile { name: "rules.toml".to_owned(), text })
    }

    /// Reads rules of the form of `eval/data/cluster/rules.toml`.
    ///
    /// # Errors
    /// The first problem, with line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        parse_toml(file)
    }
}
