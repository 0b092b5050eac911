//! The only room that serves HTTP, and the command line that opens every other room.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod error;
pub mod extract;
pub mod identity;
pub mod metric;
pub mod published;
pub mod reload;
pub mod routes;
pub mod server;
pub mod source;
pub mod state;
pub mod store;
pub mod wire;
