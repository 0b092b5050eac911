//! The routes of the desk.

pub mod agents;
pub mod backend;
pub mod booking;
pub mod calls;
pub mod dialler;
pub mod invitations;
pub mod listing;
pub mod messages;
pub mod notices;
pub mod reservations;
pub mod seen;
pub mod sessions;
pub mod sheets;
pub mod signal;
pub mod surveys;
