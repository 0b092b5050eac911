//! How answering escalates to people: the one trait that stands between this service and whoever has the
//! agents. The bundled desk is one implementation, a webhook to an outside desk the other.
//!
//! Whatever the backend, a session is the same row with the same states, so that taxpayers, pages and
//! reports see no difference. A backend decides who is taken up and finds people for those who wait.

pub mod bundled;
pub mod command;
pub mod message;
pub mod webhook;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::backend::bundled::Bundled;
use crate::backend::webhook::Webhook;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::owner::Owner;

/// Somebody who asks for a person, as far as it matters who takes them up.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Who, with authority and center where the host named them.
    pub owner: &'a Owner,
    /// The administrative code of the place asked from, six digits.
    pub region: Option<&'a str>,
}

/// Who takes somebody up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The center that serves; nothing where none does.
    pub center: Option<String>,
    /// Whether it works now.
    pub open: bool,
    /// When it opens next, where it does not work now and will.
    pub opens_at: Option<Timestamp>,
}

/// A backend of human agents.
pub trait Backend: Send + Sync {
    /// Its name in logs and reports.
    fn name(&self) -> &'static str;

    /// Who takes somebody up at a moment.
    fn take_up(&self, desk: &Desk, wish: Wish<'_>, now: Timestamp) -> Taken;

    /// Finds people for those who wait, now that something has changed; gives how many were connected
    /// at once. Where finding takes longer than a moment, it happens elsewhere.
    ///
    /// # Errors
    /// When the database fails.
    fn attend<'a>(
        &'a self,
        state: &'a AppState,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<usize, ApiError>>;

    /// What the backend does while the server runs; never returns.
    fn run(&self, state: AppState) -> BoxFuture<'static, ()>;
}

/// The backend of this server.
pub fn of(state: &AppState) -> &'static dyn Backend {
    match state.config.backend {
        None => &Bundled,
        Some(_) => &Webhook,
    }
}
