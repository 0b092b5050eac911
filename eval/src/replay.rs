//! Questions of a log asked of two versions: which would go otherwise if the second took the place of the
//! first, by how often they are asked.

pub mod logged;

use std::fmt::Write as _;

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;
use wenshui_knowledge::region::Region;

use crate::compare::cause::{Cause, causes};
use crate::compare::table::{told, write_causes};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::manifest::difference::{Difference, differences};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::replay::logged::Logged;

/// So many questions are asked between two words to whoever waits.
const CHUNK: usize = 500;

/// Two versions, each with what it is made of.
pub struct Versions<'a> {
    /// What measures both.
    pub engine: &'a Engine,
    /// The version in service, with what it is made of.
    pub live: (&'a Version, &'a Manifest),
    /// The version that would take its place.
    pub draft: (&'a Version, &'a Manifest),
    /// The day whose rules are asked for, where a question names none.
    pub today: Date,
}

/// What would go otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// The version in service.
    pub live: String,
    /// The version that would take its place.
    pub draft: String,
    /// How many different questions there are.
    pub questions: usize,
    /// How often they were asked together.
    pub asked: u64,
    /// How often those were asked that would go otherwise.
    pub turned: u64,
    /// Everything that differs between the versions.
    pub differences: Vec<Difference>,
    /// The questions that would go otherwise, those asked most first.
    pub flips: Vec<LogFlip>,
}

/// A question of a log that would go otherwise: another first candidate or another decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogFlip {
    /// The question, without anything personal.
    pub question: String,
    /// How often it was asked.
    pub count: u64,
    /// Where it was asked from, six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxpayer_type: Option<String>,
    /// The day whose rules were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// What comes of it in service.
    pub before: Outcome,
    /// The standard question of the entry that comes first in service.
    pub before_question: Option<String>,
    /// What would come of it.
    pub after: Outcome,
    /// The standard question of the entry that would come first.
    pub after_question: Option<String>,
    /// What explains it, the likeliest first.
    pub causes: Vec<Cause>,
}

/// Asks every question of both versions; `progress` hears of the questions.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn replay(versions: &Versions, logged: &[Logged], progress: Progress) -> Result<Replay, Error> {
    let all: Vec<&Logged> = logged.iter().collect();
    let differences = differences(versions.live.1, versions.draft.1);
    let flips = turned(versions, &all, (&differences, progress))?;
    Ok(Replay {
        live: versions.live.0.id.clone(),
        draft: versions.draft.0.id.clone(),
        questions: logged.len(),
        asked: logged.iter().map(|one| one.count).sum(),
        turned: flips.iter().map(|flip| flip.count).sum(),
        differences,
        flips,
    })
}

/// Those of the questions that would go otherwise, those asked most first.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn turned(
    versions: &Versions,
    logged: &[&Logged],
    (differences, mut progress): (&[Difference], Progress),
) -> Result<Vec<LogFlip>, Error> {
    let mut flips = Vec::new();
    for (number, chunk) in logged.chunks(CHUNK).enumerate() {
        let found: Result<Vec<Option<LogFlip>>, Error> =
            chunk.par_iter().map(|one| turn(versions, one, differences)).collect();
        flips.extend(found?.into_iter().flatten());
        progress.step(number * CHUNK + chunk.len(), logged.len())?;
    }
    flips.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.question.cmp(&b.question)));
    Ok(flips)
}

fn turn(
    versions: &Versions,
    logged: &Logged,
    differences: &[Difference],
) -> Result<Option<LogFlip>, Error> {
    let question = logged.asked.question(versions.today);
    let (live, draft) = (versions.live.0, versions.draft.0);
    let before = Outcome::ask((versions.engine, live), &question)?;
    let after = Outcome::ask((versions.engine, draft), &question)?;
    if !before.differs(&after) {
        return Ok(None);
    }
    Ok(Some(LogFlip {
        causes: causes(&logged.asked.text, (&before, &after), differences),
        question: logged.asked.text.clone(),
        count: logged.count,
        region: logged.asked.region.map(Region::code),
        taxpayer_type: logged.asked.taxpayer_type.map(|kind| kind.name().to_owned()),
        as_of: logged.asked.as_of,
        before_question: standard(live, &before),
        after_question: standard(draft, &after),
        before,
        after,
    }))
}

/// The standard question of the entry that comes first.
fn standard(version: &Version, outcome: &Outcome) -> Option<String> {
    let entry = version.entry(outcome.first()?)?;
    Some(version.shown(entry).question.clone())
}

impl Replay {
    /// The flips for a terminal, so many of them.
    pub fn table(&self, shown: usize) -> String {
        let share = 100.0 * self.turned as f64 / self.asked.max(1) as f64;
        let mut out = format!(
            "kb {} \u{2192} {}\n{} questions, asked {} times; {} of them, asked {} times ({share:.2} %), go otherwise\n",
            self.live,
            self.draft,
            self.questions,
            self.asked,
            self.flips.len(),
            self.turned
        );
        // Writing to a string cannot fail.
        let _ = write_flips(&mut out, (&self.flips, shown), &self.differences);
        out
    }
}

/// Questions that go otherwise, so many of them.
///
/// # Errors
/// When nothing can be written.
pub fn write_flips(
    out: &mut String,
    (flips, shown): (&[LogFlip], usize),
    differences: &[Difference],
) -> std::fmt::Result {
    for flip in flips.iter().take(shown) {
        let question = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
        writeln!(out, "\n{} \u{d7} {}", flip.count, flip.question)?;
        writeln!(out, "  {} {}", told(&flip.before), question(&flip.before_question))?;
        writeln!(out, "  {} {}", told(&flip.after), question(&flip.after_question))?;
        write_causes(out, &flip.causes, differences)?;
    }
    if flips.len() > shown {
        writeln!(out, "\nand {} more", flips.len() - shown)?;
    }
    Ok(())
}
