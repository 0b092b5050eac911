//! What maintainers decide about what jobs found: a finding is mended or left as it is, a suggestion is
//! carried out or not wanted.

use axum::Json;
use axum::extract::State;
use serde_json::Value;
use wenshui_eval::cluster::decided::{Decided, Fingerprint, SuggestionKind, Verdict};
use wenshui_eval::health::ignored::Dismissal;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::edit::read::edit;
use wenshui_knowledge::node::{NodeReader, json};

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody};
use crate::identity::access::Action;
use crate::jobs::kind::Work as _;
use crate::jobs::kinds::cluster::Cluster;
use crate::jobs::kinds::health::Health;
use crate::jobs::stage::Stage;
use crate::remembered::{self, DECIDED, IGNORED};
use crate::routes::kb::revisions::shown;
use crate::routes::kb::{may, remark, unusable};
use crate::state::AppState;
use crate::versions::carry::{Carried, NotCarried};
use crate::versions::revise::NotRevised;
use crate::wire::decision::{JobDecided, JobDecision, JobVerdict};

/// Decides about a finding of a job `health` or a suggestion of a job `cluster`: accepted, what it proposes
/// becomes revisions of who accepts it; rejected, it is not told again. Only for those who write knowledge.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/decisions",
    operation_id = "decide_job_item",
    tag = "maintenance",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The job's id")),
    request_body = JobDecision,
    responses(
        (status = 200, description = "It is decided", body = JobDecided),
        (status = 404, description = "No such job, or nothing in it has this id", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "The job found nothing to decide about, or a subject is in somebody's \
         hands or has changed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn decide(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<JobDecision>,
) -> Result<Json<JobDecided>, ApiError> {
    let by = may(&caller, Action::WriteKnowledge)?;
    caller.staff(Action::ReadJobs)?;
    let why = remark("why", request.why)?;
    let item = find(&state, (&id, &request.item)).await?;
    let carried = match request.verdict {
        JobVerdict::Accepted => item.carried(&request.item)?,
        JobVerdict::Rejected => None,
    };
    let mut revisions = Vec::new();
    if let Some((edits, carried)) = carried {
        let made = state.versions.shelf.carry_out((&edits, carried), &by).await;
        revisions = made.map_err(|error| refused(error, &request.item))?;
    }
    // What is not carried out is not remembered as if it were.
    let decided = (request.item.clone(), request.verdict);
    remember(&state, (item, decided), (by, why)).await?;
    Ok(Json(JobDecided {
        item: request.item,
        verdict: request.verdict,
        revisions: revisions.into_iter().map(|one| shown(one, &caller)).collect(),
    }))
}

/// Something that a job found.
enum Item {
    /// A finding, with what would mend it.
    Finding(Vec<Edit>),
    /// A suggestion, with what it would do.
    Suggestion(Fingerprint, Vec<Edit>),
}

impl Item {
    /// What accepting it carries out; nothing where accepting it is all there is to it.
    fn carried(&self, id: &str) -> Result<Option<(Vec<Edit>, Carried)>, ApiError> {
        match self {
            Self::Finding(edits) if edits.is_empty() => {
                Err(ApiError::about("item", "item_for_person", &[id]))
            }
            Self::Suggestion(_, edits) if edits.is_empty() => Ok(None),
            Self::Finding(edits) => Ok(Some((edits.clone(), Carried::Submitted))),
            Self::Suggestion(known, edits) => {
                // Of an entry that nobody has written yet only a person knows the answer.
                let carried = match known.kind {
                    SuggestionKind::Entry => Carried::Drafted,
                    SuggestionKind::Similar | SuggestionKind::Review => Carried::Submitted,
                };
                Ok(Some((edits.clone(), carried)))
            }
        }
    }
}

/// Finds an item among what came of a job.
async fn find(state: &AppState, (job_id, item): (&str, &str)) -> Result<Item, ApiError> {
    let job = state.store.db.job(job_id).await?;
    let job = job.ok_or_else(|| ApiError::new("unknown_job").with(&[job_id]))?;
    let name = match job.kind.as_str() {
        Health::KIND => "health.json",
        Cluster::KIND => "clusters.json",
        _ => return Err(ApiError::new("nothing_to_decide")),
    };
    if job.stage != Stage::Done {
        return Err(ApiError::in_state("nothing_to_decide", job.stage.name()));
    }
    let (files, id) = (state.jobs.files.clone(), job.id.clone());
    let read = tokio::task::spawn_blocking(move || files.read(&id, name)).await;
    let read = read.map_err(|error| ApiError::internal(&error))?;
    let gone = || ApiError::new("unknown_output").with(&[name]);
    let bytes = read.map_err(|error| ApiError::internal(&error))?.ok_or_else(gone)?;
    let report: Value =
        serde_json::from_slice(&bytes).map_err(|error| ApiError::internal(&error))?;
    let unknown = || ApiError::about("item", "unknown_item", &[item]);
    let is_wanted = |found: &&Value| found["id"] == item;
    if job.kind == Health::KIND {
        let mut findings = report["findings"].as_array().into_iter().flatten();
        let finding = findings.find(is_wanted).ok_or_else(unknown)?;
        return edits(finding["fix"]["edits"].as_array()).map(Item::Finding);
    }
    let clusters = report["clusters"].as_array().into_iter().flatten();
    let mut suggestions = clusters.map(|cluster| &cluster["suggestion"]);
    let suggestion = suggestions.find(is_wanted).ok_or_else(unknown)?;
    let known = serde_json::from_value(suggestion["fingerprint"].clone());
    let known = known.map_err(|error| ApiError::internal(&error))?;
    let edit = suggestion.get("edit").map(|edit| vec![edit.clone()]);
    Ok(Item::Suggestion(known, edits(edit.as_ref())?))
}

/// Edits as reports have them.
fn edits(values: Option<&Vec<Value>>) -> Result<Vec<Edit>, ApiError> {
    let mut found = Vec::new();
    for value in values.into_iter().flatten() {
        let node = json::parse(&value.to_string(), 1);
        let node = node.map_err(|problem| ApiError::internal(&problem))?;
        let mut reader = NodeReader::default();
        found.extend(edit(&node, &mut reader));
        let problems = reader.into_problems();
        if !problems.is_empty() {
            return Err(unusable(&problems));
        }
    }
    Ok(found)
}

/// Remembers what was decided; of a finding that is mended nothing, as it is gone by then.
async fn remember(
    state: &AppState,
    (item, (id, verdict)): (Item, (String, JobVerdict)),
    (by, why): (String, String),
) -> Result<(), ApiError> {
    let data = state.config.data.clone();
    let write = match (item, verdict) {
        (Item::Finding(_), JobVerdict::Accepted) => return Ok(()),
        (Item::Finding(_), JobVerdict::Rejected) => {
            if why.trim().is_empty() {
                return Err(ApiError::about("why", "bad_value", &["why", "", "1 - 1000"]));
            }
            let on = Some(clock::today().to_string());
            let line = Dismissal { id, who: by, why, on };
            tokio::task::spawn_blocking(move || remembered::add(&data.join(IGNORED), &[line]))
        }
        (Item::Suggestion(fingerprint, _), verdict) => {
            let verdict = match verdict {
                JobVerdict::Accepted => Verdict::Accepted,
                JobVerdict::Rejected => Verdict::Rejected,
            };
            let line = Decided { fingerprint, verdict };
            tokio::task::spawn_blocking(move || remembered::add(&data.join(DECIDED), &[line]))
        }
    };
    let written = write.await.map_err(|error| ApiError::internal(&error))?;
    written.map_err(|error| ApiError::internal(&format!("{error:#}")))
}

fn refused(error: NotCarried, item: &str) -> ApiError {
    match error {
        NotCarried::Problems(problems) => {
            let faults = unusable(&problems).faults;
            ApiError { faults, ..ApiError::new("item_outdated").with(&[item]) }
        }
        NotCarried::Conflict(one) => {
            ApiError::in_state("revision_changed", one.revision.stage.name())
        }
        NotCarried::Revised(NotRevised::Held(others)) => match others.into_iter().next() {
            Some(other) => {
                let error = ApiError::in_state("subject_held", other.revision.stage.name());
                error.with(&[&other.subject, &other.revision.author, &other.id])
            }
            None => ApiError::new("publish_lost"),
        },
        NotCarried::Revised(NotRevised::Lost) => ApiError::in_state("revision_changed", "changed"),
        NotCarried::Revised(NotRevised::Refused(why)) => ApiError::internal(&why),
        NotCarried::Revised(NotRevised::Shelf(error)) => error.into(),
    }
}
