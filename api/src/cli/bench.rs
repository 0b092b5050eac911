//! `wenshui bench`: what can be measured of speed.

pub mod compare;
pub mod gate;
pub mod out;
pub mod report;
pub mod soak;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::bench::compare::BenchCompareArgs;
use crate::cli::bench::gate::{BenchCountsArgs, BenchGateArgs, BenchPartArgs, BenchTrialArgs};
use crate::cli::bench::out::BenchOutArgs;
use crate::cli::bench::report::{BenchReportArgs, BenchSizesArgs};
use crate::cli::bench::soak::BenchSoakArgs;
use crate::cli::kb_args::KbArgs;
use crate::cli::value::{some, to_write};

/// Commands that measure speed.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Write knowledge of any size with distinct questions
    Generate(BenchGenerateArgs),
    /// Measure building, opening and answering in this process
    Retrieval(BenchRetrievalArgs),
    /// Measure suggestions while typing in this process
    Suggest(BenchSuggestArgs),
    /// Measure the server over HTTP, against echo
    Http(BenchHttpArgs),
    /// Put several times as much on a server as it can answer: who is accepted, who refused, who lost
    Overload(BenchOverloadArgs),
    /// Keep a server under a steady load for a long time: how slow single answers are, and whether it grows
    Soak(BenchSoakArgs),
    /// Measure Wenshui beside other search engines: the same entries, the same questions, the same load
    Compare(BenchCompareArgs),
    /// Measure how soon published edits are seen and versions put back, while people ask
    Edits(BenchEditsArgs),
    /// Measure how soon lines between people and agents arrive, over open streams on one node
    Desk(BenchDeskArgs),
    /// Simulate a country's busiest day: how many nodes and agents it takes, and what fails first
    Capacity(BenchCapacityArgs),
    /// Measure hearing and speaking: how much faster than speech, and how soon the first words come
    Speech(BenchSpeechArgs),
    /// Try on recordings what stands in front of the recogniser, with noise added
    Sound(BenchSoundArgs),
    /// Measure answering at several sizes of knowledge, with cold and warm caches
    Sizes(BenchSizesArgs),
    /// Notice by times that answering became slower than in a baseline of this machine
    Gate(BenchGateArgs),
    /// Notice by instructions that a stage needs more of them than in a baseline; needs valgrind
    Counts(BenchCountsArgs),
    /// Write results as a page with plots
    Report(BenchReportArgs),
    /// Print the JSON Schema of results
    Schema,
    /// Try whether the gates find a slowed stage
    #[command(hide = true)]
    Trial(BenchTrialArgs),
    /// Answer for `bench gate` and `bench counts`
    #[command(hide = true)]
    Part(BenchPartArgs),
    /// Serve bare echo (started by `bench http`)
    #[command(hide = true)]
    Echo {
        /// Address and port to listen on
        #[arg(long)]
        listen: std::net::SocketAddr,
    },
}

