//! Which database a command works on.

use std::path::PathBuf;

use clap::Args;

/// Which database is meant.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Database: sqlite:FILE or postgres://… [default: the file wenshui.db in the data directory]
    #[arg(long, env = "WENSHUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Directory of the data
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}
