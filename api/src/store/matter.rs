//! Matters: what the desk has in hand, of every kind, and what happened to each.
//!
//! A matter changes by comparing and swapping its version; the event that tells it has that number.

pub mod change;
pub mod list;
pub mod look;

use serde::Deserialize;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_desk::line::Line;
use wenshui_desk::line::transcript::Transcript;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A matter as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// What it is, such as `reservation`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// The client's own id of its making.
    pub client_id: Option<String>,
    /// The id of what it grew out of, such as a conversation; empty where there is nothing.
    pub origin: String,
    /// How often it has changed, its making counted; the number of its last event.
    pub version: i64,
    /// Whose it is.
    pub owner: Owner,
    /// The subject of the agent it is assigned to; empty where it is any agent's of the center.
    pub handler: String,
    /// What lists find it by.
    pub filed: FiledAs,
    /// When time acts on it next, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// Its state, as JSON.
    pub body: String,
}

/// What lists find a matter by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FiledAs {
    /// The first column of its state.
    pub state: String,
    /// The second one; empty where it has none.
    pub progress: String,
    /// Its kind in the taxpayer's words.
    pub class: String,
    /// A second kind.
    pub category: String,
    /// How people meet.
    pub way: String,
    /// The text that is searched.
    pub words: String,
    /// The time that it is about, in milliseconds since 1970.
    pub starts_at: Option<i64>,
    /// When somebody took it on, in milliseconds since 1970.
    pub accepted_at: Option<i64>,
    /// The ids of the centers that have it in hand besides its own, each between bars.
    pub beside: String,
    /// Whether the desk is done with it.
    pub is_over: bool,
}

/// Something that happened to a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterEvent {
    /// Its number, which is the version of the matter after it.
    pub number: i64,
    /// What was done.
    pub action: String,
    /// Who did it; empty for time itself.
    pub actor: String,
    /// In what relation they stood to it.
    pub part: String,
    /// More about it, as JSON.
    pub body: String,
    /// The sender's own id of it, by which it is done once.
    pub client_id: Option<String>,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// What the body of an event tells of somebody's words.
#[derive(Deserialize)]
struct Told {
    line: Option<Line>,
    transcript: Option<Transcript>,
}

const FIND: &str = "SELECT * FROM matters WHERE kind = $1 AND id = $2";
impl Matter {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            kind: row.try_get("kind")?,
            id: row.try_get("id")?,
            number: row.try_get("number")?,
            client_id: row.try_get("client_id")?,
            origin: row.try_get("origin")?,
            version: row.try_get("version")?,
            owner: Owner::of(row)?,
            handler: row.try_get("handler")?,
            filed: FiledAs {
                state: row.try_get("state")?,
                progress: row.try_get("progress")?,
                class: row.try_get("class")?,
                category: row.try_get("category")?,
                way: row.try_get("way")?,
                words: row.try_get("words")?,
                starts_at: row.try_get("starts_at")?,
                accepted_at: row.try_get("accepted_at")?,
                beside: row.try_get("beside")?,
                is_over: row.try_get::<i64, _>("is_over")? == 1,
            },
            due_at: row.try_get("due_at")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            body: row.try_get("body")?,
        })
    }
}

impl MatterEvent {
    /// The line that was said with it.
    pub fn line(&self) -> Option<Line> {
        serde_json::from_str::<Told>(&self.body).ok()?.line
    }

    /// The transcript that it tells.
    pub fn transcript(&self) -> Option<Transcript> {
        serde_json::from_str::<Told>(&self.body).ok()?.transcript
    }

    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.try_get("number")?,
            action: row.try_get("action")?,
            actor: row.try_get("actor")?,
            part: row.try_get("part")?,
            body: row.try_get("body")?,
            client_id: row.try_get("client_id")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// One matter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matter(&self, kind: &str, id: &str) -> Result<Option<Matter>, StoreError> {
        let query = sqlx::query(FIND).bind(kind.to_owned()).bind(id.to_owned());
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(Matter::of).transpose()
    }
}
