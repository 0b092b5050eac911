//! The routes: each takes values out of a request, asks the engine, and puts values into words.

pub mod answers;
pub mod knowledge;
pub mod page;
pub mod service;
pub mod suggestions;
