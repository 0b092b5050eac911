//! `wenshui kb`: the arguments of what publishes, and of what tells of versions and revisions.

use std::path::PathBuf;

use clap::Args;

use crate::cli::database_args::DatabaseArgs;

/// Who acts.
#[derive(Debug, Clone, Args)]
pub struct ByArgs {
    /// Who does this, for the record [default: the user of the system]
    #[arg(long = "by", env = "WENSHUI_BY", value_name = "NAME")]
    name: Option<String>,
}

/// Arguments of `kb publish`.
#[derive(Debug, Clone, Args)]
pub struct PublishArgs {
    /// Who has reviewed it: approves what is submitted by others in this name
    #[arg(long, value_name = "NAME")]
    pub reviewed_by: Option<String>,
    /// A remark for the list of versions
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// Gates in the place of gates.toml in the data directory
    #[arg(long, value_name = "FILE")]
    pub gates: Option<PathBuf>,
    /// Publish this revision only; may be given several times
    #[arg(long = "revision", value_name = "ID")]
    pub revisions: Vec<String>,
    /// Build it and ask the gates, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Who acts
    #[command(flatten)]
    pub by: ByArgs,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Arguments of `kb rollback`.
#[derive(Debug, Clone, Args)]
pub struct RollbackArgs {
    /// The version to put into service; 0 is the bundled knowledge
    pub number: i64,
    /// Who acts
    #[command(flatten)]
    pub by: ByArgs,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Arguments of `kb diff`.
#[derive(Debug, Clone, Args)]
pub struct DiffArgs {
    /// The earlier version; 0 is the bundled knowledge
    pub before: i64,
    /// The later version
    pub after: i64,
    /// Print the difference as JSON
    #[arg(long)]
    pub json: bool,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Arguments of `kb revisions`.
#[derive(Debug, Clone, Args)]
pub struct RevisionsArgs {
    /// Only in this state: draft, submitted, approved, rejected, published or withdrawn; may be given several times [default: those that are open]
    #[arg(long = "state", value_name = "STATE")]
    pub states: Vec<String>,
    /// How many at most, the last changed first
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    pub limit: u16,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Arguments of `kb revise`.
#[derive(Debug, Clone, Args)]
pub struct ReviseArgs {
    /// What is to change: entry/ID, concepts/FILE.tsv, screen/FILE or settings
    pub subject: String,
    /// The file that takes its place; without one it is to go
    pub file: Option<PathBuf>,
    /// Who acts
    #[command(flatten)]
    pub by: ByArgs,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

impl ByArgs {
    /// The name that was given, else that of the user of the system.
    pub fn name(&self) -> String {
        let variable = |name| std::env::var(name).ok().filter(|name| !name.is_empty());
        let own = self.name.clone();
        own.or_else(|| variable("USER")).or_else(|| variable("LOGNAME")).unwrap_or_else(nameless)
    }
}

/// A user without a name has a number.
#[cfg(unix)]
fn nameless() -> String {
    use std::os::unix::fs::MetadataExt as _;
    let own = std::fs::metadata("/proc/self").map(|meta| meta.uid());
    own.map_or_else(|_| "nobody".to_owned(), |uid| format!("uid-{uid}"))
}

/// A user without a name is nobody.
#[cfg(not(unix))]
fn nameless() -> String {
    "nobody".to_owned()
}
