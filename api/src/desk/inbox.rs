//! What people do with the notices that are for them.

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::notice::form::Class;
use wenshui_desk::part::Part;
use wenshui_desk::receipt::{Action, Receipt, Stage};

use crate::desk::notices::read;
use crate::desk::reader::reader;
use crate::desk::refused::refused;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::notice::inbox::{Message, Reader};
use crate::store::notice::receipt::ReceiptRow;

/// How often something is tried while the same person does something else with the same notice.
const TRIES: u32 = 5;
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// One notice of somebody.
///
/// # Errors
/// `unknown_matter` where it is none of theirs, or is shown no more.
pub async fn find(state: &AppState, reader: &Reader, id: &str) -> Result<Message, ApiError> {
    let unknown = || ApiError::new("unknown_matter").with(&[id]);
    state.store.db.message(reader, id).await?.ok_or_else(unknown)
}

/// Does something with a notice of somebody.
///
/// # Errors
/// Why it is not done.
pub async fn act(
    state: &AppState,
    reader: &Reader,
    (id, action, now): (&str, Action, Timestamp),
) -> Result<Message, ApiError> {
    for _ in 0..TRIES {
        let message = find(state, reader, id).await?;
        let receipt = receipt(&message)?;
        let at = Moment { now, profile: &state.desk.profile };
        let moved = receipt.step((Part::Owner, action), &at);
        let moved = moved.map_err(refused::<Receipt>(Part::Owner))?;
        let row = row(message.receipt, moved.state);
        if state.store.db.put_receipt((id, &reader.owner), row).await? {
            return Ok(Message {
                receipt: ReceiptRow { version: row.version + 1, ..row },
                ..message
            });
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Whoever has done something with a matter has done what they were told to do about it. That they cannot
/// be spared doing it by hand is no reason to refuse what is done.
pub async fn settle_todos(
    state: &AppState,
    principal: &Principal,
    (matter, now): ((&str, &str), Timestamp),
) {
    let settled = async {
        let todos = state.store.db.todos_about(matter).await?;
        if todos.is_empty() || principal.owner().is_none() {
            return Ok(());
        }
        let reader = reader(state, principal, now).await?;
        for id in todos {
            match act(state, &reader, (&id, Action::Finish, now)).await {
                // It is for others, or done already.
                Err(error) if !["unknown_matter", "not_in_this_state"].contains(&error.code) => {
                    return Err(error);
                }
                Ok(_) | Err(_) => {}
            }
        }
        Ok::<(), ApiError>(())
    };
    if let Err(error) = settled.await {
        tracing::warn!(
            error.code = error.code,
            error.cause = error.log.as_deref(),
            "a to-do stays open"
        );
    }
}

/// What somebody has done with a notice, by its row.
///
/// # Errors
/// `internal` where the notice is none of this program's.
pub fn receipt(message: &Message) -> Result<Receipt, ApiError> {
    let class = read(&message.notice)?.form.class;
    let ReceiptRow { read_at, done_at, favorite, .. } = message.receipt;
    let at = |at: i64| Timestamp::from_millisecond(at).unwrap_or(Timestamp::MIN);
    let stage = match (&class, read_at, done_at) {
        (Class::Todo(_), _, Some(done)) => Stage::Done(at(done)),
        (Class::Todo(_), Some(read), None) => Stage::ReadTodo(at(read)),
        (Class::Notice, Some(read), _) => Stage::ReadNotice(at(read)),
        (_, None, _) => Receipt::new(&class).stage,
    };
    Ok(Receipt { stage, favorite })
}

/// The row of what somebody has done now; what was read before keeps its time.
fn row(before: ReceiptRow, receipt: Receipt) -> ReceiptRow {
    let ms = |at: Timestamp| Some(at.as_millisecond());
    let (read_at, done_at) = match receipt.stage {
        Stage::UnreadNotice | Stage::UnreadTodo => (None, None),
        Stage::ReadNotice(at) | Stage::ReadTodo(at) => (before.read_at.or(ms(at)), None),
        Stage::Done(at) => (before.read_at.or(ms(at)), ms(at)),
    };
    ReceiptRow { version: before.version, read_at, done_at, favorite: receipt.favorite }
}
