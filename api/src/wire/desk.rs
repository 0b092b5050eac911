//! What travels of the desk.

pub mod audience;
pub mod booking;
pub mod matter;
pub mod message;
pub mod notice;
pub mod session;
pub mod sheet;
pub mod survey;
