//! The request of `POST /v1/answers`, read and checked.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::desk::origin::matter;
use crate::error::ApiError;

/// The longest question, in characters.
pub const QUESTION_CHARS_MAX: usize = 300;
/// How many candidates may be asked for.
const TOP_K_MAX: usize = 50;
/// How many are shown when nobody says.
const TOP_K: usize = 5;

/// A question with its circumstances. Only `question` is required, or `option`.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// The question, 1 to 300 characters after trimming.
    #[schema(min_length = 1, max_length = 300)]
    pub question: Option<String>,
    /// The conversation it belongs to; a new one begins where it is missing.
    #[schema(max_length = 100)]
    pub conversation_id: Option<String>,
    /// The client's own id of this turn.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    /// The id of an option that was clicked; it stands above `question`.
    #[schema(max_length = 100)]
    pub option: Option<String>,
    /// The `conversation_token` of the answer before: with it any node goes on where it ended. It
    /// stands above what this node remembers.
    #[schema(max_length = 16384)]
    pub conversation_token: Option<String>,
    /// How the question came about.
    pub source: Option<TurnSource>,
    /// The page of the host that the person came from.
    #[schema(max_length = 100)]
    pub entry_scene: Option<String>,
    /// The administrative code of the place asked from, six digits.
    #[schema(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the asker is.
    pub taxpayer_type: Option<String>,
    /// The day whose rules are asked for; today in Shanghai where it is missing.
    #[schema(format = Date)]
    pub as_of: Option<String>,
    /// The knowledge version to answer by; the one in service where it is missing.
    pub kb_version: Option<String>,
    /// How many candidates to show, 1 to 50.
    #[schema(minimum = 1, maximum = 50, default = 5)]
    pub top_k: Option<i64>,
    /// The least confidence of a candidate that is shown and of an answer that is given.
    #[schema(minimum = 0, maximum = 1)]
    pub min_confidence: Option<f32>,
    /// Whether to show what every stage saw.
    #[serde(default)]
    pub explain: bool,
}

/// How a question came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnSource {
    /// It was typed.
    Typed,
    /// It was spoken.
    Voice,
    /// A suggestion while typing was clicked.
    Suggestion,
    /// A guess at the opening was clicked.
    GuessOpen,
    /// A guess after an unmatched question was clicked.
    GuessNomatch,
    /// A hot question was clicked.
    Hot,
    /// A hot word was clicked.
    Hotword,
    /// A question of a topic was clicked.
    Topic,
    /// An option of a clarification was clicked.
    Option,
    /// A follow-up was clicked.
    Followup,
}

impl TurnSource {
    /// Every source.
    pub const ALL: [Self; 10] = [
        Self::Typed,
        Self::Voice,
        Self::Suggestion,
        Self::GuessOpen,
        Self::GuessNomatch,
        Self::Hot,
        Self::Hotword,
        Self::Topic,
        Self::Option,
        Self::Followup,
    ];

    /// Its name on the wire and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Voice => "voice",
            Self::Suggestion => "suggestion",
            Self::GuessOpen => "guess_open",
            Self::GuessNomatch => "guess_nomatch",
            Self::Hot => "hot",
            Self::Hotword => "hotword",
            Self::Topic => "topic",
            Self::Option => "option",
            Self::Followup => "followup",
        }
    }
}

/// A request that passed every check.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The question, trimmed; empty where only an option was clicked.
    pub text: String,
    /// Where it is asked from.
    pub region: Option<Region>,
    /// What the asker is.
    pub taxpayer_type: Option<TaxpayerType>,
    /// The day whose rules are asked for.
    pub as_of: Date,
    /// How many candidates to show.
    pub top_k: usize,
    /// The least confidence shown.
    pub confidence_min: Option<f32>,
}

impl AnswerRequest {
    /// How the question came about; what nobody says was typed or, with an option, clicked.
    pub fn source(&self) -> TurnSource {
        let unsaid = if self.option.is_some() { TurnSource::Option } else { TurnSource::Typed };
        self.source.unwrap_or(unsaid)
    }

