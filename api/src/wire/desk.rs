//! What travels of the desk.

pub mod audit;
pub mod booking;
pub mod floor;
pub mod matter;
pub mod reply;
pub mod session;
pub mod sign;
pub mod statistics;
pub mod wall;
