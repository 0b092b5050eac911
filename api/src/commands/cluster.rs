//! `wenshui eval cluster`: questions without a good answer, put together, and what would mend them.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::{Parts, build};
use wenshui_eval::case::Case;
use wenshui_eval::cluster::how::How;
use wenshui_eval::cluster::measure::measure;
use wenshui_eval::cluster::rules::ClusterRules;
use wenshui_eval::cluster::{cluster, decided, logged};
use wenshui_eval::progress::Progress;
use wenshui_eval::suite::{Suite, text};
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::text::mask::Masker;

use crate::cli::cluster::ClusterArgs;
use crate::commands::bar::Bar;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::Unusable;
use crate::{clock, published};

/// Prints clusters with their suggestions, or how well suites are put together.
///
/// # Errors
/// When a file cannot be read or written or has problems.
pub fn run(args: &ClusterArgs) -> anyhow::Result<Outcome> {
    let rules = match &args.rules {
        Some(path) => {
            let file = DataFile { name: path.display().to_string(), text: text(path)? };
            ClusterRules::read(&file).map_err(Unusable)?
        }
        None => ClusterRules::bundled().map_err(Unusable)?,
    };
    let decided = match &args.decided {
        Some(path) => decided::parse(&path.display().to_string(), &text(path)?)?,
        None => Vec::new(),
    };
    let masker = Masker::bundled().map_err(Unusable)?;
    let how = How {
        today: args.as_of.unwrap_or_else(clock::today),
        size_min: args.min_size,
        masker: &masker,
        rules: &rules,
        decided: &decided,
    };
    match &args.questions {
        Some(questions) => find(args, questions, how),
        None => hold_against(args, how),
    }
}

fn find(args: &ClusterArgs, path: &Path, how: How) -> anyhow::Result<Outcome> {
    let mut logged = logged::parse(&path.display().to_string(), &text(path)?)?;
    logged.retain(|own| args.from.is_none_or(|from| from <= own.at));
    logged.retain(|own| args.to.is_none_or(|to| own.at <= to));
    let base = published::source(&args.kb)?.base()?;
    let engine = Engine::new(build(Parts::bundled(base)?)?, clock::nanoseconds);
    let mut bar = Bar::new("steps");
    let mut told = |done, all| bar.show(done, all);
    let progress = Progress::new(&mut told);
    let report = cluster((&engine, &engine.version()), &logged, how, progress)?;
    bar.clear();
    tell(args, &report, report.table(args.show))
}

fn hold_against(args: &ClusterArgs, how: How) -> anyhow::Result<Outcome> {
    let mut cases: Vec<Case> = Vec::new();
    for path in &args.suite {
        let suite = Suite::load(path)?;
        let suite = match args.half {
            Some(half) => suite.half(half),
            None => suite,
        };
        cases.extend(suite.cases);
    }
    let mut base = published::source(&args.kb)?.base()?;
    if args.unwritten {
        let expected: HashSet<&String> = cases.iter().flat_map(|case| &case.expect).collect();
        let written = base.entries.into_iter().zip(base.places);
        let others = written.filter(|(entry, _)| !expected.contains(&entry.id));
        (base.entries, base.places) = others.unzip();
    }
    let engine = Engine::new(build(Parts::bundled(base)?)?, clock::nanoseconds);
    let mut bar = Bar::new("steps");
    let mut told = |done, all| bar.show(done, all);
    let progress = Progress::new(&mut told);
    let measured = measure((&engine, &engine.version()), &cases, how, progress)?;
    bar.clear();
    tell(args, &measured, measured.table())
}

/// Writes what came out as JSON where that is wanted, and as a table where that goes elsewhere.
fn tell(args: &ClusterArgs, report: &impl Serialize, table: String) -> anyhow::Result<Outcome> {
    match args.json.as_deref() {
        Some(path) if path == Path::new("-") => {
            print(&format!("{}\n", serde_json::to_string(report)?))?;
        }
        Some(path) => {
            print(&table)?;
            std::fs::write(path, format!("{}\n", serde_json::to_string(report)?))
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        None => print(&table)?,
    }
    Ok(Outcome::Done)
}
