//! Chinese text as the engine sees it: folded, segmented, with its concepts and quantities.
//!
//! The same functions serve when an index is built and when a question arrives, so that both
//! sides always agree. Nothing here does IO, reads a clock or draws a random number.

pub mod analyzer;
pub mod concept;
pub mod fold;
pub mod mask;
pub mod patterns;
pub mod quantity;
pub mod segment;
pub mod simplified;
pub mod syllable;
pub mod term;
