//! Files that forms name: what was uploaded before, by whoever fills in or by whose thing it is.

use wenshui_desk::attachment::Attachment;
use wenshui_desk::case::RegionCase;
use wenshui_desk::fault::Fault;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::mediation::Mediation;
use wenshui_desk::note::Note;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::Session;
use wenshui_desk::work_order::WorkOrder;

use crate::desk::act::find;
use crate::desk::filing::Filed;
use crate::desk::naming::named;
use crate::desk::origin::conversation;
use crate::desk::refused::faulty;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::matter::Matter;

/// The kinds of matters that name files.
const KINDS: &str = "note, work_order, mediation, region_case, reservation, invitation, session";
/// The most ids that are looked for.
const IDS_MAX: usize = 100;

/// What ids of files stand for that were sent for forms, or into a conversation or a session. Somebody
/// else's file is none, as one that is not there.
///
/// # Errors
/// `form` with every id that names none, by the field that has them.
pub async fn files(
    state: &AppState,
    subjects: &[&str],
    (field, ids): (&'static str, &[String]),
) -> Result<Vec<Attachment>, ApiError> {
    if ids.len() > IDS_MAX {
        let many = Fault::new(field, "too_many").with(&[&IDS_MAX.to_string()]);
        return Err(faulty(&[many]));
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for id in ids {
        let stored = sent(state, id).await?;
        match stored.filter(|stored| subjects.contains(&stored.subject.as_str())) {
            Some(stored) => found.push(stored.file),
            None => faults.push(Fault::new(field, "missing").with(&[id])),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faulty(&faults)) }
}

/// A file that was sent for a form, or into a conversation or a session.
#[derive(Debug)]
pub struct Sent {
    /// Whose it is.
    pub subject: String,
    /// The id of the conversation or the session; none where it was sent for a form.
    pub talk: Option<String>,
    /// The file.
    pub file: Attachment,
}

/// Finds a file by its id, wherever it was sent.
///
/// # Errors
/// When the database fails.
pub async fn sent(state: &AppState, id: &str) -> Result<Option<Sent>, ApiError> {
    let file = |id, name, bytes: i64| Attachment { id, name, bytes: bytes.unsigned_abs() };
    if let Some(stored) = state.store.db.attachment(id).await? {
        let (subject, talk) = (stored.owner.subject, Some(stored.conversation_id));
        return Ok(Some(Sent { subject, talk, file: file(stored.id, stored.name, stored.bytes) }));
    }
    if let Some(stored) = state.store.db.session_file(id).await? {
        let (subject, talk) = (stored.owner.subject, Some(stored.session_id));
        return Ok(Some(Sent { subject, talk, file: file(stored.id, stored.name, stored.bytes) }));
    }
    let stored = state.store.db.form_file(id).await?;
    Ok(stored.map(|stored| {
        let subject = stored.owner.subject;
        Sent { subject, talk: None, file: file(stored.id, stored.name, stored.bytes) }
    }))
}

/// A file for somebody who may see a matter that names it. A session names everything
/// that was sent into the conversation that it grew out of.
///
/// # Errors
/// `unknown_matter`, as for one that is not there, and `bad_value` for a kind that is none.
pub async fn named_by(
    state: &AppState,
    principal: &Principal,
    (kind, of, id): (&str, &str, &str),
) -> Result<Option<Attachment>, ApiError> {
    let who = (principal, of);
    let matter = match kind {
        Note::KIND => seen::<Note>(state, who).await?,
        WorkOrder::KIND => seen::<WorkOrder>(state, who).await?,
        Mediation::KIND => seen::<Mediation>(state, who).await?,
        RegionCase::KIND => seen::<RegionCase>(state, who).await?,
        Reservation::KIND => seen::<Reservation>(state, who).await?,
        Invitation::KIND => seen::<Invitation>(state, who).await?,
        Session::KIND => seen::<Session>(state, who).await?,
        other => return Err(ApiError::about("kind", "bad_value", &["kind", other, KINDS])),
    };
    let found = sent(state, id).await?;
    let talk = conversation(&matter.origin);
    let names = |sent: &Sent| match kind {
        Session::KIND => !talk.is_empty() && sent.talk.as_deref() == Some(talk),
        kind => named(kind, &matter.body).contains(id),
    };
    Ok(found.filter(names).map(|sent| sent.file))
}

async fn seen<M: Filed>(
    state: &AppState,
    (principal, id): (&Principal, &str),
) -> Result<Matter, ApiError> {
    Ok(find::<M>(state, (principal, id)).await?.0.matter)
}
