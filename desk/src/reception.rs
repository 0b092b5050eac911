//! What somebody who asks for a person meets: a queue, a closed door, or nobody in charge (A-05, J-07
//! to J-09).

use jiff::Timestamp;

use crate::booking::Slot;
use crate::calendar::Calendars;
use crate::center::{Belonging, Center, Centers};
use crate::fault::Fault;

/// Who serves, and when.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    /// The centers.
    pub centers: &'a Centers,
    /// Their working hours.
    pub calendars: &'a Calendars,
}

/// What is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception<'a> {
    /// The center serves: one may wait.
    Open(&'a Center),
    /// It is outside working hours.
    Closed {
        /// The center that serves later.
        center: &'a Center,
        /// From when on; `None` where it never does.
        opens_at: Option<Timestamp>,
    },
    /// No center serves the taxpayer; another authority has to be chosen (J-08, S).
    NoCenter,
}

/// A way to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The queue.
    Handover,
    /// 留言
    Note,
    /// 预约
    Reservation,
}

impl<'a> Office<'a> {
    /// What is wrong with half an hour at a center: people meet only while it works (P-03, A-05).
    pub fn slot_fault(&self, center: &Center, slot: Slot) -> Option<Fault> {
        // What begins at another minute is no slot, which is told by itself.
        if !slot.is_whole() {
            return None;
        }
        let calendar = self.calendars.get(&center.calendar);
        let works = calendar.is_some_and(|calendar| calendar.has_slot(slot));
        (!works).then(|| Fault::new("begins_at", "closed"))
    }

    /// What is wrong with a center that somebody names: it has to be there.
    pub fn center_fault(&self, field: &'static str, id: &str) -> Option<Fault> {
        let known = id.trim().is_empty() || self.centers.get(id).is_some();
        (!known).then(|| Fault::new(field, "unknown"))
    }

    /// The center at the top of the tree that another one is in, which decides for its province (T-04).
    pub fn deciding(&self, id: &str) -> Option<&'a Center> {
        self.centers.upwards(id).last()
    }

    /// What a taxpayer meets now.
    pub fn receive(&self, belonging: Belonging, now: Timestamp) -> Reception<'a> {
        let Some(center) = self.centers.serving(belonging) else { return Reception::NoCenter };
        self.receive_at(center, now)
    }

    /// What is met at a center now.
    pub fn receive_at(&self, center: &'a Center, now: Timestamp) -> Reception<'a> {
        let calendar = self.calendars.get(&center.calendar);
        match calendar.and_then(|calendar| calendar.next_opening(now)) {
            Some(opens_at) if opens_at == now => Reception::Open(center),
            opens_at => Reception::Closed { center, opens_at },
        }
    }
}

impl Reception<'_> {
    /// What is offered: outside working hours a note or a reservation only (J-09), and nothing where
    /// nobody would get it.
    pub fn exits(&self) -> &'static [Exit] {
        match self {
            Self::Open(_) => &[Exit::Handover, Exit::Note, Exit::Reservation],
            Self::Closed { .. } => &[Exit::Note, Exit::Reservation],
            Self::NoCenter => &[],
        }
    }
}