    /// Checks every field; `today` serves where no day is named.
    ///
    /// # Errors
    /// The first field that is wrong, with its code and words.
    pub fn check(&self, today: Date) -> Result<Asked, ApiError> {
        let text = self.question.as_deref().map(str::trim);
        let text = match (text, &self.option) {
            (Some(text), _) => check_text(text)?,
            (None, Some(_)) => "",
            (None, None) => return Err(ApiError::about("question", "question_missing", &[])),
        };
        check_ids(self)?;
        let top_k = self.top_k.unwrap_or(TOP_K as i64);
        let top_k = usize::try_from(top_k).ok().filter(|k| (1..=TOP_K_MAX).contains(k));
        let out_of = |field, range| ApiError::about(field, "bad_number", &[field, range]);
        let in_range = |least: &f32| (0.0..=1.0).contains(least);
        if !self.min_confidence.as_ref().is_none_or(in_range) {
            return Err(out_of("min_confidence", "0 - 1"));
        }
        Ok(Asked {
            text: text.to_owned(),
            region: self.region.as_deref().map(region).transpose()?,
            taxpayer_type: self.taxpayer_type.as_deref().map(taxpayer_type).transpose()?,
            as_of: self.as_of.as_deref().map(date).transpose()?.unwrap_or(today),
            top_k: top_k.ok_or_else(|| out_of("top_k", "1 - 50"))?,
            confidence_min: self.min_confidence,
        })
    }
}

fn check_text(text: &str) -> Result<&str, ApiError> {
    if text.is_empty() {
        return Err(ApiError::about("question", "question_empty", &[]));
    }
    let chars = text.chars().count();
    if chars > QUESTION_CHARS_MAX {
        let chars = chars.to_string();
        return Err(ApiError::about("question", "question_too_long", &[&chars]));
    }
    // Shift and Enter make a new line, so line breaks and tabs are words, not controls.
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(at) = text.chars().position(control) {
        let at = (at + 1).to_string();
        return Err(ApiError::about("question", "question_control_character", &[&at]));
    }
    Ok(text)
}

/// Ids and names that are only handed through are bounded all the same.
fn check_ids(request: &AnswerRequest) -> Result<(), ApiError> {
    let fields = [
        ("conversation_id", &request.conversation_id),
        ("client_id", &request.client_id),
        ("option", &request.option),
        ("entry_scene", &request.entry_scene),
    ];
    fields.into_iter().try_for_each(|(name, value)| check_id(name, value.as_deref()))?;
    // A conversation that is called like a matter would be taken for it by what grows out of it.
    match request.conversation_id.as_deref().filter(|id| matter(id).is_some()) {
        Some(_) => Err(ApiError::about("conversation_id", "bad_id", &["conversation_id"])),
        None => Ok(()),
    }
}

/// Checks an id of the client, where there is one.
///
/// # Errors
/// `bad_id`.
pub fn check_id(field: &str, id: Option<&str>) -> Result<(), ApiError> {
    let fits =
        |id: &str| (1..=100).contains(&id.chars().count()) && !id.chars().any(char::is_control);
    if id.is_none_or(fits) { Ok(()) } else { Err(ApiError::about(field, "bad_id", &[field])) }
}

/// Reads a region's code.
///
/// # Errors
/// `unknown_region`.
pub fn region(code: &str) -> Result<Region, ApiError> {
    Region::parse(code).ok_or_else(|| ApiError::about("region", "unknown_region", &[code]))
}

/// Reads the name of a kind of taxpayer.
///
/// # Errors
/// `unknown_taxpayer_type`.
pub fn taxpayer_type(name: &str) -> Result<TaxpayerType, ApiError> {
    TaxpayerType::parse(name).ok_or_else(|| {
        let known = TaxpayerType::names().collect::<Vec<_>>().join(", ");
        ApiError::about("taxpayer_type", "unknown_taxpayer_type", &[name, &known])
    })
}

/// Reads the day whose rules are asked for.
///
/// # Errors
/// `bad_date`.
pub fn date(text: &str) -> Result<Date, ApiError> {
    date_of("as_of", text)
}

/// Reads the day of a field.
///
/// # Errors
/// `bad_date`.
pub fn date_of(field: &str, text: &str) -> Result<Date, ApiError> {
    let parsed = text.parse().ok().filter(|_| text.len() == "2026-01-01".len());
    parsed.ok_or_else(|| ApiError::about(field, "bad_date", &[field, text]))
}
