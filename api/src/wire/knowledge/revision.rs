//! Revisions as they travel.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use wenshui_knowledge::difference::SubjectDifference;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::revision::{Action, Stage};

use crate::clock;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::KbRevision;

/// What a subject is to be: one of the three.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KbBody {
    /// The entry.
    #[schema(value_type = Option<Entry>)]
    pub entry: Option<Value>,
    /// The text of a file.
    #[schema(max_length = 190_000)]
    pub text: Option<String>,
    /// Whether it is to go.
    #[serde(default)]
    pub remove: bool,
}

/// A wish to change something.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionRequest {
    /// What changes: `entry/ID`, `concepts/FILE.tsv`, `screen/FILE` or `settings`.
    #[schema(max_length = 120)]
    pub subject: String,
    /// What it is to be.
    pub body: KbBody,
    /// A remark for reviewers.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// Something that is done to a revision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionAction {
    /// `change`, `submit`, `take_back`, `withdraw`, `approve` or `reject`.
    pub action: String,
    /// The version of the revision that is meant; another one is refused.
    pub version: Option<i64>,
    /// Of `change`: what the subject is to be.
    pub body: Option<KbBody>,
    /// Of `reject`: why.
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}

/// Which revisions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RevisionQuery {
    /// `open` for all that are, or one of the states.
    pub state: Option<String>,
    /// An author.
    #[param(max_length = 200)]
    pub author: Option<String>,
    /// A subject.
    #[param(max_length = 120)]
    pub subject: Option<String>,
    /// The number of the version that brought them.
    #[param(minimum = 1)]
    pub published_in: Option<i64>,
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
}

/// A page of revisions, the last changed first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionList {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<RevisionBody>,
}

/// A revision.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionBody {
    /// Its id.
    pub id: String,
    /// What it changes.
    pub subject: String,
    /// `draft`, `submitted`, `approved`, `rejected`, `published` or `withdrawn`.
    pub state: String,
    /// Who wishes it.
    pub author: String,
    /// Who judged it.
    pub reviewer: Option<String>,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// The number of the version that brought it.
    pub published_in: Option<i64>,
    /// A remark of its author.
    pub note: String,
    /// How often it has changed.
    pub version: i64,
    /// Whether its subject is to go.
    pub removes: bool,
    /// The entry that takes the place of the one that is there.
    #[schema(value_type = Option<Entry>)]
    pub entry: Option<Value>,
    /// The text of a file that does.
    pub text: Option<String>,
    /// What may be done with it by who asks.
    pub allowed_actions: Vec<String>,
    /// Whether what it changes has changed since; asked for alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<bool>,
    /// What would differ from what is in service; asked for alone, where it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<SubjectDifference>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl RevisionBody {
    /// A revision with what may be done with it.
    pub fn new(one: KbRevision, allowed: &[Action]) -> Self {
        let KbRevision { id, subject, revision, note, version, created_at, updated_at } = one;
        let is_entry = subject.starts_with("entry/");
        let (reason, published_in) = match &revision.stage {
            Stage::Rejected { reason, .. } => (Some(reason.clone()), None),
            Stage::Published { version, .. } => (None, Some(*version)),
            _ => (None, None),
        };
        let entry = revision.body.as_deref().filter(|_| is_entry);
        Self {
            id,
            subject,
            state: revision.stage.name().to_owned(),
            reviewer: revision.stage.reviewer().map(str::to_owned),
            reason,
            published_in,
            note,
            version,
            removes: revision.body.is_none(),
            entry: entry.and_then(|body| serde_json::from_str(body).ok()),
            text: revision.body.filter(|_| !is_entry),
            author: revision.author,
            allowed_actions: allowed.iter().map(|action| action.name().to_owned()).collect(),
            conflict: None,
            difference: None,
            created_at: clock::rfc3339(created_at),
            updated_at: clock::rfc3339(updated_at),
        }
    }
}

/// An entry as it is being written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KbCheckRequest {
    /// The entry, however unfinished.
    #[schema(value_type = Entry)]
    pub entry: Value,
}

/// What is wrong with it, by itself and among the others.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbChecked {
    /// Everything, in the order of its fields.
    pub problems: Vec<KbProblem>,
}

/// A problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbProblem {
    /// `error`: it cannot be published; `warning`: it is worth a look.
    pub severity: String,
    /// The field, such as `basis[1].number`; empty for the whole.
    pub field: String,
    /// The kind of problem as a stable name.
    pub code: String,
    /// The problem in words.
    pub detail: String,
}

impl From<Problem> for KbProblem {
    fn from(problem: Problem) -> Self {
        Self {
            severity: problem.severity.name().to_owned(),
            detail: problem.words(),
            field: problem.field,
            code: problem.code.to_owned(),
        }
    }
}

/// Which deeds are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KbAuditQuery {
    /// An account.
    #[param(max_length = 200)]
    pub actor: Option<String>,
    /// An action, such as `approve` or `publish`.
    #[param(max_length = 100)]
    pub action: Option<String>,
    /// A subject.
    #[param(max_length = 120)]
    pub subject: Option<String>,
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
}

/// A page of what was done to the knowledge, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbAudit {
    /// How much there is on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// That of the page.
    pub items: Vec<KbAuditEntry>,
}

/// That somebody did something.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbAuditEntry {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The account.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to; empty where it concerns many.
    pub subject: String,
    /// The revision; empty where it concerns many or none.
    pub revision_id: String,
    /// The number of the version, where it concerns one.
    pub version: i64,
    /// More about it.
    pub detail: String,
}

impl From<KbDeed> for KbAuditEntry {
    fn from(deed: KbDeed) -> Self {
        Self {
            at: clock::rfc3339(deed.created_at),
            actor: deed.actor,
            action: deed.action,
            subject: deed.subject,
            revision_id: deed.revision_id,
            version: deed.version,
            detail: deed.detail,
        }
    }
}
