//! The conditions that lists take (table 3.4), and which are those of each.

use crate::booking::{Confirmation, Progress, Way};
use crate::case::RegionCase;
use crate::machine::Machine as _;
use crate::mediation::Mediation;
use crate::note;
use crate::session::Session;
use crate::survey::Survey;
use crate::work_order::WorkOrder;

/// A condition that a list takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Its name on the wire.
    pub name: &'static str,
    /// The column that it looks at.
    pub column: &'static str,
    /// What it means.
    pub how: How,
    /// Whether only the tax office's side has it.
    pub staff_only: bool,
}

/// What a condition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The column is this text, whole and exact.
    Exact,
    /// The column holds this text somewhere.
    Fuzzy,
    /// The column is one of several names, divided by commas: what the guides call fuzzy where a
    /// column has few values. They are these, or any where settings give them.
    Choice(&'static [&'static str]),
    /// The column is on this day or after it.
    From,
    /// The column is on this day or before it.
    Until,
}

const fn on(column: &'static str, how: How) -> Condition {
    Condition { name: column, column, how, staff_only: false }
}

const fn named(name: &'static str, column: &'static str, how: How) -> Condition {
    Condition { name, column, how, staff_only: false }
}

const fn staff(column: &'static str, how: How) -> Condition {
    Condition { name: column, column, how, staff_only: true }
}

pub(super) const NOTES: &[Condition] = &[
    on("number", How::Exact),
    named("left_from", "left_at", How::From),
    named("left_until", "left_at", How::Until),
    on("note_type", How::Choice(&[])),
    on("progress", How::Choice(note::Progress::NAMES)),
    on("content", How::Fuzzy),
    staff("taxpayer_name", How::Fuzzy),
    staff("taxpayer_id", How::Fuzzy),
];

pub(super) const RESERVATIONS: &[Condition] = &[
    on("number", How::Exact),
    named("begins_from", "begins_at", How::From),
    named("begins_until", "begins_at", How::Until),
    on("service_type", How::Fuzzy),
    on("business_category", How::Fuzzy),
    on("subject_matter", How::Fuzzy),
    on("way", How::Choice(Way::NAMES)),
    on("confirmation", How::Choice(Confirmation::NAMES)),
    on("progress", How::Choice(Progress::NAMES)),
];

pub(super) const MEDIATIONS: &[Condition] = &[
    on("number", How::Exact),
    named("filed_from", "filed_at", How::From),
    named("filed_until", "filed_at", How::Until),
    named("accepted_from", "accepted_at", How::From),
    named("accepted_until", "accepted_at", How::Until),
    on("state", How::Choice(Mediation::STATES)),
];

pub(super) const WORK_ORDERS: &[Condition] = &[
    on("number", How::Exact),
    named("opened_from", "opened_at", How::From),
    named("opened_until", "opened_at", How::Until),
    on("subject_matter", How::Fuzzy),
    on("state", How::Choice(WorkOrder::STATES)),
];

pub(super) const SURVEYS: &[Condition] = &[
    on("number", How::Exact),
    on("title", How::Fuzzy),
    named("opens_from", "open_from", How::From),
    named("opens_until", "open_from", How::Until),
    on("state", How::Choice(Survey::STATES)),
];

pub(super) const CASES: &[Condition] = &[
    on("number", How::Exact),
    on("matter", How::Fuzzy),
    on("state", How::Choice(RegionCase::STATES)),
];

pub(super) const SESSIONS: &[Condition] =
    &[on("number", How::Exact), on("state", How::Choice(Session::STATES))];
