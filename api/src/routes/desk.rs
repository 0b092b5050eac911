//! The routes of the desk.

pub mod agents;
pub mod assist;
pub mod audit;
pub mod backend;
pub mod booking;
pub mod export;
pub mod files;
pub mod invitations;
pub mod limit;
pub mod listing;
pub mod marks;
pub mod present;
pub mod replies;
pub mod reservations;
pub mod seen;
pub mod sessions;
pub mod statistics;
pub mod stream;
pub mod wall;
