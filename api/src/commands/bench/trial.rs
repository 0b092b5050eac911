//! `wenshui bench trial`: do the gates find what they are there for? Work is added to one stage after the
//! other, and as often nothing is.

use std::path::Path;

use anyhow::Context as _;
use wenshui_benches::counts::changes;
use wenshui_benches::result::BenchResult;
use wenshui_engine::trace::Stage;

use crate::cli::bench::gate::{BenchGateArgs, BenchTrialArgs};
use crate::commands::bench::counts::{count, in_own_folder};
use crate::commands::bench::gate::{Baseline, launches, measure};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};

/// By how much instructions may grow, as `bench counts` has it.
const TOLERANCE: f64 = 0.05;
/// Rounds of work whose instructions are counted to know those of one.
const WEIGHED: f64 = 10_000.0;

/// What came of trials.
#[derive(Debug, Default)]
struct Found {
    slowed: usize,
    noticed: usize,
    named: usize,
    clean: usize,
    alarms: usize,
}

impl Found {
    /// Takes a trial in: the stage that was slowed, and those that the gate named, the worst first.
    fn add(&mut self, slowed: Option<Stage>, named: &[String]) {
        let Some(stage) = slowed else {
            self.clean += 1;
            self.alarms += usize::from(!named.is_empty());
            return;
        };
        self.slowed += 1;
        self.noticed += usize::from(!named.is_empty());
        self.named += usize::from(named.first().is_some_and(|first| first == stage.name()));
    }
}

/// Tries.
///
/// # Errors
/// When something cannot be measured.
pub fn run(args: &BenchTrialArgs) -> anyhow::Result<Outcome> {
    let found =
        if args.times { of_times(args)? } else { in_own_folder(|folder| of_counts(args, folder))? };
    let Found { slowed, noticed, named, clean, alarms } = found;
    print(&format!(
        "slowed by {:.0} %: noticed {noticed} of {slowed}, the right stage named {named} of {slowed}\n\
         not slowed: false alarms {alarms} of {clean}\n",
        100.0 * args.share,
    ))?;
    Ok(Outcome::Done)
}

/// The trials in their order: every other one slows a stage.
fn trials(args: &BenchTrialArgs) -> impl Iterator<Item = Option<Stage>> {
    let stages = Stage::ALL.into_iter().cycle().take(args.trials);
    stages.flat_map(|stage| [Some(stage), None])
}

fn of_counts(args: &BenchTrialArgs, folder: &Path) -> anyhow::Result<Found> {
    let baseline = count(folder, None)?;
    let of = |result: &BenchResult, stage: Stage| {
        let figure = result.figure(&format!("instructions.{}", stage.name()));
        figure.map(|figure| figure.value).context("a stage was not counted")
    };
    let weighed = count(folder, Some(&format!("understand={WEIGHED}")))?;
    let added = of(&weighed, Stage::Understand)? - of(&baseline, Stage::Understand)?;
    let one = added / WEIGHED;
    let mut found = Found::default();
    for stage in trials(args) {
        let slow = stage.map(|stage| {
            let rounds = args.share * of(&baseline, stage)? / one;
            anyhow::Ok(format!("{}={rounds:.0}", stage.name()))
        });
        let slow = slow.transpose()?;
        let result = count(folder, slow.as_deref())?;
        let slower = changes((&baseline, &result))?.into_iter().filter(|c| c.is_slower(TOLERANCE));
        let named: Vec<String> = slower.map(|change| change.stage).collect();
        tell(&format!("{} → {named:?}", slow.as_deref().unwrap_or("nothing")));
        found.add(stage, &named);
    }
    Ok(found)
}

fn of_times(args: &BenchTrialArgs) -> anyhow::Result<Found> {
    let measured = |slow: Option<String>| {
        let gate = BenchGateArgs { slow, ..args.gate.clone() };
        in_own_folder(|folder| measure(&gate, folder))
    };
    let baseline = Baseline::of(measured(None)?)?;
    let mut found = Found::default();
    for stage in trials(args) {
        let slow = stage.map(|stage| format!("{}={}", stage.name(), args.share));
        let result = measured(slow.clone())?;
        let changes = baseline.changes(&result, &launches(&result)?)?;
        let slower = changes.iter().filter(|change| change.is_slower(args.gate.limit));
        let named: Vec<String> = slower.map(|change| change.stage.clone()).collect();
        tell(&format!("{} → {named:?}", slow.as_deref().unwrap_or("nothing")));
        found.add(stage, &named);
    }
    Ok(found)
}
