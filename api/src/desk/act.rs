//! Carrying commands out: find, step, do what follows, and again where somebody else was faster.

use jiff::Timestamp;
use wenshui_desk::machine::Machine;
use wenshui_desk::part::Part;

use crate::desk::effect::settle;
use crate::desk::filing::Filed;
use crate::desk::part::{Beside, owner_to, part_of, rights};
use crate::desk::step::{By, Held, New, open, step};
use crate::error::ApiError;
use crate::identity::access::allowed;
use crate::identity::principal::Principal;
use crate::identity::role::StaffRole;
use crate::state::AppState;
use crate::store::matter::change::Numbering;
use crate::trouble::denied;

/// How often a command is tried while others change the same matter.
const TRIES: u32 = 20;
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// Who does what, when.
pub struct Order<'a, M: Machine> {
    /// The matter's id.
    pub id: &'a str,
    /// Who.
    pub principal: &'a Principal,
    /// What.
    pub command: M::Command,
    /// Their own id of it, by which it is done once.
    pub client_id: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// Finds a matter for somebody, with the relation in which they stand to it; none for those who only
/// look.
///
/// # Errors
/// `unknown_matter` where it is not there or none of theirs.
pub async fn find<M: Filed>(
    state: &AppState,
    (principal, id): (&Principal, &str),
) -> Result<(Held<M>, Option<Part>), ApiError> {
    let matter = state.store.db.matter(M::KIND, id).await?.ok_or_else(|| unknown(id))?;
    let held = Held::<M>::of(matter)?;
    let owner = owner_to(principal, &held.matter.owner, Beside::of(&held.state));
    let seen = allowed(principal, rights(M::KIND).read, &owner);
    // Who is asked to go on may belong to another center.
    if !is_asked(principal, &held) {
        seen.map_err(|why| denied(why, unknown(id)))?;
    }
    let part = part_in(principal, &held);
    if M::hidden(part.unwrap_or(Part::Colleague)).contains(&held.state.state()) {
        return Err(unknown(id));
    }
    Ok((held, part))
}

fn unknown(id: &str) -> ApiError {
    ApiError::new("unknown_matter").with(&[id])
}

/// In what relation somebody stands to a matter, by its row and by its state.
pub fn part_in<M: Filed>(principal: &Principal, held: &Held<M>) -> Option<Part> {
    if is_asked(principal, held) {
        return Some(Part::Receiver);
    }
    part_of(principal, (&held.matter, M::IS_TAKEN), Beside::of(&held.state))
}

fn is_asked<M: Filed>(principal: &Principal, held: &Held<M>) -> bool {
    let Principal::Staff(staff) = principal else {
        return false;
    };
    let me = &staff.owner;
    let agent = staff.roles.contains(&StaffRole::Agent) && held.matter.handler != me.subject;
    agent && held.state.asks(&me.subject, &me.center)
}

/// Carries a command out for somebody.
///
/// # Errors
/// Why it is not done; `overloaded` where others change the matter all the time.
pub async fn act<M: Filed>(state: &AppState, order: Order<'_, M>) -> Result<Held<M>, ApiError> {
    for _ in 0..TRIES {
        let (held, part) = find::<M>(state, (order.principal, order.id)).await?;
        let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
        let by = By { client_id: order.client_id.clone(), ..By::of(order.principal, part) };
        if was_done::<M>(state, order.id, &by).await? {
            return Ok(held);
        }
        if let Some(done) = step(state, held, (&by, order.command.clone(), order.now)).await? {
            return Ok(settle(state, done, order.now).await);
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Carries a command out for somebody whose relation is known already, such as an outside desk.
///
/// # Errors
/// `unknown_matter`, why it is not done, and `overloaded` where others change the matter all the time.
pub async fn act_as<M: Filed>(
    state: &AppState,
    id: &str,
    order: (&By, M::Command, Timestamp),
) -> Result<Held<M>, ApiError> {
    act_once(state, id, order).await.map(|(held, _)| held)
}

/// The same; tells besides whether it was done now, and not before by the sender's own id of it.
///
/// # Errors
/// As [`act_as`].
pub async fn act_once<M: Filed>(
    state: &AppState,
    id: &str,
    (by, command, now): (&By, M::Command, Timestamp),
) -> Result<(Held<M>, bool), ApiError> {
    for _ in 0..TRIES {
        let matter = state.store.db.matter(M::KIND, id).await?;
        let held = Held::<M>::of(matter.ok_or_else(|| unknown(id))?)?;
        if was_done::<M>(state, id, by).await? {
            return Ok((held, false));
        }
        if let Some(done) = step(state, held, (by, command.clone(), now)).await? {
            return Ok((settle(state, done, now).await, true));
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Whether somebody has done something before, by their own id of it.
///
/// # Errors
/// When the database fails.
pub async fn was_done<M: Filed>(state: &AppState, id: &str, by: &By) -> Result<bool, ApiError> {
    let Some(client_id) = &by.client_id else {
        return Ok(false);
    };
    Ok(state.store.db.was_sent((M::KIND, id), (&by.actor, client_id)).await?)
}

/// Files something new, and does what follows from it.
///
/// # Errors
/// When the database fails.
pub async fn file<M: Filed>(
    state: &AppState,
    new: New<'_, M>,
    numbering: Numbering,
) -> Result<Held<M>, ApiError> {
    let now = new.now;
    Ok(settle(state, open(state, new, numbering).await?, now).await)
}
