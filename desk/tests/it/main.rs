//! The rules of the desk, seen from outside.

mod booking;
mod walk;
