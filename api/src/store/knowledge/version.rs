//! Numbered versions, and which of them is in service.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::knowledge::KbState;
use crate::store::knowledge::deed::{KbDeed, note};
use crate::store::knowledge::parcel::keep;

/// A version as it is stored; its contents are files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KbVersion {
    /// Its number, from 1 on.
    pub number: i64,
    /// Its name in answers, as it was when it was published.
    pub id: String,
    /// The number of the version that it was made of.
    pub base: i64,
    /// The checksum of its manifest.
    pub digest: String,
    /// How many entries it has.
    pub entries: i64,
    /// How many wordings they have.
    pub wordings: i64,
    /// How many revisions it brought.
    pub revisions: i64,
    /// A remark of who published it.
    pub note: String,
    /// Who published it.
    pub made_by: String,
    /// What the gates said, as JSON.
    pub gates: String,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
}

/// Which revisions a version brings, as they were at a time of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The clock when they were read.
    pub clock: i64,
    /// How many they are.
    pub count: usize,
    /// Who approves what is submitted and not their own, where somebody does with the publishing.
    pub reviewer: Option<String>,
    /// Their ids; without any, all that are approved by then.
    pub named: Option<Vec<String>>,
}

const INSERT: &str = "INSERT INTO kb_versions (number, version_id, base, digest, entries, wordings, \
    revisions, note, made_by, gates, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const FIND: &str = "SELECT * FROM kb_versions WHERE number = $1";
const BY_ID: &str = "SELECT * FROM kb_versions WHERE version_id = $1 ORDER BY number DESC LIMIT 1";
const COUNT: &str = "SELECT COUNT(*) AS total FROM kb_versions";
const PAGE: &str = "SELECT * FROM kb_versions ORDER BY number DESC LIMIT $1 OFFSET $2";
const SWAP: &str =
    "UPDATE kb_state SET in_service = $1, version = version + 1 WHERE id = 1 AND version = $2";
const APPROVE: &str = "UPDATE kb_revisions SET state = 'approved', reviewer = $1, updated_at = $2, \
    version = version + 1 WHERE state = 'submitted' AND author <> $1 AND touched <= $3";
const PUBLISH: &str = "UPDATE kb_revisions SET state = 'published', published_in = $1, \
    updated_at = $2, version = version + 1 WHERE state = 'approved' AND touched <= $3";

impl KbVersion {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.try_get("number")?,
            id: row.try_get("version_id")?,
            base: row.try_get("base")?,
            digest: row.try_get("digest")?,
            entries: row.try_get("entries")?,
            wordings: row.try_get("wordings")?,
            revisions: row.try_get("revisions")?,
            note: row.try_get("note")?,
            made_by: row.try_get("made_by")?,
            gates: row.try_get("gates")?,
            made_at: row.try_get("made_at")?,
        })
    }
}

impl Db {
    /// One version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_version(&self, number: i64) -> Result<Option<KbVersion>, StoreError> {
        let row = sqlx::query(FIND).bind(number).fetch_optional(&self.pool).await?;
        row.as_ref().map(KbVersion::of).transpose()
    }

    /// The last version that had this name when it was published.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_version_named(&self, id: &str) -> Result<Option<KbVersion>, StoreError> {
        let row = sqlx::query(BY_ID).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(KbVersion::of).transpose()
    }

    /// A page of versions, the newest first, and how many there are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_versions(
        &self,
        (offset, limit): (i64, i64),
    ) -> Result<(i64, Vec<KbVersion>), StoreError> {
        let total = sqlx::query(COUNT).fetch_one(&self.pool).await?.try_get("total")?;
        let rows = sqlx::query(PAGE).bind(limit).bind(offset).fetch_all(&self.pool).await?;
        let versions: Result<_, _> = rows.iter().map(KbVersion::of).collect();
        Ok((total, versions?))
    }

    /// Puts another version into service, unless somebody did so meanwhile; whether it is done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn serve_kb_version(
        &self,
        state: &KbState,
        (number, deed): (i64, &KbDeed),
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        if !swap(&mut work, state, number).await? {
            return Ok(false);
        }
        note(&mut work, deed).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Commits a version with what it brings, and with its files where other nodes need them, and puts it into
    /// service, unless another was put there meanwhile or a revision has changed; whether it is done. `place` puts its files where they belong
    /// and is called with the state held, right before the commit.
    ///
    /// # Errors
    /// When the database fails, or the files cannot be put there.
    pub async fn commit_kb_version(
        &self,
        (state, (version, parcel), brought): (&KbState, (&KbVersion, Option<&str>), &Brought),
        deed: &KbDeed,
        place: impl FnOnce() -> std::io::Result<()> + Send,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        if !swap(&mut work, state, version.number).await?
            || !bring(&mut work, version, brought).await?
        {
            return Ok(false);
        }
        insert(&mut work, version).await?;
        if let Some(parcel) = parcel {
            keep(&mut work, version.number, parcel).await?;
        }
        note(&mut work, deed).await?;
        place().map_err(|error| StoreError::Refused(format!("files of the version: {error}")))?;
        work.commit().await?;
        Ok(true)
    }
}

async fn swap(work: &mut Work, state: &KbState, number: i64) -> Result<bool, StoreError> {
    let query = sqlx::query(SWAP).bind(number).bind(state.version);
    Ok(query.execute(&mut **work).await?.rows_affected() == 1)
}

/// Moves the revisions on; whether they are those that were read.
async fn bring(
    work: &mut Work,
    version: &KbVersion,
    brought: &Brought,
) -> Result<bool, StoreError> {
    // Without names one statement moves all of them.
    let one_by_one = |sql: &str| format!("{sql} AND id = $4");
    let ids: Vec<Option<&String>> = match &brought.named {
        Some(named) => named.iter().map(Some).collect(),
        None => vec![None],
    };
    let mut moved = 0;
    for id in ids {
        let text = |sql: &str| match id {
            Some(_) => one_by_one(sql),
            None => sql.to_owned(),
        };
        if let Some(reviewer) = &brought.reviewer {
            let query = sqlx::query(sqlx::AssertSqlSafe(text(APPROVE))).bind(reviewer.clone());
            let query = query.bind(version.made_at).bind(brought.clock);
            let query = id.into_iter().fold(query, |query, id| query.bind(id.clone()));
            query.execute(&mut **work).await?;
        }
        let query = sqlx::query(sqlx::AssertSqlSafe(text(PUBLISH))).bind(version.number);
        let query = query.bind(version.made_at).bind(brought.clock);
        let query = id.into_iter().fold(query, |query, id| query.bind(id.clone()));
        moved += query.execute(&mut **work).await?.rows_affected();
    }
    Ok(moved == brought.count as u64)
}

async fn insert(work: &mut Work, version: &KbVersion) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(version.number)
        .bind(version.id.clone())
        .bind(version.base)
        .bind(version.digest.clone())
        .bind(version.entries)
        .bind(version.wordings)
        .bind(version.revisions)
        .bind(version.note.clone())
        .bind(version.made_by.clone())
        .bind(version.gates.clone())
        .bind(version.made_at);
    query.execute(&mut **work).await?;
    Ok(())
}
