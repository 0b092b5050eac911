//! What a classifier is to be trained from.

use std::path::PathBuf;

use crate::error::Error;
use crate::train::ngrams::labelled::Names;
use crate::train::ngrams::settings::NgramsSettings;

/// What is to be trained from what.
#[derive(Debug, Clone, Default)]
pub struct NgramsPlan {
    /// What is told apart; empty where texts only are of a kind, 1, or not, 0.
    pub labels: Vec<String>,
    /// The files that are learnt from; one that is given more often counts more.
    pub files: Vec<LabelledFile>,
    /// Texts of the knowledge that are not of the kind; with labels, of the first one.
    pub others: Others,
    /// What is told, such as `abuse`.
    pub name: String,
    /// The numbers.
    pub settings: NgramsSettings,
}

/// Texts of the knowledge.
#[derive(Debug, Clone, Default)]
pub struct Others {
    /// Which they are, as the command's argument says.
    pub which: String,
    /// The texts.
    pub texts: Vec<String>,
}

/// A file of JSON lines with a `text` (or `question`) each.
#[derive(Debug, Clone)]
pub struct LabelledFile {
    /// Where it is.
    pub path: PathBuf,
    /// How its labels are told.
    pub by: LabelledBy,
}

/// How the labels of a file are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelledBy {
    /// Every line has a `label` by name; without labels in the plan, the number 0 or 1.
    Name,
    /// Every line has a `label`, the number 0 or 1; these are the labels that they mean.
    Number([String; 2]),
    /// All lines have this label, whatever else they hold.
    All(String),
}

impl NgramsPlan {
    /// How the labels of a file become numbers.
    pub(crate) fn names(&self, by: &LabelledBy) -> Result<Names<'_>, Error> {
        Ok(match by {
            LabelledBy::Name if self.labels.is_empty() => Names::Numbers([0, 1]),
            LabelledBy::Name => Names::Labels(&self.labels),
            LabelledBy::Number([zero, one]) => Names::Numbers([self.row(zero)?, self.row(one)?]),
            LabelledBy::All(label) => Names::All(self.row(label)?),
        })
    }

    /// The number of a label.
    fn row(&self, label: &str) -> Result<usize, Error> {
        let kind = ["0".to_owned(), "1".to_owned()];
        let known = if self.labels.is_empty() { &kind[..] } else { &self.labels };
        let row = known.iter().position(|known| known == label);
        row.ok_or_else(|| Error::Setting {
            name: "label",
            found: label.to_owned(),
            expected: format!("one of {}", known.join(", ")),
        })
    }
}
