//! The formats of knowledge files, and how a file's own is told.

use std::path::Path;
use std::str::FromStr;

use crate::error::Error;

/// What a file of knowledge is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An entry a line, as JSON.
    Jsonl,
    /// A topic file.
    Yaml,
    /// Our columns, set apart by commas.
    Csv,
    /// Our columns, set apart by tabs.
    Tsv,
    /// Our columns in a workbook.
    Xlsx,
    /// What `QnA Maker` and Azure's custom question answering export: TSV or workbook.
    QnaMaker,
    /// What `QnABot` on AWS exports: JSON, or the workbook that it imports.
    QnaBot,
    /// The question and answer tables of `MaxKB`: CSV or workbook.
    MaxKb,
    /// The annotations that Dify exports: CSV with a question and an answer.
    Dify,
}

/// Every format.
pub const ALL: [Format; 9] = [
    Format::Jsonl,
    Format::Yaml,
    Format::Csv,
    Format::Tsv,
    Format::Xlsx,
    Format::QnaMaker,
    Format::QnaBot,
    Format::MaxKb,
    Format::Dify,
];

impl Format {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Yaml => "yaml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::QnaMaker => "qnamaker",
            Self::QnaBot => "qnabot",
            Self::MaxKb => "maxkb",
            Self::Dify => "dify",
        }
    }

    /// The format of our own that an extension stands for; `json` is a list of another system.
    pub fn of_extension(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_lowercase();
        match extension.as_str() {
            "jsonl" => Some(Self::Jsonl),
            "yaml" | "yml" => Some(Self::Yaml),
            "csv" => Some(Self::Csv),
            "tsv" | "txt" => Some(Self::Tsv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "json" => Some(Self::QnaBot),
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let named = ALL.into_iter().find(|format| format.name() == name);
        named.ok_or_else(|| Error::Format(name.to_owned()))
    }
}
