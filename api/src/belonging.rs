//! Whether the files of the data directory are those of the database: a server that was started with another
//! one knows none of them, and must not take them for what was left behind.

use std::io::ErrorKind;

use anyhow::Context as _;
use futures_util::StreamExt as _;

use crate::state::AppState;

/// The file beside them that names the database.
const NAME: &str = "database";
/// How many objects are looked at to tell whether the database knows any.
const LOOKED_AT: usize = 200;

/// Whether they are. The first database that knows a file, or finds none, is written down.
///
/// # Errors
/// When the database or the directory cannot be read or written.
pub async fn files_are_of_database(state: &AppState) -> anyhow::Result<bool> {
    let own = state.store.db.birth().await?;
    let path = state.config.held.join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(known) => return Ok(known.trim() == own),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).context("what the files belong to cannot be read"),
    }
    let is_own = knows_any(state).await?;
    if is_own {
        std::fs::write(&path, own).context("what the files belong to cannot be written")?;
    }
    Ok(is_own)
}

/// Whether there is nothing, or something that the database has a row of.
async fn knows_any(state: &AppState) -> anyhow::Result<bool> {
    let found: Vec<_> = state.objects.before(i64::MAX).take(LOOKED_AT).collect().await;
    let objects = found.into_iter().collect::<Result<Vec<_>, _>>()?;
    let results = state.jobs.files.before(i64::MAX)?;
    if objects.is_empty() && results.is_empty() {
        return Ok(true);
    }
    let all = objects.len();
    if state.store.db.without_attachment(objects).await?.len() < all {
        return Ok(true);
    }
    for result in results.iter().take(LOOKED_AT) {
        if state.store.db.job(result).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
