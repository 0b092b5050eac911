//! 工单: what takes the tax office longer than a reply.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::work_order::WorkOrder;
use wenshui_desk::work_order::form::{Form, Source};

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::files::files;
use crate::desk::grown::work_order_numbering;
use crate::desk::origin::named;
use crate::desk::refused::{faultless, faulty};
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::desk::served;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::desk::served::MatterList;
use crate::wire::desk::work_order::{WorkOrderAction, WorkOrderBody, WorkOrderRequest};

/// The most characters of a subject.
const SUBJECT_CHARS_MAX: usize = 200;

/// Opens a work order for a taxpayer. Only for staff; a note is turned into one by its action `order`.
#[utoipa::path(
    post,
    path = "/v1/work-orders",
    operation_id = "open_work_order",
    tag = "desk",
    security(("bearer" = [])),
    request_body = WorkOrderRequest,
    responses(
        (status = 200, description = "The work order", body = WorkOrderBody),
        (status = 404, description = "No such session, or another center's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<WorkOrderRequest>,
) -> Result<Json<WorkOrderBody>, ApiError> {
    let staff = caller.staff(Action::OpenWorkOrder)?.clone();
    caller.limit(&state, None)?;
    let now = clock::now();
    let (owner, source, origin) = whose(&state, (&caller, &staff), &request).await?;
    let attached =
        files(&state, &[&owner.subject, &staff.subject], ("attachments", &request.attachments))
            .await?;
    let form = Form {
        source,
        center: staff.center.clone(),
        subject_matter: request.subject_matter,
        attachments: attached,
    };
    let numbering = work_order_numbering(&state, &form.center, now);
    let at = Moment { now, profile: &state.desk.profile };
    let new = New {
        moved: faultless(WorkOrder::submit(form, &at), Vec::new())?,
        owner,
        handler: String::new(),
        by: (Part::Colleague, &staff.subject),
        origin,
        client_id: request.client_id,
        now,
    };
    served::file(&state, new, numbering).await
}

/// Whose it is: of the session that it grows out of, or of whom the agent names.
async fn whose(
    state: &AppState,
    (caller, staff): (&Caller, &Owner),
    request: &WorkOrderRequest,
) -> Result<(Owner, Source, String), ApiError> {
    if let Some(id) = &request.session_id {
        let (held, _) = find::<Session>(state, (&caller.0, id)).await?;
        let origin = named((Session::KIND, id));
        return Ok((held.matter.owner, Source::Session(id.clone()), origin));
    }
    let subject = request.taxpayer.clone().unwrap_or_default();
    let rule = match subject.chars().count() {
        0 => "required",
        1..=SUBJECT_CHARS_MAX => {
            return Ok((Owner { subject, ..staff.clone() }, Source::Agent, String::new()));
        }
        _ => "too_long",
    };
    Err(faulty(&[Fault::new("taxpayer", rule).with(&[&SUBJECT_CHARS_MAX.to_string()])]))
}

/// Lists work orders: a taxpayer's own, or those of an agent's center.
#[utoipa::path(
    get,
    path = "/v1/work-orders",
    operation_id = "list_work_orders",
    tag = "desk",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("opened_from" = Option<String>, Query, description = "A day; from it on"),
        ("opened_until" = Option<String>, Query, description = "A day; up to it"),
        ("subject_matter" = Option<String>, Query, description = "A part of it"),
        ("state" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<WorkOrderBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<WorkOrderBody>>, ApiError> {
    served::list::<WorkOrder>((&state, &caller), query, clock::now()).await
}

/// Gives a work order with its progress.
#[utoipa::path(
    get,
    path = "/v1/work-orders/{id}",
    operation_id = "show_work_order",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The work order's id")),
    responses(
        (status = 200, description = "The work order", body = WorkOrderBody),
        (status = 404, description = "No such work order, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<WorkOrderBody>, ApiError> {
    served::show::<WorkOrder>((&state, &caller), &id, clock::now()).await
}

/// Does something with a work order that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/work-orders/{id}/actions",
    operation_id = "act_on_work_order",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The work order's id")),
    request_body = WorkOrderAction,
    responses(
        (status = 200, description = "The work order after it", body = WorkOrderBody),
        (status = 404, description = "No such work order, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state, or not at this time", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<WorkOrderAction>,
) -> Result<Json<WorkOrderBody>, ApiError> {
    served::act_on::<WorkOrder>((&state, &caller), (&id, request), clock::now()).await
}
