//! The page at `/` and its assets, compiled in; nothing is fetched from anywhere else.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::state::AppState;

/// Only what this server serves may load, and nobody may frame the page.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
                      object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A part of the page: where it is, what it is, and itself.
type Part = (&'static str, &'static str, &'static str);

/// A file of `assets`, of this kind, under its own name.
macro_rules! asset {
    ($kind:expr, $name:literal) => {
        (concat!("/assets/", $name), $kind, include_str!(concat!("../../assets/", $name)))
    };
}

const PARTS: [Part; 34] = [
    ("/", HTML, include_str!("../../assets/index.html")),
    ("/favicon.svg", "image/svg+xml", include_str!("../../assets/favicon.svg")),
    asset!(STYLE, "page.css"),
    asset!(STYLE, "talk.css"),
    asset!(STYLE, "panel.css"),
    asset!(STYLE, "speech.css"),
    asset!(SCRIPT, "actions.js"),
    asset!(SCRIPT, "announcer.js"),
    asset!(SCRIPT, "attach.js"),
    asset!(SCRIPT, "blocks.js"),
    asset!(SCRIPT, "composer.js"),
    asset!(SCRIPT, "conversation.js"),
    asset!(SCRIPT, "dictation.js"),
    asset!(SCRIPT, "dom.js"),
    asset!(SCRIPT, "exits.js"),
    asset!(SCRIPT, "favorites.js"),
    asset!(SCRIPT, "frames_worklet.js"),
    asset!(SCRIPT, "history.js"),
    asset!(SCRIPT, "listing.js"),
    asset!(SCRIPT, "markdown.js"),
    asset!(SCRIPT, "microphone.js"),
    asset!(SCRIPT, "opening.js"),
    asset!(SCRIPT, "page.js"),
    asset!(SCRIPT, "panel.js"),
    asset!(SCRIPT, "profile.js"),
    asset!(SCRIPT, "reply.js"),
    asset!(SCRIPT, "resampler.js"),
    asset!(SCRIPT, "server.js"),
    asset!(SCRIPT, "session.js"),
    asset!(SCRIPT, "spoken_text.js"),
    asset!(SCRIPT, "suggestions.js"),
    asset!(SCRIPT, "voice_in.js"),
    asset!(SCRIPT, "voice_out.js"),
    asset!(SCRIPT, "words.js"),
];

/// The page and its parts.
pub fn routes() -> Router<AppState> {
    PARTS.into_iter().fold(Router::new(), |router, (path, kind, body)| {
        router.route(path, get(move || async move { part(kind, body) }))
    })
}

fn part(kind: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body).into_response()
}
