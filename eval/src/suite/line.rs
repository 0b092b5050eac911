//! A line of a suite: a question, or a scripted dialogue of several turns.

use wenshui_knowledge::node::{Fields, Node, NodeReader, Value};
use wenshui_knowledge::problem::Problem;

use crate::case::{Case, Half, Turn};
use crate::suite::circumstances;

/// The decisions that a case may name.
const DECISIONS: [&str; 6] = ["answer", "clarify", "suggest", "reply", "refuse", "handover"];

/// The cases of a line, in their order.
pub(super) fn cases(node: &Node, reader: &mut NodeReader) -> Option<Vec<Case>> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let own = match fields.node("turns") {
        Some(turns) => dialogue(turns, reader),
        None => alone(&mut fields, reader).map(|case| vec![case]),
    };
    let around = around(&mut fields, node.line, reader);
    fields.finish(reader);
    let (id, own) = (id?, own?);
    // The first is the one that the writer named: what is judged right as well later moves no case.
    let named = own.iter().find_map(|case| case.expect.first());
    let half = Half::of(named.unwrap_or(&id));
    let of = |(number, case): (usize, Case)| Case {
        id: case.turn.map_or_else(|| id.clone(), |_| format!("{id}.{number}")),
        turn: case.turn,
        question: case.question,
        option: case.option,
        expect: case.expect,
        forbid: case.forbid,
        decision: case.decision,
        half,
        ..around.clone()
    };
    Some((1..).zip(own).map(of).collect())
}

/// A question that is asked alone.
fn alone(fields: &mut Fields, reader: &mut NodeReader) -> Option<Case> {
    let question = fields.required(reader, "question");
    let right = right(fields, reader);
    Some(Case { question: question?, ..right })
}

/// The turns of a dialogue.
fn dialogue(node: &Node, reader: &mut NodeReader) -> Option<Vec<Case>> {
    let turns = reader.under("turns", |reader| reader.list(node));
    if turns.is_empty() {
        reader.report(Problem::error(node.line, "turns", "empty_field", &[]));
    }
    let read = turns.iter().enumerate().map(|(at, turn)| {
        let place = Turn { first: at == 0, last: at + 1 == turns.len() };
        let case = reader.under(&format!("turns[{at}]"), |reader| said(turn, reader))?;
        Some(Case { turn: Some(place), ..case })
    });
    // Every turn is read, so that every fault is told.
    let read: Vec<Option<Case>> = read.collect();
    read.into_iter().collect()
}

/// What is said or clicked in a turn.
fn said(node: &Node, reader: &mut NodeReader) -> Option<Case> {
    let mut fields = reader.fields(node);
    let option = fields.text(reader, "option");
    let question = match option {
        Some(_) => fields.text(reader, "question").or_else(|| Some(String::new())),
        None => fields.required(reader, "question"),
    };
    let right = right(&mut fields, reader);
    fields.finish(reader);
    Some(Case { question: question?, option, ..right })
}

/// What is right for a question.
fn right(fields: &mut Fields, reader: &mut NodeReader) -> Case {
    let expect = fields.texts(reader, "expect");
    if fields.node("expect").is_none() {
        reader.report(Problem::error(fields.line("expect"), "", "missing_field", &["expect"]));
    }
    let forbid = fields.texts(reader, "forbid");
    let decision = fields.text(reader, "decision");
    if let Some(decision) = decision.as_deref().filter(|name| !DECISIONS.contains(name)) {
        let line = fields.line("decision");
        let known = DECISIONS.join(", ");
        let details = [decision, &known];
        reader.report(Problem::error(line, "decision", "unknown_decision", &details));
    }
    Case { expect, forbid, decision, ..Case::default() }
}

/// What a whole line is asked in, and how much it counts.
fn around(fields: &mut Fields, line: usize, reader: &mut NodeReader) -> Case {
    let (region, taxpayer_type, as_of) = circumstances::read(fields, line, reader);
    fields.text_map(reader, "facts");
    let tags = fields.texts(reader, "tags");
    let weight = weight(fields.node("weight"), line, reader);
    Case { region, taxpayer_type, as_of, tags, weight, ..Case::default() }
}

fn weight(node: Option<&Node>, line: usize, reader: &mut NodeReader) -> f64 {
    let Some(node) = node else { return 1.0 };
    let number = match &node.value {
        Value::Number(raw) => raw.parse().ok(),
        _ => None,
    };
    number.filter(|weight: &f64| weight.is_finite() && *weight > 0.0).unwrap_or_else(|| {
        reader.report(Problem::error(line, "weight", "not_above_zero", &[]));
        1.0
    })
}
