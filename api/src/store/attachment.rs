//! Attachments: what somebody sent into a conversation. The rows are here, the contents are objects.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::new_event::{EventKind, NewEvent, Placed, take, write};
use crate::store::owner::Owner;

/// An attachment to be stored, with its event; its object is there already.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Its id, and its object's key.
    pub id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The client's own id of it.
    pub client_id: Option<String>,
    /// `image`, `file` or `video`.
    pub kind: &'static str,
    /// Its name, without what is personal.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// The hash of its content in hexadecimal.
    pub sha256: String,
    /// What was replied, as JSON.
    pub reply: String,
    /// The event's body: what those hear who listen, as JSON.
    pub told: String,
}

/// An attachment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id, and its object's key.
    pub id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Whose it is.
    pub owner: Owner,
    /// `image`, `file` or `video`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// The hash of its content in hexadecimal.
    pub sha256: String,
    /// What was replied, as JSON.
    pub reply: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// How much a conversation or somebody may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// How many attachments.
    pub count: i64,
    /// How many bytes together.
    pub bytes: i64,
}

/// What a conversation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// How many attachments.
    pub count: i64,
    /// How many bytes together.
    pub bytes: i64,
    /// Whether the last thing that was sent is an attachment and not a question.
    pub asks_nothing: bool,
}

impl Ceiling {
    /// Whether so many more bytes fit in one more attachment.
    pub fn holds(self, held: Holding, more: i64) -> bool {
        self.fits((held.count, held.bytes), more)
    }

    /// The same beside so many attachments with so many bytes together.
    pub fn fits(self, (count, bytes): (i64, i64), more: i64) -> bool {
        count < self.count && bytes.saturating_add(more) <= self.bytes
    }
}

impl Attachment {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            conversation_id: row.try_get("conversation_id")?,
            owner: Owner::of(row)?,
            kind: row.try_get("kind")?,
            name: row.try_get("name_masked")?,
            media_type: row.try_get("media_type")?,
            bytes: row.try_get("bytes")?,
            sha256: row.try_get("sha256")?,
            reply: row.try_get("reply")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

const INSERT: &str = "INSERT INTO attachments (id, conversation_id, client_id, subject, authority, \
    center, kind, name_masked, media_type, bytes, sha256, number, reply, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const FIND: &str = "SELECT * FROM attachments WHERE id = $1";
const BY_CLIENT: &str = "SELECT * FROM attachments WHERE conversation_id = $1 AND client_id = $2";
const OF_TALK: &str =
    "SELECT * FROM attachments WHERE conversation_id = $1 ORDER BY number DESC LIMIT $2";
const HELD: &str = "SELECT COUNT(*) AS held, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes, \
    COALESCE(MAX(number), 0) AS sent, \
    (SELECT COALESCE(MAX(seq), 0) FROM turns WHERE conversation_id = $1) AS asked \
    FROM attachments WHERE conversation_id = $1";

impl Db {
    /// Finds an attachment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachment(&self, id: &str) -> Result<Option<Attachment>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Attachment::of).transpose()
    }

    /// The attachment that a client has already sent under an id of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachment_of_client(
        &self,
        conversation_id: &str,
        client_id: &str,
    ) -> Result<Option<Attachment>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        earlier(&mut connection, (conversation_id, client_id)).await
    }

    /// The newest attachments of a conversation, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachments(
        &self,
        conversation_id: &str,
        limit: i64,
    ) -> Result<Vec<Attachment>, StoreError> {
        let query = sqlx::query(OF_TALK).bind(conversation_id.to_owned()).bind(limit);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(Attachment::of).collect()
    }

    /// What a conversation holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holding(&self, conversation_id: &str) -> Result<Holding, StoreError> {
        let mut connection = self.pool.acquire().await?;
        holding(&mut connection, conversation_id).await
    }

    /// Stores an attachment with its event, if the conversation still takes one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attach(
        &self,
        new: &NewAttachment,
        (ceiling, now): (Ceiling, i64),
    ) -> Result<Placed<Attachment>, StoreError> {
        let mut work = self.begin().await?;
        // What is not committed is undone when the transaction is dropped, its number too.
        let number = match take(&mut work, &new.conversation_id, now).await? {
            None => return Ok(Placed::Gone),
            Some(place) if !place.active => return Ok(Placed::Ended),
            Some(place) => place.number,
        };
        if let Some(client_id) = &new.client_id
            && let Some(earlier) = earlier(&mut work, (&new.conversation_id, client_id)).await?
        {
            return Ok(Placed::Earlier(earlier));
        }
        let held = holding(&mut work, &new.conversation_id).await?;
        if !ceiling.holds(held, new.bytes) {
            return Ok(Placed::Full);
        }
        insert(&mut work, new, (number, now)).await?;
        let event = NewEvent {
            conversation_id: &new.conversation_id,
            owner: &new.owner,
            kind: EventKind::Attachment,
            body: &new.told,
            now,
        };
        write(&mut work, &event, number).await?;
        work.commit().await?;
        self.bus.wake(&new.conversation_id);
        Ok(Placed::New)
    }

    /// Which of these ids have no attachment, at most a few hundred at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn without_attachment(&self, ids: Vec<String>) -> Result<Vec<String>, StoreError> {
        let known = self.files_named(&ids).await?;
        Ok(ids.into_iter().filter(|id| !known.contains_key(id)).collect())
    }
}

async fn earlier(
    connection: &mut AnyConnection,
    (conversation_id, client_id): (&str, &str),
) -> Result<Option<Attachment>, StoreError> {
    let query = sqlx::query(BY_CLIENT).bind(conversation_id.to_owned()).bind(client_id.to_owned());
    let row = query.fetch_optional(connection).await?;
    row.as_ref().map(Attachment::of).transpose()
}

async fn holding(
    connection: &mut AnyConnection,
    conversation_id: &str,
) -> Result<Holding, StoreError> {
    let query = sqlx::query(HELD).bind(conversation_id.to_owned());
    let row = query.fetch_one(connection).await?;
    let asks_nothing = row.try_get::<i64, _>("sent")? > row.try_get::<i64, _>("asked")?;
    Ok(Holding { count: row.try_get("held")?, bytes: row.try_get("bytes")?, asks_nothing })
}

async fn insert(
    work: &mut Work,
    new: &NewAttachment,
    (number, now): (i64, i64),
) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(new.id.clone())
        .bind(new.conversation_id.clone())
        .bind(new.client_id.clone())
        .bind(new.owner.subject.clone())
        .bind(new.owner.authority.clone())
        .bind(new.owner.center.clone())
        .bind(new.kind)
        .bind(new.name.clone())
        .bind(new.media_type.clone())
        .bind(new.bytes)
        .bind(new.sha256.clone())
        .bind(number)
        .bind(new.reply.clone());
    query.bind(now).execute(&mut **work).await?;
    Ok(())
}
