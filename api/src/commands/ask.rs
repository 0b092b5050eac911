//! `wenshui ask`: one question, answered in the terminal.

mod explained;

use std::fmt::Write as _;

use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Choice, Reply};
use wenshui_engine::version::Version;
use wenshui_engine::version::build::build;
use wenshui_knowledge::entry::{Basis, Block};

use crate::cli::AskArgs;
use crate::clock;
use crate::commands::ask::explained::explained;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::published::with_sayings;
use crate::signal::{Heard, Signals, Streak};
use crate::wire::answer::AnswerResponse;
use crate::wire::explain::explain;
use crate::wire::request::AnswerRequest;

/// Answers one question.
///
/// # Errors
/// When the question or its circumstances are wrong, or the knowledge cannot be used.
pub fn run(args: &AskArgs) -> anyhow::Result<Outcome> {
    let request = AnswerRequest {
        question: Some(args.question.clone()),
        region: args.region.clone(),
        taxpayer_type: args.taxpayer_type.clone(),
        as_of: args.as_of.clone(),
        ..AnswerRequest::default()
    };
    let asked = request
        .check(clock::today())
        .map_err(|error| anyhow::anyhow!("{}: {}", error.body().code, error.body().detail))?;
    let source = with_sayings(&args.kb)?;
    let version = build(source.parts()?)?;
    let question = Question {
        region: asked.region,
        taxpayer_type: asked.taxpayer_type,
        top_k: asked.top_k,
        ..Question::new(&asked.text, asked.as_of)
    };
    let engine = Engine::new(version, clock::nanoseconds);
    let version = engine.version();
    let reply = engine.answer(&version, &question)?;
    if args.json {
        let conversation_id = uuid::Uuid::now_v7().to_string();
        let mut response = AnswerResponse::new(&version, &reply, &conversation_id);
        let signals = Signals::read(None)?;
        let (_, signal) = signals.follow(Streak::default(), Heard::of(&reply, None));
        response.point(&signals, (reply.decision, signal));
        response.explain = args.explain.then(|| explain(&version, &reply, &asked.text));
        print(&format!("{}\n", serde_json::to_string_pretty(&response)?))?;
    } else {
        let mut text = words(&version, &reply);
        if args.explain {
            text.push_str(&explained(&version, &reply, &asked.text));
        }
        print(&text)?;
    }
    Ok(Outcome::Done)
}

/// The reply for a terminal.
fn words(version: &Version, reply: &Reply) -> String {
    let mut out = String::new();
    for say in &reply.say {
        let _ = writeln!(out, "{say}\n");
    }
    if let Some(entry) = reply.answer.map(|at| version.shown(at)) {
        let _ = writeln!(out, "# {}\n", entry.question);
        if let Some(answer) = &entry.answer {
            let _ = writeln!(out, "{answer}\n");
        }
        for block in &entry.blocks {
            let _ = writeln!(out, "{}\n", block_words(block));
        }
        for basis in &entry.basis {
            let _ = writeln!(out, "§ {}", basis_words(basis));
        }
        let _ = writeln!(out);
    }
    let options = reply.clarification.iter().flat_map(|asked| &asked.options);
    for (choice, label) in options {
        let _ = match choice {
            Choice::Entry(entry) => {
                writeln!(out, "- {label} [{}]", version.base.entries[*entry as usize].id)
            }
            Choice::Value(_) | Choice::None => writeln!(out, "- {label}"),
        };
    }
    for entry in &reply.guesses {
        let entry = version.shown(*entry);
        let _ = writeln!(out, "- {} [{}]", entry.question, entry.id);
    }
    let first = reply.candidates.first().map(|first| first.entry as usize);
    let _ = writeln!(
        out,
        "[{} · {:.2} · {} · kb {} · {:.2} ms]",
        reply.decision.name(),
        reply.confidence,
        first.map_or("-", |first| version.base.entries[first].id.as_str()),
        version.id,
        reply.trace.total() as f64 / 1e6,
    );
    out
}

/// A document with its number, article and dates on one line.
pub fn basis_words(basis: &Basis) -> String {
    let mut out = basis.title.clone();
    for part in [&basis.number, &basis.article].into_iter().flatten() {
        let _ = write!(out, " {part}");
    }
    match (basis.effective_from, basis.effective_to) {
        (Some(from), Some(to)) => drop(write!(out, " ({from} – {to})")),
        (Some(from), None) => drop(write!(out, " ({from} –)")),
        (None, Some(to)) => drop(write!(out, " (– {to})")),
        (None, None) => {}
    }
    out
}

fn block_words(block: &Block) -> String {
    match block {
        Block::Text { markdown } => markdown.clone(),
        Block::Link(linked) | Block::Image(linked) | Block::Video(linked) | Block::File(linked) => {
            format!("{}: {}", linked.title, linked.url)
        }
        Block::Guide { steps } => {
            let numbered = steps.iter().enumerate();
            let lines = numbered.map(|(at, step)| {
                let words = [Some(&step.title), step.markdown.as_ref()];
                let words: Vec<_> = words.into_iter().flatten().map(String::as_str).collect();
                format!("{}. {}", at + 1, words.join(" "))
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Sum { inputs, steps, result } => {
            let inputs = inputs.iter().map(|input| format!("{} = {}", input.name, input.value));
            let lines = inputs.chain(steps.iter().cloned()).chain([result.clone()]);
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}
