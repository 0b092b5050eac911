//! What `bench gate` and `bench counts` run of themselves: one process that answers given questions by a
//! version whose indexes are built.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use jiff::civil::{Date, date};
use wenshui_benches::marks::{Marks, Slowed, answer, look, quiet_look, stage};
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::rounds::{SlowedBy, measure};
use wenshui_engine::engine::Engine;
use wenshui_engine::open::open;
use wenshui_engine::trace::Stage;

use crate::cli::bench::gate::BenchPartArgs;
use crate::commands::bench::give_out::title;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::{clock, published};

/// The day that is asked about: what holds on another day would be other work.
const DAY: Date = date(2026, 11, 1);
/// Questions whose answers are not counted: the first ones make room in memory.
const WARM_UP: usize = 20;

/// The files of a bench: knowledge with built indexes, and questions.
pub struct Files<'a> {
    /// The knowledge.
    pub kb: &'a Path,
    /// The folder, which holds the indexes too.
    pub folder: &'a Path,
}

impl Files<'_> {
    /// Builds the indexes and writes the questions.
    ///
    /// # Errors
    /// When the knowledge cannot be used, or the folder not be written.
    pub fn prepare(&self, questions: &[String]) -> anyhow::Result<KnowledgeMark> {
        let source = published::named(Some(self.kb));
        let (version, _) = open(source.parts()?, &self.folder.join("indexes"))?;
        std::fs::write(self.folder.join("questions"), questions.join("\n"))?;
        Ok(KnowledgeMark::of(&version, title(&source)))
    }

    /// Answers the questions in a process of its own, behind `before`, and gives what it printed.
    ///
    /// # Errors
    /// When the process fails.
    pub fn run(&self, before: &[OsString], options: &[OsString]) -> anyhow::Result<Vec<u8>> {
        let own = std::env::current_exe().context("cannot find this program")?;
        let mut words = before.to_vec();
        words.extend([own.into(), "bench".into(), "part".into(), "--kb".into(), self.kb.into()]);
        words.extend(["--indexes".into(), self.folder.join("indexes").into()]);
        words.extend(["--questions".into(), self.folder.join("questions").into()]);
        words.extend_from_slice(options);
        let program = words[0].display().to_string();
        let ran = Command::new(&words[0]).args(&words[1..]).output();
        let ran = ran.with_context(|| format!("cannot run `{program}`"))?;
        let told = String::from_utf8_lossy(&ran.stderr);
        anyhow::ensure!(ran.status.success(), "`{program}` failed ({}): {told}", ran.status);
        Ok(ran.stdout)
    }
}

/// Answers, once to be counted or several times to be timed, and prints what came of it.
///
/// # Errors
/// When the knowledge cannot be used or a question not be answered.
pub fn run(args: &BenchPartArgs) -> anyhow::Result<Outcome> {
    let source = published::named(Some(&args.kb));
    let (version, _) = open(source.parts()?, &args.indexes)?;
    let engine = Engine::new(version, clock::nanoseconds);
    let text = std::fs::read_to_string(&args.questions).context("cannot read the questions")?;
    let questions: Vec<String> = text.lines().map(str::to_owned).collect();
    let told = match args.rounds {
        Some(rounds) => {
            let slowed = args.slow.as_deref().map(slowed_by).transpose()?;
            serde_json::to_string(&measure(&engine, (&questions, DAY), (rounds, slowed))?)?
        }
        None => serde_json::to_string(&counted(&engine, &questions, args.slow.as_deref())?)?,
    };
    print(&told)?;
    Ok(Outcome::Done)
}

/// Answers every question once under the clock that is watched.
fn counted(
    engine: &Engine,
    questions: &[String],
    slow: Option<&str>,
) -> anyhow::Result<Vec<Marks>> {
    let slow = slow.map(slowed).transpose()?;
    let (quiet, watched) =
        (Engine::new(engine.version(), quiet_look), Engine::new(engine.version(), look));
    for question in questions.iter().take(WARM_UP) {
        answer(&quiet, (question, DAY), None)?;
    }
    let mut marks = Vec::with_capacity(questions.len());
    for question in questions {
        // Which look ends which stage has to be known before a stage is slowed.
        let before = slow.map(|_| answer(&quiet, (question, DAY), None)).transpose()?;
        let slowed = slow.zip(before.as_ref().map(|(_, marks)| marks));
        marks.push(answer(&watched, (question, DAY), slowed)?.1);
    }
    Ok(marks)
}

fn slowed(text: &str) -> anyhow::Result<Slowed> {
    let (stage, rounds) = stage_of(text)?;
    Ok(Slowed { stage, rounds: rounds.parse().context("rounds are a number")? })
}

fn slowed_by(text: &str) -> anyhow::Result<SlowedBy> {
    let (stage, share) = stage_of(text)?;
    Ok(SlowedBy { stage, share: share.parse().context("a share is a number")? })
}

fn stage_of(text: &str) -> anyhow::Result<(Stage, &str)> {
    let (name, amount) = text.split_once('=').context("--slow is STAGE=AMOUNT")?;
    Ok((stage(name).with_context(|| format!("`{name}` is no stage"))?, amount))
}
