//! Voices: pinyin goes in, sound comes out, phrase by phrase.
//!
//! A text that was read becomes [`plan::Phrase`]s, a [`speaker::Speaker`] says each, and a
//! [`speech::Speech`] puts them one behind the other with the moments of their words, in the bytes of
//! an [`encode::Format`].

pub mod casting;
pub mod encode;
pub mod espeak;
pub mod plan;
pub mod program;
pub mod speaker;
pub mod speech;
pub mod weight;
