//! The rules of the desk, seen from outside.

mod booking;
mod calendar;
mod center;
mod fairness;
mod queue;
mod simulation;
mod traffic;
mod walk;
