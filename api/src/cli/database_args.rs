//! Which database a command works on.

use std::path::PathBuf;

use clap::Args;

/// Which database is meant, and where its files are.
#[derive(Debug, Clone, Default, Args)]
pub struct DatabaseArgs {
    /// Database: sqlite:FILE or postgres://… [default: the file wenshui.db in the data directory]
    #[arg(long, env = "WENSHUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Directory of the data [default: data]
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file of the server (TOML), which says both where nothing else does
    #[arg(long, env = "WENSHUI_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}
