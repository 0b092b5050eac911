//! Arguments of `eval run`: what is given out besides the table.

use std::path::PathBuf;

use crate::cli::value::to_write;
use clap::Args;

/// In which forms a run is given out, and how quickly it is made.
#[derive(Debug, Args)]
pub struct EvalOutArgs {
    /// Write the report as a page for people, one HTML file that needs nothing else
    #[arg(long, value_name = "OUT", value_parser = to_write)]
    pub html: Option<PathBuf>,
    /// Write gates and cases as JUnit XML, for GitLab, GitHub and Jenkins
    #[arg(long, value_name = "OUT", value_parser = to_write)]
    pub junit: Option<PathBuf>,
    /// Write the candidates as a run of TREC
    #[arg(long, value_name = "OUT", value_parser = to_write)]
    pub trec_run: Option<PathBuf>,
    /// Write what is right as judgements of TREC
    #[arg(long, value_name = "OUT", value_parser = to_write)]
    pub trec_qrels: Option<PathBuf>,
    /// How many cases to ask at a time; latencies of more than one are those under load
    /// [default: one for each core, 1 where a gate asks about latency]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub threads: Option<u16>,
}
