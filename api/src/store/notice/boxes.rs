//! The boxes in which notices lie: one of each person who is named, and one of each group.

use sqlx::Row as _;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::notice::row::{NoticeRow, Recipients};
use crate::store::writer::bulk::{Places, query, slices};

const COLUMNS: &[&str] = &["box", "pushed_at", "notice_id"];
const KEEP: &str = "INSERT INTO audiences (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const LIVE: &str = "SELECT id, body FROM audiences a WHERE EXISTS \
    (SELECT 1 FROM notices n WHERE n.audience = a.id AND n.stage = 'shown') ORDER BY id";
const IS_LIVE: &str =
    "SELECT COUNT(*) AS total FROM notices WHERE audience = $1 AND stage = 'shown'";
const NAMED: &str = "SELECT box FROM notice_boxes WHERE notice_id = $1 ORDER BY box";

/// What the names of people's own boxes begin with.
const OWN: &str = "s:";

/// The box of one person.
pub fn own(subject: &str) -> String {
    format!("{OWN}{subject}")
}

/// The box of a group.
pub fn of_group(audience: &str) -> String {
    format!("g:{audience}")
}

impl Db {
    /// The groups that notices are shown to now, by id, each with its rule as JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_audiences(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query(LIVE).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, row.try_get("body")?))).collect()
    }

    /// Whether something is shown to a group now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_live_audience(&self, id: &str) -> Result<bool, StoreError> {
        let row = sqlx::query(IS_LIVE).bind(id.to_owned()).fetch_one(&self.pool).await?;
        let total: i64 = row.try_get("total")?;
        Ok(total > 0)
    }

    /// The people who are named in a notice, by subject.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named_in(&self, notice_id: &str) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(NAMED).bind(notice_id.to_owned()).fetch_all(&self.pool).await?;
        let subject = |row| -> Result<Option<String>, StoreError> {
            let name: String = sqlx::any::AnyRow::try_get(row, "box")?;
            Ok(name.strip_prefix(OWN).map(str::to_owned))
        };
        rows.iter().filter_map(|row| subject(row).transpose()).collect()
    }
}

/// Puts a notice into its boxes.
pub(super) async fn put_boxes(
    work: &mut Work,
    places: Places,
    (row, to): (&NoticeRow, &Recipients),
) -> Result<(), StoreError> {
    let boxes: Vec<String> = match to {
        Recipients::Group(rule) => {
            let keep = sqlx::query(KEEP).bind(row.audience.clone()).bind(rule.clone());
            keep.execute(&mut **work).await?;
            vec![of_group(&row.audience)]
        }
        Recipients::Named(subjects) => subjects.iter().map(|subject| own(subject)).collect(),
    };
    for group in slices(&boxes) {
        let filled = query(places.sql("notice_boxes", COLUMNS, group.len()));
        let filled = group.iter().fold(filled, |query, name| {
            query.bind(name.clone()).bind(row.pushed_at).bind(row.id.clone())
        });
        filled.execute(&mut **work).await?;
    }
    Ok(())
}
