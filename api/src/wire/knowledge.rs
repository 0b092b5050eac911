//! How knowledge changes, as it travels.

pub mod entry;
pub mod revision;
pub mod version;
