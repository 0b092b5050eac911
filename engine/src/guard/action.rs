//! What the guard does, and about what.

use serde::Deserialize;

/// What the guard does with a text, rising.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing: the text is as it should be, however angry.
    #[default]
    Pass,
    /// It is answered; what is rude is masked where the text is shown or stored.
    Soften,
    /// It is answered, with a warning.
    Warn,
    /// It is not answered.
    Block,
    /// It is not answered, and nothing will be until a moment.
    Silence,
}

impl Action {
    /// Its name on the wire and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Soften => "soften",
            Self::Warn => "warn",
            Self::Block => "block",
            Self::Silence => "silence",
        }
    }

    /// Whether the question is answered all the same.
    pub fn answers(self) -> bool {
        self < Self::Block
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Abuse aimed at a person.
    Abuse,
    /// Contempt for people of a region, race or gender.
    Hate,
    /// Advertising and soliciting.
    Ads,
    /// Words that must not be said here.
    Sensitive,
    /// Too much, or too often the same.
    Flood,
}

impl Category {
    /// Its name in records and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abuse => "abuse",
            Self::Hate => "hate",
            Self::Ads => "ads",
            Self::Sensitive => "sensitive",
            Self::Flood => "flood",
        }
    }
}
