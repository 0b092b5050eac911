//! What several tests need: a server, a client, the program, and the promises to hold both to.

pub(crate) mod balanced;
pub(crate) mod callers;
pub(crate) mod centers;
pub(crate) mod chromium;
pub(crate) mod cluster;
pub(crate) mod contract;
pub(crate) mod databases;
pub(crate) mod dialogue;
pub(crate) mod door;
pub(crate) mod files;
pub(crate) mod held;
pub(crate) mod http;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod kill;
pub(crate) mod nats;
pub(crate) mod outside;
pub(crate) mod people;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod published;
pub(crate) mod served;
pub(crate) mod stream;
pub(crate) mod talks;
pub(crate) mod tokens;
pub(crate) mod turn;
