//! Carrying commands out: read, step, commit, and again where somebody else was faster.

use jiff::Timestamp;
use serde_json::{Value, json};
use wenshui_desk::effect::Effect;
use wenshui_desk::line::Line;
use wenshui_desk::machine::{Machine, Moment, Moved, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::saying::Saying;

use crate::desk::filing::{Filed, filed};
use crate::desk::part::part_of;
use crate::error::ApiError;
use crate::identity::access::{Action, allowed};
use crate::identity::principal::Principal;
use crate::identity::role::StaffRole;
use crate::state::AppState;
use crate::store::agent::{SeatChange, SeatMove};
use crate::store::matter::{Change, Changed, FiledAs, Matter, MatterEvent, Numbering};
use crate::store::owner::Owner;
use crate::trouble::denied;

/// How often a command is tried while others change the same matter.
const TRIES: u32 = 20;
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// A matter with its state.
#[derive(Debug, Clone)]
pub struct Held<M> {
    /// The row.
    pub matter: Matter,
    /// What it says.
    pub state: M,
}

impl<M: Filed> Held<M> {
    /// Reads the state of a row.
    ///
    /// # Errors
    /// `internal` where it is none of this program's.
    pub fn of(matter: Matter) -> Result<Self, ApiError> {
        let state = serde_json::from_str(&matter.body);
        let state = state.map_err(|error| ApiError::internal(&error))?;
        Ok(Self { matter, state })
    }
}

/// Who does what, when.
pub struct Order<'a, M: Machine> {
    /// The matter's id.
    pub id: &'a str,
    /// Who.
    pub principal: &'a Principal,
    /// What.
    pub command: M::Command,
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
    let unknown = || ApiError::new("unknown_matter").with(&[id]);
    let matter = state.store.db.matter(M::KIND, id).await?.ok_or_else(unknown)?;
    let held = Held::<M>::of(matter)?;
    let seen = allowed(principal, Action::ReadMatter, &held.matter.owner);
    // Who is asked to go on may belong to another center.
    if !is_asked(principal, &held) {
        seen.map_err(|why| denied(why, unknown()))?;
    }
    let part = part_in(principal, &held);
    Ok((held, part))
}

