//! What all matters have in common as they travel.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::machine::{Moment, Named};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::filing::Filed;
use crate::desk::step::Held;
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
        }
    }
}

/// The name of an account is nothing for taxpayers, who know agents by their numbers.
fn shown_handler(matter: &Matter, part: Option<Part>) -> Option<String> {
    let hidden = part == Some(Part::Owner) || matter.handler.is_empty();
    (!hidden).then(|| matter.handler.clone())
}

impl Label {
    /// A name of a family of states with its words; the name itself where the data has none.
    pub fn of(family: &str, name: &str) -> Self {
        let words = labels().get(family).and_then(|names| names.get(name));
        Self { name: name.to_owned(), label: words.map_or(name, String::as_str).to_owned() }
    }
}

/// The words of all names, by family.
///
/// # Panics
/// When the table that was compiled in is no table; a test reads it.
pub fn labels() -> &'static BTreeMap<String, BTreeMap<String, String>> {
    static LABELS: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    LABELS.get_or_init(|| {
        toml::from_str(include_str!("../../../data/labels.toml")).expect("the labels are TOML")
    })
}
