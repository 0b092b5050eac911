//! What goes with a move into its transaction: seats, what it owes to others, whom a conversation talks
//! with from then on, and whether a desk outside hears of it.

use jiff::Timestamp;
use serde_json::json;
use wenshui_desk::effect::Effect;

use crate::desk::filing::Filed;
use crate::desk::origin::{self, conversation};
use crate::state::AppState;
use crate::store::agent::{SeatChange, SeatMove};
use crate::store::conversation::Status;
use crate::store::matter::Matter;
use crate::store::owed::Owed;
use crate::store::talking::Talking;

/// The seats that a move takes and gives back.
pub fn seats(
    effects: &[Effect],
    (before, after): (&str, &str),
    (take, now): (SeatMove, Timestamp),
) -> Vec<SeatChange> {
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

/// What a move owes to others. Seats are moved and what a session says is said with it, a notice enters
/// its boxes with it, and a telephone is called while the request that has its number lasts, for the
/// number is kept nowhere. Where nobody hears, no recording waits to be heard.
pub fn owed(
    (effects, hears): (&[Effect], bool),
    (matter, version): (&Matter, i64),
    (before, after): (&str, &str),
) -> Vec<Owed> {
    let owes = |effect: &Effect| match effect {
        Effect::FreeSeat
        | Effect::TakeSeat
        | Effect::Greet
        | Effect::AskRating
        | Effect::Push
        | Effect::Dial => false,
        Effect::Transcribe => hears,
        Effect::EndOrigin => origin::matter(&matter.origin).is_some(),
        _ => true,
    };
    let one = |(place, effect): (usize, &Effect)| Owed {
        id: format!("{}:{}:{version}:{place}", matter.kind, matter.id),
        kind: matter.kind.clone(),
        matter_id: matter.id.clone(),
        effect: *effect,
        before: before.to_owned(),
        after: after.to_owned(),
        tries: 0,
        created_at: matter.updated_at,
    };
    effects.iter().filter(|effect| owes(effect)).enumerate().map(one).collect()
}

/// Whom the conversation of a talk talks with, where the talk is in another state than it was.
pub fn talking<M: Filed>(matter: &Matter, (was, now): (&str, &M)) -> Option<Talking> {
    let status = if now.with_person()? { Status::WithPerson } else { Status::Active };
    let origin = conversation(&matter.origin);
    let changed = was != now.state() && !origin.is_empty();
    changed.then(|| Talking {
        conversation_id: origin.to_owned(),
        status,
        told: json!({"session_id": matter.id, "state": now.state()}).to_string(),
    })
}

/// Whether a backend outside is to hear of it.
pub fn is_outward<M: Filed>(state: &AppState, now: &M) -> bool {
    state.config.backend.is_some() && now.with_person().is_some()
}
