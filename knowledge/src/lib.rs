//! What the tax office says and how people say it.
//!
//! Entries with their grounds, the files they are written in, the checks over them; and Chinese
//! text as the engine sees it. The text part is pure; `load` is the one door to disk.

pub mod base;
pub mod bundled;
pub mod calendar;
pub mod check;
pub mod contents;
pub mod counts;
pub mod difference;
pub mod document;
pub mod edit;
pub mod entry;
pub mod error;
pub mod exchange;
pub mod heard;
pub mod lexicon;
pub mod load;
pub mod node;
pub mod problem;
pub mod reading;
pub mod region;
pub mod revision;
pub mod taxpayer;
pub mod text;
