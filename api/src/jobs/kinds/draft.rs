//! What is not published and is tried: revisions that are open, or entries as they are written.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Handle;
use wenshui_knowledge::contents::{Change, Subject, read_entry};
use wenshui_knowledge::revision::Stage;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::state::AppState;
use crate::store::knowledge::revision::KbRevision;

/// What is tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Revisions by their ids, whoever has them in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisions: Option<Vec<String>>,
    /// Entries as they are written, over those of the revisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Value>,
    /// Ids of entries that are to go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

impl Draft {
    /// Finds what is wrong with it before it is tried.
    ///
    /// # Errors
    /// `unknown_revision`, `bad_entry_id`, `nothing_to_try`.
    pub fn check(&self, state: &AppState) -> Result<(), ApiError> {
        self.entries()?;
        if self.revisions(state)?.is_empty() && self.entries.is_empty() && self.removed.is_empty() {
            return Err(ApiError::about("params.revisions", "nothing_to_try", &[]));
        }
        Ok(())
    }

    /// What it changes: revisions first, in the order in which they were last changed.
    ///
    /// # Errors
    /// As of [`check`](Self::check), or with every problem of its entries.
    pub fn changes(&self, state: &AppState) -> Result<Vec<Change>, Failure> {
        let mut changes: Vec<Change> = self.revisions(state)?.iter().filter_map(change).collect();
        let entries = self.entries()?;
        for entry in &entries {
            if let (Subject::Entry(id), Some(body)) = (&entry.subject, &entry.body) {
                let (_, problems) = read_entry(id, body);
                if !problems.is_empty() {
                    return Err(Failure::Unusable(problems));
                }
            }
        }
        changes.extend(entries);
        let gone = |id: &String| Change { subject: Subject::Entry(id.clone()), body: None };
        changes.extend(self.removed.iter().map(gone));
        Ok(changes)
    }

    /// The revisions that are meant; where nothing is named at all, those that wait for a review or for
    /// being published.
    fn revisions(&self, state: &AppState) -> Result<Vec<KbRevision>, ApiError> {
        let open = state.store.db.open_kb_revisions(i64::MAX);
        let mut open = Handle::current().block_on(open)?;
        let Some(wanted) = &self.revisions else {
            let is_waiting = |one: &KbRevision| {
                matches!(one.revision.stage, Stage::Submitted | Stage::Approved(_))
            };
            let is_named = !self.entries.is_empty() || !self.removed.is_empty();
            open.retain(|one| is_waiting(one) && !is_named);
            return Ok(open);
        };
        let is_open = |id: &String| open.iter().any(|one| one.id == *id);
        if let Some(unknown) = wanted.iter().find(|id| !is_open(id)) {
            return Err(ApiError::about("params.revisions", "unknown_revision", &[unknown]));
        }
        open.retain(|one| wanted.contains(&one.id));
        Ok(open)
    }

    fn entries(&self) -> Result<Vec<Change>, ApiError> {
        let read = |entry: &Value| {
            let id = entry["id"].as_str().and_then(|id| Subject::parse(&format!("entry/{id}")));
            let bad = || ApiError::about("params.entries", "bad_entry_id", &[]);
            Ok(Change { subject: id.ok_or_else(bad)?, body: Some(entry.to_string()) })
        };
        self.entries.iter().map(read).collect()
    }
}

fn change(one: &KbRevision) -> Option<Change> {
    let subject = Subject::parse(&one.subject)?;
    Some(Change { subject, body: one.revision.body.clone() })
}
