//! The rules of the desk, seen from outside.

mod authority;
mod booking;
mod calendar;
mod call;
mod case;
mod center;
mod drive;
mod fairness;
mod filter;
mod line;
mod mask;
mod mediation;
mod note;
mod notice;
mod number;
mod place;
mod queue;
mod rights;
mod script;
mod session;
mod simulation;
mod statistics;
mod survey;
mod traffic;
mod walk;
mod work_order;
