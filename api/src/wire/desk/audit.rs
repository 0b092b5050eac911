//! Who did what, as it travels.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::clock;
use crate::store::audit::Deed;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The first day; six days before the last where it is missing.
    #[param(format = Date)]
    pub from: Option<String>,
    /// The last day, inclusive; today where it is missing. At most 31 days in all.
    #[param(format = Date)]
    pub until: Option<String>,
    /// A kind of matter, such as `session` or `reservation`.
    #[param(max_length = 100)]
    pub kind: Option<String>,
    /// The id or the number of a matter.
    #[param(max_length = 100)]
    pub matter: Option<String>,
    /// An account.
    #[param(max_length = 200)]
    pub actor: Option<String>,
    /// An action, such as `take_over`.
    #[param(max_length = 100)]
    pub action: Option<String>,
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
    /// `json`, or `csv` for everything at once, at most ten thousand entries.
    #[param(default = "json")]
    pub format: Option<String>,
}

/// A page of what was done, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Audit {
    /// How much there is on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// That of the page.
    pub items: Vec<AuditEntry>,
}

/// That somebody did something. What was said in it is left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The kind of matter.
    pub kind: String,
    /// The id of the matter.
    pub matter_id: String,
    /// What people call it by.
    pub number: String,
    /// The center of the matter.
    pub center: String,
    /// What was done.
    pub action: String,
    /// In what relation: `owner`, `handler`, `supervisor`, `clock` and others.
    pub part: String,
    /// The account; empty for time itself and for people without a token.
    pub actor: String,
    /// The state after it.
    pub state: String,
    /// The number of the event in the matter.
    pub event: i64,
}

impl From<Deed> for AuditEntry {
    fn from(deed: Deed) -> Self {
        let body: Value = serde_json::from_str(&deed.body).unwrap_or_default();
        let (kind, matter_id, number) = deed.matter;
        Self {
            at: clock::rfc3339(deed.created_at),
            kind,
            matter_id,
            number,
            center: deed.center,
            action: deed.action,
            part: deed.part,
            actor: deed.actor,
            state: body["state"].as_str().unwrap_or_default().to_owned(),
            event: deed.event,
        }
    }
}

impl AuditEntry {
    /// The entry as the cells of a row.
    pub fn cells(self) -> Vec<String> {
        let event = self.event.to_string();
        let Self { at, kind, number, center, action, part, actor, state, .. } = self;
        vec![at, kind, number, center, action, part, actor, state, event]
    }
}
