//! What travels of the desk.

pub mod audience;
pub mod audit;
pub mod booking;
pub mod call;
pub mod case;
pub mod case_form;
pub mod floor;
pub mod matter;
pub mod mediation;
pub mod message;
pub mod message_query;
pub mod note;
pub mod notice;
pub mod notice_text;
pub mod personal;
pub mod reply;
pub mod rules;
pub mod served;
pub mod session;
pub mod sheet;
pub mod sign;
pub mod signal;
pub mod statistics;
pub mod survey;
pub mod wall;
pub mod work_order;
