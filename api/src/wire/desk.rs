//! What travels of the desk.

pub mod audience;
pub mod booking;
pub mod call;
pub mod matter;
pub mod message;
pub mod message_query;
pub mod notice;
pub mod notice_text;
pub mod session;
pub mod sheet;
pub mod signal;
pub mod survey;
