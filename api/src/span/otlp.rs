//! Spans as OTLP writes them in JSON: ids in hexadecimal digits, numbers of 64 bits as text
//! (opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding).

use serde::{Deserialize, Serialize, Serializer};

use crate::span::record::{Span, SpanKind, Value};

/// What is sent at once.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Export<'a> {
    resource_spans: [ResourceSpans<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceSpans<'a> {
    resource: Resource<'a>,
    scope_spans: [ScopeSpans<'a>; 1],
}

#[derive(Debug, Serialize)]
struct Resource<'a> {
    attributes: Vec<Attribute<'a>>,
}

#[derive(Debug, Serialize)]
struct ScopeSpans<'a> {
    scope: Scope,
    spans: Vec<SpanBody<'a>>,
}

#[derive(Debug, Serialize)]
struct Scope {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SpanBody<'a> {
    trace_id: String,
    span_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<String>,
    flags: u32,
    name: &'a str,
    kind: u8,
    #[serde(serialize_with = "as_text")]
    start_time_unix_nano: u64,
    #[serde(serialize_with = "as_text")]
    end_time_unix_nano: u64,
    attributes: Vec<Attribute<'a>>,
    status: Status,
}

#[derive(Debug, Serialize)]
struct Status {
    code: u8,
}

#[derive(Debug, Serialize)]
struct Attribute<'a> {
    key: &'a str,
    value: AnyValue<'a>,
}

#[derive(Debug, Serialize)]
enum AnyValue<'a> {
    #[serde(rename = "stringValue")]
    Text(&'a str),
    #[serde(rename = "intValue", serialize_with = "as_text")]
    Number(i64),
    #[serde(rename = "boolValue")]
    Truth(bool),
}

/// What a collector answers: how many spans it did not take, as text or a number.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Taken {
    partial_success: Partial,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Partial {
    rejected_spans: serde_json::Value,
}

impl Taken {
    /// How many spans were not taken.
    pub fn rejected(&self) -> u64 {
        let rejected = &self.partial_success.rejected_spans;
        let text = rejected.as_str().and_then(|text| text.parse().ok());
        rejected.as_u64().or(text).unwrap_or_default()
    }
}

/// The sign of a trace that is collected.
const SAMPLED: u32 = 1;
/// The state of a span that failed, and of one of which nothing is said.
const FAILED: Status = Status { code: 2 };
const UNSET: Status = Status { code: 0 };

impl<'a> Export<'a> {
    /// Spans of a service, of which these things are known.
    pub fn new(known: &'a [(&'static str, String)], spans: &'a [Span]) -> Self {
        let of = |(key, value): &'a (&'static str, String)| Attribute {
            key,
            value: AnyValue::Text(value),
        };
        let scope = Scope { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
        let scope_spans = [ScopeSpans { scope, spans: spans.iter().map(SpanBody::of).collect() }];
        let resource = Resource { attributes: known.iter().map(of).collect() };
        Self { resource_spans: [ResourceSpans { resource, scope_spans }] }
    }
}

impl<'a> SpanBody<'a> {
    fn of(span: &'a Span) -> Self {
        let known = span.known.iter();
        Self {
            trace_id: span.place.trace.to_string(),
            span_id: span.place.span.to_string(),
            parent_span_id: span.parent.map(|parent| parent.to_string()),
            flags: SAMPLED,
            name: &span.name,
            kind: match span.kind {
                SpanKind::Internal => 1,
                SpanKind::Server => 2,
                SpanKind::Client => 3,
            },
            start_time_unix_nano: span.began_ns,
            end_time_unix_nano: span.began_ns + span.took_ns,
            attributes: known
                .map(|(key, value)| Attribute { key, value: AnyValue::of(value) })
                .collect(),
            status: if span.failed { FAILED } else { UNSET },
        }
    }
}

impl<'a> AnyValue<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Number(number) => Self::Number(*number),
            Value::Truth(truth) => Self::Truth(*truth),
        }
    }
}

/// Numbers of 64 bits are text, because not every reader of JSON has so many.
fn as_text<T: ToString, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number.to_string())
}
