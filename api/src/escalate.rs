//! Where machine and human meet: a wish for a person becomes a session with the backend of this server,
//! whichever way it was said.

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::stage::Stage;
use wenshui_desk::session::words::Words;
use wenshui_desk::session::{Request, Session};

use crate::backend::{self, Taken, Wish};
use crate::clock;
use crate::desk::act::file;
use crate::desk::number::session_numbering;
use crate::desk::queue::Queue;
use crate::desk::step::{Held, New};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::handover::HandedTo;

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
        return Ok(Asked::Closed { opens_at });
    };
    let subject = owner.subject.clone();
    let by = (Part::Owner, subject.as_str());
    let (handler, client_id) = (String::new(), None);
    let new = New { moved, by, owner, handler, origin: conversation_id, client_id, now };
    let held = file(state, new, session_numbering(now)).await?;
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

/// What a person who asked is told, and in which words.
///
/// # Errors
/// When the database fails.
pub async fn told(
    state: &AppState,
    asked: &Asked,
    now: Timestamp,
) -> Result<(HandedTo, String), ApiError> {
    let held = match asked {
        Asked::Stands(held) => held,
        Asked::Closed { opens_at } => {
            let opens_at = opens_at.map(|at| clock::rfc3339(at.as_millisecond()));
            return Ok(unserved("closed_now", opens_at));
        }
        Asked::NoCenter => return Ok(unserved("no_center", None)),
    };
    let (words, id) = (Words::bundled(), &held.matter.id);
    let position = match held.state.stage {
        Stage::Waiting { .. } => {
            let queue = Queue::read(state).await?;
            queue.told(&state.desk, (id, now)).map(|told| told.position)
        }
        Stage::Cancelled(_)
        | Stage::Active { .. }
        | Stage::Transferring { .. }
        | Stage::Dropped { .. }
        | Stage::Ended { .. } => None,
    };
    let say = match position {
        Some(position) => words.queued(position),
        None => words.called,
    };
    let told = HandedTo {
        session_id: Some(id.clone()),
        state: held.state.state().to_owned(),
        position,
        opens_at: None,
    };
    Ok((told, say))
}

fn unserved(code: &'static str, opens_at: Option<String>) -> (HandedTo, String) {
    let told = HandedTo { session_id: None, state: code.to_owned(), position: None, opens_at };
    (told, format!("{}{}", ApiError::new(code).body().detail, Words::bundled().urgent))
}
