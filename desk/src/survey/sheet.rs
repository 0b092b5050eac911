//! A survey as one person has it: answered once, or not yet (S-06).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::csv;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::survey::form::{Answers, Form};
use crate::survey::{Stage, Survey};

/// A survey with what one person has answered. A store keeps the response alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The survey.
    pub survey: Survey,
    /// What was answered.
    pub response: Option<Response>,
}

/// What one person has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The answers.
    pub answers: Answers,
    /// When.
    pub answered_at: Timestamp,
}

/// What can be done with a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is answered.
    Answer,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Answering, with all answers at once.
    Answer(Answers),
}

impl Named for Action {
    const ALL: &'static [Self] = &[Self::Answer];

    fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
        }
    }
}

impl Machine for Sheet {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "survey_sheet";
    const STATES: &'static [&'static str] = &["unanswered", "answered"];

    fn action(command: &Command) -> Action {
        match command {
            Command::Answer(_) => Action::Answer,
        }
    }

    fn state(&self) -> &'static str {
        if self.response.is_some() { "answered" } else { "unanswered" }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        match (self.survey.stage, &self.response) {
            // The clock may be a moment late with opening; what counts is the time.
            (Stage::Published | Stage::Open, None) => {
                only(&[Part::Owner], part, action)?;
                let form = &self.survey.form;
                at.within(action, form.open_from..form.open_until)
            }
            (Stage::Draft | Stage::Published | Stage::Open | Stage::Closed, _) => {
                Err(self.not_now(action))
            }
        }
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let Command::Answer(answers) = command;
        let faults = self.survey.form.answer_faults(&answers);
        if !faults.is_empty() {
            return Err(Refusal::Form(faults));
        }
        let response = Some(Response { answers, answered_at: at.now });
        Ok(Moved::new(Self { response, ..self.clone() }, []))
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Command)> {
        None
    }
}

/// The responses as CSV: a row of `heads` and questions, then one row for each response with the
/// time it came, as a moment of UTC. It says nothing of who answered.
pub fn export(form: &Form, head: &str, responses: &[Response]) -> String {
    let texts = form.questions.iter().map(|question| question.text.clone());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(head.to_owned()).chain(texts).collect()];
    for response in responses {
        let mut row = vec![response.answered_at.to_string()];
        row.extend(form.questions.iter().map(|question| {
            let answer = response.answers.get(&question.id);
            answer.map_or_else(String::new, |answer| question.cell(answer))
        }));
        rows.push(row);
    }
    csv::text(rows.iter().map(Vec::as_slice))
}
