//! One move of one matter: the rules say what becomes of it, and the store commits that with its event and
//! with what it owes to others.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use wenshui_desk::effect::Effect;
use wenshui_desk::line::Line;
use wenshui_desk::machine::{Machine, Moment, Moved, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::saying::Saying;

use crate::desk::beside::{is_outward, owed, seats, talking};
use crate::desk::filing::{Filed, filed};
use crate::desk::naming::{named, naming};
use crate::desk::refused::refused;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::agent::SeatMove;
use crate::store::matter::change::{Beside, Change, Changed, Numbering};
use crate::store::matter::{FiledAs, Matter, MatterEvent};
use crate::store::owed::Owed;
use crate::store::owner::Owner;

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
        let state = state_of(&matter)?;
        Ok(Self { matter, state })
    }
}

/// The state of a row.
///
/// # Errors
/// `internal` where it is none of this program's.
pub fn state_of<M: Machine>(matter: &Matter) -> Result<M, ApiError> {
    serde_json::from_str(&matter.body).map_err(|error| ApiError::internal(&error))
}

/// A move that is committed, with what it owes to others.
#[derive(Debug, Clone)]
pub struct Done<M> {
    /// The matter after it.
    pub held: Held<M>,
    /// What follows from it and is not done yet.
    pub owed: Vec<Owed>,
}

/// Somebody who acts, as the event tells.
#[derive(Debug, Clone)]
pub struct By {
    /// In what relation.
    pub part: Part,
    /// Who; empty for time itself.
    pub actor: String,
    /// Their own id of the command, by which it is done once.
    pub client_id: Option<String>,
    /// How a seat is taken by it.
    pub seat: SeatMove,
}

impl By {
    /// Time itself, which gives the queue the seats that are free.
    pub const CLOCK: Self =
        Self { part: Part::Clock, actor: String::new(), client_id: None, seat: SeatMove::Take };

    /// Somebody by name. Only the queue asks whether a seat is free; where a person has decided, it is
    /// taken in any case.
    pub fn new(part: Part, actor: &str) -> Self {
        Self { part, actor: actor.to_owned(), client_id: None, seat: SeatMove::Insist }
    }

    /// Somebody with a token or without.
    pub fn of(principal: &Principal, part: Part) -> Self {
        Self::new(part, principal.owner().map_or("", |owner| &owner.subject))
    }
}

