//! A request as a span: in the trace of its caller, where that one is believed, and with what came of it.

use std::borrow::Cow;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::response::Response;

use crate::address::is_trusted;
use crate::error::Refused;
use crate::span::place::{Place, TRACEPARENT};
use crate::span::record::SpanKind;
use crate::span::tracer::Open;
use crate::state::AppState;

/// The place in a trace that a caller names. Only trusted callers are believed: anybody else could have every
/// request of theirs collected.
pub fn of_caller(state: &AppState, request: &Request) -> Option<Place> {
    let header = request.headers().get(TRACEPARENT)?;
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    let place = Place::parse(header.to_str().ok()?)?;
    is_trusted(state, peer.ip()).then_some(place)
}

/// The name of a request's span: its method and the template of its route, which hold nothing of anybody.
pub fn named(route: Option<&str>, method: &Method) -> (Cow<'static, str>, SpanKind) {
    let name = match route {
        Some(route) => format!("{method} {route}").into(),
        // A method may be any word that somebody sends.
        None => Cow::Borrowed("HTTP"),
    };
    (name, SpanKind::Server)
}

/// Ends the span of a request with what came of it.
pub fn end(mut open: Open, response: &Response) {
    let status = response.status();
    open.note("http.response.status_code", i64::from(status.as_u16()));
    if let Some(Refused(code)) = response.extensions().get() {
        open.note("error.type", *code);
    }
    if status.is_server_error() {
        open.fail();
    }
}
