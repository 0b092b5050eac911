//! The program from outside: a server that really listens, and the binary that people start.

mod support;

mod answers;
mod ask;
mod bench;
mod circumstances;
mod classify;
mod eval;
mod faults;
mod kb;
mod knowledge;
mod limits;
mod models;
mod openapi;
mod page;
mod problems;
mod refusals;
mod reload;
mod serve;
mod service;
mod shutdown;
mod suggestions;
