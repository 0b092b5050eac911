//! Taking a file into a conversation: by its name, whole, with its row, and with the reply to it.

use axum::http::{HeaderMap, header};

use crate::attachment::format::{Format, MediaKind};
use crate::attachment::most::Most;
use crate::attachment::name::{clean, extension};
use crate::clock;
use crate::error::ApiError;
use crate::signal::{Mode, Signal};
use crate::state::AppState;
use crate::store::attachment::{Ceiling, NewAttachment};
use crate::store::conversation::{Conversation, Status};
use crate::store::new_event::Placed;
use crate::store::redact::redact;
use crate::upload::{Incoming, Received};
use crate::wire::answer::EXITS;
use crate::wire::attachment::{AttachmentBody, AttachmentQuery, AttachmentResponse, href};
use crate::wire::handover::HandoverBody;
use crate::wire::say::SayBlock;

/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// Takes a file and gives the reply to it, which is the same when the client's id comes again.
///
/// # Errors
/// Whatever keeps it from being taken; then nothing is left of it.
pub async fn receive(
    state: &AppState,
    conversation: Conversation,
    (query, headers): (&AttachmentQuery, &HeaderMap),
    incoming: &mut Incoming<'_>,
) -> Result<String, ApiError> {
    let id = conversation.id.as_str();
    if let Some(client_id) = &query.client_id
        && let Some(earlier) = state.store.db.attachment_of_client(id, client_id).await?
    {
        return Ok(earlier.reply);
    }
    match conversation.status {
        Status::Active => {}
        Status::Ended => return Err(ended()),
        // The person is who it is for: their session takes files of its own.
        Status::WithPerson => {
            return Err(ApiError::in_state("with_person", conversation.status.name()));
        }
    }
    let (name, format) = named(state, &query.name, Place::Conversation)?;
    check_length(state.attachments.most(), headers)?;
    let held = state.store.db.holding(id).await?;
    if !ceiling(state).holds(held, 1) {
        return Err(full(ceiling(state)));
    }
    let (object, received) = whole(state, format, incoming).await?;
    let now = clock::now_ms();
    let sent = Sent { object, name, format, received, again: held.asks_nothing, now };
    let new = sent.row(state, conversation, query.client_id.clone())?;
    // Where the database does not say what became of it, the object stays until the sweep knows.
    let placed = state.store.db.attach(&new, (ceiling(state), now)).await?;
    if placed != Placed::New {
        discard(state, &new.id).await;
    }
    match placed {
        Placed::New => Ok(new.reply),
        Placed::Earlier(earlier) => Ok(earlier.reply),
        Placed::Full => Err(full(ceiling(state))),
        Placed::Ended => Err(ended()),
        Placed::Gone => Err(ApiError::new("unknown_conversation").with(&[&new.conversation_id])),
    }
}

/// Where a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into a conversation with the machine.
    Conversation,
    /// Into a session with a person, which takes recordings, too.
    Session,
    /// For a form, whose kinds are those of the desk's rules.
    Form,
}

/// Takes a body into an object of its own; gives its key.
///
/// # Errors
/// `overloaded`, and whatever is wrong with the body; then nothing is left of it.
pub async fn whole(
    state: &AppState,
    format: &Format,
    incoming: &mut Incoming<'_>,
) -> Result<(String, Received), ApiError> {
    let _place = state
        .upload_places
        .try_acquire()
        .map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let object = uuid::Uuid::now_v7().to_string();
    let received = incoming.receive(&state.objects, (&object, format)).await?;
    Ok((object, received))
}

/// Removes an object that got no row; what cannot be removed now is swept later.
pub async fn discard(state: &AppState, object: &str) {
    if let Err(error) = state.objects.delete(object).await {
        tracing::warn!(error.cause = %error, "an object without a row is left to the sweep");
    }
}

/// A file that came in whole.
struct Sent<'a> {
    object: String,
    name: String,
    format: &'a Format,
    received: Received,
    /// Whether another attachment came before it and no question since.
    again: bool,
    /// When, in milliseconds since 1970.
    now: i64,
}

