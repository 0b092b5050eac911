//! `wenshui models train ranker`: settings fitted to suites.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wenshui_engine::engine::Engine;
use wenshui_engine::feature::Features;
use wenshui_engine::settings::{self, Settings};
use wenshui_engine::version::build::build;
use wenshui_eval::case::{Case, Half};
use wenshui_eval::dialogue::{self, Ambiguous};
use wenshui_eval::fit::found::{Found, find};
use wenshui_eval::fit::{self, Held};
use wenshui_eval::suite::Suite;

use crate::cli::train::TrainRankerArgs;
use crate::clock;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::source::{Doubles, Source};

/// Fits the settings, writes them, and prints how well they do on targets that were left out.
///
/// # Errors
/// When knowledge, suites or settings cannot be used, or nothing can be written.
pub(super) fn train(args: &TrainRankerArgs) -> anyhow::Result<Outcome> {
    let text = match &args.settings {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?,
        None => settings::BUNDLED.to_owned(),
    };
    let begun = Settings::parse("settings.toml", &text)?;
    let mut names = Vec::new();
    let mut found = Vec::new();
    let own = engine(args, args.kb.clone())?;
    for path in &args.suite {
        let suite = Suite::load(path)?.half(Half::Tune);
        found.extend(ask(&mut names, (path, &suite), &own)?);
    }
    for path in &args.ambiguous {
        found.extend(ask(&mut names, (path, &ambiguous(path)?), &own)?);
    }
    for path in &args.training {
        found.extend(ask(&mut names, (path, &Suite::load(path)?), &own)?);
    }
    drop(own);
    for pair in args.beside.chunks_exact(2) {
        let engine = engine(args, Some(pair[0].clone()))?;
        found.extend(ask(&mut names, (&pair[1], &Suite::load(&pair[1])?), &engine)?);
    }
    tell("fitting, five folds");
    let folds = fit::folds(&found, names.len());
    let fitted = fit::fit(&found, &begun);
    std::fs::write(&args.output, fit::text::with(&text, &fitted))
        .with_context(|| format!("cannot write `{}`", args.output.display()))?;
    print(&told(&names, &folds))?;
    let weights = Features::NAMES.iter().zip(fitted.ranker.numbers());
    let weights: Vec<String> = weights.map(|(name, w)| format!("{name} {w:.4}")).collect();
    print(&format!("\n{}\n{}\n", weights.join(" · "), args.output.display()))?;
    Ok(Outcome::Done)
}

fn engine(args: &TrainRankerArgs, knowledge: Option<PathBuf>) -> anyhow::Result<Engine> {
    let source = Source {
        knowledge,
        settings: args.settings.clone(),
        encoder: args.encoder.clone(),
        cross_encoder: args.cross_encoder.clone(),
        doubles: Doubles::Tolerated,
        ..Source::default()
    };
    Ok(Engine::new(build(source.parts()?)?, clock::nanoseconds))
}

/// The tuning half of ambiguous questions as a suite.
fn ambiguous(path: &Path) -> anyhow::Result<Suite> {
    let read = dialogue::read(path)?.into_iter();
    let own = read.filter(|one| Half::of(&one.target) == Half::Tune);
    let case = |(at, one): (usize, Ambiguous)| Case {
        id: format!("ambiguous-{at}"),
        question: one.question,
        expect: vec![one.target],
        weight: 1.0,
        ..Case::default()
    };
    Ok(Suite { cases: own.enumerate().map(case).collect(), ..Suite::default() })
}

fn ask(
    names: &mut Vec<String>,
    (path, suite): (&Path, &Suite),
    engine: &Engine,
) -> anyhow::Result<Vec<Found>> {
    let found = find((names.len(), suite), engine, clock::today())?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    tell(&format!("{name}: {} cases", found.len()));
    names.push(name);
    Ok(found)
}

/// The mean of the folds and the worst one, by set.
fn told(names: &[String], folds: &[Vec<Held>]) -> String {
    let mut out = format!("{:<20}{:<24}{:>8}{:>8}\n", "set", "left out, by folds", "mean", "worst");
    for (name, folds) in names.iter().zip(folds) {
        let mut row = |what: &str, of: fn(&Held) -> f64, worst: fn(f64, f64) -> f64| {
            let numbers: Vec<f64> = folds.iter().map(of).filter(|x| x.is_finite()).collect();
            if let Some(extreme) = numbers.iter().copied().reduce(worst) {
                let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
                // Writing to a string cannot fail.
                let _ = writeln!(out, "{name:<20}{what:<24}{mean:>8.4}{extreme:>8.4}");
            }
        };
        row("hit@1", |held| held.first, f64::min);
        row("hit@5", |held| held.five, f64::min);
        row("refused, inside", |held| held.refused_inside, f64::max);
        row("refused, outside", |held| held.refused_outside, f64::min);
    }
    out
}
