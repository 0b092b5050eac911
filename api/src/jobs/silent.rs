//! Jobs whose node is gone: nobody has heard of it for a while, so nobody is at work on them.

use crate::error::ApiError;
use crate::jobs::failure::{stored, told};
use crate::state::AppState;
use crate::store::error::StoreError;

/// After how long without a sign of life a node is taken for gone, in milliseconds. A node that lives says
/// so twice a second; what is beyond covers a database that is away, and clocks that differ.
pub const SILENT_MS: i64 = 60_000;

/// Tells the jobs of nodes that are gone as failed; gives how many there were.
///
/// # Errors
/// When the database fails.
pub async fn end_silent(state: &AppState, now_ms: i64) -> Result<usize, StoreError> {
    let error = stored(&told(&ApiError::new("job_node_gone")));
    let ended = state.store.db.end_silent_jobs((&error, now_ms - SILENT_MS), now_ms).await?;
    for id in &ended {
        tracing::error!(job.id = id, "the node that ran a job is gone");
    }
    Ok(ended.len())
}
