//! What maintainers decide about what jobs found, as it travels.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::knowledge::revision::RevisionBody;

/// What is decided about a finding or a suggestion.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobDecision {
    /// The id of a finding of a job `health`, or of a suggestion of a job `cluster`.
    #[schema(max_length = 100)]
    pub item: String,
    /// `accepted`: what it proposes becomes revisions; `rejected`: it is not told again.
    pub verdict: JobVerdict,
    /// Why; a finding that is left as it is needs it.
    #[schema(max_length = 1000)]
    pub why: Option<String>,
}

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobVerdict {
    /// It is carried out.
    Accepted,
    /// It is not wanted.
    Rejected,
}

/// What came of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobDecided {
    /// The finding or suggestion.
    pub item: String,
    /// What was decided.
    pub verdict: JobVerdict,
    /// The revisions that ask for what was accepted: in the hands of who accepted it, submitted, or drafts
    /// where something is still to be written.
    pub revisions: Vec<RevisionBody>,
}
