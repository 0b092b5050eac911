//! The arguments of `bench report` and `bench sizes`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::bench::out::BenchOutArgs;
use crate::cli::value::{some, to_write};

/// Arguments of `bench report`.
#[derive(Debug, Args)]
pub struct BenchReportArgs {
    /// Results of `bench` and `eval ablate`
    #[arg(required = true, value_name = "FILE")]
    pub results: Vec<PathBuf>,
    /// An earlier result to hold them against; may be given several times
    #[arg(long, value_name = "FILE")]
    pub baseline: Vec<PathBuf>,
    /// Where to write the page
    #[arg(long, value_name = "FILE", value_parser = to_write)]
    pub out: PathBuf,
    /// Print the figures that have targets as a table in Markdown, with what each belongs to
    #[arg(long)]
    pub markdown: bool,
    /// Write charts as SVG files into this folder
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
}

/// Arguments of `bench sizes`.
#[derive(Debug, Args)]
pub struct BenchSizesArgs {
    /// How many entries the knowledge has, the smallest first
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    pub sizes: Vec<u64>,
    /// How many questions are asked of each
    #[arg(long, default_value_t = 2_000, value_parser = some)]
    pub questions: usize,
    /// Seed of knowledge and questions
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the result goes
    #[command(flatten)]
    pub out: BenchOutArgs,
}
