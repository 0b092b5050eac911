//! What the server knows: the versions in service and single entries.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{OriginalUri, Path, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use wenshui_knowledge::entry::Entry;

use crate::error::{ApiError, ProblemBody};
use crate::state::AppState;

/// The knowledge in service.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionList {
    /// The versions, the one in service first.
    pub items: Vec<VersionBody>,
    /// Why the last attempts to take over changed knowledge or lists failed; empty when they did not.
    pub reload_problems: Vec<String>,
}

/// A knowledge version.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    /// Its name: the head of the hash over everything that shapes an answer.
    pub id: String,
    /// Its number, where it was published; 0 is the bundled knowledge.
    pub number: Option<i64>,
    /// The name of its lists of guard, emotions and intents, which are part of it.
    pub screen: String,
    /// Whether it is the one in service.
    pub current: bool,
    /// How many entries it has.
    pub entries: usize,
    /// How many wordings they have.
    pub wordings: usize,
    /// The encoder that made its vectors.
    pub encoder: String,
}

/// Lists the versions that can answer.
#[utoipa::path(
    get,
    path = "/v1/versions",
    tag = "knowledge",
    responses((status = 200, description = "The versions", body = VersionList))
)]
pub async fn versions(State(state): State<AppState>) -> Json<VersionList> {
    let version = state.engine.version();
    let current = VersionBody {
        id: version.id.clone(),
        number: state.versions.number(),
        screen: version.screen.signature().to_owned(),
        current: true,
        entries: version.base.entries.len(),
        wordings: version.documents.wordings as usize,
        encoder: version.encoder.id().to_owned(),
    };
    let reload_problems = state.reload_problems();
    Json(VersionList { items: vec![current], reload_problems })
}

/// Gives one entry with every field but the maintainers' remark.
#[utoipa::path(
    get,
    path = "/v1/entries/{id}",
    tag = "knowledge",
    params(("id" = String, Path, description = "The entry's id")),
    responses(
        (status = 200, description = "The entry", body = Entry),
        (status = 404, description = "No such entry", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn entry(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    // What is not UTF-8 names no entry.
    let Path(id) = id.map_err(|_| ApiError::new("not_found").with(&[uri.path()]))?;
    let version = state.engine.version();
    let at = version.entry(&id).filter(|at| !version.held_back.blocks(*at));
    let at = at.ok_or_else(|| ApiError::about("id", "unknown_entry", &[&id]))?;
    let shown = Entry { note: None, ..version.shown(at).clone() };
    Ok(Json(shown).into_response())
}
