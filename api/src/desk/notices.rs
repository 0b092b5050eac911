//! Notices: sent once by their key, seen by whoever belongs to their audience when they look, withdrawn
//! by their sender, gone when their time is over.

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::Form;
use wenshui_desk::notice::{Action, Notice, Sending};

use crate::desk::post::{Sent, hooked, prepare, text};
use crate::desk::refused::{faulty, refused};
use crate::desk::step::By;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::notice::Put;
use crate::store::notice::row::NoticeRow;
use crate::store::outgoing::Way;
use crate::wire::desk::notice_text::NoticeEvent;

/// How many groups are shown something at a time: whoever reads is compared with each.
const AUDIENCES_MAX: usize = 2000;
/// How many notices whose time is over one look takes.
const LOOK_MAX: i64 = 200;
/// How often a change is tried while others change the same notice.
const TRIES: u32 = 5;
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// A notice with its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The row.
    pub row: NoticeRow,
    /// What it says.
    pub notice: Notice,
}

/// Sends a notice. Sent again under the same key by the same sender it is the one that is there.
///
/// # Errors
/// Everything that is wrong with the form; `key_taken` where another one has the key.
pub async fn send(state: &AppState, mut sent: Sent, now: Timestamp) -> Result<Posted, ApiError> {
    sent.form.audience = ordered(sent.form.audience);
    let db = &state.store.db;
    if let Some(row) = db.notice_of_key((&sent.sender.subject, &sent.form.key)).await? {
        return known(state, row, &sent.form).await;
    }
    let at = Moment { now, profile: &state.desk.profile };
    let form = sent.form.clone();
    let moved = Notice::submit(form, &state.desk.categories, &at).map_err(|it| faulty(&it))?;
    let (new, notice) = prepare(&state.outlets, (&sent, moved.state))?;
    if !new.row.audience.is_empty() {
        check_room(state, &new.row.audience).await?;
    }
    match db.put_notice(&new).await? {
        Put::New => Ok(Posted { row: new.row, notice }),
        // Somebody else was faster by the blink of an eye.
        Put::Known(row) => known(state, *row, &sent.form).await,
    }
}

/// The notice of a row.
///
/// # Errors
/// `internal` where it is none of this program's; when the database fails.
pub async fn posted(state: &AppState, row: NoticeRow) -> Result<Posted, ApiError> {
    let mut notice = read(&row)?;
    if row.audience.is_empty() {
        let mut named = state.store.db.named_in(&row.id).await?;
        named.sort_unstable();
        notice.form.audience = Audience::Subjects(named);
    }
    Ok(Posted { row, notice })
}

/// The notice of a row without the people who are named in it.
///
/// # Errors
/// `internal` where it is none of this program's.
pub fn read(row: &NoticeRow) -> Result<Notice, ApiError> {
    serde_json::from_str(&row.body).map_err(|error| ApiError::internal(&error))
}

/// Does something with a notice.
///
/// # Errors
/// Why it is not done; `unknown_matter` where there is none.
pub async fn act(
    state: &AppState,
    (id, action): (&str, Action),
    (by, now): (&By, Timestamp),
) -> Result<Posted, ApiError> {
    let unknown = || ApiError::new("unknown_matter").with(&[id]);
    for _ in 0..TRIES {
        let row = state.store.db.notice(id).await?.ok_or_else(unknown)?;
        if let Some(row) = step(state, row, (by, action, now)).await? {
            return posted(state, row).await;
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Ends what was over at a moment; gives how many that were.
///
/// # Errors
/// When the database fails.
pub async fn run_out(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let due = state.store.db.notices_run_out(now.as_millisecond(), LOOK_MAX).await?;
    let mut ended = 0;
    for row in due {
        // One that cannot be ended must not keep the others.
        match step(state, row, (&By::CLOCK, Action::Expire, now)).await {
            Ok(row) => ended += usize::from(row.is_some()),
            Err(error) => {
                tracing::error!(
                    error.code = error.code,
                    error.cause = error.log.as_deref(),
                    "a notice could not be ended"
                );
            }
        }
    }
    Ok(ended)
}

/// One try; nothing where somebody else was faster.
async fn step(
    state: &AppState,
    row: NoticeRow,
    (by, action, now): (&By, Action, Timestamp),
) -> Result<Option<NoticeRow>, ApiError> {
    let notice = read(&row)?;
    let moved = notice.step((by.part, action), &Moment { now, profile: &state.desk.profile });
    let moved = moved.map_err(refused::<Notice>(by.part))?;
    let body = text(&moved.state)?;
    let stage = moved.state.state().to_owned();
    let changed = NoticeRow { stage, body, ended_by: by.actor.clone(), ..row };
    // Whoever was told of it hears that it was taken back; what ran out they know themselves.
    let event = NoticeEvent::withdrawn(&changed, now);
    let told = action == Action::Withdraw && state.outlets.has(Way::Webhook);
    let out = if told { vec![hooked(&changed, ("withdrawn", text(&event)?), now)] } else { vec![] };
    let done = state.store.db.change_notice(&changed, &out).await?;
    let version = changed.version + 1;
    Ok(done.then_some(NoticeRow { version, ..changed }))
}

/// What sending comes to where the key is known.
async fn known(state: &AppState, row: NoticeRow, form: &Form) -> Result<Posted, ApiError> {
    let posted = posted(state, row).await?;
    match Notice::sending(Some(&posted.notice), form) {
        Sending::Conflict => Err(ApiError::about("client_id", "key_taken", &[&form.key])),
        Sending::New | Sending::Repeated => Ok(posted),
    }
}

/// An audience with everybody in it once and in order, so that the same one is the same.
fn ordered(audience: Audience) -> Audience {
    let once = |mut list: Vec<String>| {
        list.sort_unstable();
        list.dedup();
        list
    };
    match audience {
        Audience::Subjects(subjects) => Audience::Subjects(once(subjects)),
        Audience::Group(mut group) => {
            for list in [&mut group.roles, &mut group.regions, &mut group.taxpayer_types] {
                *list = once(std::mem::take(list));
            }
            Audience::Group(group)
        }
        Audience::Everyone | Audience::Center(_) => audience,
    }
}

async fn check_room(state: &AppState, audience: &str) -> Result<(), ApiError> {
    let db = &state.store.db;
    if db.is_live_audience(audience).await? || db.live_audiences().await?.len() < AUDIENCES_MAX {
        return Ok(());
    }
    Err(ApiError::about("audience", "too_many_audiences", &[&AUDIENCES_MAX.to_string()]))
}
