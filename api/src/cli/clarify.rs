//! The arguments of `eval clarify`.

use std::path::PathBuf;

use clap::Args;
use wenshui_eval::case::Half;

use crate::cli::kb_args::KbArgs;

/// Arguments of `eval clarify`.
#[derive(Debug, Args)]
pub struct ClarifyArgs {
    /// The knowledge to measure
    #[command(flatten)]
    pub kb: KbArgs,
    /// Lines with an ambiguous `question` and the `target` that is meant (JSONL)
    #[arg(long, value_name = "FILE")]
    pub suite: PathBuf,
    /// Only one half of the questions, parted by target: tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<Half>,
    /// Engine settings in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}
