//! A conversation: whose it is, and whether it still takes turns.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::new_event::{EventKind, NewEvent, tell};
use crate::store::owner::Owner;
use crate::store::redact::redact;

/// Whether a conversation takes turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// A person talks; the machine answers again when that is over.
    WithPerson,
    /// It was ended and stays so.
    Ended,
}

impl Status {
    /// Its name in tables and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::WithPerson => "with_person",
            Self::Ended => "ended",
        }
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        [Self::Active, Self::WithPerson, Self::Ended]
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or_else(|| StoreError::Corrupt { column: "status", value: name.to_owned() })
    }
}

/// A conversation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The page of the host that it began on.
    pub entry_scene: Option<String>,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
    /// Whether it takes turns.
    pub status: Status,
    /// The number of its last event; 0 when there is none.
    pub last_event: i64,
    /// When it began, in milliseconds since 1970.
    pub created_at: i64,
    /// When something last happened, in milliseconds since 1970.
    pub updated_at: i64,
}

/// What a conversation begins with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beginning {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The page of the host; it is redacted when it is written.
    pub entry_scene: Option<String>,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
}

impl Conversation {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            owner: Owner::of(row)?,
            entry_scene: row.try_get("entry_scene")?,
            region: row.try_get("region")?,
            taxpayer_type: row.try_get("taxpayer_type")?,
            status: Status::parse(row.try_get("status")?)?,
            last_event: row.try_get::<i64, _>("next_event")? - 1,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

const BEGIN: &str = "INSERT INTO conversations (id, subject, authority, center, entry_scene, region, \
    taxpayer_type, state, status, next_event, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', 'active', 1, $8, $8) ON CONFLICT (id) DO NOTHING";
const FIND: &str = "SELECT * FROM conversations WHERE id = $1";
const END: &str = "UPDATE conversations SET status = 'ended' WHERE id = $1 AND status <> 'ended'";

impl Db {
    /// Begins a conversation; one that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_conversation(&self, new: &Beginning, now: i64) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await?;
        begin(&mut connection, new, now).await
    }

    /// Finds a conversation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation(&self, id: &str) -> Result<Option<Conversation>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Conversation::of).transpose()
    }

    /// Ends a conversation and says so to those who listen. Returns the conversation as it is then,
    /// and nothing where there is none; ending it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_conversation(
        &self,
        id: &str,
        now: i64,
    ) -> Result<Option<Conversation>, StoreError> {
        let mut work = self.begin().await?;
        let ended = sqlx::query(END).bind(id.to_owned()).execute(&mut *work).await?;
        if ended.rows_affected() > 0
            && let Some(row) =
                sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&mut *work).await?
        {
            let owner = Owner::of(&row)?;
            let event = NewEvent {
                conversation_id: id,
                owner: &owner,
                kind: EventKind::Ended,
                body: "{}",
                now,
            };
            tell(&mut work, &event).await?;
        }
        work.commit().await?;
        self.bus.wake(id);
        self.conversation(id).await
    }
}

/// Begins a conversation inside the caller's transaction.
pub(super) async fn begin(
    connection: &mut sqlx::AnyConnection,
    new: &Beginning,
    now: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query(BEGIN)
        .bind(new.id.clone())
        .bind(new.owner.subject.clone())
        .bind(new.owner.authority.clone())
        .bind(new.owner.center.clone())
        .bind(new.entry_scene.as_deref().map(|scene| redact(scene).into_owned()))
        .bind(new.region.clone())
        .bind(new.taxpayer_type.clone());
    query.bind(now).execute(connection).await?;
    Ok(())
}
