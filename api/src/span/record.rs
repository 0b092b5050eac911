//! A span as it is handed to a collector.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use crate::span::place::{Place, SpanId};

/// A span that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Where it is.
    pub place: Place,
    /// In which span; none of the first.
    pub parent: Option<SpanId>,
    /// What it is, such as `POST /v1/answers`.
    pub name: Cow<'static, str>,
    /// Who is on the other side.
    pub kind: SpanKind,
    /// When it began, in nanoseconds since 1970.
    pub began_ns: u64,
    /// What it took, in nanoseconds.
    pub took_ns: u64,
    /// What else is known of it.
    pub known: Vec<(&'static str, Value)>,
    /// Whether it failed.
    pub failed: bool,
}

/// Who is on the other side of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// Nobody: it is work of this process.
    Internal,
    /// Whoever asks this server.
    Server,
    /// A server outside.
    Client,
}

/// What is known of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(Cow<'static, str>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Truth(bool),
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

/// Now, in nanoseconds since 1970.
pub fn now_ns() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or(Duration::ZERO).as_nanos() as u64
}
