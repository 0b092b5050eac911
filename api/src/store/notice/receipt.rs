//! What one person has done with a notice: a row that is made when they first do something.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// What one person has done with one notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiptRow {
    /// How often it has changed; 0 where there is no row.
    pub version: i64,
    /// When it was read, in milliseconds since 1970.
    pub read_at: Option<i64>,
    /// When it was done, in milliseconds since 1970.
    pub done_at: Option<i64>,
    /// Whether it is among the favorites.
    pub favorite: bool,
}

const INSERT: &str = "INSERT INTO receipts (notice_id, subject, authority, center, version, \
    read_at, done_at, favorite) VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT DO NOTHING";
const SAVE: &str = "UPDATE receipts SET version = version + 1, read_at = $4, done_at = $5, \
    favorite = $6 WHERE notice_id = $1 AND subject = $2 AND version = $3";

impl ReceiptRow {
    /// The receipt of a row that a notice was joined with; what nobody has done where there is none.
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let version: Option<i64> = row.try_get("receipt_version")?;
        let Some(version) = version else {
            return Ok(Self::default());
        };
        let favorite: i64 = row.try_get("favorite")?;
        let (read_at, done_at) = (row.try_get("read_at")?, row.try_get("done_at")?);
        Ok(Self { version, read_at, done_at, favorite: favorite != 0 })
    }
}

impl Db {
    /// Writes what somebody has done with a notice, unless they have done something else with it since
    /// it was read. Whether it was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_receipt(
        &self,
        (notice_id, owner): (&str, &Owner),
        receipt: ReceiptRow,
    ) -> Result<bool, StoreError> {
        let query = if receipt.version == 0 {
            let query = sqlx::query(INSERT).bind(notice_id.to_owned()).bind(owner.subject.clone());
            query.bind(owner.authority.clone()).bind(owner.center.clone())
        } else {
            let query = sqlx::query(SAVE).bind(notice_id.to_owned());
            query.bind(owner.subject.clone()).bind(receipt.version)
        };
        let query = query.bind(receipt.read_at).bind(receipt.done_at);
        let written = query.bind(i64::from(receipt.favorite)).execute(&self.pool).await?;
        Ok(written.rows_affected() > 0)
    }
}
