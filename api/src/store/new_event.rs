//! Writing events: numbered by their conversation's own row, in the transaction of what they tell.

use sqlx::Row as _;

use crate::store::db::Work;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A question was asked and answered; the turn's `seq` is the event's number.
    Turn,
    /// An answer was judged.
    Feedback,
    /// Something was sent as an attachment.
    Attachment,
    /// A person was asked for.
    Handover,
    /// The session with a person waits, is connected, or is over.
    Session,
    /// The conversation was ended.
    Ended,
}

impl EventKind {
    const ALL: [Self; 6] =
        [Self::Turn, Self::Feedback, Self::Attachment, Self::Handover, Self::Session, Self::Ended];

    /// Its name in tables and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Feedback => "feedback",
            Self::Attachment => "attachment",
            Self::Handover => "handover",
            Self::Session => "session",
            Self::Ended => "ended",
        }
    }

    pub(super) fn parse(name: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| StoreError::Corrupt { column: "kind", value: name.to_owned() })
    }
}

/// An event to be written.
pub(super) struct NewEvent<'a> {
    pub(super) conversation_id: &'a str,
    pub(super) owner: &'a Owner,
    pub(super) kind: EventKind,
    /// More about it, as JSON.
    pub(super) body: &'a str,
    /// Milliseconds since 1970.
    pub(super) now: i64,
}

/// What became of something that may be placed in a conversation once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed<T> {
    /// It is there now.
    New,
    /// It was there already, as this.
    Earlier(T),
    /// The conversation holds as much as it may.
    Full,
    /// The conversation has ended.
    Ended,
    /// The conversation is gone.
    Gone,
}

/// A number that a transaction took in a conversation.
pub(super) struct Place {
    pub(super) number: i64,
    /// Whether the conversation has not ended.
    pub(super) active: bool,
}

const NUMBER: &str = "UPDATE conversations SET next_event = next_event + 1, updated_at = $2 \
    WHERE id = $1 RETURNING next_event - 1 AS number, status";
const INSERT: &str = "INSERT INTO events (conversation_id, number, kind, body, subject, \
    authority, center, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Takes the next number of a conversation, whose row stays locked until the transaction ends;
/// nothing where there is no such conversation.
pub(super) async fn take(
    work: &mut Work,
    conversation_id: &str,
    now: i64,
) -> Result<Option<Place>, StoreError> {
    let query = sqlx::query(NUMBER).bind(conversation_id.to_owned()).bind(now);
    let Some(row) = query.fetch_optional(&mut **work).await? else {
        return Ok(None);
    };
    let active = row.try_get::<String, _>("status")? != "ended";
    Ok(Some(Place { number: row.try_get("number")?, active }))
}

/// Writes the next event of a conversation. The conversation's row stays locked until the
/// transaction ends, so numbers are without gaps and in the order of commits.
pub(super) async fn tell(work: &mut Work, event: &NewEvent<'_>) -> Result<i64, StoreError> {
    let query = sqlx::query(NUMBER).bind(event.conversation_id.to_owned()).bind(event.now);
    let number = query.fetch_one(&mut **work).await?.try_get("number")?;
    write(work, event, number).await?;
    Ok(number)
}

/// Writes an event whose number the transaction has already taken.
pub(super) async fn write(
    work: &mut Work,
    event: &NewEvent<'_>,
    number: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(event.conversation_id.to_owned())
        .bind(number)
        .bind(event.kind.name())
        .bind(event.body.to_owned())
        .bind(event.owner.subject.clone())
        .bind(event.owner.authority.clone())
        .bind(event.owner.center.clone());
    query.bind(event.now).execute(&mut **work).await?;
    Ok(())
}
