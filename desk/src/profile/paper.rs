//! The settings of what is written down: notes, mediations and work orders.

use serde::Deserialize;

/// The settings of notes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRules {
    /// How much the form asks for.
    pub form: NoteForm,
    /// The types there are, in the order of the drop-down.
    pub types: Vec<String>,
    /// The types that are taken only with material (O-02).
    pub material_types: Vec<String>,
    /// The fewest characters of a content, the X of O-04.
    pub content_chars_min: usize,
}

/// How much the form of a note asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteForm {
    /// The seven fields of 004: whether somebody wants to be reminded must be said.
    Full,
    /// The four fields of 003: who says nothing is not reminded.
    Short,
}

/// The settings of mediations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationRules {
    /// How long after its wanted beginning a talk ends, in minutes.
    pub lasts_min: i64,
    /// How far ahead its beginning may lie, in days.
    pub ahead_days_max: i64,
    /// How many entries the meeting notes may have.
    pub minutes_max: usize,
}

/// The settings of work orders.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkOrderRules {
    /// How often the taxpayer may urge on one day.
    pub urges_per_day_max: u32,
    /// How many entries the progress may have; what ends the work order is still written down.
    pub progress_max: usize,
    /// The best rating; the worst is 1.
    pub stars_max: u8,
}
