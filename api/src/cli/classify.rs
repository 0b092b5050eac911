//! The arguments of `eval classify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `eval classify`.
#[derive(Debug, Args)]
pub struct ClassifyArgs {
    /// What is told apart
    #[arg(long, value_enum)]
    pub task: ClassifyTask,
    /// Lines with `text` and `label` (JSONL)
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Count as abuse only what the guard acts on in service, where its model needs to be more certain
    #[arg(long)]
    pub served: bool,
    /// Only one half of the lines: by their `half`, else by their texts, tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<String>,
    /// A directory with lists in the place of bundled ones of the same names
    #[arg(long, value_name = "DIR")]
    pub screen: Option<PathBuf>,
    /// Show every text that was given another label
    #[arg(long)]
    pub show: bool,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// What `eval classify` tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClassifyTask {
    /// calm, worried, dissatisfied, agitated
    Emotion,
    /// abuse (or 1) and fine (or 0)
    Abuse,
    /// spam and fine
    Spam,
    /// the kinds of intents, and none
    Intent,
}
