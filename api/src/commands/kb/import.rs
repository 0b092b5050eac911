//! `wenshui kb import`: entries of a file into the published knowledge, by id.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::check::{ANY, check};
use wenshui_knowledge::document::draft_of;
use wenshui_knowledge::load;
use wenshui_knowledge::problem::Problem;

use crate::cli::kb_args::{ImportArgs, KbArgs};
use crate::commands::kb::changes::Changes;
use crate::commands::kb::document;
use crate::commands::kb::problems::{Told, errors, refuse_errors, tell_warnings};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::commands::versions;
use crate::published;
use crate::versions::revise::Wishes;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// Whether revisions wait for a reviewer now.
    asked_for: bool,
    #[serde(flatten)]
    changes: &'a Changes,
    /// How many entries there are then.
    entries: usize,
    /// What is wrong with the file.
    problems: Vec<Told<'a>>,
}

/// Takes entries in by id: known ones are replaced, new ones added, the rest stays.
///
/// # Errors
/// When files cannot be read or written, or what is to be imported has errors: all of them at once.
pub(super) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let mut document = document::read_in(args)?;
    let before = standing(args)?;
    if let Some(document) = document.as_mut().filter(|_| !args.replace) {
        document.yield_to(&before);
    }
    // What a newer text of a document no longer says is gone.
    let gone =
        document.as_ref().map_or_else(Vec::new, |document| document::gone(&before, document));
    let brought = match document {
        Some(document) => draft_of(&args.path.display().to_string(), document),
        None => load::knowledge_as(&args.path, args.format)?,
    };
    let mut changes = Changes::new(&before, &brought.base, args.replace);
    if !args.replace {
        changes.removed.clone_from(&gone);
    }
    let named = brought.base.entries.iter().map(|entry| entry.id.clone()).collect();
    let (after, problems) = joined(without(before.clone(), &gone), brought, args.replace);
    let asked_for = errors(&problems).is_empty() && !args.dry_run;
    let entries = after.entries.len();
    let wishes = Wishes { before, after, named };
    let ask_for = || versions::ask_for(wishes, &args.place, &args.by.name());
    let revised = asked_for.then(ask_for).transpose()?;
    if args.json {
        let changes = &changes;
        let problems = problems.iter().map(Told::new).collect();
        let report = Report { asked_for, changes, entries, problems };
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    }
    if !args.json {
        // Beside errors too: whoever mends them mends the rest on the way.
        let warnings: Vec<Problem> =
            problems.iter().filter(|problem| !problem.is_error()).cloned().collect();
        tell_warnings(&warnings);
    }
    refuse_errors(&problems)?;
    if !args.json {
        tell_changes(&changes, args, entries)?;
        if let Some(revised) = &revised {
            versions::tell_revised(revised);
        }
    }
    Ok(Outcome::Done)
}

/// What is published so far, else the bundled knowledge.
fn standing(args: &ImportArgs) -> anyhow::Result<Base> {
    let standing = published::source(&KbArgs::of(&args.place))?.draft()?;
    // Whatever is damaged in it could not be read, and would be gone after the merge.
    if !args.replace {
        refuse_errors(&standing.problems)?;
    }
    Ok(standing.base)
}

/// What is there after the import, with what is wrong: errors wherever they are, warnings of what is
/// brought, as of the rest somebody has been told. A file is told from top to bottom.
fn joined(before: Base, brought: Draft, replace: bool) -> (Base, Vec<Problem>) {
    let Draft { base: brought, mut problems } = brought;
    let files: BTreeSet<Arc<str>> =
        brought.places.iter().map(|own| Arc::clone(&own.file)).collect();
    // Merged by id, the later of two entries with one id would silently take the place of the other.
    problems.extend(check(&brought, ANY).into_iter().filter(|own| own.code == "double_id"));
    let after = if replace { brought } else { merge(before, brought) };
    let found = check(&after, ANY).into_iter();
    let found = found.filter(|own| own.is_error() || files.contains(own.file.as_str()));
    let known: BTreeSet<String> = problems.iter().map(ToString::to_string).collect();
    problems.extend(found.filter(|own| !known.contains(&own.to_string())));
    problems.sort_by(|a, b| a.file.cmp(&b.file).then_with(|| a.in_order(b)));
    (after, problems)
}

/// A base without the entries of these ids.
fn without(base: Base, ids: &[String]) -> Base {
    let Base { entries, places } = base;
    let pairs = entries.into_iter().zip(places);
    let (entries, places) = pairs.filter(|(entry, _)| !ids.contains(&entry.id)).unzip();
    Base { entries, places }
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

/// Says how much changes; of a trial also what.
fn tell_changes(changes: &Changes, args: &ImportArgs, entries: usize) -> anyhow::Result<()> {
    if args.dry_run {
        print(&changes.listed())?;
    }
    tell(&format!(
        "{} entries would be added, {} changed, {} removed, {} unchanged; {entries} in all",
        changes.added.len(),
        changes.changed.len(),
        changes.removed.len(),
        changes.unchanged,
    ));
    Ok(())
}