/// Arguments of `bench capacity`.
#[derive(Debug, Args)]
pub struct BenchCapacityArgs {
    /// What is supposed, as TOML in the form of benches/data/capacity.toml [default: that file]
    #[arg(long, value_name = "FILE")]
    pub assumptions: Option<PathBuf>,
    /// How many may ask, in the place of what is supposed
    #[arg(long, value_name = "COUNT")]
    pub taxpayers: Option<f64>,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Draw how near each limit is as SVG
    #[arg(long, value_name = "FILE", value_parser = to_write)]
    pub plot: Option<PathBuf>,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench desk`.
#[derive(Debug, Args)]
pub struct BenchDeskArgs {
    /// How many people talk
    #[arg(long, default_value_t = 5_000, value_parser = some)]
    pub taxpayers: usize,
    /// With how many agents; nobody has more than 20 talks
    #[arg(long, default_value_t = 500, value_parser = some)]
    pub agents: usize,
    /// How many lines are said a second
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: u64,
    /// For how many seconds
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// The database: sqlite:FILE or postgres://… [default: a SQLite file of its own]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench overload`.
#[derive(Debug, Args)]
pub struct BenchOverloadArgs {
    /// The knowledge to serve
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many seconds each measurement lasts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// How many times its capacity is put on the server
    #[arg(long, default_value_t = 3.0)]
    pub times: f64,
    /// Connections of the closed loop that measures capacity
    #[arg(long, default_value_t = 16, value_parser = some)]
    pub connections: usize,
    /// Let server and tool share all processors in the place of parting them
    #[arg(long)]
    pub together: bool,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench edits`.
#[derive(Debug, Args)]
pub struct BenchEditsArgs {
    /// The knowledge that is edited
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many questions are asked a second
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: u64,
    /// How many seconds nothing changes, then edits are published one after the other, then versions are
    /// put back one after the other
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// Connections
    #[arg(long, default_value_t = 4, value_parser = some)]
    pub connections: usize,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench speech`.
#[derive(Debug, Args)]
pub struct BenchSpeechArgs {
    /// Whisper models to hear with: files, or `tiny`, `base` and `small` for random numbers in their
    /// sizes, which are as fast; may be given several times
    #[arg(long, value_name = "MODEL", default_values = ["tiny", "base"])]
    pub model: Vec<String>,
    /// How long the sound is that is heard, in seconds
    #[arg(long, default_value_t = 28.0)]
    pub seconds: f64,
    /// Tokens that random models write of each 30 seconds of it; people say about five a second
    #[arg(long, default_value_t = 140)]
    pub tokens: u16,
    /// How often it is heard, and how many streams are opened
    #[arg(long, default_value_t = 7, value_parser = some)]
    pub rounds: usize,
    /// How many answers are spoken in every format
    #[arg(long, default_value_t = 20, value_parser = some)]
    pub answers: usize,
    /// The knowledge whose answers are spoken
    #[command(flatten)]
    pub kb: KbArgs,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench sound`.
#[derive(Debug, Args)]
pub struct BenchSoundArgs {
    /// Recordings of speech with little noise of their own, or folders of them
    #[arg(required = true)]
    pub recordings: Vec<PathBuf>,
    /// Seed of the noise
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench generate`.
#[derive(Debug, Args)]
pub struct BenchGenerateArgs {
    /// How many entries
    #[arg(long, default_value_t = 10_000, value_parser = some)]
    pub entries: usize,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where to write the knowledge (JSONL)
    #[arg(long, short, value_name = "FILE", value_parser = to_write)]
    pub output: PathBuf,
}

/// Arguments of `bench retrieval`.
#[derive(Debug, Args)]
pub struct BenchRetrievalArgs {
    /// Search the same terms with tantivy's block-max pruning too
    #[arg(long)]
    pub blockmax: bool,
    /// The knowledge to answer from
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many questions are asked; each once
    #[arg(long, default_value_t = 2_000, value_parser = some)]
    pub questions: usize,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Keep the built indexes in this directory, and open those that it has
    #[arg(long, value_name = "DIR")]
    pub indexes: Option<PathBuf>,
    /// Count from the first answer on, after indexes that are there were opened with nothing of them in
    /// the system's cache
    #[arg(long, requires = "indexes")]
    pub cold: bool,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench suggest`.
#[derive(Debug, Args)]
pub struct BenchSuggestArgs {
    /// The knowledge to type towards
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many typings of each kind are drawn
    #[arg(long, default_value_t = 2_000, value_parser = some)]
    pub typings: usize,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}

/// Arguments of `bench http`.
#[derive(Debug, Args)]
pub struct BenchHttpArgs {
    /// The knowledge to serve
    #[command(flatten)]
    pub kb: KbArgs,
    /// How many seconds each measurement lasts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// How often everything is measured, echo each time: of ratios the middle one counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=99))]
    pub rounds: u32,
    /// Connections
    #[arg(long, default_value_t = 16, value_parser = some)]
    pub connections: usize,
    /// Requests a second for the open loop
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: u64,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}
