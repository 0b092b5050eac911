//! Sessions as they are shown: what all of a page need is read once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Action;
use wenshui_desk::session::stage::{Rating, Stage};

use crate::desk::origin::{conversation, matter};
use crate::desk::queue::Queue;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::MatterEvent;
use crate::wire::attachment::AttachmentBody;
use crate::wire::desk::matter::{Label, MatterHead, MatterRef};
use crate::wire::desk::session::{SessionBody, SessionEvent};

/// How many events are given at once.
pub const EVENTS_MAX: i64 = 100;

/// A session for somebody at a moment.
///
/// # Errors
/// When the database fails.
pub async fn body(
    state: &AppState,
    (held, part): (&Held<Session>, Option<Part>),
    now: Timestamp,
) -> Result<SessionBody, ApiError> {
    let seen = Seen::read(state, std::iter::once(held)).await?;
    Ok(seen.body((held, part), (state, now)))
}

/// What sessions are shown with: the queue, where one of them waits, and the agents' numbers.
pub struct Seen {
    queue: Option<Queue>,
    numbers: BTreeMap<String, String>,
}

impl Seen {
    /// Reads what some sessions are shown with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        state: &AppState,
        sessions: impl Iterator<Item = &Held<Session>>,
    ) -> Result<Self, ApiError> {
        let (mut waits, mut numbers) = (false, BTreeMap::new());
        for held in sessions {
            waits |= matches!(held.state.stage, Stage::Waiting { .. });
            let Some(agent) = held.state.handler().filter(|agent| !numbers.contains_key(*agent))
            else {
                continue;
            };
            if let Some(row) = state.store.db.agent(agent).await? {
                numbers.insert(row.owner.subject, row.number);
            }
        }
        let queue = if waits { Some(Queue::read(state).await?) } else { None };
        Ok(Self { queue, numbers })
    }

    /// One of them for somebody at a moment.
    pub fn body(
        &self,
        (held, part): (&Held<Session>, Option<Part>),
        (state, now): (&AppState, Timestamp),
    ) -> SessionBody {
        let queue = self.queue.as_ref();
        let told = queue.and_then(|queue| queue.told(&state.desk, (&held.matter.id, now)));
        let number = held.state.handler().and_then(|agent| self.numbers.get(agent));
        let rating_asked = matches!(held.state.stage, Stage::Ended { rating: Rating::Asked, .. });
        SessionBody {
            head: MatterHead::of(held, part, (state, now)),
            state: Label::of("session", held.state.state()),
            conversation_id: conversation(&held.matter.origin).to_owned(),
            grown_out_of: matter(&held.matter.origin).map(MatterRef::of),
            center_name: state.desk.center_name(&held.state.center),
            center: held.state.center.clone(),
            guest_center: held.state.guest.clone(),
            agent_number: number.cloned(),
            position: told.map(|told| told.position),
            agents_present: told.map(|told| told.served),
            estimate: told.and_then(|told| told.estimate).map(Into::into),
            machine_answers: held.state.is_with_machine(),
            rating_asked,
        }
    }
}

/// Events as a client gets them, with the files that their lines name.
///
/// # Errors
/// When the database fails, or a row is none of this program's.
pub async fn told(
    state: &AppState,
    (session, events): (&str, impl Iterator<Item = MatterEvent>),
) -> Result<Vec<SessionEvent>, ApiError> {
    let mut told = events.map(SessionEvent::of).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<&str> = told.iter().flat_map(SessionEvent::file_ids).collect();
    let files = state.store.db.session_files(session, &ids).await?;
    for event in &mut told {
        let named = event.file_ids();
        // In the order of the line.
        let of_line = named.iter().filter_map(|id| files.iter().find(|file| file.id == **id));
        event.files = of_line.map(|file| AttachmentBody::from(file.clone())).collect();
    }
    Ok(told)
}

/// Whether somebody sees an event: what is whispered is for staff alone, and so is what was understood
/// of it.
pub fn shown(event: &MatterEvent, part: Option<Part>) -> bool {
    part != Some(Part::Owner) || !is_whispered(event)
}

fn is_whispered(event: &MatterEvent) -> bool {
    if event.action == Action::Transcribe.name() {
        return event.transcript().is_none_or(|transcript| transcript.whispered);
    }
    event.action == Action::Whisper.name()
}
