//! The arguments of `bench soak`.

use clap::Args;

use crate::cli::bench::out::BenchOutArgs;
use crate::cli::kb_args::KbArgs;
use crate::cli::value::some;

/// Arguments of `bench soak`.
#[derive(Debug, Args)]
pub struct BenchSoakArgs {
    /// The knowledge to serve
    #[command(flatten)]
    pub kb: KbArgs,
    /// For how many minutes, after one that does not count
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub minutes: u64,
    /// The share of the capacity that is asked for, of answers and suggestions together
    #[arg(long, default_value_t = 0.7)]
    pub share: f64,
    /// Connections of the closed loop that finds the capacity
    #[arg(long, default_value_t = 16, value_parser = some)]
    pub connections: usize,
    /// Let server and tool share all processors in the place of parting them
    #[arg(long)]
    pub together: bool,
    /// The database that the server writes to: sqlite:FILE or postgres://… [default: a SQLite file of its own]
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}
