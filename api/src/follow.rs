//! Following a conversation: rows from the last number on, and waiting to be woken for more.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::event::Event;

/// After how long without an event a sign of life is due.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the rows are looked at where other nodes write, whom nothing here wakes.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// Somebody who follows a conversation.
pub struct Follower {
    db: Db,
    conversation: String,
    listening: Listening,
    number: i64,
    read: VecDeque<Event>,
    quiet: Duration,
    _place: OwnedSemaphorePermit,
}

/// What comes next.
pub enum Next {
    /// An event; its number is one more than that of the event before.
    Event(Box<Event>),
    /// Nothing for a while.
    Quiet,
    /// The server shuts down, or the store fails; who follows comes again with the last number.
    End,
}

impl Follower {
    /// Follows a conversation from after a number on.
    ///
    /// # Errors
    /// `overloaded` when as many streams are open as there may be.
    pub fn begin(state: &AppState, conversation: &str, after: i64) -> Result<Self, ApiError> {
        let place = state.stream_places.clone().try_acquire_owned();
        Ok(Self {
            listening: state.store.db.bus.listen(conversation),
            db: state.store.db.clone(),
            conversation: conversation.to_owned(),
            number: after,
            read: VecDeque::new(),
            quiet: Duration::ZERO,
            _place: place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?,
        })
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Next {
        let patience = if self.db.shared { LOOK_EVERY } else { HEARTBEAT };
        loop {
            match self.take().await {
                Ok(Some(event)) => return Next::Event(Box::new(event)),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(error.cause = %error, "a stream of events ends early");
                    return Next::End;
                }
            }
            match timeout(patience, self.listening.woken()).await {
                Ok(true) => {}
                Ok(false) => return Next::End,
                Err(_) => {
                    self.quiet += patience;
                    if self.quiet >= HEARTBEAT {
                        self.quiet = Duration::ZERO;
                        return Next::Quiet;
                    }
                }
            }
        }
    }

    async fn take(&mut self) -> Result<Option<Event>, StoreError> {
        if self.read.is_empty() {
            self.read = self.db.events_after(&self.conversation, self.number).await?.into();
        }
        let Some(event) = self.read.pop_front() else {
            return Ok(None);
        };
        (self.number, self.quiet) = (event.number, Duration::ZERO);
        Ok(Some(event))
    }
}
