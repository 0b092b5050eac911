//! Names of files by their ids, wherever they were sent: into a conversation, a session or for a form.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use wenshui_desk::attachment::Attachment;

use crate::store::db::Db;
use crate::store::error::StoreError;

impl Db {
    /// Those of some ids that are there, in the order of the ids; at most a few hundred at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_named(&self, ids: &[String]) -> Result<Vec<Attachment>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let tables = ["attachments", "session_attachments", "form_files"];
        let one = |table| {
            format!(
                "SELECT id, name_masked, bytes FROM {table} WHERE id IN ({})",
                places.join(", ")
            )
        };
        let sql = tables.map(one).join(" UNION ALL ");
        let query = ids.iter().fold(sqlx::query(AssertSqlSafe(sql)), |q, id| q.bind(id.clone()));
        let rows = query.fetch_all(&self.pool).await?;
        let mut files = rows.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        files.sort_by_key(|file| ids.iter().position(|id| *id == file.id));
        Ok(files)
    }
}

fn named(row: &AnyRow) -> Result<Attachment, StoreError> {
    let bytes: i64 = row.try_get("bytes")?;
    Ok(Attachment {
        id: row.try_get("id")?,
        name: row.try_get("name_masked")?,
        bytes: bytes.unsigned_abs(),
    })
}
