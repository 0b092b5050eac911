//! What every request may reach.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;
use wenshui_engine::engine::Engine;

use crate::config::Config;
use crate::error::ApiError;
use crate::metric::Metrics;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The engine.
    pub engine: Arc<Engine>,
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// The configuration.
    pub config: Arc<Config>,
    /// Places for answers being worked on.
    pub places: Arc<Semaphore>,
    /// The limit on questions a minute.
    limiter: Arc<DefaultKeyedRateLimiter<LimitKey>>,
    /// Whether the server still takes questions.
    ready: Arc<AtomicBool>,
    /// What went wrong at the last reload, for the maintainer.
    reload_problems: Arc<ArcSwap<Vec<String>>>,
}

/// Whom a limit holds for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// A conversation.
    Conversation(String),
    /// An address that is no trusted caller.
    Address(IpAddr),
}

impl AppState {
    /// The state of a server that is ready.
    pub fn new(engine: Engine, config: Config) -> Self {
        let per_minute = NonZeroU32::new(config.requests_per_minute).unwrap_or(NonZeroU32::MIN);
        let metrics = Metrics::default();
        metrics.entries.set(engine.version().base.entries.len() as i64);
        Self {
            engine: Arc::new(engine),
            metrics: Arc::new(metrics),
            places: Arc::new(Semaphore::new(config.in_flight_max)),
            limiter: Arc::new(RateLimiter::keyed(Quota::per_minute(per_minute))),
            ready: Arc::new(AtomicBool::new(true)),
            reload_problems: Arc::default(),
            config: Arc::new(config),
        }
    }

    /// Counts a question against a limit.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn limit(&self, key: &LimitKey) -> Result<(), ApiError> {
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::Clock::now(
                &governor::clock::DefaultClock::default(),
            ));
            ApiError::retry("too_many_requests", wait.as_secs() + 1)
        })
    }

    /// Forgets callers whose limits are full again, so that memory does not grow with their number.
    pub fn forget_idle_callers(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    /// What went wrong when changed knowledge was last taken over; empty when nothing did.
    pub fn reload_problems(&self) -> Vec<String> {
        self.reload_problems.load().as_ref().clone()
    }

    /// Notes what went wrong at a reload.
    pub fn note_reload(&self, problems: Vec<String>) {
        self.reload_problems.store(Arc::new(problems));
    }

    /// Whether the server takes questions.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// From now on the server says that it is not ready, so that balancers look elsewhere.
    pub fn retire(&self) {
        self.ready.store(false, Ordering::Relaxed);
    }
}
