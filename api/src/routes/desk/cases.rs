//! 跨区通办: what one place takes in and another one handles.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::slip::Form;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::part::Part;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::number::daily_numbering;
use crate::desk::refused::{faultless, faulty};
use crate::desk::serving::serving;
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::label;
use crate::routes::desk::served;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::desk::case::CaseBody;
use crate::wire::desk::case_form::{CaseAction, CaseForm, CaseRequest, channel};
use crate::wire::desk::served::MatterList;

/// The most characters of a subject.
const SUBJECT_CHARS_MAX: usize = 200;

/// Begins a case over regions: online by the taxpayer, at a counter by the agent there.
#[utoipa::path(
    post,
    path = "/v1/cases",
    operation_id = "begin_case",
    tag = "desk",
    security(("bearer" = [])),
    request_body = CaseRequest,
    responses(
        (status = 200, description = "The case", body = CaseBody),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<CaseRequest>,
) -> Result<Json<CaseBody>, ApiError> {
    let (part, actor, owner) = sides(&caller, request.taxpayer.as_deref())?;
    caller.limit(&state, None)?;
    let now = clock::now();
    let near = match part {
        Part::Owner => serving(&state, (&caller, &actor)).await?.map(|near| near.id.clone()),
        _ => Some(actor.center.clone()),
    };
    let (form, others) = read(&state, request.form, (part, near.unwrap_or_default()))?;
    let channel = form.channel;
    let moved = faultless(RegionCase::submit(form), others)?;
    if !RegionCase::may_submit(channel, part) {
        return Err(
            ApiError::new("not_your_part").with(&[label::action(RegionCase::KIND, "submit")])
        );
    }
    if owner.subject.is_empty() || owner.subject.chars().count() > SUBJECT_CHARS_MAX {
        return Err(faulty(&[Fault::new("taxpayer", "required")]));
    }
    let new = New {
        moved,
        owner,
        handler: String::new(),
        by: (part, &actor.subject),
        origin: String::new(),
        client_id: request.client_id,
        now,
    };
    served::file(&state, new, daily_numbering(RegionCase::KIND, now)).await
}

/// In what relation somebody begins a case, who they are, and whose it will be.
fn sides(caller: &Caller, taxpayer: Option<&str>) -> Result<(Part, Owner, Owner), ApiError> {
    if caller.taxpayer().is_some() {
        let me = caller.own(Action::BeginCase, None)?;
        return Ok((Part::Owner, me.clone(), me));
    }
    let me = caller.staff(Action::BeginCase)?.clone();
    let owner = Owner { subject: taxpayer.unwrap_or_default().to_owned(), ..me.clone() };
    Ok((Part::Origin, me, owner))
}

/// The form as the rules take it, with what is wrong with its centers: they have to be there, and an
/// agent takes in nothing for another place.
fn read(
    state: &AppState,
    form: CaseForm,
    (part, near): (Part, String),
) -> Result<(Form, Vec<Fault>), ApiError> {
    let office = state.desk.office();
    let deciding = office.deciding(&form.handling_center).map(|center| center.id.clone());
    let form = Form {
        channel: channel(&form.channel)?,
        matter: form.matter,
        facts: form.facts,
        origin_center: form.origin_center.unwrap_or_else(|| near.clone()),
        deciding_center: deciding.unwrap_or_else(|| form.handling_center.clone()),
        handling_center: form.handling_center,
    };
    let centers =
        [("origin_center", &form.origin_center), ("handling_center", &form.handling_center)];
    let faults = centers.into_iter().filter_map(|(field, id)| office.center_fault(field, id));
    let foreign = part == Part::Origin && form.origin_center != near;
    let foreign = foreign.then(|| Fault::new("origin_center", "unknown"));
    let faults = faults.chain(foreign).collect();
    Ok((form, faults))
}

/// Lists cases over regions: a taxpayer's own, or those that an agent's center has in hand.
#[utoipa::path(
    get,
    path = "/v1/cases",
    operation_id = "list_cases",
    tag = "desk",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("matter" = Option<String>, Query, description = "A part of it"),
        ("state" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<CaseBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<CaseBody>>, ApiError> {
    served::list::<RegionCase>((&state, &caller), query, clock::now()).await
}

/// Gives a case over regions.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}",
    operation_id = "show_case",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's id")),
    responses(
        (status = 200, description = "The case", body = CaseBody),
        (status = 404, description = "No such case, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<CaseBody>, ApiError> {
    served::show::<RegionCase>((&state, &caller), &id, clock::now()).await
}

/// Does something with a case that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/cases/{id}/actions",
    operation_id = "act_on_case",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's id")),
    request_body = CaseAction,
    responses(
        (status = 200, description = "The case after it", body = CaseBody),
        (status = 404, description = "No such case, or somebody else's", body = ProblemBody,
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
    JsonBody(request): JsonBody<CaseAction>,
) -> Result<Json<CaseBody>, ApiError> {
    served::act_on::<RegionCase>((&state, &caller), (&id, request), clock::now()).await
}
