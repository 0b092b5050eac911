//! How knowledge changes: what is in service, numbered versions, revisions, and who did what.
//!
//! Whatever writes here takes the row of `kb_state` first, so that one writes after the other on either
//! database.

pub mod deed;
pub mod parcel;
pub mod revision;
pub mod version;

use sqlx::Row as _;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;

/// What is in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KbState {
    /// The number of the version in service; 0 for the bundled knowledge.
    pub in_service: i64,
    /// How often that was set.
    pub version: i64,
    /// The number of what was last done to a revision.
    pub clock: i64,
    /// The number that the next version gets.
    pub next: i64,
}

const STATE: &str = "SELECT in_service, version, clock, \
    (SELECT COALESCE(MAX(number), 0) + 1 FROM kb_versions) AS next FROM kb_state WHERE id = 1";
const TICK: &str = "UPDATE kb_state SET clock = clock + 1 WHERE id = 1";
const CLOCK: &str = "SELECT clock FROM kb_state WHERE id = 1";

impl Db {
    /// What is in service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_state(&self) -> Result<KbState, StoreError> {
        let row = sqlx::query(STATE).fetch_one(&self.pool).await?;
        Ok(KbState {
            in_service: row.try_get("in_service")?,
            version: row.try_get("version")?,
            clock: row.try_get("clock")?,
            next: row.try_get("next")?,
        })
    }
}

/// Takes the row of the state and gives the number of what is done next to a revision.
async fn tick(work: &mut Work) -> Result<i64, StoreError> {
    sqlx::query(TICK).execute(&mut **work).await?;
    Ok(sqlx::query(CLOCK).fetch_one(&mut **work).await?.try_get("clock")?)
}
