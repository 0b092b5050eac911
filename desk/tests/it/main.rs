//! The rules of the desk, seen from outside.

mod booking;
mod call;
mod line;
mod session;
mod walk;
