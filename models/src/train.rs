//! Making weights from data, the same bytes from the same inputs.

pub mod grams;
pub mod ngrams;
mod template;
pub mod whisper;
