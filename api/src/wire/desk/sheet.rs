//! Surveys as those who are asked see them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_desk::machine::{Machine as _, Moment, Named};
use wenshui_desk::part::Part;
use wenshui_desk::survey::form::{Answer, Answers};
use wenshui_desk::survey::sheet::Action;

use crate::clock;
use crate::desk::surveys::Mine;
use crate::error::ApiError;
use crate::state::AppState;
use crate::wire::desk::matter::Label;
use crate::wire::desk::survey::QuestionBody;

/// Which surveys are wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// The page, counted from 1; ten a page.
    pub page: Option<i64>,
    /// Only those that are answered, or only those that wait for it.
    pub answered: Option<bool>,
}

/// An answer to one question; options are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SheetAnswer {
    /// One option.
    Single(usize),
    /// Some options.
    Multiple(BTreeSet<usize>),
    /// Words.
    Text(String),
    /// A score.
    Score(u8),
}

/// Something to be done with a survey by who is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetAction {
    /// One of `allowed_actions`: `answer`.
    pub action: String,
    /// The answers, all at once, by the ids of the questions.
    #[serde(default)]
    pub answers: BTreeMap<String, SheetAnswer>,
}

/// A survey with what one person has answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetBody {
    /// The survey's id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// The questions, in their order.
    pub questions: Vec<QuestionBody>,
    /// From when on it can be answered.
    #[schema(format = DateTime)]
    pub open_from: String,
    /// Until when, exclusive.
    #[schema(format = DateTime)]
    pub open_until: String,
    /// `unanswered` or `answered`.
    pub state: Label,
    /// What was answered, by the ids of the questions.
    pub answers: BTreeMap<String, SheetAnswer>,
    /// When it was answered.
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
    /// What may be done with it now.
    pub allowed_actions: Vec<&'static str>,
}

/// A page of surveys: those that wait for an answer first, then those that were answered last.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetList {
    /// How many there are on all pages.
    pub total: usize,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<SheetBody>,
}

impl SheetAction {
    /// The answers.
    ///
    /// # Errors
    /// `unknown_action`.
    pub fn read(self) -> Result<Answers, ApiError> {
        if !Action::ALL.iter().any(|action| action.name() == self.action) {
            return Err(ApiError::about("action", "unknown_action", &[&self.action]));
        }
        let answer = |answer| match answer {
            SheetAnswer::Single(chosen) => Answer::Single(chosen),
            SheetAnswer::Multiple(chosen) => Answer::Multiple(chosen),
            SheetAnswer::Text(text) => Answer::Text(text),
            SheetAnswer::Score(score) => Answer::Score(score),
        };
        Ok(self.answers.into_iter().map(|(id, given)| (id, answer(given))).collect())
    }
}

impl SheetAnswer {
    fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Single(chosen) => Self::Single(*chosen),
            Answer::Multiple(chosen) => Self::Multiple(chosen.clone()),
            Answer::Text(text) => Self::Text(text.clone()),
            Answer::Score(score) => Self::Score(*score),
        }
    }
}

impl SheetBody {
    /// A survey as somebody has it at a moment.
    pub fn of(mine: &Mine, (state, now): (&AppState, Timestamp)) -> Self {
        let (matter, form) = (&mine.held.matter, &mine.held.state.form);
        let response = mine.sheet.response.as_ref();
        let answers = response.into_iter().flat_map(|response| &response.answers);
        let allowed =
            mine.sheet.allowed(Part::Owner, &Moment { now, profile: &state.desk.profile });
        Self {
            id: matter.id.clone(),
            number: matter.number.clone(),
            title: form.title.clone(),
            purpose: form.purpose.clone(),
            questions: form.questions.iter().map(QuestionBody::of).collect(),
            open_from: clock::rfc3339(form.open_from.as_millisecond()),
            open_until: clock::rfc3339(form.open_until.as_millisecond()),
            state: Label::of("survey_sheet", mine.sheet.state()),
            answers: answers.map(|(id, answer)| (id.clone(), SheetAnswer::of(answer))).collect(),
            answered_at: response
                .map(|response| clock::rfc3339(response.answered_at.as_millisecond())),
            allowed_actions: allowed.into_iter().map(Named::name).collect(),
        }
    }
}
