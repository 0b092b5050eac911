//! Following something that happens: rows from the last number on, and waiting to be woken for more.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout};

use crate::error::ApiError;
use crate::fair::Share;
use crate::state::AppState;
use crate::store::bus::Listening;

/// After how long without an event a sign of life is due.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the rows are looked at where other nodes write, whom nothing here wakes.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// Something that can be followed.
pub trait Followed: Send + 'static {
    /// By what the bus wakes.
    fn key(&self) -> String;

    /// What there is behind a number, and what is shown without one.
    ///
    /// # Errors
    /// Why no more of it is given; the stream ends.
    fn look(
        &mut self,
        after: i64,
        listening: &mut Listening,
    ) -> impl Future<Output = Result<Looked, ApiError>> + Send;

    /// How often is looked where nothing wakes; `shared` where other nodes write, too.
    fn patience(&self, shared: bool) -> Duration {
        if shared { LOOK_EVERY } else { HEARTBEAT }
    }
}

/// What a look found.
#[derive(Debug, Default)]
pub struct Looked {
    /// What is told, in order.
    pub told: Vec<Told>,
    /// The number to go on behind.
    pub upto: i64,
}

/// Something that is told to whoever follows.
#[derive(Debug)]
pub struct Told {
    /// Its number, where it has one to go on from.
    pub number: Option<i64>,
    /// What it is.
    pub kind: &'static str,
    /// It as JSON.
    pub json: String,
}

/// Somebody who follows something.
pub struct Follower<F> {
    followed: F,
    shared: bool,
    listening: Listening,
    number: i64,
    read: VecDeque<Told>,
    quiet: Duration,
    ends: Instant,
    _place: OwnedSemaphorePermit,
    _share: Share,
}

/// What comes next.
pub enum Next {
    /// Something is told; a number is larger than that of what came before.
    Told(Told),
    /// Nothing for a while.
    Quiet,
    /// The server shuts down, the store fails, it has gone on for as long as it may, or it is nothing any
    /// more for whoever follows. They come again with the last number and a token that holds.
    End,
}

impl<F: Followed> Follower<F> {
    /// Follows something from after a number on, with the place of an address among streams.
    ///
    /// # Errors
    /// `overloaded` when as many streams are open as there may be.
    pub fn begin(
        state: &AppState,
        followed: F,
        (after, share): (i64, Share),
    ) -> Result<Self, ApiError> {
        let place = state.stream_places.clone().try_acquire_owned();
        Ok(Self {
            listening: state.store.db.bus.listen(&followed.key()),
            shared: state.store.db.shared,
            followed,
            number: after,
            read: VecDeque::new(),
            quiet: Duration::ZERO,
            ends: Instant::now() + Duration::from_secs(60 * u64::from(state.config.stream_minutes)),
            _place: place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?,
            _share: share,
        })
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Next {
        let patience = self.followed.patience(self.shared);
        loop {
            match self.take().await {
                Ok(Some(told)) => return Next::Told(told),
                Ok(None) => {}
                Err(error) => {
                    let (code, cause) = (error.code, error.log.as_deref());
                    tracing::debug!(error.code = code, error.cause = cause, "a stream ends early");
                    return Next::End;
                }
            }
            let left = self.ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Next::End;
            }
            match timeout(patience.min(left), self.listening.woken()).await {
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

    async fn take(&mut self) -> Result<Option<Told>, ApiError> {
        while self.read.is_empty() {
            let before = self.number;
            let looked = self.followed.look(before, &mut self.listening).await?;
            (self.read, self.number) = (looked.told.into(), looked.upto);
            // Of what is behind the number, all may be hidden from whoever follows.
            if self.read.is_empty() && self.number == before {
                return Ok(None);
            }
        }
        self.quiet = Duration::ZERO;
        Ok(self.read.pop_front())
    }
}
