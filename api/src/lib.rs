//! The only room that serves HTTP, and the command line that opens every other room.

pub mod address;
pub mod caller;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod document;
pub mod error;
pub mod extract;
pub mod follow;
pub mod identity;
pub mod metric;
pub mod origin;
pub mod published;
pub mod quick;
pub mod reload;
pub mod routes;
pub mod server;
pub mod shown;
pub mod source;
pub mod state;
pub mod store;
pub mod talk;
pub mod trouble;
pub mod upkeep;
pub mod wire;
