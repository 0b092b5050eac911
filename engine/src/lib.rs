//! A question goes in; words with their grounds come out.
//!
//! The engine is pure: texts, dates, a clock and an encoder come in as values. `open` is its one
//! door to disk.

pub mod compose;
pub mod confidence;
pub mod decide;
pub mod emotion;
pub mod engine;
pub mod error;
pub mod facets;
pub mod guard;
pub mod index;
pub mod intent;
pub mod interest;
pub mod narrow;
pub mod open;
pub mod open_question;
pub mod phrase;
pub mod question;
pub mod rank;
pub mod reply;
pub mod retrieve;
pub mod rounds;
pub mod scope;
pub mod screen;
pub mod settings;
pub mod suggest;
pub mod table;
pub mod trace;
pub mod understand;
pub mod utterance;
pub mod version;
pub mod words;
