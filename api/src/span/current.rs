//! What the work that is going on belongs to: the request with its id, and its place in a trace. It goes with
//! the task, so that logs, errors, and calls of servers outside find it without being handed it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use axum::http::HeaderValue;

use crate::span::record::{SpanKind, Value, now_ns};
use crate::span::tracer::{Open, Traced, Tracer};

/// What work belongs to.
#[derive(Debug, Clone, Default)]
pub struct Current {
    /// The id of the request.
    pub request_id: Option<HeaderValue>,
    /// Where in a trace.
    pub traced: Option<Traced>,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// Does work that belongs to something.
pub async fn within<F: Future>(current: Current, work: F) -> F::Output {
    CURRENT.scope(current, work).await
}

/// Does work of this process's own, such as a job, as a trace of its own.
pub async fn alone<F: Future>(tracer: &Tracer, name: Cow<'static, str>, work: F) -> F::Output {
    let begun = tracer.begin(None, || (name, SpanKind::Internal));
    let done = within(Current { request_id: None, traced: begun.traced }, work).await;
    drop(begun.open);
    done
}

/// The id of the request that is worked on.
pub fn request_id() -> Option<String> {
    let id = CURRENT.try_with(|current| current.request_id.clone()).ok()??;
    id.to_str().ok().map(str::to_owned)
}

/// Where in a trace this is, where its spans are collected.
pub fn traced() -> Option<Traced> {
    let traced = CURRENT.try_with(|current| current.traced.clone()).ok()?;
    traced.filter(Traced::is_collected)
}

/// The place that a call of a server outside hands on, in a span of its own where it is collected.
pub fn call(name: &'static str) -> (Option<String>, Option<Open>) {
    let Ok(Some(traced)) = CURRENT.try_with(|current| current.traced.clone()) else {
        return (None, None);
    };
    let open = traced.span(name.into(), SpanKind::Client);
    let place = open.as_ref().and_then(Open::traced).map_or(traced.place, |traced| traced.place);
    (Some(place.to_string()), open)
}

/// Notes work that is over by now and took so long.
pub fn took(name: &'static str, took: Duration, known: Vec<(&'static str, Value)>) {
    if let Some(traced) = traced() {
        let took_ns = took.as_nanos() as u64;
        traced.give(name, (now_ns().saturating_sub(took_ns), took_ns), known);
    }
}

/// The ids of what is worked on, as fields of a line of the log in JSON, each with a comma before it.
pub fn fields() -> String {
    let mut fields = String::new();
    // Outside of any work there are none.
    let _ = CURRENT.try_with(|current| {
        let id = current.request_id.as_ref().and_then(|id| id.to_str().ok());
        if let Some(id) = id {
            // An id has no sign that JSON would write otherwise. Writing to a string cannot fail.
            let _ = write!(fields, ",\"request.id\":\"{id}\"");
        }
        if let Some(traced) = &current.traced {
            let _ = write!(fields, ",\"trace.id\":\"{}\"", traced.place.trace);
        }
    });
    fields
}
