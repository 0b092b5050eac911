//! The routes of the desk.

pub mod agents;
pub mod backend;
pub mod booking;
pub mod invitations;
pub mod listing;
pub mod reservations;
pub mod seen;
pub mod sessions;
