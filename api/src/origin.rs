//! Which pages may call: those of the server itself, under a name of its own, and those of the configured
//! origins.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Config;
use crate::error::ApiError;
use crate::pages::is_public;

/// What pages of other origins may send and read.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, last-event-id");
const EXPOSED: HeaderValue =
    HeaderValue::from_static("content-disposition, retry-after, server-timing");
/// How long a browser may remember the answer to its question, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");
const REQUEST_METHOD: HeaderName = header::ACCESS_CONTROL_REQUEST_METHOD;

/// Refuses requests for other hosts and pages that may not call, answers preflights, and tells browsers which
/// pages may.
///
/// WebSockets and event streams need no preflight, so the refusal itself is what protects them.
/// Programs that are no browsers send no origin and are not concerned, nor are the files that pages of
/// others bring in.
pub async fn check(config: &Config, request: Request, next: Next) -> Response {
    // HTTP/1.0 knows no such line; no browser leaves it out.
    if let Some(host) = request.headers().get(header::HOST) {
        let host = host.to_str().unwrap_or_default();
        if !config.hosts.know(host) {
            return ApiError::new("unknown_host").with(&[host]).into_response();
        }
    }
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    if is_read && is_public(request.uri().path()) {
        return next.run(request).await;
    }
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    if !is_allowed(&config.allowed_origins, request.headers(), &origin) {
        let name = origin.to_str().unwrap_or_default();
        return vary(ApiError::new("origin_not_allowed").with(&[name]).into_response());
    }
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(REQUEST_METHOD);
    let mut response = if is_preflight {
        let mut preflight = StatusCode::NO_CONTENT.into_response();
        let headers = preflight.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        preflight
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    vary(response)
}

fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    response
}

/// Whether an origin is the server's own, by the host that was asked, or one of the configured.
fn is_allowed(configured: &[String], headers: &HeaderMap, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    });
    own || configured.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
}
