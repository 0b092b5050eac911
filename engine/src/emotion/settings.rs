//! The numbers and words of emotions, read from `emotion.toml`.

use serde::Deserialize;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::emotion::feeling::Feeling;
use crate::table::parse_toml;

/// How scores become an emotion.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmotionSettings {
    /// How much of what was felt before is still felt, 0 to 1.
    pub carry: f32,
    /// The most that is carried of one emotion.
    pub carry_max: f32,
    /// The least score of levels 1 to 3, by emotion.
    pub levels: Levels,
    /// How words and a trained model are weighed against each other, where there is one.
    pub model: ModelUse,
    /// How marks and repetition count.
    pub marks: MarkWeights,
    /// How words change those beside them.
    pub context: Context,
    /// What is said to somebody who feels so.
    pub calming: Vec<Calming>,
}

/// How words and a trained model are weighed against each other. The model says which feeling it is,
/// the words how strong it is, and they have a say in the first too.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelUse {
    /// What a score of 1 by words adds to the model's logit for that feeling.
    pub words: f32,
    /// What is added to the logit for agitation: it is the one that should not be missed.
    pub agitated: f32,
    /// The share of the first threshold that is left of a feeling that it is not.
    pub doubt: f32,
}

impl Levels {
    /// The least score that shows at all, by feeling.
    pub(crate) fn first(&self, feeling: Feeling) -> f32 {
        match feeling {
            Feeling::Calm => 0.0,
            Feeling::Worried => self.worried[0],
            Feeling::Dissatisfied => self.dissatisfied[0],
            Feeling::Agitated => self.agitated[0],
        }
    }
}

/// The least scores of levels 1 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// Of worry.
    pub worried: [f32; 3],
    /// Of dissatisfaction.
    pub dissatisfied: [f32; 3],
    /// Of agitation.
    pub agitated: [f32; 3],
}

/// How marks and repetition count; they add to what words say and say nothing alone.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkWeights {
    /// Every exclamation mark.
    pub exclaim: f32,
    /// Every question mark after the first in a row.
    pub ask: f32,
    /// Every repetition of a character after the second in a row.
    pub repeat: f32,
    /// A word of Latin capitals.
    pub capitals: f32,
    /// The most that all of it adds.
    pub max: f32,
    /// So many exclamation marks are agitation without any word.
    pub shout_from: usize,
    /// What that counts.
    pub shout: f32,
}

/// How words change those beside them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// How far before a word a negation reaches, in characters.
    pub negate_reach: usize,
    /// How far before or after a word an intensifier reaches, in characters.
    pub intensify_reach: usize,
    /// What a negated word still counts.
    pub negated: f32,
    /// Dissatisfaction above this is agitation too.
    pub spill_from: f32,
    /// That share of it.
    pub spill_share: f32,
}

/// What is said to somebody who feels so.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calming {
    /// The emotion's name.
    pub emotion: String,
    /// From this level on.
    pub level_min: u8,
    /// The words, in Markdown.
    pub words: String,
}

impl EmotionSettings {
    /// Reads the settings.
    ///
    /// # Errors
    /// With file, line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        parse_toml(file)
    }
}
