//! The arguments of `kb health`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use wenshui_eval::health::class::Severity;

use crate::cli::kb_args::KbArgs;
use crate::cli::value::to_write;
use crate::cli::versions::ByArgs;

/// Arguments of `kb health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// The knowledge to check
    #[command(flatten)]
    pub kb: KbArgs,
    /// Write the report as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// The day of the check [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
    /// Findings that are not told again (JSONL) [default: health-ignored.jsonl in the directory of the
    /// published knowledge]
    #[arg(long, value_name = "FILE")]
    pub ignore: Option<PathBuf>,
    /// How often entries were asked: lines of {id, count, from, to} (JSONL)
    #[arg(long, value_name = "FILE")]
    pub usage: Option<PathBuf>,
    /// Thresholds in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// Show so many findings of each kind
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub show: usize,
    /// Show what there is and what is asked, topic by topic
    #[arg(long)]
    pub coverage: bool,
    /// End with exit code 1 where a finding weighs so much or more: low, medium or high
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Mend the finding with this id: by revisions of what is published, or into a file; may be given
    /// several times
    #[arg(long, value_name = "ID", conflicts_with = "dismiss")]
    pub fix: Vec<String>,
    /// Write the mended knowledge here as JSONL instead of making revisions; needed where `--kb` names
    /// knowledge
    #[arg(long, short, value_name = "FILE", requires = "fix")]
    pub output: Option<PathBuf>,
    /// Do not tell the finding with this id again; may be given several times
    #[arg(long, value_name = "ID", requires = "why")]
    pub dismiss: Vec<String>,
    /// Why it is left as it is
    #[arg(long, value_name = "TEXT", requires = "dismiss")]
    pub why: Option<String>,
    /// Who decides so
    #[command(flatten)]
    pub by: ByArgs,
}
