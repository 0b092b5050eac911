//! The rules of the desk, seen from outside.

mod booking;
mod filter;
mod mediation;
mod note;
mod number;
mod script;
mod walk;
mod work_order;
