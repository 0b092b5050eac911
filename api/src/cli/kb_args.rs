//! Which knowledge a command is about.

use std::path::PathBuf;

use clap::Args;

use crate::published;
use crate::source::Source;

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

/// Which knowledge is meant, with how people say it.
#[derive(Debug, Clone, Args)]
pub struct VersionArgs {
    /// The knowledge.
    #[command(flatten)]
    pub kb: KbArgs,
    /// Sayings of maintainers beside the bundled lexicon: a directory of .tsv files [default: concepts
    /// in the data directory, where no other knowledge is named]
    #[arg(long, value_name = "DIR")]
    pub concepts: Option<PathBuf>,
}

impl VersionArgs {
    /// Where the knowledge comes from.
    pub fn source(&self) -> Source {
        let source = published::source(self.kb.kb.as_deref(), &self.kb.data);
        Source { concepts: self.concepts.clone().or(source.concepts), ..source }
    }
}
