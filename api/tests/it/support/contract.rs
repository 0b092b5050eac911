//! The promises: a reply fits the OpenAPI document, and a refusal the table of errors.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::support::http::{Reply, Request};

/// The OpenAPI document.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        serde_json::to_value(wenshui_api::described::openapi()).expect("the document is JSON")
    });
    &DOCUMENT
}

/// A row of `data/errors.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) detail: String,
}

/// The table of errors, as the file has it.
pub(crate) fn errors() -> &'static BTreeMap<String, Row> {
    static ERRORS: LazyLock<BTreeMap<String, Row>> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../data/errors.toml")).expect("the table is TOML")
    });
    &ERRORS
}

/// A refusal as the client sees it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    status: u16,
    title: String,
    pub(crate) detail: String,
    pub(crate) code: String,
    pub(crate) field: Option<String>,
    pub(crate) retry_after_s: Option<u64>,
    pub(crate) state: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Reads a refusal and holds it to the table: nothing but what the row says may leave.
pub(crate) fn problem(reply: &Reply) -> Problem {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
    let problem: Problem = serde_json::from_slice(&reply.body).expect("problem details");
    let row = errors().get(&problem.code);
    let row = row.unwrap_or_else(|| panic!("`{}` is not in the table", problem.code));
    assert_eq!((problem.status, reply.status), (row.status, row.status), "{problem:?}");
    assert_eq!(problem.kind, format!("urn:wenshui:problem:{}", problem.code));
    assert_eq!(problem.title, row.title);
    assert!(fills(&row.detail, &problem.detail), "{}\n{}", row.detail, problem.detail);
    let retry_after = reply.header("retry-after").map(|seconds| seconds.parse().expect("seconds"));
    assert_eq!(problem.retry_after_s, retry_after);
    assert_eq!(problem.request_id.as_deref(), reply.header("x-request-id"));
    problem
}

/// Whether `words` are `template` with its places filled.
fn fills(template: &str, words: &str) -> bool {
    let marked = template.replace("{1}", "{0}").replace("{2}", "{0}");
    let mut rest = words;
    for (number, part) in marked.split("{0}").enumerate() {
        let Some(at) = rest.find(part).filter(|at| number > 0 || *at == 0) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    !words.contains("{0}") && (rest.is_empty() || marked.ends_with("{0}"))
}

/// Holds a reply on a documented route to the document: status, media type, and every field.
pub(crate) fn check_reply(request: &Request, reply: &Reply) {
    let path = request.target.split('?').next().unwrap_or_default();
    let method = request.method.to_lowercase();
    let paths = document()["paths"].as_object().expect("paths");
    let Some((_, item)) = paths.iter().find(|(template, _)| fits(template, path)) else {
        return;
    };
    let Some(operation) = item.get(&method) else {
        return;
    };
    let responses = &operation["responses"];
    let told = match &responses[reply.status.to_string()] {
        // Only what is nobody's fault may go without a line of its own.
        Value::Null if reply.status >= 500 => &responses["default"],
        told => told,
    };
    if told.is_object() && told["content"].is_null() {
        assert!(reply.body.is_empty(), "{method} {path} {} has a body: {reply:?}", reply.status);
        return;
    }
    let content = &told["content"][reply.media_type()];
    let (status, kind) = (reply.status, reply.media_type());
    assert!(content.is_object(), "{method} {path} gives {status} {kind}, which is not documented");
    if kind.ends_with("json") {
        let mut faults = Vec::new();
        look(&content["schema"], (&reply.json(), "reply"), &mut faults);
        assert!(faults.is_empty(), "{method} {path} {status}: {faults:#?}\n{}", reply.text());
    }
}

/// Whether a path is one of a template such as `/v1/entries/{id}`.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(found)) if part == found || part.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// What of a value does not fit a schema, by path; the parts of JSON Schema that the document uses.
fn look(schema: &Value, (value, at): (&Value, &str), faults: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches('#');
        let target = document().pointer(name).unwrap_or_else(|| panic!("{name} leads nowhere"));
        look(target, (value, at), faults);
    }
    if let Some(branches) = schema["oneOf"].as_array() {
        let fitting = branches.iter().filter(|branch| fit(branch, value)).count();
        if fitting != 1 {
            faults.push(format!("{at} fits {fitting} of {} branches", branches.len()));
        }
    }
    for branch in schema["allOf"].as_array().into_iter().flatten() {
        let mut inside = Vec::new();
        look(branch, (value, at), &mut inside);
        // A branch does not know the fields of its neighbours.
        inside.retain(|fault| !fault.ends_with(UNDOCUMENTED));
        faults.append(&mut inside);
    }
    if !schema["type"].is_null() && !is_of_type(&schema["type"], value) {
        faults.push(format!("{at} is not of type {}", schema["type"]));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        faults.push(format!("{at} is not in {allowed:?}"));
    }
    look_inside(schema, (value, at), faults);
}

const UNDOCUMENTED: &str = " is not documented";

fn look_inside(schema: &Value, (value, at): (&Value, &str), faults: &mut Vec<String>) {
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        look(&schema["items"], (item, &format!("{at}[{number}]")), faults);
    }
    let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            faults.push(format!("{at}.{name} is missing"));
        }
    }
    for (name, field) in fields {
        match known.get(name) {
            Some(schema) => look(schema, (field, &format!("{at}.{name}")), faults),
            None => faults.push(format!("{at}.{name}{UNDOCUMENTED}")),
        }
    }
}

fn fit(schema: &Value, value: &Value) -> bool {
    let mut faults = Vec::new();
    look(schema, (value, ""), &mut faults);
    faults.is_empty()
}

fn is_of_type(types: &Value, value: &Value) -> bool {
    let of = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        unknown => panic!("`{unknown}` is no type"),
    };
    match types {
        Value::Array(types) => types.iter().filter_map(Value::as_str).any(of),
        kind => kind.as_str().is_some_and(of),
    }
}

/// The keys of a value with their types, one a line; items of a list share their lines, and those
/// that name their `type` have lines of their own.
pub(crate) fn shape(value: &Value) -> String {
    let mut lines = BTreeMap::new();
    gather(value, "", &mut lines);
    lines.into_iter().map(|(path, kinds)| format!("{path}: {}\n", kinds.join(" | "))).collect()
}

fn gather(value: &Value, path: &str, lines: &mut BTreeMap<String, Vec<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    if !path.is_empty() {
        let kinds = lines.entry(path.to_owned()).or_default();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for item in value.as_array().into_iter().flatten() {
        let of = item["type"].as_str().unwrap_or_default();
        gather(item, &format!("{path}[{of}]"), lines);
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let dot = if path.is_empty() { "" } else { "." };
        gather(field, &format!("{path}{dot}{name}"), lines);
    }
}
