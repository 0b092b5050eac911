//! Who may begin an answer: a turn for each processor, a queue with an end, and refusals that cost next to
//! nothing.
//!
//! Whoever comes stands aside once before a turn, so that everybody who has come by then is read, too: the
//! queue is seen as long as it is, and whom it is too long for hears so at once instead of waiting unread.

pub mod pressure;

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::admission::pressure::{Pressure, Stage};
use crate::clock;
use crate::error::ApiError;

/// When to come again after a refusal, in seconds.
const RETRY_AFTER_S: u64 = 1;
/// How many answers for each processor are taken at once while the server is behind: one that is worked on and
/// one that waits.
const BEHIND_EACH: usize = 2;
/// From how many for each processor on those who wait stand in a queue. Fewer wait long only where a turn takes
/// long, or where others have the processors, and refusing some of them would help nobody.
const QUEUED_EACH: usize = 16;

/// Places and turns of all answers.
pub struct Admission {
    /// How many are in, waiting and worked on.
    inside: AtomicUsize,
    /// The most that are, in a burst and while the server is behind.
    most: usize,
    most_behind: usize,
    /// From how many on they stand in a queue.
    queued: usize,
    turns: Semaphore,
    pressure: Mutex<Pressure>,
}

/// The turn of an answer; the next one has it when it is dropped.
pub struct Turn<'a> {
    place: Place<'a>,
    _turn: SemaphorePermit<'a>,
}

/// A place in the queue.
struct Place<'a>(&'a Admission);

impl Admission {
    /// Whether somebody who comes now may stay at all; asked before anything is done for them.
    ///
    /// # Errors
    /// `overloaded` with a time to come again.
    pub fn knock(&self) -> Result<(), ApiError> {
        if self.inside() < self.most_now() {
            return Ok(());
        }
        self.pressure().came(clock::nanoseconds());
        Err(self.full())
    }

    /// Places of which so many may be taken in a burst.
    pub fn new(most: usize) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            inside: AtomicUsize::new(0),
            most,
            most_behind: most.min(BEHIND_EACH * processors),
            queued: QUEUED_EACH * processors,
            turns: Semaphore::new(processors),
            pressure: Mutex::default(),
        }
    }

    /// How many answers are in, waiting and worked on.
    pub fn inside(&self) -> usize {
        self.inside.load(Ordering::Relaxed)
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// `overloaded` where the queue is as long as it may be.
    pub async fn enter(&self) -> Result<Turn<'_>, ApiError> {
        let since = clock::nanoseconds();
        self.pressure().came(since);
        let place = self.place()?;
        tokio::task::yield_now().await;
        let turn = self.turns.acquire().await.map_err(|closed| ApiError::internal(&closed))?;
        self.begins(clock::nanoseconds(), since);
        Ok(Turn { place, _turn: turn })
    }

    /// Somebody's turn begins who came at `since`.
    fn begins(&self, now: u64, since: u64) {
        let waited = if self.inside() < self.queued { 0 } else { now - since };
        self.pressure().turn(now, waited);
    }

    fn place(&self) -> Result<Place<'_>, ApiError> {
        let most = self.most_now();
        let more = |inside| (inside < most).then_some(inside + 1);
        let taken = self.inside.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.map(|_| Place(self)).map_err(|_| self.full())
    }

    fn most_now(&self) -> usize {
        match self.pressure().stage() {
            Stage::Free => self.most,
            // A queue that stands, and no more: what it grows to in a fiftieth of a second would be felt.
            Stage::Trying => self.most.min(self.queued + self.most_behind),
            Stage::Behind => self.most_behind,
        }
    }

    fn full(&self) -> ApiError {
        self.pressure().refused(clock::nanoseconds());
        ApiError::retry("overloaded", RETRY_AFTER_S)
    }

    /// It is held for a few nanoseconds and never over a wait.
    fn pressure(&self) -> MutexGuard<'_, Pressure> {
        self.pressure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.place.0.pressure().done(clock::nanoseconds());
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, Stage};

    const MS: u64 = 1_000_000;

    #[test]
    fn few_who_wait_long_are_no_queue() {
        let admission = Admission::new(1_000);
        let mut places = Vec::new();
        let waits = |from: u64| {
            (from..from + 100).for_each(|at| admission.begins(at * 5 * MS, (at * 5 - 40) * MS));
            admission.pressure().stage() == Stage::Behind
        };
        places.extend((1..admission.queued).map(|_| admission.place().ok().unwrap()));
        assert!(!waits(100), "one less than a queue");
        places.push(admission.place().ok().unwrap());
        assert!(waits(200), "a queue");
        assert!(admission.place().is_err(), "of whom some would wait longer still");
        drop(places);
        assert!(admission.place().is_ok());
    }
}
