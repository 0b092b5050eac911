//! The arguments of `eval compare`.

use std::path::PathBuf;

use crate::cli::value::to_write;
use clap::Args;

/// Arguments of `eval compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Reports of `eval run --json`: before and after; with `--against` several runs of before
    #[arg(value_name = "REPORT", required = true)]
    pub reports: Vec<PathBuf>,
    /// Runs of after; several runs of a side tell what is flaky
    #[arg(long, value_name = "REPORT", num_args = 1..)]
    pub against: Vec<PathBuf>,
    /// Write the comparison as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// Write the comparison as a page of its own
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Show so many of the cases that went otherwise
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub flips: usize,
    /// Seed of the intervals
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The knowledge before: causes are tried out with it
    #[arg(long, value_name = "PATH", requires_all = ["kb_b", "suite"])]
    pub kb_a: Option<PathBuf>,
    /// The knowledge after
    #[arg(long, value_name = "PATH", requires_all = ["kb_a", "suite"])]
    pub kb_b: Option<PathBuf>,
    /// The settings before, where they are not the bundled ones
    #[arg(long, value_name = "FILE", requires = "kb_a")]
    pub settings_a: Option<PathBuf>,
    /// The settings after, where they are not the bundled ones
    #[arg(long, value_name = "FILE", requires = "kb_a")]
    pub settings_b: Option<PathBuf>,
    /// The suite of the reports, for asking again
    #[arg(long, value_name = "FILE", requires = "kb_a")]
    pub suite: Option<PathBuf>,
}
