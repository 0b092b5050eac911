//! The thresholds of the health check, read from data.

use serde::Deserialize;
use wenshui_engine::table::parse_toml;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

/// Every threshold; what each is for stands in the data file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// When wordings and entries ask the same.
    pub same: Same,
    /// When answers agree.
    pub answers: Answers,
    /// What is soon and what is long ago.
    pub dates: Dates,
    /// What a topic needs.
    pub topics: Topics,
    /// What is cold.
    pub cold: ColdRule,
    /// Which documents have numbers.
    pub numbers: Numbers,
    /// Where links must not lead.
    pub links: Links,
}

/// When wordings and entries ask the same.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// The least cosine of two wordings.
    pub cosine_min: f32,
    /// The least overlap of two wordings, 0 to 1.
    pub overlap_min: f32,
    /// The least share of pairs of characters in common, where the overlap is less.
    pub pairs_min: f64,
    /// What only begins or ends a question.
    pub around: Vec<String>,
    /// Characters that turn a question round.
    pub turning: Vec<char>,
    /// The least share of wordings that ask the same, of two entries that do.
    pub share_min: f64,
}

/// When answers agree.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The least share of pairs of characters, 0 to 1.
    pub agree_min: f64,
}

/// What is soon and what is long ago.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// So many days are soon.
    pub expiring_days: i32,
    /// A review of so many months ago is due again.
    pub review_months: i32,
}

/// What a topic needs.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// The least number of entries that answer.
    pub entries_min: usize,
    /// Its share of what is asked over its share of the entries.
    pub demand_min: f64,
    /// From so many questions on.
    pub asked_min: u64,
}

/// What is cold.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColdRule {
    /// The most often that a cold entry was asked.
    pub asked_max: u64,
    /// The shortest period that says anything, in days.
    pub days_min: i32,
}

/// Which documents have numbers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Ends of titles.
    pub endings: Vec<String>,
    /// Ends of titles that only look so.
    pub except: Vec<String>,
    /// What a title has that tells its number itself.
    pub marks: Vec<String>,
}

/// Where links must not lead.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Hosts of the inside; ends begin with a point, beginnings end with one, others are whole.
    pub private: Vec<String>,
    /// Paths of the site; none: any.
    pub paths: Vec<String>,
}

impl Rules {
    /// The rules that ship with the program.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Vec<Problem>> {
        let text = include_str!("../../data/health/rules.toml").to_owned();
        Self::read(&DataFile { name: "rules.toml".to_owned(), text })
    }

    /// Reads rules of the form of `eval/data/health/rules.toml`.
    ///
    /// # Errors
    /// The first problem, with line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        parse_toml(file)
    }
}
