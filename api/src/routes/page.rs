//! The page at `/` and its assets, compiled in; nothing is fetched from anywhere else.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Only what this server serves may load, and nobody may frame the page.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
                      object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The page.
pub async fn index() -> Response {
    asset("text/html; charset=utf-8", include_str!("../../assets/index.html"))
}

/// Its style.
pub async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../assets/page.css"))
}

/// Its script.
pub async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../assets/page.js"))
}

/// Its icon.
pub async fn icon() -> Response {
    asset("image/svg+xml", include_str!("../../assets/favicon.svg"))
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body).into_response()
}
