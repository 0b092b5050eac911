//! Files that were sent for forms: the rows; the contents are objects. One that a matter names stays with
//! it, and one that none names goes after a while.

pub mod naming;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::attachment::Ceiling;
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A file that was sent for a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// Its id, and its object's key.
    pub id: String,
    /// The sender's own id of it.
    pub client_id: Option<String>,
    /// Who sent it.
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
    /// When a matter last came to name it or ceased to, in milliseconds since 1970; its sending, where
    /// none ever did.
    pub touched_at: i64,
}

/// What became of a file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It has its row.
    New,
    /// Its owner has sent it before.
    Earlier(Box<FormFile>),
    /// Its owner has as many that no matter names as they may.
    Full,
}

const INSERT: &str = "INSERT INTO form_files (id, client_id, subject, authority, center, kind, \
    name_masked, media_type, bytes, sha256, created_at, touched_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)";
// Whoever else sends for the same person waits at their first one, so that two do not count the same.
const LOCK: &str = "UPDATE form_files SET bytes = bytes \
    WHERE id = (SELECT MIN(id) FROM form_files WHERE subject = $1)";
const FIND: &str = "SELECT * FROM form_files WHERE id = $1";
const BY_CLIENT: &str = "SELECT * FROM form_files WHERE subject = $1 AND client_id = $2";
const UNNAMED: &str = "SELECT COUNT(*) AS held, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes \
    FROM form_files WHERE subject = $1 \
    AND NOT EXISTS (SELECT 1 FROM form_file_uses WHERE file_id = form_files.id)";
// A matter that comes to name it meanwhile touches it first.
const REMOVE: &str = "DELETE FROM form_files WHERE id = $1 AND touched_at = $2 \
    AND NOT EXISTS (SELECT 1 FROM form_file_uses WHERE file_id = form_files.id)";
// Somebody's own, and what staff has sent for matters of theirs and of nobody else.
const ERASE: &str = "DELETE FROM form_files WHERE subject = $1 OR (id IN \
    (SELECT u.file_id FROM form_file_uses u JOIN matters m ON m.kind = u.kind AND m.id = u.matter_id \
    WHERE m.subject = $1) AND id NOT IN (SELECT u.file_id FROM form_file_uses u JOIN matters m \
    ON m.kind = u.kind AND m.id = u.matter_id WHERE m.subject <> $1)) RETURNING id";

impl FormFile {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            client_id: row.try_get("client_id")?,
            owner: Owner::of(row)?,
            kind: row.try_get("kind")?,
            name: row.try_get("name_masked")?,
            media_type: row.try_get("media_type")?,
            bytes: row.try_get("bytes")?,
            sha256: row.try_get("sha256")?,
            created_at: row.try_get("created_at")?,
            touched_at: row.try_get("touched_at")?,
        })
    }
}

impl Db {
    /// Finds a file of a form.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form_file(&self, id: &str) -> Result<Option<FormFile>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(FormFile::of).transpose()
    }

    /// The file that somebody has already sent under an id of their own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form_file_of_client(
        &self,
        (subject, client_id): (&str, &str),
    ) -> Result<Option<FormFile>, StoreError> {
        let query = sqlx::query(BY_CLIENT).bind(subject.to_owned()).bind(client_id.to_owned());
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(FormFile::of).transpose()
    }

    /// How many files of somebody no matter names, and how many bytes they have together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unnamed_files(&self, subject: &str) -> Result<(i64, i64), StoreError> {
        let query = sqlx::query(UNNAMED).bind(subject.to_owned());
        let held = query.fetch_one(&self.pool).await?;
        Ok((held.try_get("held")?, held.try_get("bytes")?))
    }

    /// Stores what came in, if its owner may have one more that no matter names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_form_file(
        &self,
        file: &FormFile,
        ceiling: Ceiling,
    ) -> Result<Put, StoreError> {
        let subject = &file.owner.subject;
        let mut work = self.begin().await?;
        sqlx::query(LOCK).bind(subject.clone()).execute(&mut *work).await?;
        if let Some(client_id) = &file.client_id {
            let query = sqlx::query(BY_CLIENT).bind(subject.clone()).bind(client_id.clone());
            if let Some(row) = query.fetch_optional(&mut *work).await? {
                return Ok(Put::Earlier(Box::new(FormFile::of(&row)?)));
            }
        }
        let held = sqlx::query(UNNAMED).bind(subject.clone()).fetch_one(&mut *work).await?;
        let held = (held.try_get("held")?, held.try_get("bytes")?);
        if !ceiling.fits(held, file.bytes) {
            return Ok(Put::Full);
        }
        insert(&mut work, file).await?;
        work.commit().await?;
        Ok(Put::New)
    }

    /// Removes a file as it was read, unless a matter names it; whether it is gone by this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_form_file(&self, file: &FormFile) -> Result<bool, StoreError> {
        let query = sqlx::query(REMOVE).bind(file.id.clone()).bind(file.touched_at);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }
}

/// Erases somebody's files and what was sent for matters of theirs alone; gives the keys of the objects.
pub(super) async fn erase_form_files(
    work: &mut Work,
    subject: &str,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(ERASE).bind(subject.to_owned()).fetch_all(&mut **work).await?;
    Ok(rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?)
}

async fn insert(work: &mut Work, file: &FormFile) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(file.id.clone())
        .bind(file.client_id.clone())
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
