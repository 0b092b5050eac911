//! The routes of the desk.

pub mod agents;
pub mod backend;
pub mod booking;
pub mod cases;
pub mod invitations;
pub mod listing;
pub mod mediations;
pub mod notes;
pub mod personal;
pub mod reservations;
pub mod seen;
pub mod served;
pub mod sessions;
pub mod work_orders;
