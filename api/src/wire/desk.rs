//! What travels of the desk.

pub mod booking;
pub mod matter;
pub mod session;
