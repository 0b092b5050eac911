//! Entries as those see them who maintain them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use wenshui_knowledge::entry::Entry;

use crate::store::knowledge::revision::KbRevision;
use crate::wire::knowledge::revision::RevisionBody;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KbEntryQuery {
    /// A text that the id, a wording or the answer holds.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// A topic.
    #[param(max_length = 200)]
    pub topic: Option<String>,
    /// A tag.
    #[param(max_length = 200)]
    pub tag: Option<String>,
    /// The administrative code of a place: only those written for it or for a place within.
    #[param(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// Only those with a revision in this state, or `open` for all that have one.
    pub state: Option<String>,
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
}

/// A page of the entries in service, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbEntryList {
    /// How many there are on all pages.
    pub total: usize,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<KbEntryItem>,
}

/// An entry in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbEntryItem {
    /// Its id.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// How many wordings it has.
    pub wordings: usize,
    /// Its topic.
    pub topic: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The tax or fee that it is about.
    pub tax: Option<String>,
    /// Where it holds, as administrative codes; everywhere without any.
    pub regions: Vec<String>,
    /// When somebody last held it against the law.
    #[schema(format = Date)]
    pub reviewed_on: Option<String>,
    /// The first day on which it holds.
    #[schema(format = Date)]
    pub valid_from: Option<String>,
    /// The last day on which it holds.
    #[schema(format = Date)]
    pub valid_to: Option<String>,
    /// The revision that is open.
    pub revision: Option<KbOpenRevision>,
}

/// A revision that is open.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KbOpenRevision {
    /// Its id.
    pub id: String,
    /// Its state.
    pub state: String,
    /// Its author.
    pub author: String,
}

/// An entry with everything.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbEntry {
    /// The entry in service; nothing where it is not there, or not there yet.
    #[schema(value_type = Option<Entry>)]
    pub entry: Option<Value>,
    /// What was and is to be done to it, the last first.
    pub revisions: Vec<RevisionBody>,
}

/// A question to what is not published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KbPreviewRequest {
    /// The question, 1 to 300 characters after trimming.
    #[schema(min_length = 1, max_length = 300)]
    pub question: String,
    /// Entries in the place of those with their ids, or beside the others.
    #[schema(value_type = Vec<Entry>)]
    pub entries: Vec<Value>,
    /// Ids of entries that are to be gone.
    #[serde(default)]
    pub removed: Vec<String>,
    /// The administrative code of the place asked from.
    #[schema(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the asker is.
    pub taxpayer_type: Option<String>,
    /// The day whose rules are asked for; today in Shanghai where it is missing.
    #[schema(format = Date)]
    pub as_of: Option<String>,
    /// The version that is asked, by its id or its number, in the place of the one in service.
    #[schema(max_length = 100)]
    pub kb_version: Option<String>,
    /// How many candidates to show, 1 to 50.
    #[schema(minimum = 1, maximum = 50, default = 5)]
    pub top_k: Option<i64>,
}

/// An entry whose own wordings are tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KbWordingsRequest {
    /// The entry as it would be.
    #[schema(value_type = Entry)]
    pub entry: Value,
}

/// What the wordings of an entry would find.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbWordingsTried {
    /// Each of them, the standard question first.
    pub items: Vec<KbWordingTried>,
}

/// What a wording would find.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbWordingTried {
    /// The wording.
    pub wording: String,
    /// What would be decided.
    pub decision: String,
    /// How likely the first candidate is right, 0 to 1.
    pub confidence: f32,
    /// The entry of the first candidate.
    pub found: Option<String>,
    /// Its standard question.
    pub question: Option<String>,
}

impl From<&KbRevision> for KbOpenRevision {
    fn from(one: &KbRevision) -> Self {
        Self {
            id: one.id.clone(),
            state: one.revision.stage.name().to_owned(),
            author: one.revision.author.clone(),
        }
    }
}
