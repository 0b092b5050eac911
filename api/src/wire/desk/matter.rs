//! What all matters have in common as they travel.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::machine::{Moment, Named};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::filing::Filed;
use crate::desk::step::Held;
use crate::label;
use crate::state::AppState;
use crate::store::matter::Matter;

/// A name of a state with its words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Label {
    /// The name, which is a promise.
    pub name: String,
    /// What it is called, in Chinese.
    pub label: String,
}

/// Another matter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatterRef {
    /// What it is, such as `reservation`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// What every matter says of itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterHead {
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// How often it has changed; the number of its last event.
    pub version: i64,
    /// The agent it is assigned to, for staff; null where it is any agent's of the center.
    pub handler: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What whoever asks may do with it now.
    pub allowed_actions: Vec<&'static str>,
    /// The session that grew out of it, where one did; told of one alone and not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
}

impl MatterHead {
    /// The head of a matter for somebody at a moment; who only looks may do nothing.
    pub fn of<M: Filed>(
        held: &Held<M>,
        part: Option<Part>,
        (state, now): (&AppState, Timestamp),
    ) -> Self {
        let at = Moment { now, profile: &state.desk.profile };
        let allowed = part.map(|part| held.state.allowed(part, &at)).unwrap_or_default();
        Self {
            id: held.matter.id.clone(),
            number: held.matter.number.clone(),
            version: held.matter.version,
            handler: shown_handler(&held.matter, part),
            created_at: clock::rfc3339(held.matter.created_at),
            updated_at: clock::rfc3339(held.matter.updated_at),
            allowed_actions: allowed.into_iter().map(Named::name).collect(),
            session_id: None,
        }
    }
}

/// The name of an account is nothing for taxpayers, who know agents by their numbers.
fn shown_handler(matter: &Matter, part: Option<Part>) -> Option<String> {
    let hidden = part == Some(Part::Owner) || matter.handler.is_empty();
    (!hidden).then(|| matter.handler.clone())
}

impl MatterRef {
    /// A matter by its kind and id.
    pub fn of((kind, id): (&str, &str)) -> Self {
        Self { kind: kind.to_owned(), id: id.to_owned() }
    }
}

impl Label {
    /// An action on things of a kind with its words.
    pub fn of_action(kind: &str, name: &str) -> Self {
        Self { name: name.to_owned(), label: label::action(kind, name).to_owned() }
    }

    /// A name of a family of states with its words; the name itself where the data has none.
    pub fn of(family: &str, name: &str) -> Self {
        Self { name: name.to_owned(), label: label::label(family, name).unwrap_or(name).to_owned() }
    }
}
