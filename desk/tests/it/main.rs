//! The rules of the desk, seen from outside.

mod authority;
mod booking;
mod notice;
mod survey;
mod walk;
