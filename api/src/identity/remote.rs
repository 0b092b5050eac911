//! The host's keys behind an address: fetched at the start, from time to time, and when a token names
//! a key that is not known yet.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use tokio::sync::Semaphore;

use crate::clock;
use crate::config::tokens::JwksConfig;
use crate::identity::fetch::Fetcher;
use crate::identity::token::Keys;

/// The least time between two fetches that tokens with unknown keys bring about, in milliseconds,
/// whoever sends them; and how soon a fetch that failed is tried again.
const PAUSE_MS: i64 = 30_000;

/// An address with keys.
pub struct Remote {
    fetcher: Fetcher,
    every_ms: i64,
    /// When it was last fetched as planned, in milliseconds since 1970; 0 before the first time.
    kept_up_at: AtomicI64,
    /// When an unknown key last had it fetched.
    looked_at: AtomicI64,
    /// Whether the last fetch failed.
    failed: AtomicBool,
    /// One fetches, the others wait for what comes.
    place: Semaphore,
}

impl Remote {
    /// The address of a configuration; nothing is fetched yet.
    ///
    /// # Errors
    /// When the address or its certificates cannot be used.
    pub fn new(config: &JwksConfig) -> anyhow::Result<Self> {
        Ok(Self {
            fetcher: Fetcher::new(&config.url, config.authority.as_deref())?,
            every_ms: i64::from(config.every_minutes) * 60_000,
            kept_up_at: AtomicI64::new(0),
            looked_at: AtomicI64::new(0),
            failed: AtomicBool::new(false),
            place: Semaphore::new(1),
        })
    }

    /// Fetches where it is time to.
    pub async fn keep_up(&self, keys: &Keys) {
        let failed = self.failed.load(Ordering::Relaxed);
        let pause_ms = if failed { PAUSE_MS } else { self.every_ms };
        self.fetch_after(pause_ms, &self.kept_up_at, keys).await;
    }

    /// Fetches because a key is not known, unless another unknown one just had it done.
    pub async fn look_again(&self, keys: &Keys) {
        self.fetch_after(PAUSE_MS, &self.looked_at, keys).await;
    }

    /// Fetches now.
    pub async fn fetch(&self, keys: &Keys) {
        self.fetch_after(0, &self.kept_up_at, keys).await;
    }

    /// Fetches when that was last done so long ago; what cannot be used leaves the keys as they are.
    async fn fetch_after(&self, pause_ms: i64, last: &AtomicI64, keys: &Keys) {
        let Ok(_place) = self.place.acquire().await else {
            return;
        };
        let now = clock::now_ms();
        if now - last.load(Ordering::Relaxed) < pause_ms {
            return;
        }
        last.store(now, Ordering::Relaxed);
        let fetched = self.fetcher.fetch().await;
        let taken = fetched.and_then(|text| keys.take_fetched(&text));
        self.failed.store(taken.is_err(), Ordering::Relaxed);
        match taken {
            Ok(number) => tracing::debug!(keys = number, "the host's keys are fetched"),
            Err(error) => {
                let cause = format!("{error:#}");
                tracing::error!(
                    error.cause = cause,
                    "the host's keys could not be fetched; those that are known stay"
                );
            }
        }
    }
}
