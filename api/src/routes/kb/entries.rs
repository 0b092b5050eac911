//! Entries with everything that those see who maintain them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use wenshui_knowledge::contents::{Subject, entry_body};
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::revision::OPEN;

use crate::caller::Caller;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf};
use crate::identity::access::Action;
use crate::routes::kb::revisions::shown;
use crate::routes::kb::{PAGE, condition, may, page};
use crate::state::AppState;
use crate::store::knowledge::revision::{KbRevision, SoughtRevisions};
use crate::wire::knowledge::entry::{
    KbEntry, KbEntryItem, KbEntryList, KbEntryQuery, KbOpenRevision,
};
use crate::wire::request::region as region_of;

/// Lists the entries in service. Only for those who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/entries",
    operation_id = "list_kb_entries",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(KbEntryQuery),
    responses(
        (status = 200, description = "A page", body = KbEntryList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<KbEntryQuery>,
) -> Result<Json<KbEntryList>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let (page, (offset, _)) = page(query.page)?;
    let sought = Sought {
        text: condition("q", query.q)?,
        topic: condition("topic", query.topic)?,
        tag: condition("tag", query.tag)?,
        region: query.region.as_deref().map(region_of).transpose()?,
        state: checked(query.state)?,
    };
    let open = state.store.db.open_kb_revisions(i64::MAX).await?;
    let open: HashMap<&str, &KbRevision> =
        open.iter().map(|one| (one.subject.as_str(), one)).collect();
    let version = state.engine.version();
    let revision = |entry: &Entry| open.get(format!("entry/{}", entry.id).as_str()).copied();
    let fits = |entry: &&Entry| sought.fits(entry, revision(entry));
    // A large base is looked through on a thread that may be held.
    let look = || version.base.entries.iter().filter(fits).collect();
    let found: Vec<&Entry> = tokio::task::block_in_place(look);
    let some = found.iter().skip(offset as usize).take(PAGE as usize);
    let items = some.map(|entry| item(entry, revision(entry).map(Into::into))).collect();
    Ok(Json(KbEntryList { total: found.len(), page, items }))
}

/// Shows an entry with its remark and its revisions. Only for those who write, review, publish or audit
/// knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/entries/{id}",
    operation_id = "show_kb_entry",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The entry's id")),
    responses(
        (status = 200, description = "The entry", body = KbEntry),
        (status = 404, description = "No such entry", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<KbEntry>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let version = state.engine.version();
    let entry = version.entry(&id).map(|at| &version.base.entries[at as usize]);
    let sought = SoughtRevisions {
        subject: Subject::Entry(id.clone()).to_string(),
        page: (0, PAGE),
        ..SoughtRevisions::default()
    };
    let (_, revisions) = state.store.db.kb_revisions(&sought).await?;
    if entry.is_none() && revisions.is_empty() {
        return Err(ApiError::about("id", "unknown_entry", &[&id]));
    }
    Ok(Json(KbEntry {
        entry: entry.and_then(|entry| serde_json::from_str(&entry_body(entry)).ok()),
        revisions: revisions.into_iter().map(|one| shown(one, &caller)).collect(),
    }))
}

/// What entries are sought by; an empty text is no condition.
struct Sought {
    text: String,
    topic: String,
    tag: String,
    region: Option<Region>,
    state: String,
}

impl Sought {
    fn fits(&self, entry: &Entry, open: Option<&KbRevision>) -> bool {
        let holds = |text: &str| text.contains(&self.text);
        let text = self.text.is_empty()
            || holds(&entry.id)
            || entry.wordings().any(holds)
            || entry.answer.as_deref().is_some_and(holds);
        let topic = self.topic.is_empty() || entry.topic.as_deref() == Some(self.topic.as_str());
        let tag = self.tag.is_empty() || entry.tags.contains(&self.tag);
        let region = self.region.is_none_or(|region| is_for(entry, region));
        let state = match self.state.as_str() {
            "" => true,
            "open" => open.is_some(),
            state => open.is_some_and(|one| one.revision.stage.name() == state),
        };
        text && topic && tag && region && state
    }
}

/// Whether an entry was written for a place or for one within it.
fn is_for(entry: &Entry, region: Region) -> bool {
    let mut regions = entry.regions.iter().filter_map(|code| Region::parse(code));
    regions.any(|own| own.is_within(region))
}

fn checked(state: Option<String>) -> Result<String, ApiError> {
    let state = state.unwrap_or_default();
    let known = ["", "open"].iter().chain(&OPEN).any(|known| *known == state);
    if known {
        return Ok(state);
    }
    let known = format!("open, {}", OPEN.join(", "));
    Err(ApiError::about("state", "bad_value", &["state", &state, &known]))
}

fn item(entry: &Entry, revision: Option<KbOpenRevision>) -> KbEntryItem {
    KbEntryItem {
        id: entry.id.clone(),
        question: entry.question.clone(),
        wordings: entry.wordings().count(),
        topic: entry.topic.clone(),
        tags: entry.tags.clone(),
        tax: entry.tax.clone(),
        regions: entry.regions.clone(),
        reviewed_on: entry.reviewed_on.map(|day| day.to_string()),
        valid_from: entry.valid_from.map(|day| day.to_string()),
        valid_to: entry.valid_to.map(|day| day.to_string()),
        revision,
    }
}
