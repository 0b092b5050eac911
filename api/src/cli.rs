//! The command line, as product.md lists it.

pub mod ablate;
pub mod backup;
pub mod bench;
pub mod clarify;
pub mod classify;
pub mod cluster;
pub mod compare;
pub mod database_args;
pub mod document_args;
pub mod eval_out;
pub mod health;
pub mod impact;
pub mod kb_args;
pub mod key;
pub mod replay;
pub mod revision;
pub mod say;
pub mod token;
pub mod train;
pub mod transcribe;
pub mod tune;
pub mod user;
pub mod value;
pub mod versions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use wenshui_eval::case::Half;
use wenshui_eval::gate::Gate;

use crate::cli::ablate::AblateArgs;
use crate::cli::backup::{BackupArgs, RestoreArgs};
use crate::cli::bench::BenchCommand;
use crate::cli::clarify::ClarifyArgs;
use crate::cli::classify::ClassifyArgs;
use crate::cli::cluster::ClusterArgs;
use crate::cli::compare::CompareArgs;
use crate::cli::database_args::DatabaseArgs;
use crate::cli::eval_out::EvalOutArgs;
use crate::cli::health::HealthArgs;
use crate::cli::impact::ImpactArgs;
use crate::cli::kb_args::{ExportArgs, ImportArgs, KbArgs, VersionArgs};
use crate::cli::replay::ReplayArgs;
use crate::cli::revision::RevisionArgs;
use crate::cli::say::SayArgs;
use crate::cli::token::TokenArgs;
use crate::cli::train::TrainCommand;
use crate::cli::transcribe::TranscribeArgs;
use crate::cli::tune::TuneArgs;
use crate::cli::user::UserCommand;
use crate::cli::value::to_write;
use crate::cli::versions::{DiffArgs, PublishArgs, ReviseArgs, RevisionsArgs, RollbackArgs};
use crate::config::ServeArgs;
use crate::fetching::HUB;

/// Answers tax questions in Chinese, each with the rule that grounds it.
#[derive(Debug, Parser)]
#[command(name = "wenshui", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the HTTP API and the page
    Serve(ServeArgs),
    /// Answer one question
    Ask(AskArgs),
    /// Speak a text
    Say(SayArgs),
    /// Write down what is said in a recording
    Transcribe(TranscribeArgs),
    /// Check, import, publish and export knowledge
    #[command(subcommand)]
    Kb(KbCommand),
    /// Measure answering on a suite
    #[command(subcommand)]
    Eval(EvalCommand),
    /// List, verify and train models
    #[command(subcommand)]
    Models(ModelsCommand),
    /// Manage the accounts of staff
    #[command(subcommand)]
    User(UserCommand),
    /// Print a token as a host would sign it, with `WENSHUI_TOKEN_SECRET`
    Token(TokenArgs),
    /// Measure speed
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Copy the database and the files of a data directory, while a server may run on them
    Backup(BackupArgs),
    /// Put a backup back where nothing is
    Restore(RestoreArgs),
}

/// Arguments of `ask`.
#[derive(Debug, Args)]
pub struct AskArgs {
    /// The question
    pub question: String,
    /// The knowledge to answer from
    #[command(flatten)]
    pub kb: VersionArgs,
    /// Administrative code of the place asked from, six digits
    #[arg(long, value_name = "R")]
    pub region: Option<String>,
    /// What the asker is, by a name of the data file `taxpayer_types.yaml`
    #[arg(long, value_name = "TYPE")]
    pub taxpayer_type: Option<String>,
    /// The day whose rules are asked for [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Print the answer as the API gives it
    #[arg(long)]
    pub json: bool,
    /// Show what every stage saw
    #[arg(long)]
    pub explain: bool,
}

