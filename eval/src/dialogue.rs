//! How an ambiguous question comes to its entry: asked back, and answered as somebody does who knows
//! what is meant but does not say it better.

use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use wenshui_engine::engine::Engine;
use wenshui_engine::open_question::{NONE_ID, OpenQuestion};
use wenshui_engine::question::{Before, Question};
use wenshui_engine::reply::{Choice, Clarification, Decision, Reply};
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::suite::{lines, text};

/// A question with the entry that its asker means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    /// The question.
    pub question: String,
    /// The id of the entry.
    pub target: String,
}

/// How a dialogue went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// How often the person had to choose before the entry was there; none: it never was.
    pub reached: Option<u32>,
    /// Whether it ended without the entry and without a way to a person.
    pub dead_end: bool,
}

/// What is measured over many dialogues.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dialogues {
    /// How many questions there were.
    pub cases: usize,
    /// The share that reached its entry within three rounds.
    pub reached: f64,
    /// The mean number of rounds of those.
    pub rounds_mean: f64,
    /// How many reached it after 0, 1, 2 and 3 rounds.
    pub by_round: [usize; ROUNDS_MAX as usize + 1],
    /// How many ended without a way to go on.
    pub dead_ends: usize,
}

/// How often a person chooses at most.
const ROUNDS_MAX: u32 = 3;

/// Reads a suite of ambiguous questions.
///
/// # Errors
/// When it cannot be read, or with every problem of its lines at once.
pub fn read(path: &Path) -> Result<Vec<Ambiguous>, Error> {
    lines(&path.display().to_string(), &text(path)?, |node, reader| {
        let mut fields = reader.fields(node);
        let question = fields.required(reader, "question");
        let target = fields.required(reader, "target");
        fields.finish(reader);
        Some(Ambiguous { question: question?, target: target? })
    })
}

/// Walks from every question to its entry.
///
/// # Errors
/// When the engine fails.
pub fn measure(engine: &Engine, cases: &[Ambiguous], today: Date) -> Result<Dialogues, Error> {
    let version = engine.version();
    let walked: Result<Vec<Walked>, Error> =
        cases.iter().map(|case| walk(engine, &version, case, today)).collect();
    let walked = walked?;
    let reached: Vec<u32> = walked.iter().filter_map(|walked| walked.reached).collect();
    let mut by_round = [0; ROUNDS_MAX as usize + 1];
    for rounds in &reached {
        by_round[*rounds as usize] += 1;
    }
    Ok(Dialogues {
        cases: cases.len(),
        reached: reached.len() as f64 / cases.len().max(1) as f64,
        rounds_mean: f64::from(reached.iter().sum::<u32>()) / reached.len().max(1) as f64,
        by_round,
        dead_ends: walked.iter().filter(|walked| walked.dead_end).count(),
    })
}

/// Walks from one question to its entry.
///
/// # Errors
/// When the engine fails.
pub fn walk(
    engine: &Engine,
    version: &Version,
    case: &Ambiguous,
    today: Date,
) -> Result<Walked, Error> {
    let target = version.entry(&case.target);
    let mut reply = engine.answer(version, &Question::new(&case.question, today))?;
    for rounds in 0..=ROUNDS_MAX {
        if reply.answer.is_some() && reply.answer == target {
            return Ok(Walked { reached: Some(rounds), dead_end: false });
        }
        let Some(option) = target.and_then(|target| choice(version, &reply, target)) else {
            return Ok(Walked { reached: None, dead_end: !reply.exits });
        };
        if rounds < ROUNDS_MAX {
            reply = click(engine, version, (&option, reply.asked.as_ref()), today)?;
        }
    }
    Ok(Walked { reached: None, dead_end: false })
}

/// What somebody who means `target` clicks; nothing where it was asked back often enough.
fn choice(version: &Version, reply: &Reply, target: u32) -> Option<String> {
    let id = || version.base.entries[target as usize].id.clone();
    if reply.guesses.contains(&target) || reply.related.contains(&target) {
        return Some(id());
    }
    let none = || NONE_ID.to_owned();
    match (&reply.clarification, reply.decision) {
        (Some(asked), _) => {
            let offers = |choice: &Choice| *choice == Choice::Entry(target);
            if asked.options.iter().any(|(choice, _)| offers(choice)) {
                return Some(id());
            }
            Some(value(version, asked, target).unwrap_or_else(none))
        }
        // An answer that is another, or a list without it: it is said that nothing fits.
        (None, Decision::Answer | Decision::Suggest) if !reply.exits => Some(none()),
        _ => None,
    }
}

/// The option by the value that the entry has.
fn value(version: &Version, asked: &Clarification, target: u32) -> Option<String> {
    let offered = |value: &str| {
        asked.options.iter().any(|(choice, _)| *choice == Choice::Value(value.to_owned()))
    };
    let value = version.facets.of(target, &asked.facet).find(|value| offered(value))?;
    Some(format!("{}={value}", asked.facet))
}

/// The reply to a click.
///
/// # Errors
/// When the engine fails.
pub fn click(
    engine: &Engine,
    version: &Version,
    (option, asked): (&str, Option<&OpenQuestion>),
    today: Date,
) -> Result<Reply, Error> {
    let before = Before { asked, ..Before::default() };
    let question = Question { option: Some(option), before, ..Question::new("", today) };
    Ok(engine.answer(version, &question)?)
}

impl Dialogues {
    /// The figures for a terminal.
    pub fn table(&self) -> String {
        let by_round = self.by_round.iter().enumerate();
        let by_round: Vec<String> =
            by_round.map(|(rounds, count)| format!("{rounds}: {count}")).collect();
        format!(
            "{} ambiguous questions\nreached within {ROUNDS_MAX} rounds  {:.4}\nmean rounds              {:.3}\n\
             by rounds                {}\ndead ends                {}\n",
            self.cases,
            self.reached,
            self.rounds_mean,
            by_round.join("  "),
            self.dead_ends,
        )
    }
}
