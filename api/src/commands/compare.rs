//! `wenshui eval compare`: two reports side by side.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;
use serde::Serialize;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::{Parts, build};
use wenshui_eval::asked::Asked;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::compare::explained::Side;
use wenshui_eval::compare::proof::edit::tell_words;
use wenshui_eval::compare::proof::{Sides, Trial, prove};
use wenshui_eval::compare::{Comparison, compare};
use wenshui_eval::html::comparison::page;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::report::Report;
use wenshui_eval::run;
use wenshui_eval::suite::Suite;

use crate::cli::compare::CompareArgs;
use crate::clock;
use crate::commands::bar::Bar;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::{Doubles, Source};

/// Compares reports and prints what went otherwise and why.
///
/// # Errors
/// When a report cannot be read, or they cannot be compared.
pub fn run(args: &CompareArgs) -> anyhow::Result<Outcome> {
    let (before, after) = match (args.reports.as_slice(), args.against.as_slice()) {
        ([before, after], []) => (std::slice::from_ref(before), std::slice::from_ref(after)),
        (_, []) => anyhow::bail!("two reports are compared; several of a side need `--against`"),
        (before, after) => (before, after),
    };
    let read = |paths: &[PathBuf]| -> anyhow::Result<Vec<Report>> {
        paths.iter().map(|path| report(path)).collect()
    };
    let bootstrap = Bootstrap { seed: args.seed, ..Bootstrap::default() };
    let mut comparison = compare((&read(before)?, &read(after)?), bootstrap)?;
    try_out(args, &mut comparison)?;
    if let Some(path) = &args.html {
        let page = page(&comparison, &name((before, after)))?;
        std::fs::write(path, page).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    write(args.json.as_deref(), &comparison, || comparison.table(args.flips))?;
    Ok(Outcome::Done)
}

/// What the page calls what is compared: the files of both sides.
fn name((before, after): (&[PathBuf], &[PathBuf])) -> String {
    let names = |paths: &[PathBuf]| {
        let names = paths.iter().filter_map(|path| path.file_name());
        names.map(|name| name.to_string_lossy()).collect::<Vec<_>>().join(", ")
    };
    format!("{} \u{2192} {}", names(before), names(after))
}

/// Reads a report.
fn report(path: &Path) -> anyhow::Result<Report> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("`{}` is no report of `eval run --json`", path.display()))
}

/// Tries the causes out, where the knowledge of both sides is at hand.
fn try_out(args: &CompareArgs, comparison: &mut Comparison) -> anyhow::Result<()> {
    let (Some(one), Some(two), Some(suite)) = (&args.kb_a, &args.kb_b, &args.suite) else {
        return Ok(());
    };
    let parts = |knowledge: &Path, settings: Option<&PathBuf>| {
        let (knowledge, settings) = (Some(knowledge.to_owned()), settings.cloned());
        let doubles = Doubles::Tolerated;
        Source { knowledge, settings, doubles, ..Source::default() }.parts()
    };
    let before = parts(one, args.settings_a.as_ref())?;
    let after = parts(two, args.settings_b.as_ref())?;
    let suite = Suite::load(suite)?;
    let asked: HashMap<&str, Asked> = suite
        .cases
        .iter()
        .filter_map(|case| Some((case.id.as_str(), Asked::of_case(case)?)))
        .collect();
    tell_words(&mut comparison.differences, (&before, &after));
    let today = comparison.after.as_of.parse().context("the report names no day")?;
    let mut trials: Vec<Trial> = Vec::new();
    for flip in &mut comparison.flips {
        if let Some(asked) = asked.get(flip.id.as_str()) {
            let (before, after) = (&flip.before, &flip.after);
            trials.push(Trial { asked: asked.clone(), before, after, causes: &mut flip.causes });
        }
    }
    let sides = Sides { before: &before, after: &after, today, clock: clock::nanoseconds };
    let mut bar = Bar::new("differences");
    let mut told = |done, all| bar.show(done, all);
    prove(&sides, (&comparison.differences, &mut trials), Progress::new(&mut told))?;
    bar.clear();
    if args.html.is_some() {
        for (side, parts) in [(Side::Before, before), (Side::After, after)] {
            explain(comparison, (side, parts), (&suite, today))?;
        }
    }
    Ok(())
}

/// Asks what went otherwise again of one side, to keep what the engine makes of it.
fn explain(
    comparison: &mut Comparison,
    (side, parts): (Side, Parts),
    (suite, today): (&Suite, Date),
) -> anyhow::Result<()> {
    let engine = Engine::new(build(parts)?, clock::nanoseconds);
    let (version, mut told) = (engine.version(), unheard);
    let turned = comparison.turned(suite);
    let seen = run::run(&turned, (&engine, &version), today, Progress::new(&mut told))?;
    comparison.explain(side, (&version, &seen));
    Ok(())
}

/// Writes a result as JSON where that is wanted, and as words unless the JSON takes their place.
///
/// # Errors
/// When nothing can be written.
pub fn write(
    json: Option<&Path>,
    result: &impl Serialize,
    words: impl Fn() -> String,
) -> anyhow::Result<()> {
    match json {
        Some(path) if path == Path::new("-") => {
            return print(&format!("{}\n", serde_json::to_string(result)?));
        }
        Some(path) => std::fs::write(path, serde_json::to_vec(result)?)
            .with_context(|| format!("cannot write `{}`", path.display()))?,
        None => {}
    }
    print(&words())
}
