//! What travels of the desk.

pub mod booking;
pub mod call;
pub mod matter;
pub mod session;
pub mod signal;
