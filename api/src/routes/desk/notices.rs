//! Notices, for those who send them: operators and outside systems.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wenshui_desk::fault::{self, Fault};
use wenshui_desk::machine::Named as _;
use wenshui_desk::notice::Action as Move;
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::Attachment;
use wenshui_desk::part::Part;

use crate::caller::Caller;
use crate::clock;
use crate::desk::notices::{Posted, act, posted, read, send};
use crate::desk::post::{Copies, Sent};
use crate::desk::refused::faulty;
use crate::desk::step::By;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::outgoing::mail::is_address;
use crate::state::AppState;
use crate::store::notice::Sought;
use crate::store::notice::row::NoticeRow;
use crate::store::outgoing::Way;
use crate::wire::desk::notice::{NoticeAction, NoticeBody, NoticeList, NoticeRequest};
use crate::wire::request::check_id;

/// How many a page has (S-04).
const PAGE: i64 = 10;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;
/// How many copies by each way.
const COPIES_MAX: usize = 100;

/// Which notices are wanted; everything that is there has to fit.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticeQuery {
    /// The page, counted from 1; ten a page.
    pub page: Option<i64>,
    /// The id of a category.
    pub category: Option<String>,
    /// `shown`, `withdrawn` or `expired`.
    pub state: Option<String>,
    /// The system, whole and exact.
    pub system: Option<String>,
}

/// Sends a notice. Sent again by the same sender under the same `client_id` it is the one that is
/// there. Only for operators.
#[utoipa::path(
    post,
    path = "/v1/notices",
    operation_id = "send_notice",
    tag = "notices",
    security(("bearer" = [])),
    request_body = NoticeRequest,
    responses(
        (status = 200, description = "The notice, which is shown", body = NoticeBody),
        (status = 409, description = "Another notice has this id, or a way is not there",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<NoticeRequest>,
) -> Result<Json<NoticeBody>, ApiError> {
    let sender = caller.staff(Action::SendNotices)?.clone();
    check_id("client_id", Some(&request.client_id))?;
    let (form, copies) = request.read()?;
    check_audience(&state, &form.audience)?;
    check_copies(&state, &copies)?;
    check_attachments((&state, &caller), &form.attachments).await?;
    let now = clock::now();
    let sent = send(&state, Sent { form, sender, copies }, now).await?;
    let part = part(&caller, &sent.row);
    body(&state, &sent, part).await
}

/// Lists what was sent, without the people who are named. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/notices",
    operation_id = "list_notices",
    tag = "notices",
    security(("bearer" = [])),
    params(NoticeQuery),
    responses(
        (status = 200, description = "A page", body = NoticeList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<NoticeQuery>,
) -> Result<Json<NoticeList>, ApiError> {
    caller.staff(Action::ReadNotices)?;
    let page = in_range("page", (query.page, 1), 1..=PAGE_MAX)?;
    let sought = Sought {
        category: query.category.unwrap_or_default(),
        stage: query.state.unwrap_or_default(),
        system: query.system.unwrap_or_default(),
        page: (page - 1, PAGE),
    };
    let (total, rows) = state.store.db.notices(&sought).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let part = part(&caller, &row);
        let listed = Posted { notice: read(&row)?, row };
        items.push(body(&state, &listed, part).await?.0);
    }
    Ok(Json(NoticeList { total, page, items }))
}

/// Gives a notice with how many have read it. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/notices/{id}",
    operation_id = "show_notice",
    tag = "notices",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id")),
    responses(
        (status = 200, description = "The notice", body = NoticeBody),
        (status = 404, description = "No such notice", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<NoticeBody>, ApiError> {
    caller.staff(Action::ReadNotices)?;
    let row = find(&state, &id).await?;
    let part = part(&caller, &row);
    let found = posted(&state, row).await?;
    body(&state, &found, part).await
}

/// Takes a notice back; nobody sees it any more. Only for operators.
#[utoipa::path(
    post,
    path = "/v1/notices/{id}/actions",
    operation_id = "act_on_notice",
    tag = "notices",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id")),
    request_body = NoticeAction,
    responses(
        (status = 200, description = "The notice after it", body = NoticeBody),
        (status = 404, description = "No such notice", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<NoticeAction>,
) -> Result<Json<NoticeBody>, ApiError> {
    caller.staff(Action::SendNotices)?;
    let known = Move::ALL.iter().find(|action| action.name() == request.action);
    let unknown = || ApiError::about("action", "unknown_action", &[&request.action]);
    let action = *known.ok_or_else(unknown)?;
    let row = find(&state, &id).await?;
    let part = part(&caller, &row).ok_or_else(|| ApiError::new("forbidden"))?;
    let after = act(&state, (&id, action), (&By::of(&caller.0, part), clock::now())).await?;
    body(&state, &after, Some(part)).await
}

/// A notice of a sender. What the desk tells people by itself is nobody's to look at.
async fn find(state: &AppState, id: &str) -> Result<NoticeRow, ApiError> {
    let row = state.store.db.notice(id).await?.filter(|row| !row.sender.is_empty());
    row.ok_or_else(|| ApiError::new("unknown_matter").with(&[id]))
}

/// What somebody is to a notice: its sender, or somebody who may look after all of them.
fn part(caller: &Caller, row: &NoticeRow) -> Option<Part> {
    let sender = caller.staff(Action::SendNotices).ok()?;
    Some(if sender.subject == row.sender { Part::Handler } else { Part::Supervisor })
}

async fn body(
    state: &AppState,
    posted: &Posted,
    part: Option<Part>,
) -> Result<Json<NoticeBody>, ApiError> {
    let reads = state.store.db.notice_reads(&posted.row.id).await?;
    Ok(Json(NoticeBody::of(posted, (reads, part), (state, clock::now()))))
}

/// A center that there is not would reach nobody, which nobody wants.
///
/// # Errors
/// `form`.
pub fn check_audience(state: &AppState, audience: &Audience) -> Result<(), ApiError> {
    match audience {
        Audience::Center(id) if state.desk.centers.get(id).is_none() => {
            Err(faulty(&[Fault::new("audience", "center").with(&[id])]))
        }
        _ => Ok(()),
    }
}

fn check_copies(state: &AppState, copies: &Copies) -> Result<(), ApiError> {
    let mut faults = Vec::new();
    for (way, given) in [(Way::Mail, &copies.mail), (Way::Sms, &copies.sms)] {
        if !given.is_empty() && !state.outlets.has(way) {
            return Err(ApiError::about("copies", "no_way_out", &[way.name()]));
        }
        if given.len() > COPIES_MAX {
            faults.push(Fault::new("copies", "too_many").with(&[&COPIES_MAX.to_string()]));
        }
    }
    if !copies.mail.iter().all(|address| is_address(address)) {
        faults.push(Fault::new("copies", "mail"));
    }
    for number in &copies.sms {
        fault::mobile("copies", Some(number), &mut faults);
    }
    if faults.is_empty() { Ok(()) } else { Err(faulty(&faults)) }
}

/// Whoever sends an attachment on may see it themselves.
async fn check_attachments(
    (state, caller): (&AppState, &Caller),
    attachments: &[Attachment],
) -> Result<(), ApiError> {
    for attachment in attachments.iter().take(state.desk.profile.notice.rows_max) {
        let unknown = || faulty(&[Fault::new("attachments", "unknown")]);
        let found = state.store.db.attachment(&attachment.id).await?.ok_or_else(unknown)?;
        caller.may(Action::ReadAttachment, &found.owner, unknown())?;
    }
    Ok(())
}
