//! The pages: which page answers where, and what browsers may do with them.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::error::ApiError;
use crate::pages::{is_hashed, is_public};
use crate::state::AppState;

/// Only what this server serves may run, and nobody may frame a page. Pictures and recordings of
/// answers may come from elsewhere; what is recorded and read here is a `blob:`.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' https: data: blob:; media-src 'self' https: blob:; \
     connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'",
);
/// What a page may ask of a device: hearing, seeing, and showing the screen.
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("microphone=(self), camera=(self), display-capture=(self)");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// A name with a hash never means anything else.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, but asked for before it is used.
const ASKED_FOR: HeaderValue = HeaderValue::from_static("no-cache");

/// Pages by their paths. Behind those of `/centre`, `/desk` and `/knowledge` the page itself finds its way.
const PAGES: [(&str, &str); 12] = [
    ("/", "/index.html"),
    ("/chat", "/chat.html"),
    ("/chat/", "/chat.html"),
    ("/centre", "/centre.html"),
    ("/centre/", "/centre.html"),
    ("/centre/{*rest}", "/centre.html"),
    ("/desk", "/desk.html"),
    ("/desk/", "/desk.html"),
    ("/desk/{*rest}", "/desk.html"),
    ("/knowledge", "/knowledge.html"),
    ("/knowledge/", "/knowledge.html"),
    ("/knowledge/{*rest}", "/knowledge.html"),
];

/// What stands in the place of pages that were not built.
const UNBUILT: &str = include_str!("../../assets/unbuilt.html");

/// The pages; their files are found by [`file`].
pub fn routes() -> Router<AppState> {
    PAGES.into_iter().fold(Router::new(), |router, (path, name)| {
        let answer = move |state, request| page(state, (request, name));
        router.route(path, get(answer))
    })
}

/// The templates of the pages' routes.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PAGES.into_iter().map(|(path, _)| path)
}

async fn page(
    State(state): State<AppState>,
    (mut request, name): (Request, &'static str),
) -> Result<Response, ApiError> {
    *request.uri_mut() = Uri::from(PathAndQuery::from_static(name));
    let found = find(&state, request).await?;
    Ok(found.unwrap_or_else(|| {
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        let mut response = ([(header::CONTENT_TYPE, kind)], UNBUILT).into_response();
        complete(response.headers_mut(), name);
        response
    }))
}

/// A file of the pages by its path; that there is none is answered as for any other path.
pub async fn file(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let path = request.uri().path().to_owned();
    let found = find(&state, request).await?;
    found.ok_or_else(|| ApiError::new("not_found").with(&[&path]))
}

async fn find(state: &AppState, request: Request) -> Result<Option<Response>, ApiError> {
    let path = request.uri().path().to_owned();
    let found = state.pages.find(request).await;
    let mut found = found.map_err(|error| ApiError::internal(&error))?;
    if let Some(response) = &mut found {
        complete(response.headers_mut(), &path);
    }
    Ok(found)
}

/// Adds to a file what browsers have to know besides.
fn complete(headers: &mut HeaderMap, path: &str) {
    let kept = if is_hashed(path) { FOR_EVER } else { ASKED_FOR };
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(PERMISSIONS_POLICY, PERMISSIONS);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if is_public(path) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(CROSS_ORIGIN, HeaderValue::from_static("cross-origin"));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let plain = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    let named = plain.and_then(|kind| HeaderValue::try_from(format!("{kind}; charset=utf-8")).ok());
    if let Some(kind) = named {
        headers.insert(header::CONTENT_TYPE, kind);
    }
}
