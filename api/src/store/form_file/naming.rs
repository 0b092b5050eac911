//! Which files of forms a matter names: written with every change of the matter, so that what is named
//! stays and what is named no more goes in time.

use sqlx::AssertSqlSafe;

use crate::store::db::Work;
use crate::store::error::StoreError;
use crate::store::matter::Matter;

/// What a change names. Ids that are none of files of forms change nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Naming {
    /// The ids that the matter names from now on.
    pub begun: Vec<String>,
    /// Those that it names no more.
    pub ended: Vec<String>,
}

// It moves in any case: whoever removes a file as they have read it is seen to come too late.
const TOUCH: &str = "UPDATE form_files SET touched_at = \
    CASE WHEN touched_at < $1 THEN $1 ELSE touched_at + 1 END WHERE id IN";
const NAME: &str = "INSERT INTO form_file_uses (file_id, kind, matter_id) \
    SELECT id, $1, $2 FROM form_files WHERE id IN";
const CEASE: &str = "DELETE FROM form_file_uses WHERE kind = $1 AND matter_id = $2 AND file_id IN";

/// Writes what a change of a matter names.
pub(in crate::store) async fn name_files(
    work: &mut Work,
    (matter, naming): (&Matter, &Naming),
) -> Result<(), StoreError> {
    for (ids, sql, more) in
        [(&naming.begun, NAME, " ON CONFLICT DO NOTHING"), (&naming.ended, CEASE, "")]
    {
        if ids.is_empty() {
            continue;
        }
        let query = sqlx::query(AssertSqlSafe(format!("{TOUCH} ({})", places(2, ids))));
        let query = ids.iter().fold(query.bind(matter.updated_at), |q, id| q.bind(id.clone()));
        if query.execute(&mut **work).await?.rows_affected() == 0 {
            continue;
        }
        let query = sqlx::query(AssertSqlSafe(format!("{sql} ({}){more}", places(3, ids))));
        let query = query.bind(matter.kind.clone()).bind(matter.id.clone());
        ids.iter().fold(query, |q, id| q.bind(id.clone())).execute(&mut **work).await?;
    }
    Ok(())
}

/// Places for ids in a statement, counted from `first`.
fn places(first: usize, ids: &[String]) -> String {
    let places: Vec<String> = (first..first + ids.len()).map(|place| format!("${place}")).collect();
    places.join(", ")
}