impl Sent<'_> {
    /// Its row, with what is replied and told.
    fn row(
        self,
        state: &AppState,
        conversation: Conversation,
        client_id: Option<String>,
    ) -> Result<NewAttachment, ApiError> {
        let attachment = AttachmentBody {
            id: self.object.clone(),
            href: href(&self.object),
            kind: self.format.kind.name().to_owned(),
            name: self.name.clone(),
            media_type: self.format.media_type.clone(),
            bytes: self.received.bytes as i64,
            sha256: self.received.sha256.clone(),
            at: clock::rfc3339(self.now),
        };
        let text = |value: Result<String, serde_json::Error>| {
            value.map_err(|error| ApiError::internal(&error))
        };
        let told = text(serde_json::to_string(&attachment))?;
        let reply =
            text(serde_json::to_string(&self.reply(state, (&conversation.id, attachment))))?;
        Ok(NewAttachment {
            id: self.object,
            conversation_id: conversation.id,
            owner: conversation.owner,
            client_id,
            kind: self.format.kind.name(),
            name: self.name,
            media_type: self.format.media_type.clone(),
            bytes: self.received.bytes as i64,
            sha256: self.received.sha256,
            reply,
            told,
        })
    }

    /// What is said to it: what is wanted is asked back, or a person is pointed to.
    fn reply<'a>(
        &self,
        state: &'a AppState,
        (conversation_id, attachment): (&'a str, AttachmentBody),
    ) -> AttachmentResponse<'a> {
        let points = state.signals.attachments(1 + u32::from(self.again));
        let say = &state.attachments.say;
        let words = match self.format.kind {
            _ if points => &say.again,
            MediaKind::Image => &say.image,
            // No conversation takes recordings.
            MediaKind::File | MediaKind::Audio => &say.file,
            MediaKind::Video => &say.video,
        };
        let signal = Some(Signal::Attachment);
        AttachmentResponse {
            conversation_id,
            decision: if points { "handover" } else { "clarify" },
            say: vec![SayBlock::new(&words.replace("{0}", &attachment.name))],
            exits: &EXITS,
            handover: points.then(|| HandoverBody::new(&state.signals, Mode::Signal, signal)),
            attachment,
        }
    }
}

/// The name as it is kept, and the format that its extension names.
///
/// # Errors
/// `attachment_name`, `attachment_kind_refused`.
pub fn named<'a>(
    state: &'a AppState,
    name: &str,
    place: Place,
) -> Result<(String, &'a Format), ApiError> {
    let wrong = || ApiError::about("name", "attachment_name", &[]);
    let name = clean(name).ok_or_else(wrong)?;
    let extension = extension(&name).ok_or_else(wrong)?.to_ascii_lowercase();
    let (rules, forms) = (&state.attachments, &state.desk.profile.attachments.extensions);
    let (format, known) = match place {
        Place::Conversation => (rules.format(&extension), rules.allowed_also(&[])),
        Place::Session => (rules.session_format(&extension), rules.allowed_also(rules.voice())),
        Place::Form => {
            (rules.format_among(forms, &extension), forms.iter().map(String::as_str).collect())
        }
    };
    let Some(format) = format else {
        let known = known.join("、");
        return Err(ApiError::about("name", "attachment_kind_refused", &[&extension, &known]));
    };
    Ok((redact(&name).into_owned(), format))
}

/// What says that it is too large need not be read.
///
/// # Errors
/// `attachment_too_large` or `file_too_large`.
pub fn check_length(most: Most, headers: &HeaderMap) -> Result<(), ApiError> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: Option<u64> = length.and_then(|length| length.parse().ok());
    if length.is_none_or(|length| most.takes(length)) { Ok(()) } else { Err(most.refusal()) }
}

fn ceiling(state: &AppState) -> Ceiling {
    Ceiling { count: state.attachments.count_max, bytes: state.attachments.bytes_max }
}

/// The refusal of one more than there may be.
pub fn full(Ceiling { count, bytes }: Ceiling) -> ApiError {
    let error = ApiError::in_state("attachments_full", "full");
    error.with(&[&count.to_string(), &(bytes >> 20).to_string()])
}

fn ended() -> ApiError {
    ApiError::in_state("conversation_ended", Status::Ended.name())
}
