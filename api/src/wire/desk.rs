//! What travels of the desk.

pub mod booking;
pub mod floor;
pub mod matter;
pub mod session;
pub mod sign;
