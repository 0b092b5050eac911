//! The table of API errors: code, status, words for the client, words for the log.
//!
//! It stands near the ground of this crate. The client's words are data; what is for the log
//! never leaves the server.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_knowledge::problem::Problem;

use crate::span::current;

/// An error on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The stable code; a key of `data/errors.toml`.
    pub code: &'static str,
    /// What the words mention.
    pub details: Vec<String>,
    /// The field or parameter it is about.
    pub field: Option<Box<str>>,
    /// What the log should say; never sent.
    pub log: Option<Box<str>>,
    /// After how many seconds another try makes sense.
    pub retry_after_s: Option<u64>,
    /// What keeps it from being done, where it is a thing with states.
    pub standing: Option<Box<Standing>>,
    /// Everything that is wrong with a form.
    pub faults: Box<[FieldFault]>,
}

/// How a thing stands that keeps something from being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: &'static str,
    /// The id of the session with a person in which it goes on.
    pub session_id: Option<String>,
}

/// A field of a form that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldFault {
    /// The field.
    pub field: String,
    /// The line, counted from 1, of what is sent line by line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The rule that it breaks, as a stable name.
    pub rule: String,
    /// What is wrong, in words.
    pub detail: String,
}

/// Marks a response as a refusal with this code, for the metrics.
#[derive(Debug, Clone, Copy)]
pub struct Refused(pub &'static str);

/// Problem details (RFC 9457) with the members that this API adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// The kind of problem in words.
    pub title: String,
    /// This problem in words.
    pub detail: String,
    /// The kind of problem as a stable name.
    pub code: String,
    /// The field or parameter it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// After how many seconds another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// The state of the thing that keeps it from being done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The session with a person in which it goes on; of `with_person`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Everything that is wrong with a form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FieldFault>,
    /// The id of the request, as in the header `x-request-id` and in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The HTTP status.
    pub status: u16,
    title: String,
    detail: String,
}

impl ApiError {
    /// An error about nothing in particular.
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            details: Vec::new(),
            field: None,
            log: None,
            retry_after_s: None,
            standing: None,
            faults: Box::default(),
        }
    }

    /// An error about a field or parameter.
    pub fn about(field: &str, code: &'static str, details: &[&str]) -> Self {
        Self { field: Some(field.into()), ..Self::new(code).with(details) }
    }

    /// The same error with what its words mention.
    #[must_use]
    pub fn with(mut self, details: &[&str]) -> Self {
        self.details = details.iter().map(|detail| (*detail).to_owned()).collect();
        self
    }

    /// An error whose cause concerns only the log.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        Self { log: Some(cause.to_string().into()), ..Self::new("internal") }
    }

    /// A refusal that says when to come again.
    pub fn retry(code: &'static str, after_s: u64) -> Self {
        let error = Self::new(code).with(&[&after_s.to_string()]);
        Self { retry_after_s: Some(after_s), ..error }
    }

    /// A refusal because of the state that something is in.
    pub fn in_state(code: &'static str, state: &'static str) -> Self {
        let standing = Some(Box::new(Standing { state, session_id: None }));
        Self { standing, ..Self::new(code).with(&[state]) }
    }

    /// The same refusal with the session in which it goes on.
    #[must_use]
    pub fn goes_on_in(mut self, session_id: Option<String>) -> Self {
        if let Some(standing) = &mut self.standing {
            standing.session_id = session_id;
        }
        self
    }

    /// Its body.
    pub fn body(&self) -> ProblemBody {
        let (row, standing) = (&table()[self.code], self.standing.as_deref());
        ProblemBody {
            kind: format!("urn:wenshui:problem:{}", self.code),
            status: row.status,
            title: row.title.clone(),
            detail: filled(&row.detail, &self.details),
            code: self.code.to_owned(),
            field: self.field.as_deref().map(str::to_owned),
            retry_after_s: self.retry_after_s,
            state: standing.map(|standing| standing.state.to_owned()),
            session_id: standing.and_then(|standing| standing.session_id.clone()),
            faults: self.faults.to_vec(),
            request_id: current::request_id(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.body();
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // What a server does not have is no failure of it, and whoever is to come again is told of
        // together, where it is counted.
        let comes_again = self.retry_after_s.is_some();
        if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED && !comes_again {
            tracing::error!(
                error.code = self.code,
                error.cause = self.log.as_deref(),
                "a request failed"
            );
        }
        let (retry_after_s, refused) = (self.retry_after_s, Refused(self.code));
        let mut response = (status, Json(body)).into_response();
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(refused);
        response
    }
}

impl FieldFault {
    /// A fault with its words; a rule without words is told by its name.
    pub fn new(field: &str, (rule, args): (&str, &[String])) -> Self {
        // A rule may mean something else for a field of a kind of its own.
        let own = rules().get(&format!("{field}.{rule}"));
        let words = own.or_else(|| rules().get(rule)).map_or(rule, String::as_str);
        let (field, rule) = (field.to_owned(), rule.to_owned());
        Self { field, line: None, rule, detail: filled(words, args) }
    }
}

impl From<&Problem> for FieldFault {
    fn from(problem: &Problem) -> Self {
        Self {
            field: problem.field.clone(),
            line: Some(problem.line),
            rule: problem.code.to_owned(),
            detail: problem.words(),
        }
    }
}

/// Words with what they mention in the place of `{0}`, `{1}` and so on.
pub fn filled(words: &str, args: &[String]) -> String {
    args.iter()
        .enumerate()
        .fold(words.to_owned(), |words, (at, arg)| words.replace(&format!("{{{at}}}"), arg))
}

/// The words of every rule of a form.
///
/// # Panics
/// When the table that was compiled in is no table; a test reads it.
pub fn rules() -> &'static HashMap<String, String> {
    static RULES: OnceLock<HashMap<String, String>> = OnceLock::new();
    RULES.get_or_init(|| {
        toml::from_str(include_str!("../data/form_rules.toml")).expect("the table of rules is TOML")
    })
}

/// The kind of problem of a code in words; the code itself where the table has none.
pub fn title(code: &str) -> &str {
    table().get(code).map_or(code, |row| &row.title)
}

/// The table by code.
///
/// # Panics
/// When the table that was compiled in is no table; a test reads it.
pub fn table() -> &'static HashMap<String, Row> {
    static TABLE: OnceLock<HashMap<String, Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        toml::from_str(include_str!("../data/errors.toml")).expect("the table of errors is TOML")
    })
}
