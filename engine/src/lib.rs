//! A question goes in; words with their grounds come out.
//!
//! The engine is pure: texts, dates, a clock and an encoder come in as values. `open` is its one
//! door to disk.

pub mod amount;
pub mod circumstances;
pub mod compose;
pub mod confidence;
pub mod context;
pub mod cross;
pub mod decide;
pub mod elsewhere;
pub mod emotion;
pub mod engine;
pub mod error;
pub mod facet;
pub mod facet_phrases;
pub mod facets;
pub mod feature;
pub mod guard;
pub mod held_back;
pub mod index;
pub mod intent;
pub mod interest;
pub mod lapsed;
pub mod named;
pub mod narrow;
pub mod nearness;
pub mod open;
pub mod open_question;
pub mod origin;
pub mod phrase;
pub mod question;
pub mod rank;
pub mod reply;
pub mod retrieve;
pub mod rounds;
pub mod scope;
pub mod screen;
pub mod search;
pub mod settings;
pub mod spans;
pub mod suggest;
pub mod table;
pub mod trace;
pub mod turn;
pub mod understand;
pub mod utterance;
pub mod version;
pub mod withhold;
pub mod words;
