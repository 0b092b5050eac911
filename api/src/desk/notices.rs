//! Notices: sent once by their key, seen by whoever belongs to their audience when they look, withdrawn
//! by their sender, gone when their time is over.

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::Form;
use wenshui_desk::notice::{Action, Notice, Sending};

use crate::desk::refused::faulty;
use crate::desk::step::By;
use crate::error::ApiError;
use crate::outgoing::Outlets;
use crate::state::AppState;
use crate::store::notice::{NewNotice, NoticeRow, Put, Recipients};
use crate::store::outgoing::{Outgoing, Way};
use crate::store::owner::Owner;
use crate::wire::desk::notice::{NoticeEvent, letter};

/// How many groups are shown something at a time: whoever reads is compared with each.
const AUDIENCES_MAX: usize = 2000;
/// How many notices whose time is over one look takes.
const LOOK_MAX: i64 = 200;
/// How often a change is tried while others change the same notice.
const TRIES: u32 = 5;
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// A notice to be sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What was filled in.
    pub form: Form,
    /// Who sends it; nobody in particular for the desk itself.
    pub sender: Owner,
    /// Addresses that get it by mail too, and numbers that get it as a short text.
    pub copies: Copies,
}

/// Who gets a notice by other ways too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Mail addresses.
    pub mail: Vec<String>,
    /// Mobile numbers.
    pub sms: Vec<String>,
}

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
    let moved = notice.step((by.part, action), &Moment { now, profile: &state.desk.profile })?;
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

/// A notice as the store takes it, with what goes out.
///
/// # Errors
/// `internal` where something cannot be written.
pub fn prepare(
    outlets: &Outlets,
    (sent, notice): (&Sent, Notice),
) -> Result<(NewNotice, Notice), ApiError> {
    let form = &notice.form;
    let (audience, to, alone) = match &form.audience {
        Audience::Subjects(named) => {
            let alone = if let [one] = named.as_slice() { one.clone() } else { String::new() };
            (String::new(), Recipients::Named(named.clone()), alone)
        }
        Audience::Everyone | Audience::Group(_) | Audience::Center(_) => {
            let rule = text(&form.audience)?;
            let id = blake3::hash(rule.as_bytes()).to_hex().to_string();
            (id, Recipients::Group(rule), String::new())
        }
    };
    let mut stored = notice.clone();
    if let Recipients::Named(_) = to {
        stored.form.audience = Audience::Subjects(Vec::new());
    }
    let row = NoticeRow {
        id: uuid::Uuid::now_v7().to_string(),
        sender: sent.sender.subject.clone(),
        key: form.key.clone(),
        version: 1,
        owner: Owner { subject: alone, ..sent.sender.clone() },
        audience,
        class: form.class.name().to_owned(),
        category: form.category.clone(),
        system: form.system.clone(),
        title: form.title.clone(),
        stage: notice.state().to_owned(),
        pushed_at: notice.pushed_at.as_millisecond(),
        valid_until: form.valid_until.map(Timestamp::as_millisecond),
        ended_by: String::new(),
        body: text(&stored)?,
    };
    let outgoing = outgoing(outlets, (&row, &notice), &sent.copies)?;
    Ok((NewNotice { row, to, outgoing }, notice))
}

/// What goes out with a notice.
fn outgoing(
    outlets: &Outlets,
    (row, notice): (&NoticeRow, &Notice),
    copies: &Copies,
) -> Result<Vec<Outgoing>, ApiError> {
    let mut out = Vec::new();
    if outlets.has(Way::Webhook) {
        let event = text(&NoticeEvent::pushed(row, notice))?;
        out.push(hooked(row, ("pushed", event), notice.pushed_at));
    }
    let mut addresses = copies.mail.clone();
    if let Audience::Center(center) = &notice.form.audience {
        addresses.extend(outlets.mail_centers.get(center).cloned());
    }
    let once = |mut all: Vec<String>| {
        all.sort_unstable();
        all.dedup();
        all
    };
    if outlets.has(Way::Mail) {
        let words = text(&letter(&notice.form))?;
        let mail = |(at, address)| one(row, (Way::Mail, at, address), words.clone());
        out.extend(once(addresses).into_iter().enumerate().map(mail));
    }
    if outlets.has(Way::Sms) {
        let sms = |(at, number)| one(row, (Way::Sms, at, number), notice.form.body.clone());
        out.extend(once(copies.sms.clone()).into_iter().enumerate().map(sms));
    }
    Ok(out)
}

fn hooked(row: &NoticeRow, (what, event): (&str, String), now: Timestamp) -> Outgoing {
    let (key, at) = (format!("{}-{what}", row.id), now.as_millisecond());
    let out = one(row, (Way::Webhook, 0, String::new()), event);
    Outgoing { key, due_at: at, created_at: at, ..out }
}

/// Something that goes to an address, the n-th of its way. Its key is read by others and in logs, so
/// that nothing of the address is in it.
fn one(row: &NoticeRow, (way, at, address): (Way, usize, String), body: String) -> Outgoing {
    Outgoing {
        id: uuid::Uuid::now_v7().to_string(),
        way,
        key: format!("{}-{at}", row.id),
        owner: row.owner.clone(),
        address,
        body,
        tries: 0,
        due_at: row.pushed_at,
        created_at: row.pushed_at,
    }
}

async fn check_room(state: &AppState, audience: &str) -> Result<(), ApiError> {
    let db = &state.store.db;
    if db.is_live_audience(audience).await? || db.live_audiences().await?.len() < AUDIENCES_MAX {
        return Ok(());
    }
    Err(ApiError::about("audience", "too_many_audiences", &[&AUDIENCES_MAX.to_string()]))
}

fn text(value: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::internal(&error))
}
