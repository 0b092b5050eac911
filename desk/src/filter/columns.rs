//! What stands in the columns that lists look at, from the one state that holds it: whoever stores
//! a thing writes these, so that a list cannot say otherwise than the thing itself.
//!
//! The number and the taxpayer belong to the row and not to the state, and stand in no [`Columns`].

use crate::authority::Authority;
use crate::booking::{Confirmation, Form, Progress};
use crate::call::Call;
use crate::case::RegionCase;
use crate::filter::Value;
use crate::invitation::Invitation;
use crate::machine::{Machine as _, Named as _};
use crate::mediation::Mediation;
use crate::note::Note;
use crate::reservation::Reservation;
use crate::session::Session;
use crate::session::stage::Stage;
use crate::survey::Survey;
use crate::work_order::WorkOrder;

/// What has columns that a list looks at.
pub trait Columns {
    /// What stands in a column; nothing where it has none of this name, or nothing in it.
    fn column(&self, column: &str) -> Option<Value>;
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

impl Columns for Note {
    fn column(&self, column: &str) -> Option<Value> {
        match column {
            "left_at" => Some(Value::Time(self.left_at)),
            "note_type" => Some(text(&self.form.note_type)),
            "progress" => Some(text(self.stage.progress().name())),
            "content" => Some(text(&self.form.content)),
            _ => None,
        }
    }
}

/// Both columns of a booking, the second where there is one.
fn booking(form: &Form, told: (Confirmation, Option<Progress>), column: &str) -> Option<Value> {
    match column {
        "begins_at" => Some(Value::Time(form.slot.begins_at)),
        "service_type" => Some(text(&form.service_type)),
        "business_category" => Some(text(&form.business_category)),
        "subject_matter" => Some(text(&form.subject_matter)),
        "way" => Some(text(form.way.name())),
        "confirmation" => Some(text(told.0.name())),
        "progress" => Some(text(told.1?.name())),
        _ => None,
    }
}

impl Columns for Reservation {
    fn column(&self, column: &str) -> Option<Value> {
        let told = (self.stage.confirmation(), Some(self.stage.progress()));
        booking(&self.form, told, column)
    }
}

impl Columns for Invitation {
    fn column(&self, column: &str) -> Option<Value> {
        booking(&self.form, (self.stage.confirmation(), self.stage.progress()), column)
    }
}

/// Calls are found by what they belong to.
impl Columns for Call {
    fn column(&self, column: &str) -> Option<Value> {
        match column {
            "state" => Some(text(self.state())),
            "way" => Some(text(self.stage.kind().name())),
            _ => None,
        }
    }
}

/// A draft has no time of its own, and what was deleted has none left.
impl Columns for Mediation {
    fn column(&self, column: &str) -> Option<Value> {
        match (self, column) {
            (_, "state") => Some(text(self.state())),
            (Self::Filed(filed), "filed_at") => Some(Value::Time(filed.filed_at)),
            (Self::Filed(filed), "accepted_at") => {
                filed.stage.talk().map(|talk| Value::Time(talk.accepted_at))
            }
            (Self::Draft(_) | Self::Deleted | Self::Filed(_), _) => None,
        }
    }
}

impl Columns for WorkOrder {
    fn column(&self, column: &str) -> Option<Value> {
        match column {
            "opened_at" => Some(Value::Time(self.opened_at)),
            "subject_matter" => Some(text(&self.form.subject_matter)),
            "state" => Some(text(self.state())),
            _ => None,
        }
    }
}

impl Columns for Survey {
    fn column(&self, column: &str) -> Option<Value> {
        match column {
            "title" => Some(text(&self.form.title)),
            "open_from" => Some(Value::Time(self.form.open_from)),
            "state" => Some(text(self.state())),
            _ => None,
        }
    }
}

/// No list shows it.
impl Columns for Authority {
    fn column(&self, _: &str) -> Option<Value> {
        None
    }
}

impl Columns for RegionCase {
    fn column(&self, column: &str) -> Option<Value> {
        match column {
            "matter" => Some(text(&self.form.matter)),
            "state" => Some(text(self.state())),
            _ => None,
        }
    }
}

/// An agent takes it on when a talk begins; what came of it later keeps that time.
impl Columns for Session {
    fn column(&self, column: &str) -> Option<Value> {
        match (column, &self.stage) {
            ("state", _) => Some(text(self.state())),
            ("accepted_at", Stage::Active { since, .. }) => Some(Value::Time(*since)),
            (_, _) => None,
        }
    }
}
