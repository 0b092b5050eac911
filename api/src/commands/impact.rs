//! `wenshui eval impact`: what a change of the lexicon would do, before it is saved.

use std::path::Path;

use anyhow::Context;
use wenshui_eval::impact::{Impact, Trial, changed, impact};
use wenshui_eval::progress::Progress;
use wenshui_eval::replay::logged::{Logged, load};
use wenshui_eval::suite::Suite;
use wenshui_knowledge::bundled;
use wenshui_knowledge::contents::Subject;
use wenshui_knowledge::lexicon::own::{ConceptChange, OwnConcepts};

use crate::cli::impact::ImpactArgs;
use crate::clock;
use crate::commands::bar::Bar;
use crate::commands::compare::write;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::commands::versions;
use crate::published::with_sayings;
use crate::source::{Source, Unusable};

/// Shows what a change does, and saves it where that is wanted. A change that needs a confirmation and has
/// none fails.
///
/// # Errors
/// When knowledge, sayings, questions or suites cannot be used, or nothing can be written.
pub fn run(args: &ImpactArgs) -> anyhow::Result<Outcome> {
    let (add, remove, down) = (args.add.clone(), args.remove.clone(), args.down.clone());
    let change = ConceptChange { add, remove, down };
    anyhow::ensure!(change != ConceptChange::default(), "nothing is added, removed or left out");
    let source = Source { settings: args.settings.clone(), ..with_sayings(&args.kb)? };
    let own = source.own_concepts()?;
    let before = source.parts()?;
    let after = changed(&before, (&own, &bundled::lexicons()), &change)?;
    let logged: Vec<Logged> = args.questions.as_deref().map(load).transpose()?.unwrap_or_default();
    let suite = suites(&args.suite)?;
    let today = args.as_of.unwrap_or_else(clock::today);
    let trial = Trial {
        logged: &logged,
        suite: &suite,
        gates: &args.gate,
        today,
        clock: clock::nanoseconds,
    };
    let mut bar = Bar::new("questions");
    let mut told = |done, all| bar.show(done, all);
    let found = impact((before, after), &trial, Progress::new(&mut told))?;
    bar.clear();
    write(args.json.as_deref(), &found, || found.table(args.flips))?;
    if args.save {
        return save(args, &found, (&own, &change));
    }
    Ok(if found.needs_confirmation { Outcome::Failed } else { Outcome::Done })
}

/// All suites as one; ids are told apart by the suite's place where several have them.
fn suites(paths: &[std::path::PathBuf]) -> anyhow::Result<Suite> {
    let mut all = Suite::default();
    for (number, path) in paths.iter().enumerate() {
        let suite = Suite::load(path)?;
        all.hash.push_str(&suite.hash);
        all.cases.extend(suite.cases.into_iter().map(|mut case| {
            if number > 0 {
                case.id = format!("{number}:{}", case.id);
            }
            case
        }));
    }
    Ok(all)
}

fn save(
    args: &ImpactArgs,
    found: &Impact,
    (own, change): (&OwnConcepts, &ConceptChange),
) -> anyhow::Result<Outcome> {
    if found.needs_confirmation && !args.confirm {
        tell("not saved: a case breaks or a gate is not kept; `--confirm` saves it nevertheless");
        return Ok(Outcome::Failed);
    }
    let next = own.with(change, &bundled::lexicons()).map_err(Unusable)?;
    match &args.kb.concepts {
        Some(directory) => into(directory, &next)?,
        None => ask_for(args, next)?,
    }
    Ok(Outcome::Done)
}

/// Makes revisions of the sayings of what is published.
fn ask_for(args: &ImpactArgs, next: OwnConcepts) -> anyhow::Result<()> {
    let kb = &args.kb.kb;
    anyhow::ensure!(
        kb.kb.is_none(),
        "`--save` changes the sayings of what is published, which `--kb` is not; `--concepts` names a \
         directory to save in"
    );
    let bodies = next.files.into_iter().map(|file| (Subject::Concepts(file.name), Some(file.text)));
    versions::ask_for_subjects(bodies.collect(), &kb.place, &args.by.name())
}

/// Writes the sayings into a directory.
fn into(directory: &Path, next: &OwnConcepts) -> anyhow::Result<()> {
    std::fs::create_dir_all(directory)
        .with_context(|| format!("cannot make `{}`", directory.display()))?;
    for file in &next.files {
        let path = directory.join(&file.name);
        std::fs::write(&path, &file.text)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    tell(&format!("saved in {}", directory.display()));
    Ok(())
}