/// Commands on knowledge.
#[derive(Debug, Subcommand)]
pub enum KbCommand {
    /// Find every problem of knowledge files
    Check {
        /// Files or directories [default: the bundled knowledge]
        paths: Vec<PathBuf>,
    },
    /// Find what is wrong in meaning and time: doubles, conflicts, what is over, dead links
    Health(Box<HealthArgs>),
    /// Count entries by topic, tax, place, taxpayer type and kind of block
    Count(KbArgs),
    /// Ask for entries to be taken in, by id: makes revisions, which wait for a reviewer
    Import(ImportArgs),
    /// Put what is approved into service as a numbered version, if its gates are kept
    Publish(PublishArgs),
    /// List the published versions
    Versions(DatabaseArgs),
    /// Put another version into service
    Rollback(RollbackArgs),
    /// Tell in words what differs between two versions
    Diff(DiffArgs),
    /// List what people ask to be changed
    Revisions(RevisionsArgs),
    /// Show what one of them would change, or submit, take back, withdraw, approve or reject it
    Revision(RevisionArgs),
    /// Ask for one entry, file of synonyms, list of the guard or the settings to be changed
    Revise(ReviseArgs),
    /// Write knowledge as JSONL, CSV, TSV or a workbook
    Export(ExportArgs),
}

/// Commands that measure answering.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Ask every case of a suite and print the metrics
    Run(Box<EvalArgs>),
    /// Tell labelled texts apart and print precision, recall and F1
    Classify(ClassifyArgs),
    /// Put questions without a good answer together and suggest what would mend them
    Cluster(Box<ClusterArgs>),
    /// Walk from ambiguous questions to what is meant and print how many rounds it takes
    Clarify(ClarifyArgs),
    /// Ask suites of the engine and of plainer ways of answering, and print what its parts are worth
    Ablate(AblateArgs),
    /// Compare two reports: what was mended, what broke, and why
    Compare(CompareArgs),
    /// Choose thresholds so that of the answers no more than a share is wrong
    Tune(TuneArgs),
    /// Ask questions of a log of what is in service and of a draft, and print what goes otherwise
    Replay(ReplayArgs),
    /// Print what a change of sayings and common phrases would do, before it is saved
    Impact(ImpactArgs),
}

/// Arguments of `eval run`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The knowledge to measure
    #[command(flatten)]
    pub kb: VersionArgs,
    /// The suite (JSONL, CSV, TSV, XLSX); without one every wording of the knowledge must find its own entry
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// Only one half of the cases, parted by target: tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<Half>,
    /// Show so many of the cases that went wrong, the most confident first
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub misses: usize,
    /// Write the report as JSON; without a file it goes to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = to_write)]
    pub json: Option<PathBuf>,
    /// What else to give out, and how many cases to ask at a time
    #[command(flatten)]
    pub out: EvalOutArgs,
    /// A condition such as 'hit@1>=0.80', or of a tag 'hit@1[dialect]>=0.75'; may be given several times
    #[arg(long, value_name = "GATE")]
    pub gate: Vec<Gate>,
    /// Leave out a category of the concept lexicon, or `all`; may be given several times
    #[arg(long, value_name = "CATEGORY")]
    pub without_concepts: Vec<String>,
    /// Measure again without the concept lexicon, and without each of its categories
    #[arg(long)]
    pub by_category: bool,
    /// Engine settings in the place of the bundled ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// An encoder in the place of the bundled one
    #[arg(long, value_name = "PATH")]
    pub encoder: Option<PathBuf>,
    /// A cross-encoder that reads the first candidates
    #[arg(long, value_name = "PATH")]
    pub cross_encoder: Option<PathBuf>,
    /// The day whose rules are asked for, where a case names none [default: today in Shanghai]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Seed of the intervals
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Commands on models.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List the models that are there: the bundled ones and those at the given paths
    List {
        /// Files or directories of further models
        paths: Vec<PathBuf>,
    },
    /// Check that every model is whole
    Verify {
        /// Files or directories of further models
        paths: Vec<PathBuf>,
    },
    /// Fetch a model: a speech model by name, such as `base`, or an encoder of a repository, such as
    /// `BAAI/bge-small-zh-v1.5`; without a name, list the speech models that are known
    Fetch(FetchArgs),
    /// Train a model
    #[command(subcommand)]
    Train(TrainCommand),
}

/// Arguments of `models fetch`.
#[derive(Debug, Args)]
pub struct FetchArgs {
    /// Its name; of an encoder `owner/name`, or `owner/name@revision`
    pub name: Option<String>,
    /// Another hub, such as a mirror
    #[arg(long, env = "HF_ENDPOINT", value_name = "URL", default_value = HUB)]
    pub hub: String,
    /// Where it is kept, in the folder `models` of the data directory
    #[command(flatten)]
    pub place: DatabaseArgs,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn every_command_can_be_read() {
        // Among others no two arguments of one have the same name, which a release would not notice.
        Cli::command().debug_assert();
    }
}
