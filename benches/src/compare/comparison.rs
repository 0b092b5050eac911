//! What a comparison found: one value that can be written as JSON or shown.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::load::Loaded;

/// Everything that was measured of Wenshui and its peers in one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The processor of the machine, as it names itself.
    pub processor: String,
    /// How many of them.
    pub cores: usize,
    /// The knowledge: its path, or `bundled`.
    pub kb: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many wordings of questions they have together.
    pub wordings: usize,
    /// The suite of questions; none where quality was not measured.
    pub suite: Option<SuiteAsked>,
    /// How load was put on; none where speed was not measured.
    pub load: Option<LoadAsked>,
    /// The seed of the questions of the load and of the intervals.
    pub seed: u64,
    /// What was measured, in the order in which it was.
    pub peers: Vec<PeerFigures>,
    /// Peers that were asked for and could not be measured.
    pub failed: Vec<FailedPeer>,
}

/// The suite whose questions were asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuiteAsked {
    /// Its file.
    pub file: String,
    /// BLAKE3 of the file, 16 hexadecimal digits.
    pub hash: String,
    /// Cases that were asked: single questions with a right entry.
    pub cases: usize,
    /// Different sets of right entries among them.
    pub targets: usize,
    /// Cases that were left out: dialogues, and questions that nothing answers.
    pub left_out: usize,
}

/// How load was put on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LoadAsked {
    /// How long each load lasted, in seconds.
    pub seconds: u64,
    /// Connections of the closed and the open loop.
    pub connections: usize,
    /// Requests a second of the open loop.
    pub rate: u64,
}

/// What was measured of one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeerFigures {
    /// Its name.
    pub name: String,
    /// Its version, as it told it.
    pub version: String,
    /// How it was asked: `HTTP`, or its own protocol where it has no HTTP.
    pub protocol: &'static str,
    /// How it was filled and asked when the figures below were taken: of `tried` the one that found most.
    pub way: String,
    /// What the protocol leaves out of its time, in words; empty where nothing.
    pub remark: &'static str,
    /// From the first entry that was sent until all can be found, in seconds; of Wenshui the whole start
    /// without an index; none for echo.
    pub build_s: Option<f64>,
    /// Resident memory after the load, shared pages counted once, in MiB; none where it has no process of
    /// its own here.
    pub resident_mib: Option<f64>,
    /// How well it finds; none without a suite, and for echo.
    pub quality: Option<Quality>,
    /// All ways of filling and asking it that were tried.
    pub tried: Vec<Tried>,
    /// As fast as all connections can.
    pub closed: Option<Loaded>,
    /// One connection.
    pub single: Option<Loaded>,
    /// At a fixed rate; none where it cannot take the rate.
    pub open: Option<Loaded>,
    /// Requests a second of the closed loop, as a share of echo's, 0 to 1.
    pub share_of_echo: Option<f64>,
}

/// A way of filling and asking a peer, and what it found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// Its name: what a document was, and how it was read.
    pub way: String,
    /// How long filling took, in seconds.
    pub build_s: Option<f64>,
    /// How well it found.
    pub quality: Option<Quality>,
}

/// How well something finds, over the cases of a suite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// `hit@1`, `hit@5`, `mrr@10`, and each with `.macro`: the mean over targets.
    pub metrics: BTreeMap<String, f64>,
    /// The 95 % interval of each, by bootstrap over targets.
    pub intervals: BTreeMap<String, [f64; 2]>,
    /// How much more Wenshui has of each, in the same draws of targets; empty for Wenshui itself.
    pub wenshui_more: BTreeMap<String, Difference>,
}

/// A difference with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// How much more.
    pub difference: f64,
    /// The 95 % interval.
    pub interval: [f64; 2],
    /// How likely a difference as far from nothing is where there is none, both directions together.
    pub p: f64,
}

/// A peer that could not be measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedPeer {
    /// Its name.
    pub name: String,
    /// What went wrong.
    pub reason: String,
}

impl Quality {
    /// The share of cases whose first candidate is right.
    pub fn first(&self) -> f64 {
        self.metrics.get("hit@1").copied().unwrap_or_default()
    }

    /// The mean of one over the place of the right entry, which parts what is equal at the first place.
    pub fn place(&self) -> f64 {
        self.metrics.get("mrr@10").copied().unwrap_or_default()
    }
}
