//! The program from outside: a server that really listens, and the binary that people start.

mod support;

mod access;
mod answers;
mod ask;
mod bench;
mod circumstances;
mod classify;
mod conversations;
mod eval;
mod events;
mod faults;
mod idempotency;
mod identity;
mod interceptions;
mod interest;
mod kb;
mod kills;
mod knowledge;
mod limits;
mod mine;
mod models;
mod openapi;
mod page;
mod problems;
mod refusals;
mod reload;
mod rounds;
mod serve;
mod service;
mod shutdown;
mod suggestions;
mod users;
