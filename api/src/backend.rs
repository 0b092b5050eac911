//! How answering escalates to people: the one trait that stands between this service and whoever has the
//! agents. The bundled desk is one implementation, a webhook to an outside desk the other.
//!
//! Whatever the backend, a session is the same row with the same states, so that taxpayers, pages and
//! reports see no difference. A backend decides who is taken up and finds people for those who wait.

pub mod bundled;
pub mod command;
pub mod escalation;
pub mod message;
pub mod webhook;

use crate::backend::bundled::Bundled;
use crate::backend::escalation::Backend;
use crate::backend::webhook::Webhook;
use crate::state::AppState;

/// The backend of this server.
pub fn of(state: &AppState) -> &'static dyn Backend {
    match state.config.backend {
        None => &Bundled,
        Some(_) => &Webhook,
    }
}
