//! The numbers and words of the guard, read from `guard.toml`.

use serde::Deserialize;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::guard::action::{Action, Category};
use crate::table::parse_toml;

/// The rules of the guard and how hard it is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardRules {
    /// What is done at a first offence.
    pub first: First,
    /// How offences add up.
    pub strikes: Strikes,
    /// How much may be sent.
    pub flood: Flood,
    /// How the abuse model is used, where there is one.
    pub model: ModelUse,
    /// The rules by their stable ids.
    pub rule: Vec<Rule>,
    /// What the guard says.
    pub say: Vec<Say>,
}

/// What is done at a first offence, before strikes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct First {
    /// By the grade of the worst word, 1 to 3.
    pub by_grade: [Action; 3],
    /// At most this where the text holds a question of the field too.
    pub proper_max: Action,
    /// At most this where it does, and nobody is aimed at.
    pub unaimed_max: Action,
}

/// How offences add up.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strikes {
    /// What a warning adds.
    pub warn: f32,
    /// What a block adds.
    pub block: f32,
    /// The time in which strikes halve, in seconds.
    pub half_life_s: u32,
    /// From here on a warning becomes a block.
    pub block_from: f32,
    /// From here on a warning or a block becomes silence.
    pub silence_from: f32,
    /// How long the first silence holds, in seconds; it doubles with each that follows.
    pub silence_s: u32,
    /// How long a silence holds at most, in seconds.
    pub silence_max_s: u32,
}

/// How much may be sent in a time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flood {
    /// The time in which turns are counted, in seconds.
    pub turns_s: u32,
    /// How many turns may be sent in it.
    pub turns_max: usize,
    /// The time in which equal turns are counted, in seconds.
    pub repeats_s: u32,
    /// How often the same may be sent in it.
    pub repeats_max: usize,
    /// How many characters in a row may be the same before the text is noise.
    pub run_max: usize,
}

/// From which probabilities on the abuse model warns.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelUse {
    /// Of abuse of a person.
    pub abuse_min: f32,
    /// Of contempt, and only in a text that names people and asks no question of the field.
    pub hate_min: f32,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable name, as in records and metrics.
    pub id: String,
    /// What it is about.
    pub category: Category,
    /// What is done at a first offence; by the grade of the word where it is left out.
    pub action: Option<Action>,
    /// The least score, for rules that weigh signs.
    #[serde(default)]
    pub score_min: f32,
    /// Kinds of signs of which every one must be there, for rules that weigh signs.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// What is said with an action.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// About what; for any category where it is left out.
    pub category: Option<Category>,
    /// With what.
    pub action: Action,
    /// The words, in Markdown.
    pub words: String,
}

impl GuardRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// With file, line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        parse_toml(file)
    }

    /// The number of a rule.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.rule.iter().position(|rule| rule.id == id)
    }

    /// The rules' ids with their numbers, for tables that name them.
    pub fn ids(&self) -> Vec<(&str, usize)> {
        self.rule.iter().enumerate().map(|(number, rule)| (rule.id.as_str(), number)).collect()
    }

    /// What is said: the words of the category first, else those for any.
    pub fn words(&self, category: Category, action: Action) -> Option<&str> {
        let of = |wanted: Option<Category>| {
            let mut words = self.say.iter();
            words.find(|say| say.action == action && say.category == wanted)
        };
        of(Some(category)).or_else(|| of(None)).map(|say| say.words.as_str())
    }
}
