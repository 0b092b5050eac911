//! Every route of the API, with the document that describes it.

pub mod route;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi as OpenApiDocument;
use utoipa_axum::router::OpenApiRouter;

use crate::described::route::routes;
use crate::document::{self, Document};
use crate::extract::KNOWLEDGE_BYTES_MAX;
use crate::routes::desk::{
    agents, assist, audit, backend as backend_route, calls, cases, centers, colleagues, dialler,
    files, form_files, invitations, marks, mediations, messages, notes, notices, personal, present,
    replies, reservations, sessions, sheets, signal, statistics, stream, surveys, wall,
    work_orders,
};
use crate::routes::kb::{audit as kb_audit, entries, revisions, trial, versions};
use crate::routes::{
    answers, attachments, calendar, conversations, decisions, demo, events, favorites, feedback,
    guesses, handover, hot, hot_words, interceptions, jobs, keys, knowledge, live, login, me,
    reports, service, shared, shortcuts, speech, suggestions, suites, topics, transcriptions,
};
use crate::state::AppState;

/// The API's routes with their document.
pub fn documented() -> (Router<AppState>, OpenApiDocument) {
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
        .merge(offered())
        .merge(worked())
        .merge(maintained())
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

/// The routes of what is offered and known.
fn offered() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(suggestions::suggestions))
        .routes(routes!(guesses::guesses))
        .routes(routes!(calendar::calendar))
        .routes(routes!(hot::hot))
        .routes(routes!(hot_words::hot_words))
        .routes(routes!(topics::topics))
        .routes(routes!(topics::questions))
        .routes(routes!(knowledge::versions))
        .routes(routes!(knowledge::entry))
}

/// The routes of long work, of suites and of keys.
fn worked() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(jobs::submit, jobs::list))
        .routes(routes!(jobs::show))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::output))
        .routes(routes!(jobs::events))
        .routes(routes!(decisions::decide))
        .routes(routes!(suites::list))
        .routes(routes!(suites::keep, suites::fetch, suites::remove))
        .routes(routes!(keys::list, keys::make))
        .routes(routes!(keys::remove))
}

/// The routes of those who maintain knowledge, whose entries may be longer than other bodies.
fn maintained() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(revisions::list, revisions::begin))
        .routes(routes!(revisions::show))
        .routes(routes!(revisions::act_on))
        .routes(routes!(trial::check))
        .routes(routes!(trial::preview))
        .routes(routes!(trial::wordings))
        .routes(routes!(versions::list))
        .routes(routes!(versions::show))
        .routes(routes!(versions::diff))
        .routes(routes!(versions::publish))
        .routes(routes!(versions::roll_back))
        .routes(routes!(entries::list))
        .routes(routes!(entries::show))
        .routes(routes!(kb_audit::list))
        .layer(DefaultBodyLimit::max(KNOWLEDGE_BYTES_MAX))
}

/// The routes of agents and supervisors at work.
fn at_work() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(agents::show, agents::present))
        .routes(routes!(colleagues::list))
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
        .routes(routes!(form_files::send))
        .routes(routes!(form_files::fetch, form_files::remove))
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
        .routes(routes!(centers::list))
        .routes(routes!(centers::slots))
}

/// The OpenAPI document, generated from the code.
pub fn openapi() -> OpenApiDocument {
    documented().1
}
