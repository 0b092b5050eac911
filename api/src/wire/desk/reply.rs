//! What helps an agent to answer, as it travels: prepared replies, and what the machine proposes.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clock;
use crate::store::canned::Canned;

/// Which prepared replies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RepliesQuery {
    /// What title or text has to hold.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
}

/// A reply that is prepared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyRequest {
    /// What it is found by.
    #[schema(max_length = 50)]
    pub title: String,
    /// What is said.
    #[schema(max_length = 2000)]
    pub text: String,
    /// Whether it is the center's; only supervisors make such. It stays as it is when it is changed.
    #[serde(default)]
    pub shared: bool,
}

/// A prepared reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreparedReply {
    /// Its id; a line `canned` names it.
    pub id: String,
    /// What it is found by.
    pub title: String,
    /// What is said.
    pub text: String,
    /// Whether it is the center's.
    pub shared: bool,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A page of prepared replies, by title.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replies {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<PreparedReply>,
}

/// What the machine proposes to the agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assist {
    /// What is answered: of the taxpayer's last ten lines the newest to which anything is proposed, else
    /// the newest; null where there are none.
    pub question: Option<String>,
    /// The number of their event.
    pub number: Option<i64>,
    /// The version of the knowledge.
    pub kb_version: String,
    /// The answers, the likeliest first; at most three.
    pub proposals: Vec<Proposal>,
}

/// An answer that the machine proposes; a line `assist` sends it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// The ids of the entries that it rests on.
    pub entries: Vec<String>,
    /// The question of the entry.
    pub question: String,
    /// What may be said, cut where a line may be no longer.
    pub text: String,
    /// How likely it is right, 0 to 1.
    pub confidence: f32,
}

impl From<Canned> for PreparedReply {
    fn from(of: Canned) -> Self {
        Self {
            shared: of.owner.subject.is_empty(),
            id: of.id,
            title: of.title,
            text: of.text,
            updated_at: clock::rfc3339(of.updated_at),
        }
    }
}
