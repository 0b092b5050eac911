//! How good is it, and what changed: suites, runs, metrics, gates.
//!
//! The metrics are pure functions of what a run saw. A run asks the engine exactly as the server
//! does, so that what is measured is what is served.

pub mod ablation;
pub mod asked;
pub mod bootstrap;
pub mod case;
pub mod classify;
pub mod cluster;
pub mod compare;
pub mod dialogue;
pub mod error;
pub mod fit;
pub mod gate;
pub mod health;
pub mod impact;
pub mod manifest;
pub mod metrics;
pub mod outcome;
pub mod progress;
pub mod replay;
pub mod report;
pub mod run;
pub mod suite;
pub mod tune;
