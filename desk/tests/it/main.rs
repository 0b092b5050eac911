//! The rules of the desk, seen from outside.

mod authority;
mod booking;
mod case;
mod mask;
mod notice;
mod rights;
mod survey;
mod walk;
