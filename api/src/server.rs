//! The server: routes, limits around them, and a shutdown that lets answers finish.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi as OpenApiDocument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

use crate::backend;
use crate::desk::{hearing, time};
use crate::document::{self, Document};
use crate::error::ApiError;
use crate::extract::BODY_BYTES_MAX;
use crate::origin;
use crate::outgoing;
use crate::routes::desk::{
    agents, assist, audit, backend as backend_route, calls, cases, dialler, files, invitations,
    marks, mediations, messages, notes, notices, personal, present, replies, reservations,
    sessions, sheets, signal, statistics, stream, surveys, wall, work_orders,
};
use crate::routes::{
    answers, attachments, conversations, demo, events, favorites, feedback, guesses, handover, hot,
    hot_words, interceptions, knowledge, live, login, me, page, reports, service, shared,
    shortcuts, speech, suggestions, topics, transcriptions,
};
use crate::state::AppState;
use crate::upkeep::upkeep;

/// How long a request may take before it is given up, in seconds.
const TIMEOUT_S: u64 = 10;
/// How long sending an attachment may take, in seconds: twenty megabytes over half a megabit.
const UPLOAD_TIMEOUT_S: u64 = 320;
/// How long requests may go on after the signal to stop, in seconds.
const DRAIN_S: u64 = 10;

/// The API's routes with their document.
fn documented() -> (Router<AppState>, OpenApiDocument) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(answers::answer))
        .routes(routes!(feedback::judge))
        .routes(routes!(shared::share))
        .routes(routes!(shared::read))
        .routes(routes!(conversations::begin))
        .routes(routes!(conversations::show))
        .routes(routes!(conversations::turns))
        .routes(routes!(conversations::end))
        .routes(routes!(attachments::send))
        .routes(routes!(attachments::fetch))
        .routes(routes!(handover::request))
        .routes(routes!(handover::packet))
        .routes(routes!(events::events))
        .routes(routes!(events::socket))
        .routes(routes!(favorites::list))
        .routes(routes!(favorites::keep, favorites::release))
        .routes(routes!(shortcuts::list, shortcuts::choose))
        .routes(routes!(me::erase))
        .routes(routes!(interceptions::list))
        .routes(routes!(interceptions::release))
        .routes(routes!(reports::funnel))
        .routes(routes!(login::login))
        .routes(routes!(login::ticket))
        .routes(routes!(backend_route::command))
        .routes(routes!(backend_route::replay))
        .routes(routes!(backend_route::fetch))
        .routes(routes!(sessions::ask, sessions::list))
        .routes(routes!(sessions::show))
        .routes(routes!(sessions::act_on))
        .routes(routes!(sessions::events))
        .routes(routes!(files::send))
        .routes(routes!(stream::follow))
        .routes(routes!(stream::socket))
        .routes(routes!(marks::mark))
        .routes(routes!(marks::type_in))
        .routes(routes!(sessions::packet))
        .routes(routes!(calls::start, calls::list))
        .routes(routes!(calls::show))
        .routes(routes!(calls::act_on))
        .routes(routes!(calls::ice))
        .routes(routes!(signal::signal))
        .routes(routes!(dialler::report))
        .routes(routes!(reservations::submit, reservations::list))
        .routes(routes!(reservations::show))
        .routes(routes!(reservations::act_on))
        .routes(routes!(invitations::submit, invitations::list))
        .routes(routes!(invitations::show))
        .routes(routes!(invitations::act_on))
        .merge(at_work())
        .merge(told())
        .merge(speech_routes())
        .merge(in_hand())
        .routes(routes!(suggestions::suggestions))
        .routes(routes!(guesses::guesses))
        .routes(routes!(hot::hot))
        .routes(routes!(hot_words::hot_words))
        .routes(routes!(topics::topics))
        .routes(routes!(topics::questions))
        .routes(routes!(knowledge::versions))
        .routes(routes!(knowledge::entry))
        .routes(routes!(demo::list))
        .routes(routes!(demo::token))
        .routes(routes!(service::about))
        .routes(routes!(service::healthz))
        .routes(routes!(service::readyz))
        .routes(routes!(service::metrics))
        .split_for_parts();
    document::complete(&mut document);
    (router, document)
}

