//! 征纳调解: talks that settle something.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::mediation::Mediation;
use wenshui_desk::number::MediationNumber;
use wenshui_desk::part::Part;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::files::files;
use crate::desk::number::provincial_numbering;
use crate::desk::refused::faultless;
use crate::desk::serving::served_by;
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::desk::served;
use crate::state::AppState;
use crate::wire::desk::mediation::{MediationAction, MediationBody, MediationRequest};
use crate::wire::desk::served::MatterList;

/// Asks for a mediation, or saves a draft of it, which nobody but its taxpayer sees. Only for taxpayers
/// with a token.
#[utoipa::path(
    post,
    path = "/v1/mediations",
    operation_id = "ask_for_mediation",
    tag = "desk",
    security(("bearer" = [])),
    request_body = MediationRequest,
    responses(
        (status = 200, description = "The mediation", body = MediationBody),
        (status = 409, description = "No center serves", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<MediationRequest>,
) -> Result<Json<MediationBody>, ApiError> {
    let mut owner = caller.own(Action::AskForMediation, None)?;
    caller.limit(&state, None)?;
    let now = clock::now();
    let attached =
        files(&state, &[&owner.subject], ("attachments", &request.form.attachments)).await?;
    let filled = request.form.read(attached)?;
    let at = Moment { now, profile: &state.desk.profile };
    let made =
        if request.draft { Mediation::save(filled, &at) } else { Mediation::submit(filled, &at) };
    let moved = faultless(made, Vec::new())?;
    let center = served_by(&state, (&caller, &owner)).await?;
    owner.center.clone_from(&center.id);
    let province = state.desk.centers.province(&center.id);
    let new = New {
        moved,
        by: (Part::Owner, &owner.subject.clone()),
        owner,
        handler: String::new(),
        origin: String::new(),
        client_id: request.client_id,
        now,
    };
    let numbering = provincial_numbering((Mediation::KIND, province), now, MediationNumber::of);
    served::file(&state, new, numbering).await
}

/// Lists mediations: a taxpayer's own with their drafts, or those handed in at an agent's center.
#[utoipa::path(
    get,
    path = "/v1/mediations",
    operation_id = "list_mediations",
    tag = "desk",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("filed_from" = Option<String>, Query, description = "A day; from it on"),
        ("filed_until" = Option<String>, Query, description = "A day; up to it"),
        ("accepted_from" = Option<String>, Query, description = "A day; from it on"),
        ("accepted_until" = Option<String>, Query, description = "A day; up to it"),
        ("state" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<MediationBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<MediationBody>>, ApiError> {
    served::list::<Mediation>((&state, &caller), query, clock::now()).await
}

/// Gives a mediation.
#[utoipa::path(
    get,
    path = "/v1/mediations/{id}",
    operation_id = "show_mediation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The mediation's id")),
    responses(
        (status = 200, description = "The mediation", body = MediationBody),
        (status = 404, description = "No such mediation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<MediationBody>, ApiError> {
    served::show::<Mediation>((&state, &caller), &id, clock::now()).await
}

/// Does something with a mediation that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/mediations/{id}/actions",
    operation_id = "act_on_mediation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The mediation's id")),
    request_body = MediationAction,
    responses(
        (status = 200, description = "The mediation after it", body = MediationBody),
        (status = 404, description = "No such mediation, or somebody else's", body = ProblemBody,
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
    JsonBody(request): JsonBody<MediationAction>,
) -> Result<Json<MediationBody>, ApiError> {
    served::act_on::<Mediation>((&state, &caller), (&id, request), clock::now()).await
}
