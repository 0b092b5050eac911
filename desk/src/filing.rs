//! How a thing of the desk is filed, so that lists find it without reading it.

use jiff::Timestamp;

use crate::booking::{Form, Progress};
use crate::invitation::Invitation;
use crate::machine::Machine;
use crate::reservation::Reservation;

/// What a thing is found by, besides whose it is and when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filing {
    /// The first column of its state, by its name on the wire.
    pub state: &'static str,
    /// The second column, where it has one.
    pub progress: &'static str,
    /// Its kind in the taxpayer's words, such as 预约服务类型.
    pub class: String,
    /// A second kind, such as 预约业务类别.
    pub category: String,
    /// How people meet.
    pub way: &'static str,
    /// The text that is searched.
    pub words: String,
    /// The time that it is about.
    pub starts_at: Option<Timestamp>,
    /// When somebody took it on.
    pub accepted_at: Option<Timestamp>,
}

/// A machine whose things are filed.
pub trait Filed: Machine {
    /// What it is found by now.
    fn filing(&self) -> Filing;
}

impl Filed for Reservation {
    fn filing(&self) -> Filing {
        let (first, second) = (self.stage.confirmation(), self.stage.progress());
        booked(&self.form, (first.name(), second.name()))
    }
}

impl Filed for Invitation {
    fn filing(&self) -> Filing {
        let second = self.stage.progress().map_or("", Progress::name);
        booked(&self.form, (self.stage.confirmation().name(), second))
    }
}

fn booked(form: &Form, (state, progress): (&'static str, &'static str)) -> Filing {
    Filing {
        state,
        progress,
        class: form.service_type.clone(),
        category: form.business_category.clone(),
        way: form.way.name(),
        words: form.subject_matter.clone(),
        starts_at: Some(form.slot.begins_at),
        accepted_at: None,
    }
}
