//! Questions as they were logged, and made distinct.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use wenshui_knowledge::node::{Fields, Node, NodeReader};
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::mask::Masker;

use crate::error::Error;
use crate::suite::lines;

/// Why a question is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing answered it.
    NoAnswer,
    /// Several entries were too close to choose.
    LowMargin,
    /// The answer was judged useless (无用).
    Useless,
    /// It went on to a person.
    Transfer,
    /// None of what was offered was meant (以上都不是).
    NoneOfThese,
}

impl Reason {
    const ALL: [(&'static str, Self); 5] = [
        ("no_answer", Self::NoAnswer),
        ("low_margin", Self::LowMargin),
        ("useless", Self::Useless),
        ("transfer", Self::Transfer),
        ("none_of_these", Self::NoneOfThese),
    ];
}

/// A question as it was logged.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The words.
    pub question: String,
    /// Why it is looked at.
    pub reason: Reason,
    /// What was said of a useless answer.
    pub useless_reason: Option<String>,
    /// When it was asked, as a day in China.
    pub at: Date,
    /// How often.
    pub count: u64,
    /// Where it was asked from.
    pub region: Option<Region>,
}

/// A distinct question: masked, with all that was logged of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DistinctQuestion {
    /// The words of the first time, masked.
    pub text: String,
    /// The words without width, case, script, punctuation and spaces.
    pub key: String,
    /// How often it was asked.
    pub count: u64,
    /// How often for each reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// What was said of useless answers, and how often.
    pub useless_reasons: BTreeMap<String, u64>,
    /// The first and the last day.
    pub period: (Date, Date),
    /// Where it was asked from first.
    pub region: Option<Region>,
    /// Whether something in it was masked.
    pub masked: bool,
}

/// Reads lines of {question, reason, `useless_reason`?, at, count?, region?}.
///
/// # Errors
/// Every problem at once, each with line and field.
pub fn parse(name: &str, text: &str) -> Result<Vec<Logged>, Error> {
    lines(name, text, logged)
}

fn logged(node: &Node, reader: &mut NodeReader) -> Option<Logged> {
    let mut fields = reader.fields(node);
    let question = fields.required(reader, "question");
    let reason = reason(&mut fields, reader);
    let useless_reason = fields.text(reader, "useless_reason");
    let at = at(&mut fields, reader);
    let count = fields.count(reader, "count").unwrap_or(1);
    let region = fields.text(reader, "region").and_then(|code| {
        let region = Region::parse(&code);
        if region.is_none() {
            let line = fields.line("region");
            reader.report(Problem::error(line, "region", "unknown_region", &[&code]));
        }
        region
    });
    fields.finish(reader);
    let (question, reason, at) = (question?, reason?, at?);
    Some(Logged { question, reason, useless_reason, at, count, region })
}

fn reason(fields: &mut Fields, reader: &mut NodeReader) -> Option<Reason> {
    let name = fields.required(reader, "reason")?;
    let found = Reason::ALL.into_iter().find(|(own, _)| *own == name);
    if found.is_none() {
        let known = Reason::ALL.map(|(name, _)| name).join(", ");
        let line = fields.line("reason");
        reader.report(Problem::error(line, "reason", "unknown_value", &[&name, &known]));
    }
    found.map(|(_, reason)| reason)
}

/// A day, or the day in China of a moment.
fn at(fields: &mut Fields, reader: &mut NodeReader) -> Option<Date> {
    let text = fields.required(reader, "at")?;
    let moment = text.parse::<Timestamp>().ok();
    let china = TimeZone::fixed(offset(8));
    let day = moment.map(|moment| moment.to_zoned(china).date()).or_else(|| text.parse().ok());
    if day.is_none() {
        let line = fields.line("at");
        reader.report(Problem::error(line, "at", "not_a_date", &[&text]));
    }
    day
}

/// Masks questions and puts together those that differ only in writing, in the order of their first
/// time. What says nothing is left out.
pub fn distinct(logged: &[Logged], masker: &Masker) -> Vec<DistinctQuestion> {
    let mut questions: Vec<DistinctQuestion> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for one in logged {
        let text = masker.mask(&one.question);
        let key = Folded::new(&text).key();
        if key.is_empty() {
            continue;
        }
        let at = *places.entry(key).or_insert_with_key(|key| {
            questions.push(DistinctQuestion {
                masked: *text != *one.question,
                text: text.into_owned(),
                key: key.clone(),
                count: 0,
                reasons: BTreeMap::new(),
                useless_reasons: BTreeMap::new(),
                period: (one.at, one.at),
                region: one.region,
            });
            questions.len() - 1
        });
        let question = &mut questions[at];
        question.count += one.count;
        *question.reasons.entry(one.reason).or_default() += one.count;
        if let Some(said) = &one.useless_reason {
            *question.useless_reasons.entry(said.clone()).or_default() += one.count;
        }
        let (first, last) = question.period;
        question.period = (first.min(one.at), last.max(one.at));
    }
    questions
}
