//! The routes of the desk.

pub mod agents;
pub mod booking;
pub mod files;
pub mod invitations;
pub mod listing;
pub mod marks;
pub mod present;
pub mod reservations;
pub mod seen;
pub mod sessions;
pub mod stream;
