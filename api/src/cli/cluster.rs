//! The arguments of `eval cluster`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use wenshui_eval::case::Half;

use crate::cli::kb_args::KbArgs;
use crate::cli::value::to_write;

/// Arguments of `eval cluster`.
#[derive(Debug, Args)]
pub struct ClusterArgs {
    /// The knowledge that the questions were asked of
    #[command(flatten)]
    pub kb: KbArgs,
    /// Questions without a good answer (JSONL): `question`, `reason` (`no_answer`, `low_margin`,
    /// `useless`, `transfer` or `none_of_these`), `at`, and where they are known `useless_reason`,
    /// `count` and `region`
    #[arg(long, value_name = "FILE", required_unless_present = "suite", conflicts_with = "suite")]
    pub questions: Option<PathBuf>,
    /// Measure instead: put the questions of suites together and hold the clusters against the entries
    /// that they expect, as B-cubed; may be given several times
    #[arg(long, value_name = "FILE")]
    pub suite: Vec<PathBuf>,
    /// Of suites only one half of the cases, parted by target: tune or measure
    #[arg(long, value_name = "HALF", requires = "suite")]
    pub half: Option<Half>,
    /// Of suites leave the entries that they expect out of the knowledge, as if nobody had written them
    #[arg(long, requires = "suite")]
    pub unwritten: bool,
    /// The least number of times that the questions of a cluster were asked
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub min_size: u64,
    /// Only questions from this day on
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Only questions to this day
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// Suggestions that were decided and do not come again: lines of {kind, target?, questions, verdict},
    /// verdict accepted or rejected (JSONL)
    #[arg(long, value_name = "FILE")]
    pub decided: Option<PathBuf>,
    /// Weights and thresholds in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// The day whose rules are asked for [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Show so many clusters
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub show: usize,
    /// Write the report as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
}
