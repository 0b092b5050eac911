//! The engine's numbers: weights, thresholds and pool sizes, read from data.

use serde::{Deserialize, Serialize};
use wenshui_knowledge::text::term::TermKind;

use crate::error::Error;
use crate::feature::Features;

/// Every number that shapes an answer; part of the knowledge version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The lexical score.
    pub bm25: Bm25,
    /// The weights of the kinds of terms.
    pub terms: TermWeights,
    /// How many candidates are looked at.
    pub pool: Pool,
    /// What each feature is worth in a candidate's score.
    pub ranker: Features,
    /// From score to confidence.
    pub calibration: Calibration,
    /// From score to the chance that the matter is known.
    pub domain: Domain,
    /// From confidence to decision.
    pub decision: Thresholds,
}

/// The parameters of BM25.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bm25 {
    /// How fast repetition saturates.
    pub k1: f32,
    /// How much length counts, 0 to 1.
    pub b: f32,
}

/// How much a term of each kind weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermWeights {
    /// Single characters.
    pub char: f32,
    /// Pairs of characters.
    pub bigram: f32,
    /// Words.
    pub word: f32,
    /// Concepts.
    pub concept: f32,
    /// Quantities.
    pub quantity: f32,
}

impl TermWeights {
    /// The weight of a kind.
    pub fn of(&self, kind: TermKind) -> f32 {
        match kind {
            TermKind::Char => self.char,
            TermKind::Bigram => self.bigram,
            TermKind::Word => self.word,
            TermKind::Concept => self.concept,
            TermKind::Quantity => self.quantity,
        }
    }
}

/// How many documents each side brings to the ranker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Wordings from the lexical index.
    pub lexical: usize,
    /// Entries from the lexical index, by everything that they say.
    pub wholes: usize,
    /// Wordings from the dense index.
    pub dense: usize,
    /// Answers from the dense index.
    pub answers: usize,
    /// How many of the best candidates a cross-encoder reads, where there is one.
    pub judged: usize,
    /// Of how many entries they must be; twice as many documents are brought until they are.
    pub entries_min: usize,
}

impl Pool {
    /// A pool of twice as many documents.
    #[must_use]
    pub fn doubled(self) -> Self {
        Self {
            lexical: self.lexical * 2,
            wholes: self.wholes * 2,
            dense: self.dense * 2,
            answers: self.answers * 2,
            ..self
        }
    }
}

/// confidence = 1 / (1 + exp(−(score · s + share · p + known · share of the question's weight
/// + length · ln characters + outside · logit + offset))).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// How many logits of the choice among the candidates a unit of score is.
    pub sharpness: f32,
    /// What a unit of the candidate's score is worth, in logits.
    pub score: f32,
    /// What the whole of the choice among the candidates is worth.
    pub share: f32,
    /// What it is worth that every word of the question stands somewhere in the base.
    pub known: f32,
    /// What the natural logarithm of the question's length in characters is worth.
    pub length: f32,
    /// What a logit is worth by which it looks as if it were not about taxes.
    pub outside: f32,
    /// Shift.
    pub offset: f32,
}

/// known = 1 / (1 + exp(−(score · s + known · share of the question's weight + length · ln characters
/// + outside · logit + offset))).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// What a unit of the best candidate's score is worth, in logits.
    pub score: f32,
    /// What it is worth that every word of the question stands somewhere in the base.
    pub known: f32,
    /// What the natural logarithm of the question's length in characters is worth.
    pub length: f32,
    /// What a logit is worth by which it looks as if it were not about taxes.
    pub outside: f32,
    /// Shift.
    pub offset: f32,
}

/// The two thresholds and the margin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The least confidence of an answer, and of the candidates together that are asked back.
    pub answer_min: f32,
    /// The confidence from which is answered even what looks unknown.
    pub sure_min: f32,
    /// The least chance that the base knows the matter, for answers and suggestions.
    pub suggest_min: f32,
    /// The least distance in score between an answer and the next candidate.
    pub margin_min: f32,
    /// The greatest distance in score between an answer and what is named beside it.
    pub related_margin: f32,
    /// How often a question is asked back at most.
    pub rounds_max: u32,
}

impl Settings {
    /// The settings that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        Self::parse("settings.toml", BUNDLED)
    }

    /// Reads settings from the text of a TOML file; `name` is for the error.
    ///
    /// # Errors
    /// When a field is missing, unknown or of another type; the words name line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| Error::Settings {
            file: name.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })
    }
}

/// The text of the bundled settings.
pub const BUNDLED: &str = include_str!("../data/settings.toml");
