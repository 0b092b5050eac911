//! The server: routes, limits around them, and a shutdown that lets answers finish.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{self, RETRY_AFTER};
use axum::http::{HeaderValue, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi as OpenApiDocument;
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

use crate::backend;
use crate::clock;
use crate::connections::{Door, accept};
use crate::described::documented;
use crate::desk::{hearing, time};
use crate::document;
use crate::error::{ApiError, Refused};
use crate::extract::BODY_BYTES_MAX;
use crate::jobs::worker;
use crate::origin;
use crate::outgoing;
use crate::routes::page;
use crate::span::current::{Current, within};
use crate::span::request_id::{self, REQUEST_ID};
use crate::state::AppState;
use crate::trace;
use crate::upkeep::{look_after_database, upkeep};

/// How long a request may take before it is given up, in seconds.
const TIMEOUT_S: u64 = 10;
/// How long sending an attachment may take, in seconds: twenty megabytes over half a megabit.
const UPLOAD_TIMEOUT_S: u64 = 320;
/// How long requests may go on after the port has closed, in seconds.
const DRAIN_S: u64 = 10;
/// How long the last spans may take, in seconds.
const SPANS_S: u64 = 2;

/// Every route.
pub fn router(state: AppState) -> Router {
    let (api, document) = documented();
    let pages = page::paths().map(|path| (path, vec![Method::GET]));
    state.metrics.requests.know(document::routes(&document).chain(pages));
    api.merge(page::routes())
        .merge(docs(document))
        .fallback(page::file)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(|cause: Box<dyn std::any::Any + Send>| {
            panicked(cause.as_ref())
        }))
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .with_state(state)
}

/// What the page of the API may do: only what this server serves runs, and nobody may frame it. What it is
/// made of sets styles and pictures in place.
const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
);

/// The document at `/openapi.json`, shown at `/docs`; by itself the page would show it to a
/// validator elsewhere.
fn docs(document: OpenApiDocument) -> Router<AppState> {
    let config = DocsConfig::default().validator_url("none");
    let page = SwaggerUi::new("/docs").url("/openapi.json", document).config(config);
    Router::from(page).layer(middleware::map_response(async |mut response: Response| {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, DOCS_POLICY);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }))
}

/// Refuses pages that may not call, gives up what takes too long, and measures and counts. One layer does
/// all this, because each costs every request its boxes.
async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let mut measured = state.metrics.requests.begin(route, request.method());
    let request_id = request_id::of(request.headers());
    let of_caller = trace::of_caller(&state, &request);
    let begun = state.tracer.begin(of_caller, || trace::named(route, request.method()));
    let current = Current { request_id: Some(request_id.clone()), traced: begun.traced };
    let mut response = within(current, work(&state, request, next)).await;
    response.headers_mut().insert(REQUEST_ID, request_id);
    measured.answered(response.status());
    if let Some(open) = begun.open {
        trace::end(open, &response);
    }
    response
}

/// The work of a request.
async fn work(state: &AppState, request: Request, next: Next) -> Response {
    let timeout_s = if is_long(&request) { UPLOAD_TIMEOUT_S } else { TIMEOUT_S };
    let checked = origin::check(&state.config, request, next);
    let answered = tokio::time::timeout(Duration::from_secs(timeout_s), checked).await;
    let response =
        answered.unwrap_or_else(|_| ApiError::retry("timeout", TIMEOUT_S).into_response());
    if let Some(Refused(code)) = response.extensions().get() {
        state.metrics.error(code);
        if response.status().is_server_error() && response.headers().contains_key(RETRY_AFTER) {
            turned_away(state, code);
        }
    }
    response
}

/// Tells the log of requests that are to come again, all of a while together: under load there are thousands.
fn turned_away(state: &AppState, code: &str) {
    if let Some(requests) = state.turned_away.count(clock::nanoseconds() / 1_000_000) {
        tracing::warn!(
            requests,
            error.code = code,
            "requests were refused with a time to come again"
        );
    }
}

/// How paths end where a request may take long.
const LONG: [&str; 8] = [
    "/attachments",
    "/decisions",
    "/v1/files",
    "/audio/transcriptions",
    "/v1/kb/publish",
    "/v1/kb/rollback",
    "/v1/kb/preview",
    "/v1/kb/preview/wordings",
];

/// Whether a request takes long: it carries a file, which may be long and come slowly, or a version is read
/// or built for it, and held against its gates.
fn is_long(request: &Request) -> bool {
    let path = request.uri().path();
    let long = LONG.iter().any(|end| path.ends_with(end));
    (request.method() == Method::POST && long)
        || (request.method() == Method::PUT && path.starts_with("/v1/suites/"))
}

async fn method_not_allowed(method: Method) -> ApiError {
    ApiError::new("method_not_allowed").with(&[method.as_str()])
}

/// A panic is a defect: the client hears only that, the log hears what.
fn panicked(cause: &(dyn std::any::Any + Send)) -> Response {
    let words = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::internal(&words).into_response()
}

/// Serves until `stop` resolves, then lets running requests finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let signal = {
        let state = state.clone();
        async move {
            stop.await;
            state.readiness.retire();
            state.metrics.ready.set(0);
            drain(state.config.drain_seconds).await;
            // Streams of events have no end of their own.
            state.store.hang_up();
            tracing::info!("shutting down; running requests may finish");
            // Nobody waits for this only when serving has already failed.
            let _ = stopping.send(());
        }
    };
    let watching = tokio::spawn(look_after_database(state.clone()));
    let upkeep = tokio::spawn(upkeep(state.clone()));
    let due = tokio::spawn(time::run(state.clone()));
    let hearing = tokio::spawn(hearing::run(state.clone()));
    let out = tokio::spawn(outgoing::run(state.clone()));
    let backend = tokio::spawn(backend::of(&state).run(state.clone()));
    let working = tokio::spawn(worker::run(state.clone()));
    let served = state.clone();
    let door = Door {
        listener,
        connections_max: state.config.connections_max,
        counted: state.metrics.connections.clone(),
        app: router(state),
    };
    let serving = accept(door, signal);
    let deadline = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(Duration::from_secs(DRAIN_S)).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = serving => {}
        () = deadline => tracing::warn!("some requests did not finish in time and were dropped"),
    }
    watching.abort();
    upkeep.abort();
    due.abort();
    hearing.abort();
    out.abort();
    backend.abort();
    if tokio::time::timeout(Duration::from_secs(DRAIN_S), working).await.is_err() {
        tracing::warn!(
            "a job does not stop; another node or the next start will tell it as failed"
        );
    }
    served.store_shown();
    if tokio::time::timeout(Duration::from_secs(DRAIN_S), served.store.close()).await.is_err() {
        tracing::error!("the store did not close in time; the last turns may be lost");
    }
    if tokio::time::timeout(Duration::from_secs(SPANS_S), served.tracer.close()).await.is_err() {
        tracing::warn!("the collector of traces did not take the last spans");
    }
    Ok(())
}

/// Goes on for a while, so that balancers see that this node is not ready before its port closes.
async fn drain(seconds: u16) {
    if seconds > 0 {
        tracing::info!(seconds, "stopping; requests are still taken, and this node is not ready");
        tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
    }
}
