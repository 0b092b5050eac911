//! Which knowledge a command is about.

use std::path::PathBuf;

use clap::Args;

/// Which knowledge is meant.
#[derive(Debug, Clone, Args)]
pub struct KbArgs {
    /// Knowledge: a .jsonl or .yaml file or a directory [default: the published, else the bundled]
    #[arg(long, value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// Directory of the published knowledge
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}
