//! Where machine and human meet: a wish for a person becomes a session with the backend of this server,
//! whichever way it was said.

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::stage::Stage;
use wenshui_desk::session::words::Words;
use wenshui_desk::session::{Request, Session};

use crate::backend;
use crate::backend::escalation::{Taken, Wish};
use crate::clock;
use crate::desk::act::file;
use crate::desk::number::session_numbering;
use crate::desk::queue::Queue;
use crate::desk::serving::chosen;
use crate::desk::step::{Held, New};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::handover::HandedTo;

/// How often a session is filed while others of the same person end.
const TRIES: u32 = 3;

/// A wish for a person.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Whose.
    pub owner: Owner,
    /// The administrative code of the place asked from, six digits.
    pub region: Option<String>,
    /// The conversation that it grows out of; empty where there is none.
    pub conversation_id: String,
    /// What the agent has to know, where it is known.
    pub skill: Option<String>,
}

/// What becomes of a wish.
#[derive(Debug)]
pub enum Asked {
    /// The session that waits or is connected; the one that was open already, where one was.
    Stands(Box<Held<Session>>),
    /// The center that serves does not work now.
    Closed {
        /// When it opens next, where it does.
        opens_at: Option<Timestamp>,
        /// Whether who asked has no token, and so leaves no note.
        is_anonymous: bool,
    },
    /// No center serves.
    NoCenter,
}

/// Asks for a person.
///
/// # Errors
/// When the database fails.
pub async fn ask(state: &AppState, asking: Asking, now: Timestamp) -> Result<Asked, ApiError> {
    let Asking { mut owner, region, conversation_id, skill } = asking;
    if let Some(center) = chosen(state, &owner).await? {
        owner.center.clone_from(&center.id);
    }
    let backend = backend::of(state);
    let wish = Wish { owner: &owner, region: region.as_deref() };
    let Taken { center, open, opens_at } = backend.take_up(&state.desk, wish, now);
    let Some(center) = center else {
        return Ok(Asked::NoCenter);
    };
    owner.center.clone_from(&center);
    let asked = Request { center: Some(center), open, skill, priority: 0 };
    let at = Moment { now, profile: &state.desk.profile };
    let Ok(moved) = Session::submit(asked, &at) else {
        return Ok(Asked::Closed { opens_at, is_anonymous: owner.is_anonymous() });
    };
    let new = || New {
        moved: moved.clone(),
        by: (Part::Owner, owner.subject.as_str()),
        owner: owner.clone(),
        handler: String::new(),
        origin: conversation_id.clone(),
        client_id: None,
        now,
    };
    let mut held = file(state, new(), session_numbering(now)).await?;
    // Of two who ask at once one may find the other's session over already.
    for _ in 1..TRIES {
        if !held.state.is_over() {
            break;
        }
        held = file(state, new(), session_numbering(now)).await?;
    }
    let held = match backend.attend(state, now).await? {
        0 => held,
        _ => again(state, held).await?,
    };
    Ok(Asked::Stands(Box::new(held)))
}

async fn again(state: &AppState, held: Held<Session>) -> Result<Held<Session>, ApiError> {
    match state.store.db.matter(Session::KIND, &held.matter.id).await? {
        Some(matter) => Held::of(matter),
        None => Ok(held),
    }
}

/// The refusal of a wish that no session came of.
///
/// # Errors
/// `closed_now`, with the time to come again where the center will open; `no_center`.
pub fn standing(
    words: &Words,
    asked: Asked,
    now: Timestamp,
) -> Result<Box<Held<Session>>, ApiError> {
    match asked {
        Asked::Stands(held) => Ok(held),
        Asked::Closed { opens_at, is_anonymous } => {
            let minute = opens_at.map(|at| clock::minute(at.as_millisecond()));
            let words = words.closed(minute.as_deref(), is_anonymous);
            let wait = opens_at.map(|at| at.duration_since(now).as_secs().max(1).unsigned_abs());
            let closed = ApiError::in_state("closed_now", "closed").with(&[&words]);
            Err(ApiError { retry_after_s: wait, ..closed })
        }
        Asked::NoCenter => {
            Err(ApiError::in_state("no_center", "no_center").with(&[words.unserved()]))
        }
    }
}

/// What a person who asked is told, and in which words.
///
/// # Errors
/// When the database fails.
pub async fn told(
    state: &AppState,
    asked: Asked,
    now: Timestamp,
) -> Result<(HandedTo, String), ApiError> {
    let opens_at = match &asked {
        Asked::Closed { opens_at, .. } => opens_at.map(|at| clock::rfc3339(at.as_millisecond())),
        Asked::Stands(_) | Asked::NoCenter => None,
    };
    let words = &state.desk.sayings;
    let held = match standing(words, asked, now) {
        Ok(held) => held,
        Err(why) => {
            let (state, position) = (why.code.to_owned(), None);
            let told = HandedTo { session_id: None, state, position, opens_at };
            return Ok((told, why.body().detail));
        }
    };
    let id = &held.matter.id;
    let mut position = None;
    let say = match held.state.stage {
        Stage::Waiting { .. } => {
            let queue = Queue::read(state).await?;
            position = queue.told(&state.desk, (id, now)).map(|told| told.position);
            words.queued(position.unwrap_or(1), held.matter.owner.is_anonymous())
        }
        Stage::Active { .. } => words.called.clone(),
        Stage::Transferring { .. } => words.transferring.clone(),
        Stage::Dropped { .. } => words.dropped.clone(),
        Stage::Cancelled(_) | Stage::Ended { .. } => words.over.clone(),
    };
    let (session_id, state) = (Some(id.clone()), held.state.state().to_owned());
    Ok((HandedTo { session_id, state, position, opens_at: None }, say))
}
