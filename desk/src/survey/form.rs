//! What is filled in for a survey, and what an answer to it has to be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::{self, Fault, TEXT_CHARS_MAX};
use crate::machine::Moment;
use crate::notice::audience::Audience;
use crate::profile::reach::SurveyRules;

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// The questions, in their order.
    pub questions: Vec<Question>,
    /// Who is asked.
    pub audience: Audience,
    /// From when on it can be answered.
    pub open_from: Timestamp,
    /// Until when, exclusive.
    pub open_until: Timestamp,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id inside the survey.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// Whether it has to be answered.
    pub required: bool,
    /// How it is answered.
    pub kind: Kind,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// With one of these options.
    Single(Vec<String>),
    /// With one or more of these options.
    Multiple(Vec<String>),
    /// With words.
    Text,
    /// With a whole number from 1 to this one.
    Score(u8),
}

/// An answer to one question; options are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// One option.
    Single(usize),
    /// Some options.
    Multiple(BTreeSet<usize>),
    /// Words.
    Text(String),
    /// A score.
    Score(u8),
}

/// The answers to a survey, by the ids of its questions.
pub type Answers = BTreeMap<String, Answer>;

impl Form {
    /// What is wrong with a new or changed form.
    pub fn faults(&self, at: &Moment) -> Vec<Fault> {
        let (rules, mut faults) = (&at.profile.survey, Vec::new());
        fault::text_within("title", (&self.title, rules.title_chars_max), &mut faults);
        fault::text("purpose", &self.purpose, &mut faults);
        if self.questions.is_empty() {
            faults.push(Fault::new("questions", "required"));
        }
        if self.questions.len() > rules.questions_max {
            let max = rules.questions_max.to_string();
            faults.push(Fault::new("questions", "too_many").with(&[&max]));
        }
        for (place, question) in self.questions.iter().enumerate() {
            question.check(rules, &mut faults);
            if self.questions[..place].iter().any(|other| other.id == question.id) {
                faults.push(Fault::new("questions", "twice").with(&[&question.id]));
            }
        }
        self.audience.check(&at.profile.notice, &mut faults);
        if self.open_until <= self.open_from || self.open_until <= at.now {
            faults.push(Fault::new("open_until", "future"));
        }
        faults
    }

    /// What is wrong with the answers of somebody; each fault names its question.
    pub fn answer_faults(&self, answers: &Answers) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut tell = |rule, id: &str| faults.push(Fault::new("answers", rule).with(&[id]));
        for question in &self.questions {
            match answers.get(&question.id) {
                None if question.required => tell("required", &question.id),
                None => {}
                Some(answer) => {
                    if let Err(rule) = question.takes(answer) {
                        tell(rule, &question.id);
                    }
                }
            }
        }
        for id in answers.keys() {
            if !self.questions.iter().any(|question| question.id == *id) {
                tell("unknown", id);
            }
        }
        faults
    }
}

impl Question {
    fn check(&self, rules: &SurveyRules, faults: &mut Vec<Fault>) {
        fault::text_within("questions", (&self.id, rules.title_chars_max), faults);
        fault::text_within("questions", (&self.text, rules.title_chars_max), faults);
        match &self.kind {
            Kind::Single(options) | Kind::Multiple(options) => {
                if !(2..=rules.options_max).contains(&options.len()) {
                    let max = rules.options_max.to_string();
                    faults.push(Fault::new("questions", "options").with(&[&self.id, &max]));
                }
                for option in options {
                    fault::text_within("questions", (option, rules.title_chars_max), faults);
                }
            }
            Kind::Text => {}
            Kind::Score(max) if (2..=rules.score_max).contains(max) => {}
            Kind::Score(_) => {
                let max = rules.score_max.to_string();
                faults.push(Fault::new("questions", "score").with(&[&self.id, &max]));
            }
        }
    }

    /// Takes an answer of its kind, or tells the rule that it breaks.
    fn takes(&self, answer: &Answer) -> Result<(), &'static str> {
        let fits = match (&self.kind, answer) {
            (Kind::Single(options), Answer::Single(chosen)) => *chosen < options.len(),
            (Kind::Multiple(_), Answer::Multiple(chosen)) if chosen.is_empty() => {
                return if self.required { Err("required") } else { Ok(()) };
            }
            (Kind::Multiple(options), Answer::Multiple(chosen)) => {
                chosen.iter().all(|chosen| *chosen < options.len())
            }
            (Kind::Text, Answer::Text(text)) if text.chars().count() > TEXT_CHARS_MAX => {
                return Err("too_long");
            }
            (Kind::Text, Answer::Text(text)) if self.required && text.trim().is_empty() => {
                return Err("required");
            }
            (Kind::Text, Answer::Text(_)) => true,
            (Kind::Score(max), Answer::Score(score)) => (1..=*max).contains(score),
            (Kind::Single(_) | Kind::Multiple(_) | Kind::Text | Kind::Score(_), _) => {
                return Err("kind");
            }
        };
        if fits { Ok(()) } else { Err("range") }
    }

    /// An answer as a cell of an export.
    pub(super) fn cell(&self, answer: &Answer) -> String {
        let option = |options: &[String], at: usize| options.get(at).cloned().unwrap_or_default();
        match (&self.kind, answer) {
            (Kind::Single(options), Answer::Single(chosen)) => option(options, *chosen),
            (Kind::Multiple(options), Answer::Multiple(chosen)) => {
                let chosen: Vec<String> = chosen.iter().map(|at| option(options, *at)).collect();
                chosen.join("; ")
            }
            (Kind::Text, Answer::Text(text)) => text.clone(),
            (Kind::Score(_), Answer::Score(score)) => score.to_string(),
            (Kind::Single(_) | Kind::Multiple(_) | Kind::Text | Kind::Score(_), _) => String::new(),
        }
    }
}
