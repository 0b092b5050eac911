//! Limits on how often somebody may ask.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Config;
use crate::error::ApiError;

/// How often an account may be tried a minute from one address, and from all together: strangers elsewhere do
/// not keep its owner out, and many of them do not try without end.
const LOGINS_PER_MINUTE: u32 = 10;
const LOGINS_OF_ALL_PER_MINUTE: u32 = 100;

/// Whom a limit holds for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// A person with a token.
    Subject(String),
    /// A conversation of somebody without one.
    Conversation(String),
    /// The name of an account, and the address from which it is tried.
    Login(String, Option<IpAddr>),
    /// The name of an account, tried from anywhere.
    LoginOfAll(String),
    /// An address that is no trusted caller.
    Address(IpAddr),
}

/// What callers have used up of their limits.
pub struct Limits {
    /// Of those with a token and of addresses.
    named: DefaultKeyedRateLimiter<LimitKey>,
    /// Of those without a token.
    anonymous: DefaultKeyedRateLimiter<LimitKey>,
    /// Of tries to log in from one address.
    logins: DefaultKeyedRateLimiter<LimitKey>,
    /// And from all.
    logins_of_all: DefaultKeyedRateLimiter<LimitKey>,
}

impl Limits {
    /// The limits of a configuration, all of them unused.
    pub fn new(config: &Config) -> Self {
        let limiter = |per_minute| {
            let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
            RateLimiter::keyed(Quota::per_minute(per_minute))
        };
        Self {
            named: limiter(config.requests_per_minute),
            anonymous: limiter(config.anonymous_requests_per_minute),
            logins: limiter(LOGINS_PER_MINUTE),
            logins_of_all: limiter(LOGINS_OF_ALL_PER_MINUTE),
        }
    }

    /// Counts a question against a limit.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn count(&self, key: &LimitKey) -> Result<(), ApiError> {
        let limiter = match key {
            LimitKey::Conversation(_) => &self.anonymous,
            LimitKey::Login(..) => &self.logins,
            LimitKey::LoginOfAll(_) => &self.logins_of_all,
            LimitKey::Subject(_) | LimitKey::Address(_) => &self.named,
        };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            ApiError::retry("too_many_requests", wait.as_secs() + 1)
        })
    }

    /// Forgets callers whose limits are full again, so that memory does not grow with their number.
    pub fn forget_idle(&self) {
        for limiter in [&self.named, &self.anonymous, &self.logins, &self.logins_of_all] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
