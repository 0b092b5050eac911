//! The arguments of `eval ablate`.

use std::path::PathBuf;

use crate::cli::value::to_write;
use clap::Args;
use wenshui_eval::case::Half;

/// Arguments of `eval ablate`.
#[derive(Debug, Args)]
pub struct AblateArgs {
    /// A suite about the bundled knowledge (JSONL); may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "beside")]
    pub suite: Vec<PathBuf>,
    /// Other knowledge and a suite for it; may be given several times
    #[arg(long, num_args = 2, value_names = ["KB", "SUITE"])]
    pub beside: Vec<PathBuf>,
    /// Only one half of the cases of `--suite`, parted by target: tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<Half>,
    /// Draw quality against time (SVG)
    #[arg(long, value_name = "FILE", value_parser = to_write)]
    pub plot: Option<PathBuf>,
    /// Write everything, case by case, as JSON, for `bench report` and to work the numbers out again
    #[arg(long, value_name = "FILE", value_parser = to_write)]
    pub out: Option<PathBuf>,
    /// Engine settings in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// A further encoder whose answers are measured too; may be given several times
    #[arg(long, value_name = "PATH")]
    pub encoder: Vec<PathBuf>,
}
