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
pub mod condition;
pub mod dialogue;
pub mod error;
pub mod explain;
pub mod figures;
pub mod fit;
pub mod gate;
pub mod health;
pub mod html;
pub mod impact;
pub mod junit;
pub mod manifest;
pub mod metrics;
pub mod outcome;
pub mod own;
pub mod progress;
pub mod replay;
pub mod report;
pub mod run;
pub mod seen;
pub mod suite;
pub mod trec;
pub mod tune;
