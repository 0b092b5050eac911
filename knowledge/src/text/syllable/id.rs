//! The numbers of syllables.

/// The number of a spelling. Numbers rise with spellings, so that all spellings with a common
/// beginning are neighbours.
pub type SyllableId = u16;

/// What no character is read as; it ends a text in an index.
pub const END: SyllableId = 0;
/// How a character is read that is neither Chinese nor a letter nor a digit.
pub const OTHER: SyllableId = 1;
