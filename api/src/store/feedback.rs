//! Feedback: whether an answer was of use.

use sqlx::Row as _;

use crate::store::count::{CountKind, Counts};
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::funnel::Place;
use crate::store::new_event::{EventKind, NewEvent, tell};
use crate::store::owner::Owner;
use crate::store::redact::redact;
use crate::store::writer::bulk::{self, Places};

/// A judgement of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub answer_id: String,
    /// Its conversation.
    pub conversation_id: String,
    /// Who judges.
    pub owner: Owner,
    /// Whether it was of use.
    pub useful: bool,
    /// What was wrong with it.
    pub reason: Option<&'static str>,
    /// More words; they are redacted when they are written.
    pub comment: Option<String>,
    /// The event's body: what those hear who listen, as JSON.
    pub told: String,
    /// Where the judged turn stands in the funnel.
    pub place: Place,
}

/// An answer that was of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Useless {
    /// The answer.
    pub answer_id: String,
    /// What was asked, without what is personal.
    pub question: String,
    /// What was wrong with it.
    pub reason: Option<String>,
    /// More words, without what is personal.
    pub comment: Option<String>,
}

const SAVE: &str = "INSERT INTO feedback (answer_id, conversation_id, subject, authority, center, \
    useful, reason, comment_masked, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) \
    ON CONFLICT (answer_id, subject) DO UPDATE SET useful = excluded.useful, \
    reason = excluded.reason, comment_masked = excluded.comment_masked, \
    updated_at = excluded.updated_at";
const EARLIER: &str = "SELECT useful FROM feedback WHERE answer_id = $1 AND subject = $2";
const BY_SOURCE: &str = "SELECT t.source AS source, f.useful AS useful, COUNT(*) AS total \
    FROM feedback f JOIN turns t ON t.answer_id = f.answer_id \
    WHERE f.updated_at >= $1 GROUP BY t.source, f.useful ORDER BY t.source, f.useful";
const USELESS: &str = "SELECT t.answer_id, t.question_masked, f.reason, f.comment_masked \
    FROM feedback f JOIN turns t ON t.answer_id = f.answer_id \
    WHERE f.conversation_id = $1 AND f.useful = 0 ORDER BY t.seq DESC LIMIT $2";

impl Db {
    /// The newest answers of a conversation that were of no use, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn useless(
        &self,
        conversation_id: &str,
        limit: i64,
    ) -> Result<Vec<Useless>, StoreError> {
        let query = sqlx::query(USELESS).bind(conversation_id.to_owned()).bind(limit);
        let rows = query.fetch_all(&self.pool).await?;
        let read = rows.iter().map(|row| {
            Ok(Useless {
                answer_id: row.try_get("answer_id")?,
                question: row.try_get("question_masked")?,
                reason: row.try_get("reason")?,
                comment: row.try_get("comment_masked")?,
            })
        });
        read.collect()
    }

    /// Stores a judgement in the place of the person's earlier one, with its event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judge(&self, feedback: &Feedback, now: i64) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        let event = NewEvent {
            conversation_id: &feedback.conversation_id,
            owner: &feedback.owner,
            kind: EventKind::Feedback,
            body: &feedback.told,
            now,
        };
        // From here on the conversation is ours, so nobody else judges in it meanwhile.
        tell(&mut work, &event).await?;
        let counts = recounted(&mut work, feedback).await?;
        let query = sqlx::query(SAVE)
            .bind(feedback.answer_id.clone())
            .bind(feedback.conversation_id.clone())
            .bind(feedback.owner.subject.clone())
            .bind(feedback.owner.authority.clone())
            .bind(feedback.owner.center.clone())
            .bind(i64::from(feedback.useful))
            .bind(feedback.reason)
            .bind(feedback.comment.as_deref().map(|words| redact(words).into_owned()));
        query.bind(now).execute(&mut *work).await?;
        let places = if self.shared { Places::Numbered } else { Places::Plain };
        bulk::add(&mut work, places, &counts).await?;
        work.commit().await?;
        self.bus.wake(&feedback.conversation_id);
        Ok(())
    }

    /// How often answers were useful and not, by the source of their turn, since a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judged_by_source(
        &self,
        since_ms: i64,
    ) -> Result<Vec<(String, bool, i64)>, StoreError> {
        let rows = sqlx::query(BY_SOURCE).bind(since_ms).fetch_all(&self.pool).await?;
        let read = rows.iter().map(|row| {
            let useful = row.try_get::<i64, _>("useful")? != 0;
            Ok((row.try_get("source")?, useful, row.try_get("total")?))
        });
        read.collect()
    }
}

/// What a judgement changes in the funnel: it counts on the day of its turn, and one that it replaces
/// counts no more.
async fn recounted(work: &mut Work, feedback: &Feedback) -> Result<Counts, StoreError> {
    let kind = |useful: bool| if useful { CountKind::Useful } else { CountKind::Useless };
    let mut counts = Counts::from([(feedback.place.key(kind(feedback.useful)), 1)]);
    let earlier = sqlx::query(EARLIER).bind(feedback.answer_id.clone());
    let earlier = earlier.bind(feedback.owner.subject.clone());
    if let Some(row) = earlier.fetch_optional(&mut **work).await? {
        let useful = row.try_get::<i64, _>("useful")? != 0;
        *counts.entry(feedback.place.key(kind(useful))).or_default() -= 1;
        counts.retain(|_, times| *times != 0);
    }
    Ok(counts)
}
