//! 我的机关 and 权益中心.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use wenshui_desk::authority::{Action as Choosing, Authority, Command, Kind, Words};
use wenshui_desk::machine::{Machine as _, Moment, Moved, Named};
use wenshui_desk::part::Part;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::{Order, act, file};
use crate::desk::number::daily_numbering;
use crate::desk::refused::{faulty, refused};
use crate::desk::serving::{authority, serving};
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::JsonBody;
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::desk::matter::Label;
use crate::wire::desk::personal::{
    AuthorityAction, AuthorityBody, CenterBody, RightBody, RightsBody,
};
use crate::wire::desk::served::named;

/// The client's id of what somebody has chosen; there is one of each person.
const CHOICE: &str = "authority";

/// Gives the rights of taxpayers, 权益中心.
#[utoipa::path(
    get,
    path = "/v1/rights",
    operation_id = "list_rights",
    tag = "desk",
    responses((status = 200, description = "The rights", body = RightsBody))
)]
pub async fn rights(State(state): State<AppState>) -> Json<RightsBody> {
    let rights = &state.desk.rights;
    let items = rights.right.iter().map(RightBody::from).collect();
    Json(RightsBody { title: rights.title.clone(), items })
}

/// Gives which center serves a taxpayer, 我的机关, and which others may be chosen.
#[utoipa::path(
    get,
    path = "/v1/authorities/mine",
    operation_id = "show_my_authority",
    tag = "desk",
    security(("bearer" = [])),
    responses((status = 200, description = "The authority", body = AuthorityBody))
)]
pub async fn mine(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<AuthorityBody>, ApiError> {
    let owner = caller.own(Action::ChooseAuthority, None)?;
    shown(&state, (&caller, &owner), clock::now()).await.map(Json)
}

/// Chooses another center, or says that the taxpayer has logged in, so that what was chosen takes effect.
#[utoipa::path(
    post,
    path = "/v1/authorities/mine/actions",
    operation_id = "act_on_my_authority",
    tag = "desk",
    security(("bearer" = [])),
    request_body = AuthorityAction,
    responses(
        (status = 200, description = "The authority after it", body = AuthorityBody),
        (status = 409, description = "Not offered to this kind of taxpayer, or not in this state", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<AuthorityAction>,
) -> Result<Json<AuthorityBody>, ApiError> {
    let owner = caller.own(Action::ChooseAuthority, None)?;
    caller.limit(&state, None)?;
    let now = clock::now();
    let command = match named(&request.action)? {
        Choosing::Choose => Command::Choose(request.center.unwrap_or_default()),
        Choosing::LogIn => Command::Plain(Choosing::LogIn),
    };
    if let Command::Choose(center) = &command {
        let fault = state.desk.office().center_fault("center", center);
        fault.map_or(Ok(()), |fault| Err(faulty(&[fault])))?;
    }
    let stored = authority(&state, &owner.subject).await?;
    let pending = stored.is_some_and(|held| held.state.pending.is_some());
    if Authority::action(&command) == Choosing::LogIn && !pending {
        // Hosts say it with every login.
        return shown(&state, (&caller, &owner), now).await.map(Json);
    }
    let id = choice(&state, (&caller, &owner), (Authority::action(&command), now)).await?;
    let order = Order { id: &id, principal: &caller.0, command, client_id: None, now };
    act::<Authority>(&state, order).await?;
    shown(&state, (&caller, &owner), now).await.map(Json)
}

/// The id of what somebody has chosen so far; who may choose and has not yet gets one.
async fn choice(
    state: &AppState,
    (caller, owner): (&Caller, &Owner),
    (action, now): (Choosing, Timestamp),
) -> Result<String, ApiError> {
    let at = Moment { now, profile: &state.desk.profile };
    if let Some(known) = authority(state, &owner.subject).await? {
        // Who chose before may be another kind of taxpayer today.
        let today = Authority { kind: kind(caller), ..known.state };
        today.may(action, Part::Owner, &at).map_err(refused::<Authority>(Part::Owner))?;
        return Ok(known.matter.id);
    }
    let begun = Authority::new(kind(caller), None);
    begun.may(action, Part::Owner, &at).map_err(refused::<Authority>(Part::Owner))?;
    let new = New {
        moved: Moved::new(begun, []),
        owner: owner.clone(),
        handler: String::new(),
        by: (Part::Owner, &owner.subject),
        origin: String::new(),
        client_id: Some(CHOICE.to_owned()),
        now,
    };
    let numbering = daily_numbering(Authority::KIND, now);
    Ok(file(state, new, numbering).await?.matter.id)
}

/// What kind of taxpayer asks, by what the token says.
fn kind(caller: &Caller) -> Kind {
    let taxpayer = caller.taxpayer();
    if taxpayer.is_some_and(|taxpayer| taxpayer.is_visiting) {
        return Kind::VisitingEnterprise;
    }
    let name = taxpayer.and_then(|taxpayer| taxpayer.taxpayer_type);
    Kind::called(name.map(TaxpayerType::name).unwrap_or_default(), &Words::bundled())
}

async fn shown(
    state: &AppState,
    (caller, owner): (&Caller, &Owner),
    now: Timestamp,
) -> Result<AuthorityBody, ApiError> {
    let (words, kind) = (Words::bundled(), kind(caller));
    let stored = authority(state, &owner.subject).await?.map(|held| held.state);
    let stored = stored.unwrap_or(Authority::new(kind, None));
    let at = Moment { now, profile: &state.desk.profile };
    // What the kind of today and that of the first choice both allow is what is accepted.
    let before = stored.allowed(Part::Owner, &at);
    let chosen = Authority { kind, ..stored };
    let mut allowed = chosen.allowed(Part::Owner, &at);
    allowed.retain(|action| before.contains(action));
    let may_choose = allowed.contains(&Choosing::Choose);
    let centers = &state.desk.centers;
    let center = serving(state, (caller, owner)).await?;
    let pending = chosen.pending.as_deref().and_then(|id| centers.get(id));
    let told = match (pending, center) {
        (Some(_), _) => vec![words.changed.clone(), words.next_login.clone()],
        (None, None) if may_choose => vec![words.no_center.clone(), words.remedy.clone()],
        (None, None) => vec![words.no_center.clone()],
        (None, Some(_)) => Vec::new(),
    };
    Ok(AuthorityBody {
        authority: owner.authority.clone(),
        center: center.map(CenterBody::from),
        pending: pending.map(CenterBody::from),
        kind: Label { name: kind.name().to_owned(), label: kind.words(&words).to_owned() },
        allowed_actions: allowed.into_iter().map(Named::name).collect(),
        centers: centers.iter().filter(|_| may_choose).map(CenterBody::from).collect(),
        words: told,
    })
}