/// The routes of agents and supervisors at work.
fn at_work() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(agents::show, agents::present))
        .routes(routes!(present::work))
        .routes(routes!(replies::list, replies::prepare))
        .routes(routes!(replies::change, replies::remove))
        .routes(routes!(assist::assist))
        .routes(routes!(wall::wall))
        .routes(routes!(statistics::statistics))
        .routes(routes!(audit::audit))
}

/// The routes of speech.
fn speech_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(transcriptions::transcribe))
        .routes(routes!(live::socket))
        .routes(routes!(speech::speak))
}

/// The routes of what people are told and asked.
fn told() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(notices::submit, notices::list))
        .routes(routes!(notices::show))
        .routes(routes!(notices::act_on))
        .routes(routes!(messages::list))
        .routes(routes!(messages::read_all))
        .routes(routes!(messages::show))
        .routes(routes!(messages::act_on))
        .routes(routes!(messages::attachment))
        .routes(routes!(messages::todos))
        .routes(routes!(surveys::submit, surveys::list))
        .routes(routes!(surveys::show))
        .routes(routes!(surveys::act_on))
        .routes(routes!(surveys::show_results))
        .routes(routes!(surveys::export))
        .routes(routes!(sheets::list))
        .routes(routes!(sheets::show))
        .routes(routes!(sheets::act_on))
}

/// The routes of what people hand in and agents work off.
fn in_hand() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(notes::submit, notes::list))
        .routes(routes!(notes::show))
        .routes(routes!(notes::act_on))
        .routes(routes!(work_orders::submit, work_orders::list))
        .routes(routes!(work_orders::show))
        .routes(routes!(work_orders::act_on))
        .routes(routes!(mediations::submit, mediations::list))
        .routes(routes!(mediations::show))
        .routes(routes!(mediations::act_on))
        .routes(routes!(cases::submit, cases::list))
        .routes(routes!(cases::show))
        .routes(routes!(cases::act_on))
        .routes(routes!(personal::mine))
        .routes(routes!(personal::act_on))
        .routes(routes!(personal::rights))
}

/// The OpenAPI document, generated from the code.
pub fn openapi() -> OpenApiDocument {
    documented().1
}

/// Every route.
pub fn router(state: AppState) -> Router {
    let (api, document) = documented();
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

/// The document at `/openapi.json`, shown at `/docs`; by itself the page would show it to a
/// validator elsewhere.
fn docs(document: OpenApiDocument) -> SwaggerUi {
    let config = DocsConfig::default().validator_url("none");
    SwaggerUi::new("/docs").url("/openapi.json", document).config(config)
}

/// Refuses pages that may not call, gives up what takes too long, and counts what is refused. One
/// layer does all this, because each costs every request its boxes.
async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let timeout_s = if is_upload(&request) { UPLOAD_TIMEOUT_S } else { TIMEOUT_S };
    let checked = origin::check(&state.config.allowed_origins, request, next);
    let answered = tokio::time::timeout(Duration::from_secs(timeout_s), checked).await;
    let response =
        answered.unwrap_or_else(|_| ApiError::retry("timeout", TIMEOUT_S).into_response());
    if let Some(error) = response.extensions().get::<crate::error::Refused>() {
        state.metrics.error(error.0);
    }
    response
}

/// Whether a request carries a file, which may be long and come slowly.
fn is_upload(request: &Request) -> bool {
    let path = request.uri().path();
    let carries = path.ends_with("/attachments") || path.ends_with("/audio/transcriptions");
    request.method() == Method::POST && carries
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
            // Streams of events have no end of their own.
            state.store.hang_up();
            tracing::info!("shutting down; running requests may finish");
            // Nobody waits for this only when serving has already failed.
            let _ = stopping.send(());
        }
    };
    let upkeep = tokio::spawn(upkeep(state.clone()));
    let due = tokio::spawn(time::run(state.clone()));
    let hearing = tokio::spawn(hearing::run(state.clone()));
    let out = tokio::spawn(outgoing::run(state.clone()));
    let backend = tokio::spawn(backend::of(&state).run(state.clone()));
    let served = state.clone();
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
    due.abort();
    hearing.abort();
    out.abort();
    backend.abort();
    served.store_shown();
    if tokio::time::timeout(Duration::from_secs(DRAIN_S), served.store.close()).await.is_err() {
        tracing::error!("the store did not close in time; the last turns may be lost");
    }
    Ok(())
}
