//! Files that forms name: what was uploaded before, by whoever fills in or by whose thing it is.

use wenshui_desk::attachment::Attachment;
use wenshui_desk::fault::Fault;

use crate::desk::refused::faulty;
use crate::error::ApiError;
use crate::state::AppState;

/// The most ids that are looked for.
const IDS_MAX: usize = 100;

/// What ids of uploaded files stand for. Somebody else's file is none, as one that is not there.
///
/// # Errors
/// `form` with every id that names none.
pub async fn files(
    state: &AppState,
    subjects: &[&str],
    ids: &[String],
) -> Result<Vec<Attachment>, ApiError> {
    if ids.len() > IDS_MAX {
        let many = Fault::new("attachments", "too_many").with(&[&IDS_MAX.to_string()]);
        return Err(faulty(&[many]));
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for id in ids {
        let stored = state.store.db.attachment(id).await?;
        match stored.filter(|stored| subjects.contains(&stored.owner.subject.as_str())) {
            Some(stored) => found.push(Attachment {
                id: stored.id,
                name: stored.name,
                bytes: stored.bytes.unsigned_abs(),
            }),
            None => faults.push(Fault::new("attachments", "missing").with(&[id])),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faulty(&faults)) }
}
