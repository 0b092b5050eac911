//! What every request may reach.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use arc_swap::ArcSwap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;
use wenshui_engine::engine::Engine;

use crate::config::Config;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::interest::Interests;
use crate::metric::Metrics;
use crate::quick::Shortcuts;
use crate::store::Store;

/// How many passwords are checked at once; each takes 19 MiB.
const PASSWORD_PLACES: usize = 2;
/// How often an account may be tried a minute.
const LOGINS_PER_MINUTE: u32 = 10;

/// What all requests share; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What stands behind [`AppState`].
pub struct Shared {
    /// The engine.
    pub engine: Engine,
    /// The metrics.
    pub metrics: Metrics,
    /// The configuration.
    pub config: Config,
    /// What outlives a request.
    pub store: Store,
    /// Who is asking.
    pub identity: Identity,
    /// Places for answers being worked on.
    pub places: Semaphore,
    /// Places for passwords being checked; each takes its memory and tens of milliseconds.
    pub password_places: Arc<Semaphore>,
    /// Places for streams of events.
    pub stream_places: Arc<Semaphore>,
    /// The quick entries that can be chosen.
    pub shortcuts: Shortcuts,
    /// What is offered unasked.
    pub interests: Interests,
    /// The limit on questions a minute.
    limiter: DefaultKeyedRateLimiter<LimitKey>,
    /// The limit for those without a token.
    anonymous_limiter: DefaultKeyedRateLimiter<LimitKey>,
    /// The limit on tries to log in.
    login_limiter: DefaultKeyedRateLimiter<LimitKey>,
    /// Whether the server still takes questions.
    ready: AtomicBool,
    /// What went wrong at the last reload, for the maintainer.
    reload_problems: ArcSwap<Vec<String>>,
}

/// Whom a limit holds for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// A person with a token.
    Subject(String),
    /// A conversation of somebody without one.
    Conversation(String),
    /// The name of an account.
    Login(String),
    /// An address that is no trusted caller.
    Address(IpAddr),
}

impl AppState {
    /// The state of a server that is ready: opens the database and reads the keys. To be called
    /// inside the runtime that serves.
    ///
    /// # Errors
    /// When the database or a key cannot be used.
    pub async fn open(engine: Engine, config: Config) -> anyhow::Result<Self> {
        let data = config.data.display();
        std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make `{data}`"))?;
        let identity = Identity::open(&config.tokens)?;
        let store =
            Store::open(config.database.text()).await.context("the database is not usable")?;
        let shortcuts = Shortcuts::read(config.shortcuts.as_deref())?;
        let interests = Interests::open(&config, engine.version())?;
        Ok(Self::new(engine, config, (store, identity, shortcuts, interests)))
    }

    fn new(
        engine: Engine,
        config: Config,
        (store, identity, shortcuts, interests): (Store, Identity, Shortcuts, Interests),
    ) -> Self {
        let limiter = |per_minute| {
            let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
            RateLimiter::keyed(Quota::per_minute(per_minute))
        };
        let metrics = Metrics::default();
        metrics.entries.set(engine.version().base.entries.len() as i64);
        Self(Arc::new(Shared {
            engine,
            metrics,
            places: Semaphore::new(config.in_flight_max),
            stream_places: Arc::new(Semaphore::new(config.streams_max)),
            shortcuts,
            interests,
            password_places: Arc::new(Semaphore::new(PASSWORD_PLACES)),
            limiter: limiter(config.requests_per_minute),
            anonymous_limiter: limiter(config.anonymous_requests_per_minute),
            login_limiter: limiter(LOGINS_PER_MINUTE),
            store,
            identity,
            ready: AtomicBool::new(true),
            reload_problems: ArcSwap::default(),
            config,
        }))
    }
}

impl Shared {
    /// Counts a question against a limit.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn limit(&self, key: &LimitKey) -> Result<(), ApiError> {
        let limiter = match key {
            LimitKey::Conversation(_) => &self.anonymous_limiter,
            LimitKey::Login(_) => &self.login_limiter,
            LimitKey::Subject(_) | LimitKey::Address(_) => &self.limiter,
        };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::Clock::now(
                &governor::clock::DefaultClock::default(),
            ));
            ApiError::retry("too_many_requests", wait.as_secs() + 1)
        })
    }

    /// Forgets callers whose limits are full again, so that memory does not grow with their number.
    pub fn forget_idle_callers(&self) {
        for limiter in [&self.limiter, &self.anonymous_limiter, &self.login_limiter] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
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
