//! The files of versions as nodes take them from the database, where their own directories lack them.

use sqlx::Row as _;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;

/// How many bytes lie in one row; a text is never cut within a character.
const PART_BYTES: usize = 1024 * 1024;

const INSERT: &str = "INSERT INTO kb_files (number, part, text) VALUES ($1, $2, $3) \
    ON CONFLICT (number, part) DO NOTHING";
const PARTS: &str = "SELECT text FROM kb_files WHERE number = $1 ORDER BY part";
const FIRST: &str = "SELECT number FROM kb_files WHERE number = $1 AND part = 0";

impl Db {
    /// The files of a version as they were packed; nothing where none are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_parcel(&self, number: i64) -> Result<Option<String>, StoreError> {
        let rows = sqlx::query(PARTS).bind(number).fetch_all(&self.pool).await?;
        let parts = rows.iter().map(|row| row.try_get::<String, _>("text"));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok((!parts.is_empty()).then(|| parts.concat()))
    }

    /// Whether the files of a version are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_kb_parcel(&self, number: i64) -> Result<bool, StoreError> {
        let row = sqlx::query(FIRST).bind(number).fetch_optional(&self.pool).await?;
        Ok(row.is_some())
    }

    /// Keeps the files of a version that was published when nobody did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_kb_parcel(&self, number: i64, parcel: &str) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        keep(&mut work, number, parcel).await?;
        work.commit().await?;
        Ok(())
    }
}

/// Keeps the files of a version with what else is done. Whoever does it at the same time keeps the same.
pub(super) async fn keep(work: &mut Work, number: i64, parcel: &str) -> Result<(), StoreError> {
    for (place, part) in parts(parcel).enumerate() {
        let query = sqlx::query(INSERT).bind(number).bind(place as i64).bind(part.to_owned());
        query.execute(&mut **work).await?;
    }
    Ok(())
}

/// A text in parts of at most [`PART_BYTES`].
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at(rest.floor_char_boundary(PART_BYTES));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::{PART_BYTES, parts};

    #[test]
    fn a_text_is_cut_between_characters_and_is_whole_together() {
        let text = format!("a{}", "税".repeat(PART_BYTES));
        let cut: Vec<&str> = parts(&text).collect();
        assert_eq!(cut.len(), 4, "three bytes a character, none of them cut");
        assert!(cut.iter().all(|part| part.len() <= PART_BYTES));
        assert_eq!(cut.concat(), text);
        assert_eq!(parts("").count(), 0);
    }
}