/// In what relation somebody stands to a matter, by its row and by its state.
pub fn part_in<M: Filed>(principal: &Principal, held: &Held<M>) -> Option<Part> {
    if is_asked(principal, held) {
        return Some(Part::Receiver);
    }
    part_of(principal, &held.matter)
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
        let by = By::of(order.principal, part);
        if let Some(done) = step(state, held, (&by, order.command.clone(), order.now)).await? {
            return Ok(done);
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Somebody who acts, as the event tells.
pub struct By {
    /// In what relation.
    pub part: Part,
    /// Who; empty for time itself.
    pub actor: String,
}

impl By {
    /// Time itself.
    pub const CLOCK: Self = Self { part: Part::Clock, actor: String::new() };

    fn of(principal: &Principal, part: Part) -> Self {
        let actor = principal.owner().map(|owner| owner.subject.clone()).unwrap_or_default();
        Self { part, actor }
    }
}

/// One try; nothing where somebody else was faster.
pub async fn step<M: Filed>(
    state: &AppState,
    held: Held<M>,
    (by, command, now): (&By, M::Command, Timestamp),
) -> Result<Option<Held<M>>, ApiError> {
    let profile = &state.desk.profile;
    let (action, told) = (M::action(&command).name(), M::told(&command));
    let moved = held.state.step((by.part, command), &Moment { now, profile })?;
    let before = held.matter.handler.clone();
    let mut matter = Matter { updated_at: now.as_millisecond(), ..held.matter };
    // What is nobody's yet becomes theirs who act as if it were.
    if by.part == Part::Handler && matter.handler.is_empty() {
        matter.handler.clone_from(&by.actor);
    }
    refile(&mut matter, &moved.state, profile)?;
    let event = event((by, action, told), &moved.state, now);
    let seats = seats(&moved.effects, (&before, &matter.handler), by, now);
    let said = said(state, &moved, now).await?;
    let change = Change { matter, event, said, seats };
    Ok(match state.store.db.change_matter(&change).await? {
        Changed::Overtaken | Changed::NoSeat => None,
        Changed::Done(version) => {
            let matter = Matter { version, ..change.matter };
            Some(Held { matter, state: moved.state })
        }
    })
}

/// What is made anew.
pub struct New<'a, M> {
    /// The state it begins in.
    pub moved: Moved<M>,
    /// Whose it is.
    pub owner: Owner,
    /// The agent it is assigned to; empty for any.
    pub handler: String,
    /// Who makes it, in what relation.
    pub by: (Part, &'a str),
    /// The id of what it grows out of; empty where there is nothing.
    pub origin: String,
    /// The client's own id of its making.
    pub client_id: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// Files something new.
///
/// # Errors
/// When the database fails.
pub async fn open<M: Filed>(
    state: &AppState,
    new: New<'_, M>,
    numbering: Numbering,
) -> Result<Held<M>, ApiError> {
    let now = new.now.as_millisecond();
    let mut matter = Matter {
        kind: M::KIND.to_owned(),
        id: uuid::Uuid::now_v7().to_string(),
        number: String::new(),
        client_id: new.client_id,
        origin: new.origin,
        version: 0,
        owner: new.owner,
        handler: new.handler,
        filed: FiledAs::default(),
        due_at: None,
        created_at: now,
        updated_at: now,
        body: String::new(),
    };
    refile(&mut matter, &new.moved.state, &state.desk.profile)?;
    let by = By { part: new.by.0, actor: new.by.1.to_owned() };
    let event = event((&by, "submit", Value::Null), &new.moved.state, new.now);
    let said = said(state, &new.moved, new.now).await?;
    let change = Change { matter, event, said, seats: Vec::new() };
    Held::of(state.store.db.open_matter(change, numbering).await?)
}

/// Brings what a matter is found by in line with its state.
fn refile<M: Filed>(matter: &mut Matter, state: &M, profile: &Profile) -> Result<(), ApiError> {
    let accepted_at = matter.filed.accepted_at;
    matter.filed = filed(state);
    // What was taken on once was so for good.
    matter.filed.accepted_at = matter.filed.accepted_at.or(accepted_at);
    if let Some(handler) = state.handler() {
        handler.clone_into(&mut matter.handler);
    }
    if let Some(center) = state.center() {
        center.clone_into(&mut matter.owner.center);
    }
    matter.due_at = state.due(profile).map(|(at, _)| at.as_millisecond());
    matter.body = serde_json::to_string(state).map_err(|error| ApiError::internal(&error))?;
    Ok(())
}

/// The seats that a move takes and gives back. Only the queue asks whether one is free; where a person
/// has decided, the seat is taken in any case.
fn seats(
    effects: &[Effect],
    (before, after): (&str, &str),
    by: &By,
    now: Timestamp,
) -> Vec<SeatChange> {
    let take = if by.part == Part::Clock { SeatMove::Take } else { SeatMove::Insist };
    let seat = |effect: &Effect| {
        let (agent, how) = match effect {
            Effect::FreeSeat => (before, SeatMove::Free),
            Effect::TakeSeat => (after, take),
            _ => return None,
        };
        Some(SeatChange { agent: agent.to_owned(), how, at: now.as_millisecond() })
    };
    effects.iter().filter_map(seat).collect()
}

/// What a matter says by itself with a move: it is committed with it, so it is said once.
async fn said<M: Filed>(
    state: &AppState,
    moved: &Moved<M>,
    now: Timestamp,
) -> Result<Vec<MatterEvent>, ApiError> {
    let sayings = moved.state.says(&moved.effects);
    let mut number = String::new();
    if !sayings.is_empty()
        && let Some(agent) = moved.state.handler()
        && let Some(row) = state.store.db.agent(agent).await?
    {
        number = row.number;
    }
    let text = |one| state.desk.words.text(one, &number);
    Ok(sayings.into_iter().map(|one| saying((one, text(one)), &moved.state, now)).collect())
}

fn saying<M: Filed>(
    (saying, text): (Saying, String),
    state: &M,
    now: Timestamp,
) -> MatterEvent {
    let line = serde_json::to_value(Line::Text { text }).unwrap_or_default();
    event((&By::CLOCK, saying.name(), line), state, now)
}

fn event<M: Filed>(
    (by, action, told): (&By, &str, Value),
    state: &M,
    now: Timestamp,
) -> MatterEvent {
    let body = match told {
        Value::Null => json!({"state": state.state()}),
        told => json!({"state": state.state(), "line": told}),
    };
    MatterEvent {
        number: 0,
        action: action.to_owned(),
        actor: by.actor.clone(),
        part: by.part.name().to_owned(),
        body: body.to_string(),
        created_at: now.as_millisecond(),
    }
}
