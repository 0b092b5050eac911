//! Causes tried out: a version with one difference alone, and one with all but it, are asked again.

pub mod edit;

use std::collections::BTreeMap;

use jiff::civil::Date;
use wenshui_engine::engine::Engine;
use wenshui_engine::trace::Clock;
use wenshui_engine::version::build::{Parts, build};

use crate::asked::Asked;
use crate::compare::cause::{Cause, Proof};
use crate::compare::proof::edit::{applied, reversed};
use crate::error::Error;
use crate::manifest::difference::Difference;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// How many differences are tried out at most: each is up to two versions to build.
const TRIED_MAX: usize = 40;

/// Both sides at hand.
pub struct Sides<'a> {
    /// What the version before is made of.
    pub before: &'a Parts,
    /// What the version after is made of.
    pub after: &'a Parts,
    /// The day whose rules are asked for where a question names none.
    pub today: Date,
    /// What answers are measured with.
    pub clock: Clock,
}

/// A question that went otherwise, with what is thought to have caused it.
pub struct Trial<'a> {
    /// The question.
    pub asked: Asked,
    /// What came of it before.
    pub before: &'a Outcome,
    /// What comes of it now.
    pub after: &'a Outcome,
    /// The causes that were named; what trying them out comes to is written there, and those that are
    /// proved come first.
    pub causes: &'a mut Vec<Cause>,
}

/// Tries out the differences that are named most, each for the questions it is named for; `progress`
/// hears of every difference.
///
/// # Errors
/// When a version cannot be built, the engine fails, or whoever waits calls it off.
pub fn prove(
    sides: &Sides,
    (differences, trials): (&[Difference], &mut [Trial]),
    mut progress: Progress,
) -> Result<(), Error> {
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for cause in trials.iter().flat_map(|trial| trial.causes.iter()) {
        *named.entry(cause.difference).or_default() += 1;
    }
    let mut named: Vec<(usize, usize)> = named.into_iter().collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    named.truncate(TRIED_MAX);
    for (done, (at, _)) in named.iter().enumerate() {
        if let Some(difference) = differences.get(*at) {
            try_out(sides, (*at, difference), trials)?;
        }
        progress.step(done + 1, named.len())?;
    }
    for trial in trials {
        trial.causes.sort_by_key(|cause| match cause.proof {
            Some(Proof::Alone) => 0,
            Some(Proof::Needed) => 1,
            None => 2,
            Some(Proof::No) => 3,
        });
    }
    Ok(())
}

fn try_out(
    sides: &Sides,
    (at, difference): (usize, &Difference),
    trials: &mut [Trial],
) -> Result<(), Error> {
    let Some(alone) = applied((sides.before, sides.after), difference)? else {
        return Ok(());
    };
    let engine = Engine::new(build(alone)?, sides.clock);
    let mut open = Vec::new();
    for (number, trial) in trials.iter_mut().enumerate() {
        let outcome = again(&engine, trial, sides.today)?;
        if trial.causes.iter().any(|cause| cause.difference == at) {
            let goes = !outcome.differs(trial.after);
            note(trial, (at, if goes { Proof::Alone } else { Proof::No }));
            open.extend((!goes).then_some(number));
        }
    }
    let back = reversed(difference);
    let without = applied((sides.after, sides.before), &back)?.filter(|_| !open.is_empty());
    let Some(without) = without else {
        return Ok(());
    };
    let engine = Engine::new(build(without)?, sides.clock);
    for number in open {
        let trial = &mut trials[number];
        if !again(&engine, trial, sides.today)?.differs(trial.before) {
            note(trial, (at, Proof::Needed));
        }
    }
    Ok(())
}

fn again(engine: &Engine, trial: &Trial, today: Date) -> Result<Outcome, Error> {
    Outcome::ask((engine, &engine.version()), &trial.asked.question(today))
}

fn note(trial: &mut Trial, (at, proof): (usize, Proof)) {
    for cause in trial.causes.iter_mut().filter(|cause| cause.difference == at) {
        cause.proof = Some(proof);
    }
}
