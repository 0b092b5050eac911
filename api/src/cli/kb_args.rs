//! Which knowledge a command is about.

use std::path::PathBuf;

use clap::Args;
use wenshui_knowledge::exchange::format::Format;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::document_args::DocumentArgs;
use crate::cli::versions::ByArgs;

/// Which knowledge is meant.
#[derive(Debug, Clone, Args)]
pub struct KbArgs {
    /// Knowledge: a file or a directory [default: the published, else the bundled]
    #[arg(long, value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// Where the published knowledge is
    #[command(flatten)]
    pub place: DatabaseArgs,
}

impl KbArgs {
    /// What is published somewhere.
    pub fn of(place: &DatabaseArgs) -> Self {
        Self { kb: None, place: place.clone() }
    }
}

/// Which knowledge is meant, with how people say it.
#[derive(Debug, Clone, Args)]
pub struct VersionArgs {
    /// The knowledge.
    #[command(flatten)]
    pub kb: KbArgs,
    /// Sayings of maintainers over those of the version: a directory of .tsv files
    #[arg(long, value_name = "DIR")]
    pub concepts: Option<PathBuf>,
}

/// What to import, and how.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A file (.jsonl, .yaml, .csv, .tsv, .xlsx, .json), a directory of .jsonl and .yaml files, or a policy
    /// text (.docx, .pdf, .html, .md, .txt)
    pub path: PathBuf,
    /// What it is written as: jsonl, yaml, csv, tsv, xlsx, qnamaker, qnabot, maxkb or dify [default:
    /// what its name, its first bytes and its header show]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Keep only these entries, in the place of all others
    #[arg(long)]
    pub replace: bool,
    /// List what would change and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print what changes and every problem as JSON
    #[arg(long)]
    pub json: bool,
    /// What a policy text does not say of itself
    #[command(flatten)]
    pub document: DocumentArgs,
    /// Who acts
    #[command(flatten)]
    pub by: ByArgs,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// What to export, and how.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The knowledge to write
    #[command(flatten)]
    pub kb: KbArgs,
    /// jsonl, csv, tsv or xlsx [default: what the extension of the output says, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
