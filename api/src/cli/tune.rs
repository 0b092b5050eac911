//! The arguments of `eval tune`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use wenshui_eval::case::Half;

use crate::cli::kb_args::VersionArgs;
use crate::cli::value::to_write;

/// Arguments of `eval tune`.
#[derive(Debug, Args)]
pub struct TuneArgs {
    /// The knowledge to choose thresholds for
    #[command(flatten)]
    pub kb: VersionArgs,
    /// A suite (JSONL); may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    pub suite: Vec<PathBuf>,
    /// Only one half of the cases, parted by target: tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<Half>,
    /// The largest share of answers that may be wrong
    #[arg(long, value_name = "SHARE", default_value_t = 0.02)]
    pub wrong_max: f64,
    /// The largest share that may be refused of what the knowledge is about
    #[arg(long, value_name = "SHARE")]
    pub refused_max: Option<f64>,
    /// Engine settings in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// An encoder in the place of the bundled one
    #[arg(long, value_name = "PATH")]
    pub encoder: Option<PathBuf>,
    /// Write the settings with the recommended thresholds; `--settings` and the server take them
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the result as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// The day whose rules are asked for, where a case names none [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Seed of the resamples
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}
