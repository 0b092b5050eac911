//! Places for texts being spoken: few are spoken at once, few wait, and not too many are listened to.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::config::speaking::SpeakingConfig;
use crate::error::ApiError;

/// How long somebody waits for a place.
const WAIT: Duration = Duration::from_secs(4);
/// When it makes sense to come again, in seconds.
const RETRY_AFTER_S: u64 = 2;
/// How many listen at once to what was not kept. Each that is slow holds some megabytes.
const SEATS: usize = 128;

/// The places.
pub struct Pool {
    /// For texts being spoken.
    pub places: Arc<Semaphore>,
    line: Semaphore,
    seats: Arc<Semaphore>,
}

/// A place to speak and a seat to listen.
pub struct Taken {
    /// Held until all is spoken.
    pub place: OwnedSemaphorePermit,
    /// Held until all is heard.
    pub seat: OwnedSemaphorePermit,
}

impl Pool {
    /// As many places as the configuration has.
    pub fn new(config: &SpeakingConfig) -> Self {
        Self {
            places: Arc::new(Semaphore::new(config.places)),
            line: Semaphore::new(config.waiting_max),
            seats: Arc::new(Semaphore::new(SEATS)),
        }
    }

    /// Takes a place, at once or after a while.
    ///
    /// # Errors
    /// `overloaded`.
    pub async fn take(&self) -> Result<Taken, ApiError> {
        let full = || ApiError::retry("overloaded", RETRY_AFTER_S);
        let seat = Arc::clone(&self.seats).try_acquire_owned().map_err(|_| full())?;
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                let _waiting = self.line.try_acquire().map_err(|_| full())?;
                let place = timeout(WAIT, Arc::clone(&self.places).acquire_owned()).await;
                place.map_err(|_| full())?.map_err(|_| full())?
            }
        };
        Ok(Taken { place, seat })
    }
}
