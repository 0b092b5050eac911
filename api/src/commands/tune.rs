//! `wenshui eval tune`: thresholds by what may be wrong.

use anyhow::Context;
use wenshui_engine::engine::Engine;
use wenshui_engine::settings;
use wenshui_engine::version::build::build;
use wenshui_eval::progress::Progress;
use wenshui_eval::suite::Suite;
use wenshui_eval::tune::choose::Limits;
use wenshui_eval::tune::pass::weigh;
use wenshui_eval::tune::tune;

use crate::cli::tune::TuneArgs;
use crate::clock;
use crate::commands::bar::Bar;
use crate::commands::compare::write;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published::with_sayings;
use crate::source::Source;

/// Searches once for every case, chooses thresholds, and prints and writes them. Without a point that
/// keeps what is allowed it fails.
///
/// # Errors
/// When knowledge, suites or settings cannot be used, or nothing can be written.
pub fn run(args: &TuneArgs) -> anyhow::Result<Outcome> {
    let shares = [Some(args.wrong_max), args.refused_max];
    let is_share = |share: f64| (0.0..=1.0).contains(&share);
    anyhow::ensure!(shares.into_iter().flatten().all(is_share), "a share lies between 0 and 1");
    let (settings, encoder) = (args.settings.clone(), args.encoder.clone());
    let source = Source { settings, encoder, ..with_sayings(&args.kb)? };
    let engine = Engine::new(build(source.parts()?)?, clock::nanoseconds);
    let today = args.as_of.unwrap_or_else(clock::today);
    let mut weighed = Vec::new();
    for path in &args.suite {
        let suite = Suite::load(path)?;
        let suite = match args.half {
            Some(half) => suite.half(half),
            None => suite,
        };
        let mut bar = Bar::new("cases");
        let mut told = |done, all| bar.show(done, all);
        weighed.extend(weigh(&suite, (&engine, today), Progress::new(&mut told))?);
        bar.clear();
    }
    anyhow::ensure!(!weighed.is_empty(), "the suites hold no case that stands alone");
    let limits = Limits { wrong_max: args.wrong_max, refused_max: args.refused_max };
    let mut bar = Bar::new("points");
    let mut told = |done, all| bar.show(done, all);
    let progress = Progress::new(&mut told);
    let tuning = tune(&engine.version(), &weighed, (limits, args.seed), progress)?;
    bar.clear();
    write(args.json.as_deref(), &tuning, || tuning.table())?;
    let text = match &args.settings {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?,
        None => settings::BUNDLED.to_owned(),
    };
    let Some(text) = tuning.settings(&text) else {
        tell("no thresholds keep what is allowed");
        return Ok(Outcome::Failed);
    };
    if let Some(path) = &args.output {
        std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(Outcome::Done)
}
