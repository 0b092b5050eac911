//! The arguments of `eval impact`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use wenshui_eval::gate::Gate;

use crate::cli::kb_args::VersionArgs;
use crate::cli::value::to_write;
use crate::cli::versions::ByArgs;

/// Arguments of `eval impact`.
#[derive(Debug, Args)]
pub struct ImpactArgs {
    /// The knowledge and the sayings that are changed
    #[command(flatten)]
    pub kb: VersionArgs,
    /// A saying that is read as a concept, such as 专票=增值税专用发票; may be given several times
    #[arg(long, value_name = "FORM=CONCEPT", value_parser = pair)]
    pub add: Vec<(String, String)>,
    /// A saying that is no longer read so; may be given several times
    #[arg(long, value_name = "FORM=CONCEPT", value_parser = pair)]
    pub remove: Vec<(String, String)>,
    /// A common phrase that is left out from now on; may be given several times
    #[arg(long, value_name = "PHRASE")]
    pub down: Vec<String>,
    /// Questions that were asked (JSONL)
    #[arg(long, value_name = "FILE")]
    pub questions: Option<PathBuf>,
    /// A suite whose cases must not break (JSONL); may be given several times
    #[arg(long, value_name = "FILE")]
    pub suite: Vec<PathBuf>,
    /// A condition on the suites such as 'hit@1>=0.80'; may be given several times
    #[arg(long, value_name = "GATE")]
    pub gate: Vec<Gate>,
    /// Engine settings in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Save the change: into the directory of `--concepts`, else as revisions of what is published; where
    /// it needs a confirmation, only with `--confirm`
    #[arg(long)]
    pub save: bool,
    /// Who saves it
    #[command(flatten)]
    pub by: ByArgs,
    /// Save although a case breaks or a gate is not kept
    #[arg(long, requires = "save")]
    pub confirm: bool,
    /// Write the result as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// Show so many of the questions and cases that go otherwise
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub flips: usize,
    /// The day whose rules are asked for, where nothing names another [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}

/// Reads `FORM=CONCEPT`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (said, law) = text.split_once('=').ok_or("it needs FORM=CONCEPT")?;
    let (said, law) = (said.trim(), law.trim());
    if said.is_empty() || law.is_empty() || text.contains(['\t', '\n']) {
        return Err("both sides of `=` need words, without tabs".to_owned());
    }
    Ok((said.to_owned(), law.to_owned()))
}