/// One try; nothing where somebody else was faster.
pub async fn step<M: Filed>(
    state: &AppState,
    held: Held<M>,
    (by, command, now): (&By, M::Command, Timestamp),
) -> Result<Option<Done<M>>, ApiError> {
    let profile = &state.desk.profile;
    let (action, told) = (M::action(&command).name(), M::told(&command));
    let moved = held.state.step((by.part, command), &Moment { now, profile });
    let moved = moved.map_err(refused::<M>(by.part))?;
    let before = held.matter.handler.clone();
    let named_before = named(M::KIND, &held.matter.body);
    let was = held.state.state();
    let (was_over, changed_at) = (held.matter.filed.is_over, held.matter.updated_at);
    let mut matter = Matter { updated_at: now.as_millisecond(), ..held.matter };
    // What is nobody's yet becomes theirs who act as if it were, or begin to talk.
    let takes = by.part == Part::Handler || moved.effects.contains(&Effect::BeginSession);
    if takes && by.part.is_staff() && matter.handler.is_empty() {
        matter.handler.clone_from(&by.actor);
    }
    refile(&mut matter, &moved.state, profile)?;
    // What the house adds to what is over, such as what a recording says, does not put off its end.
    if was_over && matter.filed.is_over && by.part == Part::Clock {
        matter.updated_at = changed_at;
    }
    let event = event((by, action, told), &moved.state, now);
    let seats = seats(&moved.effects, (&before, &matter.handler), (by.seat, now));
    let handlers = (before.as_str(), matter.handler.as_str());
    let follows = (&moved.effects[..], state.transcription.is_there());
    let owed = owed(follows, (&matter, matter.version + 1), handlers);
    let talking = talking(&matter, (was, &moved.state));
    let said = said(state, (&moved, matter.owner.is_anonymous()), now).await?;
    let naming = naming(&named_before, &named(M::KIND, &matter.body));
    let beside = Beside { owed, talking, outward: is_outward(state, &moved.state), said, naming };
    let change = Change { matter, event, seats, beside };
    Ok(match state.store.db.change_matter(&change).await? {
        // What was done before is found by whoever looks again.
        Changed::Overtaken | Changed::NoSeat | Changed::Repeated => None,
        Changed::Done(version) => {
            if let Some(talking) = &change.beside.talking {
                state.store.recent.turn_to(&talking.conversation_id, talking.status);
            }
            let matter = Matter { version, ..change.matter };
            Some(Done { held: Held { matter, state: moved.state }, owed: change.beside.owed })
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
) -> Result<Done<M>, ApiError> {
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
    let is_anonymous = matter.owner.is_anonymous();
    refile(&mut matter, &new.moved.state, &state.desk.profile)?;
    let by = By::new(new.by.0, new.by.1);
    let event = event((&by, "submit", None), &new.moved.state, new.now);
    let handler = matter.handler.as_str();
    let seats = seats(&new.moved.effects, ("", handler), (SeatMove::Insist, new.now));
    let follows = (&new.moved.effects[..], state.transcription.is_there());
    let owed = owed(follows, (&matter, 1), (handler, handler));
    let talking = talking(&matter, ("", &new.moved.state));
    let outward = is_outward(state, &new.moved.state);
    let said = said(state, (&new.moved, is_anonymous), new.now).await?;
    let naming = naming(&BTreeSet::new(), &named(M::KIND, &matter.body));
    let beside = Beside { owed: owed.clone(), talking, outward, said, naming };
    let (id, change) = (matter.id.clone(), Change { matter, event, seats, beside });
    let held = Held::of(state.store.db.open_matter(change, numbering).await?)?;
    // Of one that was filed before, everything was owed then.
    let owed = if held.matter.id == id { owed } else { Vec::new() };
    Ok(Done { held, owed })
}

/// Brings what a matter is found by in line with its state.
fn refile<M: Filed>(matter: &mut Matter, state: &M, profile: &Profile) -> Result<(), ApiError> {
    let accepted_at = matter.filed.accepted_at;
    matter.filed = filed(state);
    // What was taken on once was so for good.
    matter.filed.accepted_at = accepted_at.or(matter.filed.accepted_at);
    let handler = state.handler();
    if M::IS_TAKEN || handler.is_some() {
        handler.unwrap_or_default().clone_into(&mut matter.handler);
    }
    if let Some(center) = state.center() {
        center.clone_into(&mut matter.owner.center);
    }
    matter.due_at = state.due(profile).map(|(at, _)| at.as_millisecond());
    matter.body = serde_json::to_string(state).map_err(|error| ApiError::internal(&error))?;
    Ok(())
}

/// What a matter says by itself with a move: it is committed with it, so it is said once.
async fn said<M: Filed>(
    state: &AppState,
    (moved, is_anonymous): (&Moved<M>, bool),
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
    let one = |saying: Saying| {
        let text = state.desk.sayings.text(saying, (&number, is_anonymous));
        let line = serde_json::to_value(Line::Text { text }).unwrap_or_default();
        event((&By::CLOCK, saying.name(), Some(("line", line))), &moved.state, now)
    };
    Ok(sayings.into_iter().map(one).collect())
}

fn event<M: Filed>(
    (by, action, told): (&By, &str, Option<(&'static str, Value)>),
    state: &M,
    now: Timestamp,
) -> MatterEvent {
    let mut body = json!({"state": state.state()});
    if let Some((name, told)) = told {
        body[name] = told;
    }
    MatterEvent {
        number: 0,
        action: action.to_owned(),
        actor: by.actor.clone(),
        part: by.part.name().to_owned(),
        body: body.to_string(),
        client_id: by.client_id.clone(),
        created_at: now.as_millisecond(),
    }
}
