//! Names of files by their ids, wherever they were sent: into a conversation, a session or for a form.

use std::collections::HashMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use wenshui_desk::attachment::Attachment;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// The tables that have a row for every file.
const TABLES: [&str; 3] = ["attachments", "session_attachments", "form_files"];

impl Db {
    /// Those of some ids that are there, by their ids; at most some thousand at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_named(
        &self,
        ids: &[String],
    ) -> Result<HashMap<String, Attachment>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let places = places.join(", ");
        let one =
            |table| format!("SELECT id, name_masked, bytes FROM {table} WHERE id IN ({places})");
        let sql = TABLES.map(one).join(" UNION ALL ");
        let query = ids.iter().fold(sqlx::query(AssertSqlSafe(sql)), |q, id| q.bind(id.clone()));
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(named).collect()
    }
}

fn named(row: &AnyRow) -> Result<(String, Attachment), StoreError> {
    let (id, bytes): (String, i64) = (row.try_get("id")?, row.try_get("bytes")?);
    let name = row.try_get("name_masked")?;
    Ok((id.clone(), Attachment { id, name, bytes: bytes.unsigned_abs() }))
}
