//! Shared answers as they travel.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use wenshui_knowledge::entry::{Basis, Block};

/// A link to an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareResponse {
    /// The link; relative where the operator names no public address.
    pub url: String,
    /// The token in it.
    pub token: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// An answer that somebody shared: the entry's words, and nothing of who asked or how.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedBody {
    /// The entry.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// The answer's blocks.
    #[schema(value_type = Vec<Block>)]
    pub blocks: Value,
    /// What grounds it.
    #[schema(value_type = Vec<Basis>)]
    pub basis: Value,
    /// The knowledge version that answered.
    pub kb_version: String,
    /// When it was answered: what has come into force since is not in it.
    #[schema(format = DateTime)]
    pub answered_at: String,
    /// When the link ends.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// How far it holds.
    pub disclaimer: String,
}
