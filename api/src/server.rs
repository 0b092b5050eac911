//! The server: routes, limits around them, and a shutdown that lets answers finish.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::{DefaultBodyLimit, OriginalUri, Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa::openapi::{Content, OpenApi as OpenApiDocument, Ref, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

use crate::error::ApiError;
use crate::extract::BODY_BYTES_MAX;
use crate::routes::{answers, knowledge, page, service, suggestions};
use crate::state::AppState;

/// How long a request may take before it is given up, in seconds.
const TIMEOUT_S: u64 = 10;
/// How long requests may go on after the signal to stop, in seconds.
const DRAIN_S: u64 = 10;

/// What the OpenAPI document says besides the routes.
#[derive(OpenApi)]
#[openapi(info(
    title = "Wenshui",
    description = "A tax question in Chinese goes in; an answer with the rule that grounds it comes out."
))]
struct Document;

/// The API's routes with their document.
fn documented() -> (Router<AppState>, OpenApiDocument) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(answers::answer))
        .routes(routes!(suggestions::suggestions))
        .routes(routes!(knowledge::versions))
        .routes(routes!(knowledge::entry))
        .routes(routes!(service::healthz))
        .routes(routes!(service::readyz))
        .routes(routes!(service::metrics))
        .split_for_parts();
    // Any route can run out of time, or into a defect of ours.
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post].into_iter().flatten() {
            let problem = Content::new(Some(Ref::from_schema_name("Problem")));
            let response = ResponseBuilder::new()
                .description("Any other problem")
                .content("application/problem+json", problem);
            operation.responses.responses.insert("default".to_owned(), response.build().into());
        }
    }
    (router, document)
}

/// The OpenAPI document, generated from the code.
pub fn openapi() -> OpenApiDocument {
    documented().1
}

/// Every route.
pub fn router(state: AppState) -> Router {
    let (api, document) = documented();
    api.route("/", get(page::index))
        .route("/assets/page.css", get(page::style))
        .route("/assets/page.js", get(page::script))
        .route("/favicon.svg", get(page::icon))
        .merge(docs(document))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(|cause: Box<dyn std::any::Any + Send>| {
            panicked(cause.as_ref())
        }))
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .with_state(state)
}

/// The document at `/openapi.json`, shown at `/docs`; by itself the page would show it to a
/// validator elsewhere.
fn docs(document: OpenApiDocument) -> SwaggerUi {
    let config = DocsConfig::default().validator_url("none");
    SwaggerUi::new("/docs").url("/openapi.json", document).config(config)
}

/// Gives up what takes too long and counts what is refused.
async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(Duration::from_secs(TIMEOUT_S), next.run(request)).await;
    let response =
        answered.unwrap_or_else(|_| ApiError::retry("timeout", TIMEOUT_S).into_response());
    if let Some(error) = response.extensions().get::<crate::error::Refused>() {
        state.metrics.error(error.0);
    }
    response
}

async fn not_found(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::new("not_found").with(&[uri.path()])
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
            state.retire();
            tracing::info!("shutting down; running requests may finish");
            // Nobody waits for this only when serving has already failed.
            let _ = stopping.send(());
        }
    };
    let upkeep = tokio::spawn(upkeep(state.clone()));
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(signal);
    let deadline = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(Duration::from_secs(DRAIN_S)).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served.context("serving failed")?,
        () = deadline => tracing::warn!("some requests did not finish in time and were dropped"),
    }
    upkeep.abort();
    Ok(())
}

/// Forgets idle callers once a minute.
async fn upkeep(state: AppState) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        state.forget_idle_callers();
    }
}
