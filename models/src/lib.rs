//! Numbers from texts: the encoders, their weights and the queue in front of a costly one.
//!
//! A text goes in as `&str`, a vector of `f32` comes out. Which library computes it stays inside
//! this crate: no tensor appears in a public signature. [`hub`] is the one door to disk.
//!
//! Speech goes in as samples and comes out as text ([`sound`], [`recognizer`], [`listeners`]); syllables
//! go in and sound comes out ([`voice`]).

pub mod bert_encoder;
pub mod cross_encoder;
pub mod embed;
pub mod error;
pub mod fault;
pub mod gram_encoder;
pub mod hub;
pub mod listeners;
pub mod ngram_classifier;
pub mod queue;
pub mod recognizer;
pub mod sound;
pub mod train;
pub mod trial;
pub mod voice;
mod weights;

pub use crate::bert_encoder::BertEncoder;
pub use crate::embed::Embed;
pub use crate::error::Error;
pub use crate::fault::Fault;
pub use crate::gram_encoder::GramEncoder;
pub use crate::hub::{EncoderSource, Hub, open_encoder};
pub use crate::queue::{EmbedQueue, QueueLimits};
