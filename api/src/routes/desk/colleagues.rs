//! Colleagues: whom an agent may ask to go on with a session, or a supervisor may assign something to.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::desk::refused::faulty;
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::identity::access::Action;
use crate::identity::claims::STAFF;
use crate::state::AppState;
use crate::store::agent::colleague::{ColleagueRow, Looked};
use crate::wire::desk::colleague::{Colleague, Colleagues};

/// How many are listed.
const LISTED_MAX: i64 = 200;

/// Whose colleagues.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ColleagueQuery {
    /// The center; one's own where it is missing.
    #[param(max_length = 100)]
    pub center: Option<String>,
}

/// Lists the agents of a center, those who take people first. Only for agents and supervisors, of whatever
/// center: a session may be passed on to another one, and a case has two.
#[utoipa::path(
    get,
    path = "/v1/agents",
    operation_id = "list_colleagues",
    tag = "desk",
    security((), ("bearer" = [])),
    params(ColleagueQuery),
    responses(
        (status = 200, description = "The agents", body = Colleagues),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A center that is none of the tree", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<ColleagueQuery>,
) -> Result<Json<Colleagues>, ApiError> {
    let me = caller.staff(Action::SeeColleagues)?;
    let named = query.center.as_deref().unwrap_or_default();
    if let Some(fault) = state.desk.office().center_fault("center", named) {
        return Err(faulty(&[fault]));
    }
    let center = query.center.unwrap_or_else(|| me.center.clone());
    let looked = Looked { center: &center, subject: &me.subject, accounts: STAFF };
    let (total, rows) = state.store.db.colleagues(looked, LISTED_MAX).await?;
    let items = rows.into_iter().map(|row| colleague(&state, row)).collect();
    let center_name = state.desk.center_name(&center);
    Ok(Json(Colleagues { center, center_name, total, items }))
}

fn colleague(state: &AppState, ColleagueRow { agent, account }: ColleagueRow) -> Colleague {
    let invented = state.demo.as_ref().and_then(|demo| demo.name_of(&agent.owner.subject));
    Colleague::of(agent, account.or(invented.map(str::to_owned)))
}
