//! What was sent into sessions: the rows; the contents are objects.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::store::attachment::Ceiling;
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// An attachment of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFile {
    /// Its id, and its object's key.
    pub id: String,
    /// The session.
    pub session_id: String,
    /// The sender's own id of it.
    pub client_id: Option<String>,
    /// Who sent it; empty for somebody without a token.
    pub sender: String,
    /// Whose it is: the session's owner, whoever sent it.
    pub owner: Owner,
    /// `image`, `file`, `video` or `audio`.
    pub kind: String,
    /// Its name, without what is personal.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// The hash of its content in hexadecimal.
    pub sha256: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// What became of a file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It has its row.
    New,
    /// The sender has sent it before.
    Earlier(Box<SessionFile>),
    /// The session holds no more.
    Full,
    /// The session is gone.
    Gone,
}

// Whoever else sends into the session waits here, so that two do not count the same.
const LOCK: &str = "UPDATE matters SET version = version WHERE kind = 'session' AND id = $1";
const INSERT: &str = "INSERT INTO session_attachments (id, matter_kind, session_id, client_id, sender, \
    subject, authority, center, kind, name_masked, media_type, bytes, sha256, created_at) \
    VALUES ($1, 'session', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
// What is looked for is an id, which has no signs of patterns.
const TOLD: &str = "SELECT 1 FROM matter_events WHERE kind = 'session' AND matter_id = $1 \
    AND action = 'reply' AND body LIKE $2 LIMIT 1";
const FIND: &str = "SELECT * FROM session_attachments WHERE id = $1";
const BY_CLIENT: &str = "SELECT * FROM session_attachments \
    WHERE session_id = $1 AND sender = $2 AND client_id = $3";
const HELD: &str = "SELECT COUNT(*) AS held, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes \
    FROM session_attachments WHERE session_id = $1";

impl SessionFile {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            session_id: row.try_get("session_id")?,
            client_id: row.try_get("client_id")?,
            sender: row.try_get("sender")?,
            owner: Owner::of(row)?,
            kind: row.try_get("kind")?,
            name: row.try_get("name_masked")?,
            media_type: row.try_get("media_type")?,
            bytes: row.try_get("bytes")?,
            sha256: row.try_get("sha256")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// Finds an attachment of a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_file(&self, id: &str) -> Result<Option<SessionFile>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(SessionFile::of).transpose()
    }

    /// Whether the agent has said something in a session that names an attachment of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_told(&self, session: &str, id: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(TOLD).bind(session.to_owned()).bind(format!("%{id}%"));
        Ok(query.fetch_optional(&self.pool).await?.is_some())
    }

    /// The attachment that a sender has already sent into a session under an id of their own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_file_of_client(
        &self,
        session: &str,
        (sender, client_id): (&str, &str),
    ) -> Result<Option<SessionFile>, StoreError> {
        let query = sqlx::query(BY_CLIENT).bind(session.to_owned()).bind(sender.to_owned());
        let row = query.bind(client_id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(SessionFile::of).transpose()
    }

    /// Those of some ids that were sent into a session, at most a few hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_files(
        &self,
        session: &str,
        ids: &[&str],
    ) -> Result<Vec<SessionFile>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..ids.len() + 2).map(|place| format!("${place}")).collect();
        let places = places.join(", ");
        let sql =
            format!("SELECT * FROM session_attachments WHERE session_id = $1 AND id IN ({places})");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(session.to_owned());
        let query = ids.iter().fold(query, |query, id| query.bind((*id).to_owned()));
        query.fetch_all(&self.pool).await?.iter().map(SessionFile::of).collect()
    }

    /// Stores what came in, if the session still takes one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_session_file(
        &self,
        file: &SessionFile,
        ceiling: Ceiling,
    ) -> Result<Sent, StoreError> {
        let mut work = self.begin().await?;
        let locked = sqlx::query(LOCK).bind(file.session_id.clone()).execute(&mut *work).await?;
        if locked.rows_affected() == 0 {
            return Ok(Sent::Gone);
        }
        if let Some(client_id) = &file.client_id {
            let query = sqlx::query(BY_CLIENT).bind(file.session_id.clone());
            let query = query.bind(file.sender.clone()).bind(client_id.clone());
            if let Some(row) = query.fetch_optional(&mut *work).await? {
                return Ok(Sent::Earlier(Box::new(SessionFile::of(&row)?)));
            }
        }
        let held = sqlx::query(HELD).bind(file.session_id.clone()).fetch_one(&mut *work).await?;
        let held = (held.try_get("held")?, held.try_get("bytes")?);
        if !ceiling.fits(held, file.bytes) {
            return Ok(Sent::Full);
        }
        insert(&mut work, file).await?;
        work.commit().await?;
        Ok(Sent::New)
    }
}

async fn insert(work: &mut Work, file: &SessionFile) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(file.id.clone())
        .bind(file.session_id.clone())
        .bind(file.client_id.clone())
        .bind(file.sender.clone())
        .bind(file.owner.subject.clone())
        .bind(file.owner.authority.clone())
        .bind(file.owner.center.clone())
        .bind(file.kind.clone())
        .bind(file.name.clone())
        .bind(file.media_type.clone())
        .bind(file.bytes)
        .bind(file.sha256.clone());
    query.bind(file.created_at).execute(&mut **work).await?;
    Ok(())
}
