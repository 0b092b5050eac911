//! The rules of the desk, seen from outside.

mod booking;
mod calendar;
mod center;
mod fairness;
mod filter;
mod mediation;
mod note;
mod number;
mod queue;
mod script;
mod simulation;
mod traffic;
mod walk;
mod work_order;
