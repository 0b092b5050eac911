//! The settings of notices, surveys, authorities and cases over regions.

use serde::Deserialize;

/// The settings of notices.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRules {
    /// The most characters of a title and of a name in a table.
    pub title_chars_max: usize,
    /// The most characters of a body.
    pub body_chars_max: usize,
    /// The most characters of a key, an id or the name of a system.
    pub id_chars_max: usize,
    /// The most rows of each table (H-05).
    pub rows_max: usize,
    /// The most entries of a list of an audience.
    pub audience_max: usize,
}

/// The settings of surveys.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyRules {
    /// The most characters of a title, a question and an option.
    pub title_chars_max: usize,
    /// The most questions.
    pub questions_max: usize,
    /// The most options of a question.
    pub options_max: usize,
    /// The highest score that a question may offer.
    pub score_max: u8,
}

/// The settings of 我的机关.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityRules {
    /// The kinds of taxpayers who may choose another one (S-03).
    pub may_choose: Vec<String>,
}

/// The settings of cases over regions; hours of the clock.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRules {
    /// How long a slip waits for its confirmation.
    pub slip_hours: i64,
    /// How long what has to be supplemented is waited for.
    pub supplement_hours: i64,
    /// The limit that is set where a case is passed to provincial staff (T-04).
    pub provincial_hours: i64,
    /// The most files of one step.
    pub materials_max: usize,
}
