//! The routes of the desk.

pub mod agents;
pub mod backend;
pub mod booking;
pub mod calls;
pub mod dialler;
pub mod invitations;
pub mod listing;
pub mod reservations;
pub mod seen;
pub mod sessions;
pub mod signal;
