//! Who did what to the knowledge, written in the transaction of what was done.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::writer::bulk::{Statement, query as statement};

/// That somebody did something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KbDeed {
    /// Its id; later ones sort after earlier ones.
    pub id: String,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The subject that it was done to; empty where it concerns many.
    pub subject: String,
    /// The id of the revision; empty where it concerns many or none.
    pub revision_id: String,
    /// The number of the version; 0 where it concerns none or the bundled knowledge.
    pub version: i64,
    /// More about it, such as why.
    pub detail: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// Which deeds are wanted; an empty text is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtDeeds {
    /// Only what this account did.
    pub actor: String,
    /// Only this action.
    pub action: String,
    /// Only what was done to this subject.
    pub subject: String,
    /// How many are left out, and how many are given at most.
    pub page: (i64, i64),
}

const INSERT: &str = "INSERT INTO kb_audit (id, actor, action, subject, revision_id, version_number, \
    detail, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

impl KbDeed {
    /// That somebody did something at a time.
    pub fn new(actor: &str, action: &str, at_ms: i64) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            actor: actor.to_owned(),
            action: action.to_owned(),
            created_at: at_ms,
            ..Self::default()
        }
    }

    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            actor: row.try_get("actor")?,
            action: row.try_get("action")?,
            subject: row.try_get("subject")?,
            revision_id: row.try_get("revision_id")?,
            version: row.try_get("version_number")?,
            detail: row.try_get("detail")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// A page of what was done, the newest first, and how much there is on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_deeds(&self, sought: &SoughtDeeds) -> Result<(i64, Vec<KbDeed>), StoreError> {
        let mut given = Vec::new();
        let mut conditions = "FROM kb_audit WHERE 1 = 1".to_owned();
        let columns =
            [("actor", &sought.actor), ("action", &sought.action), ("subject", &sought.subject)];
        for (column, value) in columns.into_iter().filter(|(_, value)| !value.is_empty()) {
            given.push(value.clone());
            // Writing to a string cannot fail.
            let _ = write!(conditions, " AND {column} = ${}", given.len());
        }
        let bind =
            |query: Statement| given.iter().fold(query, |query, text| query.bind(text.clone()));
        let count = statement(format!("SELECT COUNT(*) AS total {conditions}"));
        let total = bind(count).fetch_one(&self.pool).await?.try_get("total")?;
        let (limit, offset) = (given.len() + 1, given.len() + 2);
        let page = format!(
            "SELECT * {conditions} ORDER BY created_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}"
        );
        let query = bind(statement(page)).bind(sought.page.1).bind(sought.page.0);
        let rows = query.fetch_all(&self.pool).await?;
        let deeds: Result<_, _> = rows.iter().map(KbDeed::of).collect();
        Ok((total, deeds?))
    }
}

pub(super) async fn note(work: &mut Work, deed: &KbDeed) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(deed.id.clone())
        .bind(deed.actor.clone())
        .bind(deed.action.clone())
        .bind(deed.subject.clone())
        .bind(deed.revision_id.clone())
        .bind(deed.version)
        .bind(deed.detail.clone())
        .bind(deed.created_at);
    query.execute(&mut **work).await?;
    Ok(())
}
