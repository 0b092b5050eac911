//! The arguments of `eval replay`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::value::to_write;

/// Arguments of `eval replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Questions that were asked (JSONL): question, and where they are known how often, where, by whom
    /// and as of when (`count`, `region`, `taxpayer_type`, `as_of`)
    #[arg(long, value_name = "FILE")]
    pub questions: PathBuf,
    /// The knowledge in service [default: the published, else the bundled]
    #[arg(long, value_name = "PATH")]
    pub live: Option<PathBuf>,
    /// The knowledge that would take its place
    #[arg(long, value_name = "PATH")]
    pub draft: PathBuf,
    /// Where the published knowledge is
    #[command(flatten)]
    pub place: DatabaseArgs,
    /// Sayings of maintainers in service: a directory of .tsv files
    #[arg(long, value_name = "DIR")]
    pub concepts: Option<PathBuf>,
    /// Sayings of maintainers of the draft [default: those in service]
    #[arg(long, value_name = "DIR")]
    pub draft_concepts: Option<PathBuf>,
    /// Engine settings in service in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Engine settings of the draft [default: those in service]
    #[arg(long, value_name = "FILE")]
    pub draft_settings: Option<PathBuf>,
    /// Write the result as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// Show so many of the questions that go otherwise
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub flips: usize,
    /// The day whose rules are asked for, where a question names none [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}
