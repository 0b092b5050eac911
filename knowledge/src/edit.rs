//! A change of the knowledge as a value: what a fix or an accepted suggestion does to a base.
//!
//! Edits are applied one after the other to a base and give a base. One that cannot be applied
//! changes nothing and is told as a problem of `edits[n]`.

pub mod apply;
pub mod read;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::entry::Entry;

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// An entry takes the place of the one with its id, or is added.
    Upsert {
        /// The entry.
        entry: Box<Entry>,
    },
    /// An entry goes, and with it every follow-up that leads to it.
    Remove {
        /// Its id.
        id: String,
    },
    /// An entry takes the wordings of another, which goes; follow-ups to that one lead to it.
    Merge {
        /// The entry that stays, with its answer and all else.
        into: String,
        /// The entry that goes.
        from: String,
    },
    /// Similar questions are added; those that are there already stay as they are.
    AddWordings {
        /// The entry.
        id: String,
        /// The wordings.
        wordings: Vec<String>,
    },
    /// Similar questions are taken away; the standard question never is.
    RemoveWordings {
        /// The entry.
        id: String,
        /// The wordings, as they stand there.
        wordings: Vec<String>,
    },
    /// Days are set; those that are not named stay.
    SetDates {
        /// The entry.
        id: String,
        /// The days.
        dates: EntryDates,
    },
    /// Every citation of a document without a number gets one.
    SetNumber {
        /// The document's title.
        title: String,
        /// Its number (文号).
        number: String,
    },
    /// Follow-ups are taken away.
    RemoveFollowups {
        /// The entry.
        id: String,
        /// The ids that they lead to.
        followups: Vec<String>,
    },
}

/// Days of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryDates {
    /// The first day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Date>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_to: Option<Date>,
    /// When somebody last held it against the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub reviewed_on: Option<Date>,
}
