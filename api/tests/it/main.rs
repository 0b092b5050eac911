//! The program from outside: a server that really listens, and the binary that people start.

mod support;

// The long day of the desk's own tests, driven here on the store.
#[path = "../../../desk/tests/it/drive.rs"]
mod drive;
#[path = "../../../desk/tests/it/fairness.rs"]
mod fairness;
#[path = "../../../desk/tests/it/traffic.rs"]
mod traffic;

mod access;
mod answers;
mod api_keys;
mod ask;
mod attachments;
mod backends;
mod bench;
mod bookings;
mod browsers;
mod calendar;
mod calls;
mod cases;
mod circumstances;
mod classify;
mod client;
mod conversations;
mod demo;
mod desk_looks;
mod eval;
mod eval_changes;
mod eval_out;
mod events;
mod faults;
mod fetching;
mod form_files;
mod funnel;
mod handover;
mod health;
mod idempotency;
mod identity;
mod interceptions;
mod interest;
mod job_kinds;
mod jobs;
mod jwks;
mod kb;
mod kb_documents;
mod kb_tables;
mod kills;
mod knowledge;
mod limits;
mod mediations;
mod mine;
mod models;
mod nodes;
mod notes;
mod notices;
mod openapi;
mod outgoing;
mod page;
mod personal;
mod planted;
mod planter;
mod problems;
mod refusals;
mod reload;
mod rounds;
mod rows;
mod serve;
mod service;
mod session_files;
mod session_streams;
mod session_voice;
mod sessions;
mod shared;
mod shutdown;
mod signalling;
mod simulation;
mod slots;
mod speech_in;
mod speech_out;
mod suggestions;
mod suites;
mod surveys;
mod users;
mod versions;
