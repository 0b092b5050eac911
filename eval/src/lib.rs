//! How good is it, and what changed: suites, runs, metrics, gates.
//!
//! The metrics are pure functions of what a run saw. A run asks the engine exactly as the server
//! does, so that what is measured is what is served.

pub mod ablation;
pub mod bootstrap;
pub mod case;
pub mod classify;
pub mod condition;
pub mod dialogue;
pub mod error;
pub mod fit;
pub mod gate;
pub mod metrics;
pub mod own;
pub mod progress;
pub mod report;
pub mod run;
pub mod suite;
