//! The knowledge crate from outside: files in, entries and problems out.

mod bundled;
mod calendars;
mod documents;
mod edits;
mod exchange;
mod files;
mod heard;
mod lexicons;
mod masks;
mod quantities;
mod reading;
mod revisions;
