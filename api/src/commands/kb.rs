//! `wenshui kb`: check, import and export knowledge.

mod changes;
mod document;
mod export;
mod import;
mod problems;

use std::cmp::Reverse;
use std::path::PathBuf;

use wenshui_knowledge::base::Draft;
use wenshui_knowledge::check::{ANY, BUNDLED, Strictness, check};
use wenshui_knowledge::counts::Counts;
use wenshui_knowledge::{bundled, load};

use crate::cli::KbCommand;
use crate::cli::kb_args::KbArgs;
use crate::commands::health;
use crate::commands::kb::problems::{errors, refuse_errors};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::commands::{revision, versions};
use crate::{clock, published};

/// Runs a command on knowledge.
///
/// # Errors
/// When files cannot be read or written, or what is to be imported has errors.
pub fn run(command: &KbCommand) -> anyhow::Result<Outcome> {
    match command {
        KbCommand::Check { paths } => check_all(paths),
        KbCommand::Health(args) => health::run(args),
        KbCommand::Count(kb) => count(kb),
        KbCommand::Import(args) => import::run(args),
        KbCommand::Publish(args) => versions::publish(args),
        KbCommand::Versions(place) => versions::versions(place),
        KbCommand::Rollback(args) => versions::rollback(args),
        KbCommand::Diff(args) => versions::diff(args),
        KbCommand::Revisions(args) => versions::revisions(args),
        KbCommand::Revision(args) => revision::run(args),
        KbCommand::Revise(args) => versions::revise(args),
        KbCommand::Export(args) => export::run(args),
    }
}

/// Prints every problem; errors fail the check, warnings do not.
fn check_all(paths: &[PathBuf]) -> anyhow::Result<Outcome> {
    let mut draft = Draft::default();
    for path in paths {
        let mut one = load::knowledge(path)?;
        draft.base.entries.append(&mut one.base.entries);
        draft.base.places.append(&mut one.base.places);
        draft.problems.append(&mut one.problems);
    }
    let strictness = if paths.is_empty() { BUNDLED } else { ANY };
    let strictness = Strictness { today: Some(clock::today()), ..strictness };
    if paths.is_empty() {
        draft = bundled::knowledge();
    }
    draft.problems.extend(check(&draft.base, strictness));
    // What must be mended stands first.
    draft.problems.sort_by_key(|problem| Reverse(problem.severity));
    let mut out: String = draft.problems.iter().map(|problem| format!("{problem:#}\n")).collect();
    let errors = errors(&draft.problems).len();
    out.push_str(&format!(
        "{} entries, {} wordings: {errors} errors, {} warnings\n",
        draft.base.entries.len(),
        draft.base.wordings(),
        draft.problems.len() - errors,
    ));
    print(&out)?;
    Ok(if errors == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Prints what a base is made of, numbers first, as names have no common width.
fn count(kb: &KbArgs) -> anyhow::Result<Outcome> {
    let draft = published::source(kb)?.draft()?;
    refuse_errors(&draft.problems)?;
    let counts = Counts::of(&draft.base);
    let mut out = format!("{} entries, {} wordings\n", counts.entries, counts.wordings);
    for (kind, counted) in &counts.by {
        out.push_str(&format!("\n{kind}\n"));
        let line = |(name, number): &(String, usize)| {
            format!("{number:>7}  {}\n", if name.is_empty() { "-" } else { name })
        };
        out.extend(counted.iter().map(line));
    }
    print(&out)?;
    Ok(Outcome::Done)
}
