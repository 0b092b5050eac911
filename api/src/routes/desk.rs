//! The routes of the desk.

pub mod agents;
pub mod backend;
pub mod booking;
pub mod calls;
pub mod cases;
pub mod dialler;
pub mod invitations;
pub mod listing;
pub mod mediations;
pub mod messages;
pub mod notes;
pub mod notices;
pub mod personal;
pub mod reservations;
pub mod seen;
pub mod served;
pub mod sessions;
pub mod sheets;
pub mod signal;
pub mod surveys;
pub mod work_orders;
