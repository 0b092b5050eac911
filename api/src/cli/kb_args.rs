//! Which knowledge a command is about.

use std::path::PathBuf;

use clap::Args;

use crate::cli::database_args::DatabaseArgs;

/// Which knowledge is meant.
#[derive(Debug, Clone, Args)]
pub struct KbArgs {
    /// Knowledge: a .jsonl or .yaml file or a directory [default: the published, else the bundled]
    #[arg(long, value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// Directory of the published knowledge
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Database: sqlite:FILE or postgres://… [default: the file wenshui.db in the data directory]
    #[arg(long, env = "WENSHUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
}

impl KbArgs {
    /// What is published somewhere.
    pub fn of(place: &DatabaseArgs) -> Self {
        let DatabaseArgs { database, data } = place.clone();
        Self { kb: None, data, database }
    }

    /// Where the published knowledge is.
    pub fn place(&self) -> DatabaseArgs {
        DatabaseArgs { database: self.database.clone(), data: self.data.clone() }
    }
}
