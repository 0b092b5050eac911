//! The arguments of `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::database_args::DatabaseArgs;

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The directory to make, which must not be there yet
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Of a PostgreSQL: what `pg_dump` wrote before, to be kept with the files
    #[arg(long, value_name = "FILE")]
    pub dump: Option<PathBuf>,
    /// Copy fetched models too
    #[arg(long)]
    pub models: bool,
    /// What is backed up
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// What `wenshui backup` made
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Only check that the backup is whole
    #[arg(long)]
    pub check: bool,
    /// Where it goes: a data directory that is empty, and a database that is not there
    #[command(flatten)]
    pub place: DatabaseArgs,
}
