//! A notice on its way in: the row, the boxes, and what goes out of the house with it.

use jiff::Timestamp;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::notice::Notice;
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::Form;

use crate::error::ApiError;
use crate::outgoing::outlets::Outlets;
use crate::store::notice::row::{NewNotice, NoticeRow, Recipients};
use crate::store::outgoing::{Outgoing, Way};
use crate::store::owner::Owner;
use crate::wire::desk::notice_text::{NoticeEvent, letter};

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

/// What the webhook is told of a notice.
pub fn hooked(row: &NoticeRow, (what, event): (&str, String), now: Timestamp) -> Outgoing {
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

/// A value as JSON.
///
/// # Errors
/// `internal` where it cannot be written.
pub fn text(value: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::internal(&error))
}
