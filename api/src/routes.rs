//! The routes: each takes values out of a request, asks the engine or the store, and puts values into
//! words.

pub mod answers;
pub mod attachments;
pub mod calendar;
pub mod conversations;
pub mod demo;
pub mod desk;
pub mod events;
pub mod favorites;
pub mod feedback;
pub mod guesses;
pub mod handover;
pub mod hot;
pub mod hot_words;
pub mod interceptions;
pub mod jobs;
pub mod kb;
pub mod keys;
pub mod knowledge;
pub mod live;
pub mod login;
pub mod me;
pub mod page;
pub mod reports;
pub mod service;
pub mod shared;
pub mod shortcuts;
pub mod speech;
pub mod streaming;
pub mod suggestions;
pub mod suites;
pub mod topics;
pub mod transcriptions;
