//! `wenshui bench gate`: did answering become slower, by the times of this machine.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use wenshui_benches::gate::{StageChange, changes};
use wenshui_benches::result::signature::Signature;
use wenshui_benches::result::{BenchResult, Figure};
use wenshui_benches::rounds::Launch;
use wenshui_engine::trace::Stage;

use crate::cli::bench::gate::BenchGateArgs;
use crate::commands::bench::counts::in_own_folder;
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, read, title};
use crate::commands::bench::part::Files;
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;

/// What a result of the gate holds besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Launches {
    /// What every process measured.
    pub launches: Vec<Launch>,
    /// How often each question was asked in a process.
    pub rounds: usize,
    /// How the stages changed against the baseline, where there was one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<StageChange>,
}

/// Measures, and compares where there is a baseline.
///
/// # Errors
/// When the knowledge cannot be used, or the baseline is none for this measurement.
pub fn run(args: &BenchGateArgs) -> anyhow::Result<Outcome> {
    anyhow::ensure!(args.limit >= 0.0, "--limit is below 0");
    anyhow::ensure!(
        args.questions > 0 && args.rounds > 0 && args.launches > 0,
        "--questions, --rounds or --launches is 0"
    );
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let mut result = in_own_folder(|folder| measure(args, folder))?;
    let mut now = launches(&result)?;
    if let Some(baseline) = &baseline {
        now.changes = baseline.changes(&result, &now)?;
        result.details = details(&now)?;
    }
    give_out(&result, (&args.out, &table(&now)))?;
    Ok(judge(args.limit, &now.changes))
}

/// A result of the gate to compare with.
pub struct Baseline {
    name: String,
    result: BenchResult,
    launches: Launches,
}

impl Baseline {
    /// A result of this very run.
    ///
    /// # Errors
    /// When it is none of `bench gate`.
    pub fn of(result: BenchResult) -> anyhow::Result<Self> {
        let launches = launches(&result)?;
        Ok(Self { name: "the baseline".to_owned(), result, launches })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is no result of `bench gate`.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let result = read(path)?;
        let name = path.display().to_string();
        let launches = launches(&result).with_context(|| format!("`{name}`"))?;
        Ok(Self { name, result, launches })
    }

    /// How the stages changed since.
    ///
    /// # Errors
    /// When something else was measured, or on another machine.
    pub fn changes(
        &self,
        result: &BenchResult,
        now: &Launches,
    ) -> anyhow::Result<Vec<StageChange>> {
        let (before, after) = (&self.result.signature, &result.signature);
        let name = &self.name;
        let version = |signature: &Signature| {
            signature
                .knowledge
                .as_ref()
                .map(|knowledge| knowledge.version.clone())
                .unwrap_or_default()
        };
        let (one, two) = (version(before), version(after));
        anyhow::ensure!(
            one == two && before.seed == after.seed,
            "`{name}` was measured on other knowledge or with other questions ({one} and {two}): write a \
             new baseline with --out",
        );
        anyhow::ensure!(
            before.machine.is_like(&after.machine) && before.program.build == after.program.build,
            "`{name}` is of another machine or build ({} × {}, {}): times cannot be compared, instructions \
             can (`bench counts`)",
            before.machine.cores,
            before.machine.processor,
            before.program.build,
        );
        let sets = (self.launches.launches.as_slice(), now.launches.as_slice());
        changes(sets).with_context(|| format!("`{name}`"))
    }
}

/// What a result of the gate holds.
///
/// # Errors
/// When it is of another command.
pub fn launches(result: &BenchResult) -> anyhow::Result<Launches> {
    let command = &result.signature.command;
    anyhow::ensure!(command == "gate", "a result of `bench {command}` and not of `bench gate`");
    serde_json::from_value(result.details.clone()).context("its `details` are damaged")
}

/// Has processes of this program answer, one after the other.
///
/// # Errors
/// When the knowledge cannot be used.
pub fn measure(args: &BenchGateArgs, folder: &Path) -> anyhow::Result<BenchResult> {
    let begun = Begun::beside_echo()?;
    let source = published::source(&args.kb)?;
    let base = source.draft()?.base;
    let questions = questions::foreign_to(&base, args.questions, args.seed)?;
    let kb = match source.file() {
        Some(kb) => kb,
        // A process of its own is told its knowledge by a path.
        None => {
            let path = folder.join("knowledge.jsonl");
            std::fs::write(&path, base.to_jsonl())?;
            path
        }
    };
    let files = Files { kb: &kb, folder };
    let mut knowledge = files.prepare(&questions)?;
    knowledge.source = title(&source);
    let mut launches = Vec::with_capacity(args.launches);
    for launch in 1..=args.launches {
        tell(&format!("launch {launch} of {}", args.launches));
        let told = files.run(&[], &options(args))?;
        launches.push(serde_json::from_slice(&told).context("the process printed no times")?);
    }
    let held = Launches { launches, rounds: args.rounds, changes: Vec::new() };
    begun.result(Measured {
        command: "gate",
        knowledge: Some(knowledge),
        seed: Some(args.seed),
        cases: questions.len() as u64,
        latencies: Vec::new(),
        figures: figures(&held),
        details: details(&held)?,
    })
}

fn options(args: &BenchGateArgs) -> Vec<OsString> {
    let mut options = vec!["--rounds".into(), args.rounds.to_string().into()];
    options.extend(args.slow.iter().flat_map(|slow| ["--slow".into(), OsString::from(slow)]));
    options
}

/// The mean over questions of the shortest times, stage by stage, and the reference.
fn figures(held: &Launches) -> Vec<Figure> {
    let shortest = |stage: usize, question: usize| {
        held.launches.iter().map(|launch| launch.stages[stage][question]).min().unwrap_or_default()
    };
    let count = held.launches.first().map_or(0, |launch| launch.stages[0].len());
    let mean = |stage: usize| {
        (0..count).map(|question| shortest(stage, question)).sum::<u64>() as f64
            / count.max(1) as f64
    };
    let mut figures: Vec<Figure> = Stage::ALL
        .iter()
        .map(|stage| {
            Figure::new(&format!("best.{}", stage.name()), "us", mean(*stage as usize) / 1e3)
        })
        .collect();
    let reference =
        held.launches.iter().map(|launch| launch.reference_ns).min().unwrap_or_default();
    figures.push(Figure::new("best.answer", "us", figures.iter().map(|f| f.value).sum()));
    figures.push(Figure::new("reference", "us", reference as f64 / 1e3));
    figures
}

/// Tells what passed the limit.
pub fn judge(limit: f64, changes: &[StageChange]) -> Outcome {
    let slower: Vec<&StageChange> = changes.iter().filter(|c| c.is_slower(limit)).collect();
    for StageChange { stage, times, interval: [low, high], .. } in &slower {
        tell(&format!(
            "{stage} takes {times:.3} × as long (99 % interval {low:.3} to {high:.3}); {:.3} × is the limit",
            1.0 + limit
        ));
    }
    if slower.is_empty() { Outcome::Done } else { Outcome::Failed }
}

fn table(held: &Launches) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for Figure { name, value, .. } in figures(held) {
        let _ = writeln!(out, "{name:<20}{value:>10.2} µs");
    }
    for change in &held.changes {
        let StageChange { stage, before_us, after_us, times, interval: [low, high] } = change;
        let _ = writeln!(
            out,
            "{stage:<12}{before_us:>9.2} → {after_us:>9.2} µs  {times:.3} ×  ({low:.3} to {high:.3})"
        );
    }
    out
}
