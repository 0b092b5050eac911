//! The arguments of what notices that something became slower.

use std::path::PathBuf;

use clap::Args;

use crate::cli::bench::out::BenchOutArgs;
use crate::cli::kb_args::KbArgs;
use crate::cli::value::some;

/// Arguments of `bench gate`.
#[derive(Debug, Clone, Args)]
pub struct BenchGateArgs {
    /// A result of `bench gate` to compare with; without it the result is only told
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// By how much a stage may surely have become slower, as a share
    #[arg(long, default_value_t = 0.07, value_name = "SHARE")]
    pub limit: f64,
    /// The knowledge to answer from
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many questions are asked
    #[arg(long, default_value_t = 300, value_parser = some)]
    pub questions: usize,
    /// How often each is asked in a process
    #[arg(long, default_value_t = 10, value_parser = some)]
    pub rounds: usize,
    /// How many processes ask
    #[arg(long, default_value_t = 5, value_parser = some)]
    pub launches: usize,
    /// Seed of the questions
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Slow a stage by a share of its time, to try the gate: rank=0.15
    #[arg(long, hide = true, value_name = "STAGE=SHARE")]
    pub slow: Option<String>,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench counts`.
#[derive(Debug, Args)]
pub struct BenchCountsArgs {
    /// A result of `bench counts` to compare with; without it the counts are only told
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// How many more instructions a stage may take than in the baseline, as a share
    #[arg(long, default_value_t = 0.05, value_name = "SHARE")]
    pub tolerance: f64,
    /// Add rounds of work to a stage, to try the gate: rank=1000
    #[arg(long, hide = true, value_name = "STAGE=ROUNDS")]
    pub slow: Option<String>,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench trial`.
#[derive(Debug, Args)]
pub struct BenchTrialArgs {
    /// How many trials with a slowed stage, and how many without
    #[arg(long, default_value_t = 20)]
    pub trials: usize,
    /// By how much the stage is slowed
    #[arg(long, default_value_t = 0.15)]
    pub share: f64,
    /// Try the gate on times in the place of that on instructions
    #[arg(long)]
    pub times: bool,
    /// How that is measured
    #[command(flatten)]
    pub gate: BenchGateArgs,
}

/// Arguments of what `bench gate` and `bench counts` run of themselves.
#[derive(Debug, Args)]
pub struct BenchPartArgs {
    /// The knowledge
    #[arg(long)]
    pub kb: PathBuf,
    /// Its built indexes
    #[arg(long)]
    pub indexes: PathBuf,
    /// Questions, one a line
    #[arg(long)]
    pub questions: PathBuf,
    /// How often each is asked; without it once, for counting
    #[arg(long)]
    pub rounds: Option<usize>,
    /// The stage that is slowed, and by how much
    #[arg(long)]
    pub slow: Option<String>,
}
