//! The rules of the desk, seen from outside.

mod authority;
mod booking;
mod case;
mod notice;
mod survey;
mod walk;
