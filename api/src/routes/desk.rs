//! The routes of the desk.

pub mod invitations;
pub mod listing;
pub mod reservations;
