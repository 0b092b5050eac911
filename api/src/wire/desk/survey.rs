//! Surveys as those who run them see them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::machine::Named as _;
use wenshui_desk::part::Part;
use wenshui_desk::survey::form::{Form, Kind, Question};
use wenshui_desk::survey::results::{Counted, Results};
use wenshui_desk::survey::{Action, Command, Survey};

use crate::clock;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::wire::desk::audience::AudienceBody;
use crate::wire::desk::matter::{Label, MatterHead};

/// What is filled in for a survey.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyForm {
    /// Its title.
    #[schema(max_length = 200)]
    pub title: String,
    /// What it is for.
    #[schema(max_length = 2000)]
    pub purpose: String,
    /// The questions, in their order; at most 50.
    pub questions: Vec<QuestionBody>,
    /// Who is asked.
    pub audience: AudienceBody,
    /// From when on it can be answered, as RFC 3339.
    #[schema(format = DateTime)]
    pub open_from: String,
    /// Until when, exclusive, as RFC 3339.
    #[schema(format = DateTime)]
    pub open_until: String,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// Its id inside the survey.
    #[schema(max_length = 200)]
    pub id: String,
    /// What is asked.
    #[schema(max_length = 200)]
    pub text: String,
    /// Whether it has to be answered.
    pub required: bool,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What may be chosen, of `single` and `multiple`.
    #[serde(default)]
    pub options: Vec<String>,
    /// The highest score, of `score`.
    #[serde(default)]
    pub score_max: Option<u8>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// With one of the options.
    Single,
    /// With one or more of the options.
    Multiple,
    /// With words.
    Text,
    /// With a whole number from 1 to the highest score.
    Score,
}

/// A survey to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyRequest {
    /// What is filled in.
    pub form: SurveyForm,
    /// The client's own id; sent again it gives the same survey.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a survey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyAction {
    /// One of `allowed_actions`: `revise`, `publish`, `close`.
    pub action: String,
    /// The whole form, of `revise`.
    pub form: Option<SurveyForm>,
}

/// A survey.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// The questions, in their order.
    pub questions: Vec<QuestionBody>,
    /// Who is asked.
    pub audience: AudienceBody,
    /// From when on it can be answered.
    #[schema(format = DateTime)]
    pub open_from: String,
    /// Until when, exclusive.
    #[schema(format = DateTime)]
    pub open_until: String,
    /// Where it stands.
    pub state: Label,
}

/// A page of surveys, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyList {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<SurveyBody>,
}

/// What a survey came to; it says nothing of who answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultsBody {
    /// How many have answered.
    pub responses: u64,
    /// What each question came to.
    pub questions: Vec<CountedBody>,
}

/// What a question came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedBody {
    /// The question.
    pub id: String,
    /// What was asked.
    pub text: String,
    /// How many have answered it.
    pub answered: u64,
    /// How often each option was chosen, or each score given, in their order; empty of `text`.
    pub chosen: Vec<ChosenBody>,
    /// The mean of the scores, to a tenth; null of other kinds and of nobody's answers.
    pub mean: Option<f64>,
}

/// How often something was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChosenBody {
    /// The option, or the score.
    pub option: String,
    /// How often.
    pub count: u64,
}

impl SurveyForm {
    /// The form as the rules take it.
    ///
    /// # Errors
    /// `bad_moment` for a time that is none, `form` for an audience that reaches nobody.
    pub fn read(self) -> Result<Form, ApiError> {
        let moment = |field: &str, text: &str| {
            let refused = |_| ApiError::about(field, "bad_moment", &[field, text]);
            text.parse::<Timestamp>().map_err(refused)
        };
        Ok(Form {
            title: self.title,
            purpose: self.purpose,
            questions: self.questions.into_iter().map(QuestionBody::read).collect(),
            audience: self.audience.read()?,
            open_from: moment("form.open_from", &self.open_from)?,
            open_until: moment("form.open_until", &self.open_until)?,
        })
    }
}

impl QuestionBody {
    fn read(self) -> Question {
        let kind = match self.kind {
            QuestionKind::Single => Kind::Single(self.options),
            QuestionKind::Multiple => Kind::Multiple(self.options),
            QuestionKind::Text => Kind::Text,
            QuestionKind::Score => Kind::Score(self.score_max.unwrap_or_default()),
        };
        Question { id: self.id, text: self.text, required: self.required, kind }
    }

    /// A question as it travels.
    pub fn of(question: &Question) -> Self {
        let (kind, options, score_max) = match &question.kind {
            Kind::Single(options) => (QuestionKind::Single, options.clone(), None),
            Kind::Multiple(options) => (QuestionKind::Multiple, options.clone(), None),
            Kind::Text => (QuestionKind::Text, Vec::new(), None),
            Kind::Score(max) => (QuestionKind::Score, Vec::new(), Some(*max)),
        };
        let (id, text) = (question.id.clone(), question.text.clone());
        Self { id, text, required: question.required, kind, options, score_max }
    }
}

impl SurveyAction {
    /// The command of the action.
    ///
    /// # Errors
    /// `unknown_action`, and what is wrong with the form.
    pub fn read(self) -> Result<Command, ApiError> {
        let known = Action::ALL.iter().find(|action| action.name() == self.action);
        let unknown = || ApiError::about("action", "unknown_action", &[&self.action]);
        match (known.ok_or_else(unknown)?, self.form) {
            (Action::Revise, Some(form)) => Ok(Command::Revise(form.read()?)),
            (action, _) => Ok(Command::Plain(*action)),
        }
    }
}

impl SurveyBody {
    /// A survey for somebody at a moment.
    pub fn of(held: &Held<Survey>, part: Option<Part>, at: (&AppState, Timestamp)) -> Self {
        let form = &held.state.form;
        Self {
            head: MatterHead::of(held, part, at),
            title: form.title.clone(),
            purpose: form.purpose.clone(),
            questions: form.questions.iter().map(QuestionBody::of).collect(),
            audience: AudienceBody::of(&form.audience),
            open_from: clock::rfc3339(form.open_from.as_millisecond()),
            open_until: clock::rfc3339(form.open_until.as_millisecond()),
            state: Label::of("survey", &held.matter.filed.state),
        }
    }
}

impl ResultsBody {
    /// What a survey came to.
    pub fn of(form: &Form, results: &Results) -> Self {
        let questions = form.questions.iter().zip(&results.questions);
        Self {
            responses: results.responses,
            questions: questions.map(|(question, counted)| told(question, counted)).collect(),
        }
    }
}

fn told(question: &Question, counted: &Counted) -> CountedBody {
    let options: Vec<String> = match &question.kind {
        Kind::Single(options) | Kind::Multiple(options) => options.clone(),
        Kind::Score(max) => (1..=*max).map(|score| score.to_string()).collect(),
        Kind::Text => Vec::new(),
    };
    let is_score = matches!(question.kind, Kind::Score(_));
    let chosen = options.into_iter().zip(&counted.chosen);
    CountedBody {
        id: question.id.clone(),
        text: question.text.clone(),
        answered: counted.answered,
        chosen: chosen.map(|(option, count)| ChosenBody { option, count: *count }).collect(),
        mean: counted.mean_tenths().filter(|_| is_score).map(|tenths| tenths as f64 / 10.0),
    }
}
