//! The rules of the desk, seen from outside.

mod booking;
mod calendar;
mod call;
mod center;
mod fairness;
mod filter;
mod line;
mod mediation;
mod note;
mod number;
mod queue;
mod script;
mod session;
mod simulation;
mod traffic;
mod walk;
mod work_order;
