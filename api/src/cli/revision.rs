//! The arguments of `kb revision`.

use clap::Args;
use wenshui_knowledge::revision::Action;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::versions::ByArgs;

/// What can be done to one revision by itself.
const ACTIONS: [Action; 5] =
    [Action::Submit, Action::TakeBack, Action::Withdraw, Action::Approve, Action::Reject];

/// Arguments of `kb revision`.
#[derive(Debug, Clone, Args)]
pub struct RevisionArgs {
    /// The id of the revision, or the subject of an open one: entry/ID, concepts/FILE.tsv, screen/FILE or
    /// settings
    pub revision: String,
    /// submit, `take_back`, withdraw, approve or reject [default: show what it would change]
    #[arg(value_parser = action)]
    pub action: Option<Action>,
    /// Why it is rejected
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who acts
    #[command(flatten)]
    pub by: ByArgs,
    /// Where versions are
    #[command(flatten)]
    pub place: DatabaseArgs,
}

/// Reads the name of an action.
fn action(name: &str) -> Result<Action, String> {
    let found = ACTIONS.into_iter().find(|action| action.name() == name);
    found.ok_or_else(|| format!("it is none of {}", ACTIONS.map(Action::name).join(", ")))
}
