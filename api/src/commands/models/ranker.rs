//! `wenshui models train ranker`: settings fitted to suites.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wenshui_engine::engine::Engine;
use wenshui_engine::feature::Features;
use wenshui_engine::settings::{self, Settings};
use wenshui_engine::version::build::{Parts, build};
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

/// Of every entry the engine shows the wording that its weights hold to be the best, so what is fitted
/// depends on the weights that were asked with. From level weights on this is how often it is asked and
/// fitted again; afterwards a few wordings go to and fro, and weights differ in the third digit.
const ROUNDS: usize = 3;

/// A suite, and the knowledge that it asks where that is not the one of the arguments.
struct Set {
    name: String,
    suite: Suite,
    beside: Option<PathBuf>,
}

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
    let sets = sets(args)?;
    let mut next = fit::text::level(&text);
    let (mut found, mut fitted) = (Vec::new(), None);
    for round in 1..=ROUNDS {
        tell(&format!("round {round} of {ROUNDS}"));
        found = ask_all(args, &sets, &next)?;
        let weights = fit::fit(&found, &begun);
        next = fit::text::with(&text, &weights);
        fitted = Some(weights);
    }
    let fitted = fitted.context("there is a round")?;
    tell("fitting, five folds");
    let folds = fit::folds(&found, sets.len());
    std::fs::write(&args.output, next)
        .with_context(|| format!("cannot write `{}`", args.output.display()))?;
    for (number, set) in sets.iter().enumerate() {
        let cases = found.iter().filter(|one| one.set == number).count();
        print(&format!("{}: {cases} cases\n", set.name))?;
    }
    print(&format!("\n{}", told(&sets, &folds)))?;
    let weights = Features::NAMES.iter().zip(fitted.ranker.numbers());
    let weights: Vec<String> = weights.map(|(name, w)| format!("{name} {w:.4}")).collect();
    print(&format!("\n{}\n{}\n", weights.join(" · "), args.output.display()))?;
    Ok(Outcome::Done)
}

/// Everything that is learnt from.
fn sets(args: &TrainRankerArgs) -> anyhow::Result<Vec<Set>> {
    let mut sets = Vec::new();
    let mut add = |path: &Path, suite: Suite, beside: Option<PathBuf>| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        sets.push(Set { name, suite, beside });
    };
    for path in &args.suite {
        add(path, Suite::load(path)?.half(Half::Tune), None);
    }
    for path in &args.ambiguous {
        add(path, ambiguous(path)?, None);
    }
    for path in &args.training {
        add(path, Suite::load(path)?, None);
    }
    for pair in args.beside.chunks_exact(2) {
        add(&pair[1], Suite::load(&pair[1])?, Some(pair[0].clone()));
    }
    Ok(sets)
}

/// What engines with these settings find for all of it.
fn ask_all(args: &TrainRankerArgs, sets: &[Set], settings: &str) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    // Sets of one knowledge come after each other, so one engine at a time does.
    for (first, group) in numbered(sets) {
        let knowledge = group[0].beside.clone().or_else(|| args.kb.clone());
        let engine = engine(args, (knowledge, settings))?;
        for (number, set) in (first..).zip(group) {
            found.extend(find((number, &set.suite), &engine, clock::today())?);
        }
    }
    Ok(found)
}

/// Runs of sets about the same knowledge, each with the number of its first set.
fn numbered(sets: &[Set]) -> impl Iterator<Item = (usize, &[Set])> {
    let groups = sets.chunk_by(|one, other| one.beside == other.beside);
    groups.scan(0, |next, group| {
        let first = *next;
        *next += group.len();
        Some((first, group))
    })
}

fn engine(
    args: &TrainRankerArgs,
    (knowledge, settings): (Option<PathBuf>, &str),
) -> anyhow::Result<Engine> {
    let source = Source {
        knowledge,
        encoder: args.encoder.clone(),
        cross_encoder: args.cross_encoder.clone(),
        doubles: Doubles::Tolerated,
        ..Source::default()
    };
    let parts = Parts { settings_text: settings.to_owned(), ..source.parts()? };
    Ok(Engine::new(build(parts)?, clock::nanoseconds))
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

/// The mean of the folds and the worst one, by set.
fn told(sets: &[Set], folds: &[Vec<Held>]) -> String {
    let mut out = format!("{:<20}{:<24}{:>8}{:>8}\n", "set", "left out, by folds", "mean", "worst");
    for (Set { name, .. }, folds) in sets.iter().zip(folds) {
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
