//! `wenshui kb`: check, import and export knowledge.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Context;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::check::{ANY, BUNDLED, Strictness, check};
use wenshui_knowledge::counts::Counts;
use wenshui_knowledge::problem::{Problem, Severity};
use wenshui_knowledge::{bundled, load};

use crate::cli::KbCommand;
use crate::cli::database_args::DatabaseArgs;
use crate::cli::kb_args::KbArgs;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::commands::versions;
use crate::source::Unusable;
use crate::{clock, published};

/// Runs a command on knowledge.
///
/// # Errors
/// When files cannot be read or written, or what is to be imported has errors.
pub fn run(command: &KbCommand) -> anyhow::Result<Outcome> {
    match command {
        KbCommand::Check { paths } => check_all(paths),
        KbCommand::Count(kb) => count(kb),
        KbCommand::Import { path, replace, dry_run, by, place } => {
            import(path, place, &Import { replace: *replace, dry_run: *dry_run, by: by.name() })
        }
        KbCommand::Publish(args) => versions::publish(args),
        KbCommand::Versions(place) => versions::versions(place),
        KbCommand::Rollback(args) => versions::rollback(args),
        KbCommand::Diff(args) => versions::diff(args),
        KbCommand::Revisions(args) => versions::revisions(args),
        KbCommand::Revise(args) => versions::revise(args),
        KbCommand::Export { kb, output } => export(kb, output.as_deref()),
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

fn errors(problems: &[Problem]) -> Vec<&Problem> {
    problems.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// How an import is done.
struct Import {
    replace: bool,
    dry_run: bool,
    by: String,
}

/// Asks for entries to be taken in by id: known ones are replaced, new ones added, the rest stays.
fn import(path: &Path, place: &DatabaseArgs, how: &Import) -> anyhow::Result<Outcome> {
    let brought = load::knowledge(path)?;
    let mut problems = brought.problems;
    let files: BTreeSet<String> = brought.base.places.iter().map(|own| own.file.clone()).collect();
    // Merged by id, the later of two entries with one id would silently take the place of the other.
    problems.extend(check(&brought.base, ANY).into_iter().filter(|own| own.code == "double_id"));
    let before = published::source(&KbArgs::of(place))?.draft()?.base;
    let (added, changed) = compare(&before, &brought.base);
    let after = if how.replace { brought.base } else { merge(before.clone(), brought.base) };
    for problem in check(&after, ANY) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    refuse_errors(&problems)?;
    // Of what was there before somebody has been told.
    for warning in problems.iter().filter(|own| files.contains(&own.file)) {
        tell(&format!("{warning:#}"));
    }
    let in_all = after.entries.len();
    let removed = (before.entries.len() + added).saturating_sub(in_all);
    tell(&format!(
        "{added} entries would be added, {changed} changed, {removed} removed; {in_all} in all"
    ));
    if !how.dry_run {
        versions::ask_for((before, after), place, &how.by)?;
    }
    Ok(Outcome::Done)
}

fn refuse_errors(problems: &[Problem]) -> anyhow::Result<()> {
    let errors: Vec<Problem> = errors(problems).into_iter().cloned().collect();
    if errors.is_empty() { Ok(()) } else { Err(Unusable(errors).into()) }
}

/// How many entries are new and how many differ.
fn compare(before: &Base, brought: &Base) -> (usize, usize) {
    let known: HashMap<&str, _> = before.entries.iter().map(|e| (e.id.as_str(), e)).collect();
    let added = brought.entries.iter().filter(|e| !known.contains_key(e.id.as_str())).count();
    let differs =
        |e: &&wenshui_knowledge::entry::Entry| known.get(e.id.as_str()).is_some_and(|k| k != e);
    (added, brought.entries.iter().filter(differs).count())
}

fn merge(mut before: Base, brought: Base) -> Base {
    let mut places: HashMap<String, usize> =
        before.entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
    for (entry, place) in brought.entries.into_iter().zip(brought.places) {
        match places.get(&entry.id) {
            Some(at) => {
                before.entries[*at] = entry;
                before.places[*at] = place;
            }
            None => {
                places.insert(entry.id.clone(), before.entries.len());
                before.entries.push(entry);
                before.places.push(place);
            }
        }
    }
    before
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

fn export(kb: &KbArgs, output: Option<&Path>) -> anyhow::Result<Outcome> {
    let draft = published::source(kb)?.draft()?;
    refuse_errors(&draft.problems)?;
    let text = draft.base.to_jsonl();
    match output {
        Some(path) => std::fs::write(path, text)
            .with_context(|| format!("cannot write `{}`", path.display()))?,
        None => print(&text)?,
    }
    Ok(Outcome::Done)
}
