//! `wenshui eval ablate`: what parts of the engine are worth, beside plainer ways of answering.

mod plot;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::{Parts, build};
use wenshui_eval::ablation::table::{Ablation, AblationRow, AblationSet};
use wenshui_eval::ablation::{self, CONFIGURATIONS, Configuration, EXACT, VECTORS};
use wenshui_eval::fit::found::{FOLDS, fold};
use wenshui_eval::metrics::{self, Seen};
use wenshui_eval::suite::Suite;

use crate::cli::ablate::AblateArgs;
use crate::clock;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::measuring::{Asked, report};
use crate::source::{Doubles, Source};

/// Asks every suite in every way and prints a table for each.
///
/// # Errors
/// When knowledge, suites, settings or encoders cannot be used, or the drawing cannot be written.
pub fn run(args: &AblateArgs) -> anyhow::Result<Outcome> {
    let mut sets = Vec::new();
    for path in &args.suite {
        let suite = Suite::load(path)?;
        let suite = match args.half {
            Some(half) => suite.half(half),
            None => suite,
        };
        sets.push(AblationSet { name: name(path), rows: measure(args, (None, &suite))? });
    }
    for pair in args.beside.chunks_exact(2) {
        let name = format!("{}, {}", name(&pair[1]), name(&pair[0]));
        let rows = measure(args, (Some(&pair[0]), &Suite::load(&pair[1])?))?;
        sets.push(AblationSet { name, rows });
    }
    for set in &sets {
        print(&table(set))?;
    }
    if let Some(path) = &args.plot {
        let drawn: Vec<plot::Series> = sets.iter().map(series).collect();
        std::fs::write(path, plot::draw(&drawn)?)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        tell(&format!("{}", path.display()));
    }
    if let Some(path) = &args.out {
        std::fs::write(path, serde_json::to_vec(&Ablation::new(sets))?)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(Outcome::Done)
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Every way of answering the cases of a suite.
fn measure(
    args: &AblateArgs,
    (knowledge, suite): (Option<&PathBuf>, &Suite),
) -> anyhow::Result<Vec<AblationRow>> {
    let source = Source {
        knowledge: knowledge.cloned(),
        settings: args.settings.clone(),
        doubles: Doubles::Tolerated,
        ..Source::default()
    };
    let whole = source.parts()?;
    let mut rows = Vec::new();
    for configuration in &CONFIGURATIONS {
        let name = configuration.name.to_owned();
        rows.push(row(name, (parts(&whole, configuration), suite), configuration)?);
    }
    let everything = &CONFIGURATIONS[CONFIGURATIONS.len() - 1];
    for path in &args.encoder {
        let parts = Source { encoder: Some(path.clone()), ..source.clone() }.parts()?;
        rows.push(row(format!("with {}", parts.encoder.id()), (parts, suite), everything)?);
    }
    Ok(rows)
}

/// What a way of answering is made of, out of what the whole engine is.
fn parts(whole: &Parts, configuration: &Configuration) -> Parts {
    let left_out = (!configuration.concepts).then(|| "all".to_owned());
    Parts {
        base: whole.base.clone(),
        lexicon_files: whole.lexicon_files.clone(),
        lexicons: whole.lexicons.clone().without(left_out.as_slice()),
        settings_text: configuration.settings(&whole.settings_text),
        encoder: Arc::clone(&whole.encoder),
        cross: None,
        screen: None,
        before: None,
    }
}

fn row(
    name: String,
    (parts, suite): (Parts, &Suite),
    configuration: &Configuration,
) -> anyhow::Result<AblationRow> {
    tell(&name);
    let engine = Engine::new(build(parts)?, clock::nanoseconds);
    let seen =
        ablation::ask(suite, (&engine, configuration.order), (clock::today(), clock::nanoseconds))?;
    anyhow::ensure!(!seen.is_empty(), "the suite holds no case with a right entry");
    let hit = |fold_number: u8| {
        let part: Vec<&Seen> =
            seen.iter().filter(|seen| fold(&seen.target) == fold_number).collect();
        metrics::all(&part).get("hit@1").copied()
    };
    let worst = (0..FOLDS).filter_map(hit).fold(1.0, f64::min);
    let without_concepts = if configuration.concepts { Vec::new() } else { vec!["all".to_owned()] };
    let asked = Asked { half: None, without_concepts, as_of: clock::today(), seed: SEED };
    let report = report(asked, (suite, &engine.version()), &seen);
    Ok(AblationRow { name, worst, report })
}

/// What is printed of a way of answering.
const COLUMNS: [&str; 8] = [
    "hit@1",
    "hit@1.macro",
    "hit@5",
    "hit@5.macro",
    "mrr@10",
    "ndcg@10",
    "latency_us.p50",
    "latency_us.p99",
];

/// The seed of the intervals.
const SEED: u64 = 1;

fn table(set: &AblationSet) -> String {
    let heads = COLUMNS.map(|name| format!("{name:>16}")).concat();
    let mut out = format!("\n{}\n{:<28}{heads}{:>18}\n", set.name, "", "hit@1 worst of 5");
    for (row, point) in set.rows.iter().zip(set.points()) {
        let value = |name: &str| row.report.metrics.get(name).copied().unwrap_or_default();
        let cells = COLUMNS.map(|name| match name {
            "latency_us.p50" | "latency_us.p99" => format!("{:>16.1}", value(name)),
            _ => format!("{:>16.4}", value(name)),
        });
        let beaten = point.dominated_by.map(|by| format!("  beaten by {by}")).unwrap_or_default();
        out.push_str(&format!("{:<28}{}{:>18.4}{beaten}\n", row.name, cells.concat(), row.worst));
    }
    if let Some(recall) = set.recall((VECTORS, EXACT)) {
        out.push_str(&format!("recall@10 of {VECTORS} against {EXACT}: {recall:.4}\n"));
    }
    out
}

fn series(set: &AblationSet) -> plot::Series {
    let points = set.points().into_iter().map(|point| (point.name, point.p50_us, point.quality));
    plot::Series { name: set.name.clone(), points: points.collect() }
}
