//! What travels of the desk.

pub mod booking;
pub mod case;
pub mod case_form;
pub mod matter;
pub mod mediation;
pub mod note;
pub mod personal;
pub mod served;
pub mod session;
pub mod work_order;
