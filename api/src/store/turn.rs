//! Turns: a question and what was answered.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::conversation::Beginning;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::interception::NewInterception;
use crate::store::owner::Owner;

/// A turn to be stored.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// The conversation, with what it begins with if this is its first turn.
    pub conversation: Beginning,
    /// Whether the conversation's id was made for this turn, so that no row of it can be there.
    pub begins: bool,
    /// The answer's id.
    pub answer_id: String,
    /// The client's own id of the turn.
    pub client_id: Option<String>,
    /// How the question came about.
    pub source: &'static str,
    /// The question as it was asked; it is redacted when it is written.
    pub question: String,
    /// The option that was clicked.
    pub option_id: Option<String>,
    /// What was done with the question.
    pub decision: &'static str,
    /// The entry that answered.
    pub entry_id: Option<String>,
    /// How likely it was right, 0 to 1.
    pub confidence: f32,
    /// The knowledge version that answered.
    pub kb_version: String,
    /// The whole answer as JSON.
    pub reply: String,
    /// What the guard did.
    pub guard_action: &'static str,
    /// The guard's rule.
    pub guard_rule: Option<String>,
    /// The asker's emotion.
    pub emotion: Option<&'static str>,
    /// How many questions were offered with the answer.
    pub offered: Offered,
    /// Whether it says that the turn before it solved nothing.
    pub unsolved: bool,
    /// What the guard recorded of it; written with the turn or not at all.
    pub stopped: Vec<NewInterception>,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// How many questions were offered with an answer, by the source that a click on one has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offered {
    /// Guesses where nothing matched.
    pub guesses: usize,
    /// Options of a question back.
    pub options: usize,
    /// What people ask next, and what is near.
    pub followups: usize,
}

/// A turn as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The answer's id.
    pub answer_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The number of its event.
    pub seq: i64,
    /// The client's own id of the turn.
    pub client_id: Option<String>,
    /// How the question came about.
    pub source: String,
    /// The question without what is personal.
    pub question: String,
    /// The option that was clicked.
    pub option_id: Option<String>,
    /// What was done with the question.
    pub decision: String,
    /// The whole answer as JSON.
    pub reply: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// Which turns of a conversation are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Only turns with a smaller number.
    pub before: i64,
    /// At most so many.
    pub limit: i64,
}

const PAGE: &str = "SELECT * FROM turns WHERE conversation_id = $1 AND seq < $2 \
    ORDER BY seq DESC LIMIT $3";
const BY_ANSWER: &str = "SELECT * FROM turns WHERE answer_id = $1";
pub(super) const BY_CLIENT: &str =
    "SELECT * FROM turns WHERE conversation_id = $1 AND client_id = $2";

impl Turn {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            answer_id: row.try_get("answer_id")?,
            conversation_id: row.try_get("conversation_id")?,
            owner: Owner::of(row)?,
            seq: row.try_get("seq")?,
            client_id: row.try_get("client_id")?,
            source: row.try_get("source")?,
            question: row.try_get("question_masked")?,
            option_id: row.try_get("option_id")?,
            decision: row.try_get("decision")?,
            reply: row.try_get("reply")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// Turns of a conversation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turns(&self, conversation_id: &str, page: Page) -> Result<Vec<Turn>, StoreError> {
        let query = sqlx::query(PAGE).bind(conversation_id.to_owned());
        let rows = query.bind(page.before).bind(page.limit).fetch_all(&self.pool).await?;
        rows.iter().map(Turn::of).collect()
    }

    /// The turn that gave an answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turn_of_answer(&self, answer_id: &str) -> Result<Option<Turn>, StoreError> {
        let query = sqlx::query(BY_ANSWER).bind(answer_id.to_owned());
        query.fetch_optional(&self.pool).await?.as_ref().map(Turn::of).transpose()
    }

    /// The turn that a client has already made under an id of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turn_of_client(
        &self,
        conversation_id: &str,
        client_id: &str,
    ) -> Result<Option<Turn>, StoreError> {
        let query = sqlx::query(BY_CLIENT).bind(conversation_id.to_owned());
        let row = query.bind(client_id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Turn::of).transpose()
    }
}
