//! What a work order is about, and what it was made of.

use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::note::Note;
use crate::number::NoteNumber;

/// What a work order is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What it was made of.
    pub source: Source,
    /// The operating center that handles it.
    pub center: String,
    /// What is to be done.
    pub subject_matter: String,
    /// What was handed in with it.
    pub attachments: Vec<Attachment>,
}

/// What a work order was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A note.
    Note(NoteNumber),
    /// A session, by its id.
    Session(String),
    /// An agent opened it.
    Agent,
}

impl Form {
    /// The form of a work order that a note is turned into.
    pub fn of_note(number: NoteNumber, note: &Note) -> Self {
        Self {
            source: Source::Note(number),
            center: note.form.center.clone(),
            subject_matter: note.form.content.clone(),
            attachments: note.form.attachments.clone(),
        }
    }
}
