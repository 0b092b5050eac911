//! What the routes of all kinds of matters do alike.

use std::collections::BTreeMap;

use axum::Json;
use jiff::Timestamp;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;

use crate::caller::Caller;
use crate::desk::act::{Order, act, file as file_matter, find, part_in};
use crate::desk::files::files;
use crate::desk::inbox::settle_todos;
use crate::desk::origin;
use crate::desk::refused::{faulty, refused};
use crate::desk::step::{Held, New};
use crate::error::ApiError;
use crate::routes::desk::limit::limit;
use crate::routes::desk::listing;
use crate::state::AppState;
use crate::store::matter::change::Numbering;
use crate::wire::desk::served::{MatterList, Served, With};
use crate::wire::request::check_id;

/// Files a new one.
///
/// # Errors
/// `bad_id` for a client's id that is none.
pub async fn file<K: Served>(
    state: &AppState,
    new: New<'_, K>,
    numbering: Numbering,
) -> Result<Json<K::Body>, ApiError> {
    check_id("client_id", new.client_id.as_deref())?;
    let (now, part) = (new.now, new.by.0);
    let client_id = own(new.by, new.client_id);
    let held = file_matter(state, New { client_id, ..new }, numbering).await?;
    Ok(Json(K::body(&held, Some(part), (state, now))))
}

/// The id that whoever makes something has given it. What the tax office makes for somebody is known again
/// by who made it, so that nobody gets what another one has made.
pub fn own((part, actor): (Part, &str), client_id: Option<String>) -> Option<String> {
    client_id.map(|id| if part.is_staff() { format!("{actor}/{id}") } else { id })
}

/// A page of those that somebody may see.
///
/// # Errors
/// Who may see none, and what is wrong with the conditions.
pub async fn list<K: Served>(
    (state, caller): (&AppState, &Caller),
    query: BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Json<MatterList<K::Body>>, ApiError> {
    let page = listing::list::<K>(state, caller, (K::LIST, query)).await?;
    let body = |(held, part): &_| K::body(held, *part, (state, now));
    let mut items: Vec<K::Body> = page.items.iter().map(body).collect();
    let matters = page.items.iter().map(|(held, _)| &held.matter);
    K::complete(state, matters.zip(&mut items).collect()).await?;
    Ok(Json(MatterList { total: page.total, page: page.page, items }))
}

/// One of them.
///
/// # Errors
/// `unknown_matter`.
pub async fn show<K: Served>(
    (state, caller): (&AppState, &Caller),
    id: &str,
    now: Timestamp,
) -> Result<Json<K::Body>, ApiError> {
    let (held, part) = find::<K>(state, (&caller.0, id)).await?;
    whole(state, (&held, part), now).await
}

/// One of them with the session that grew out of it.
async fn whole<K: Served>(
    state: &AppState,
    (held, part): (&Held<K>, Option<Part>),
    now: Timestamp,
) -> Result<Json<K::Body>, ApiError> {
    let mut body = K::body(held, part, (state, now));
    let grown = state.store.db.grown_out_of(&origin::of(&held.matter), Session::KIND).await?;
    body.as_mut().session_id = grown.map(|session| session.id);
    K::complete(state, vec![(&held.matter, &mut body)]).await?;
    Ok(Json(body))
}

/// Does something with one of them.
///
/// # Errors
/// Why it is not done.
pub async fn act_on<K: Served>(
    (state, caller): (&AppState, &Caller),
    (id, ask): (&str, K::Ask),
    now: Timestamp,
) -> Result<Json<K::Body>, ApiError> {
    limit(state, caller, Some(id))?;
    let command = command::<K>((state, caller), (id, ask), now).await?;
    let order = Order { id, principal: &caller.0, command, client_id: None, now };
    let held = act::<K>(state, order).await?;
    settle_todos(state, &caller.0, ((K::KIND, id), now)).await;
    let part = part_in(&caller.0, &held);
    whole(state, (&held, part), now).await
}

/// The command of what was sent, with the files that it names; whom it assigns is looked for.
async fn command<K: Served>(
    (state, caller): (&AppState, &Caller),
    (id, ask): (&str, K::Ask),
    now: Timestamp,
) -> Result<K::Command, ApiError> {
    let actor = caller.0.owner().map(|owner| owner.subject.clone()).unwrap_or_default();
    let ids = K::files(&ask).to_vec();
    let mut found = Vec::new();
    if !ids.is_empty() {
        let (held, _) = find::<K>(state, (&caller.0, id)).await?;
        found = files(state, &[&held.matter.owner.subject, &actor], (K::FILES, &ids)).await?;
    }
    let command = K::command(ask, With { actor, files: found })?;
    if let Some(agent) = K::assigns(&command).map(str::to_owned) {
        let (held, part) = find::<K>(state, (&caller.0, id)).await?;
        let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
        let at = Moment { now, profile: &state.desk.profile };
        held.state.may(K::action(&command), part, &at).map_err(refused::<K>(part))?;
        let known = state.store.db.agent(&agent).await?;
        if known.is_none_or(|known| known.owner.center != held.matter.owner.center) {
            let rule = if agent.trim().is_empty() { "required" } else { "unknown" };
            return Err(faulty(&[Fault::new("handler", rule)]));
        }
    }
    Ok(command)
}
