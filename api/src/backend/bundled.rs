//! The bundled desk as a backend: centers with working hours, and a queue that gives out free seats.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use wenshui_desk::center::Belonging;
use wenshui_desk::reception::Reception;

use crate::backend::{Backend, Taken, Wish};
use crate::desk::Desk;
use crate::desk::floor::dispatch;
use crate::error::ApiError;
use crate::state::AppState;

/// The bundled desk.
#[derive(Debug, Clone, Copy)]
pub struct Bundled;

impl Backend for Bundled {
    fn name(&self) -> &'static str {
        "bundled"
    }

    /// The center that serves (J-07 to J-09). A center that the host names serves, whatever the
    /// authority.
    fn take_up(&self, desk: &Desk, wish: Wish<'_>, now: Timestamp) -> Taken {
        let authority = Some(wish.owner.authority.as_str()).filter(|name| !name.is_empty());
        let office = desk.office();
        let reception = match office.centers.get(&wish.owner.center) {
            Some(center) => office.receive_at(center, now),
            None => office.receive(Belonging { authority, region: wish.region }, now),
        };
        match reception {
            Reception::Open(center) => {
                Taken { center: Some(center.id.clone()), open: true, opens_at: None }
            }
            Reception::Closed { center, opens_at } => {
                Taken { center: Some(center.id.clone()), open: false, opens_at }
            }
            Reception::NoCenter => Taken { center: None, open: false, opens_at: None },
        }
    }

    fn attend<'a>(
        &'a self,
        state: &'a AppState,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<usize, ApiError>> {
        Box::pin(dispatch(state, now))
    }

    fn run(&self, _: AppState) -> BoxFuture<'static, ()> {
        // What time does to matters is done for every backend.
        Box::pin(std::future::pending())
    }
}
