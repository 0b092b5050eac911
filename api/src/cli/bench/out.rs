//! Where results of `bench` go.

use std::path::PathBuf;

use crate::cli::value::to_write;
use clap::Args;

/// Where a result goes.
#[derive(Debug, Clone, Args)]
pub struct BenchOutArgs {
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the result as JSON, for `bench report` and to be compared with
    #[arg(long, value_name = "FILE", value_parser = to_write)]
    pub out: Option<PathBuf>,
}
