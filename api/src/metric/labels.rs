//! The labels of metrics.

use prometheus_client::encoding::EncodeLabelSet;

/// What an answer is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct DecisionLabel {
    /// The decision.
    pub decision: &'static str,
}

/// A stage of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StageLabel {
    /// The stage.
    pub stage: &'static str,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CodeLabel {
    /// The code.
    pub code: &'static str,
}

/// Whether a sound was kept from before.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct KeptLabel {
    /// `hit` or `miss`.
    pub kept: &'static str,
}

/// A rule that was met.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RuleLabel {
    /// The rule.
    pub rule: String,
    /// What was done.
    pub action: &'static str,
    /// By a question or by an entry.
    pub direction: &'static str,
}

/// A reload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ReloadLabel {
    /// What was taken over.
    pub what: &'static str,
    /// `done` or `refused`.
    pub outcome: &'static str,
}

/// What is reloaded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WhatLabel {
    /// What it is.
    pub what: &'static str,
}

/// Something with a kind and a state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct KindLabel {
    /// The kind.
    pub kind: String,
    /// The state.
    pub state: String,
}

/// Something with a state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StateLabel {
    /// The state.
    pub state: String,
}

/// A way out of the house.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WayLabel {
    /// The way.
    pub way: String,
}
