//! What the writer's queue holds.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::span::current;
use crate::span::record::now_ns;
use crate::span::tracer::Traced;
use crate::store::count::CountKey;
use crate::store::error::StoreError;
use crate::store::interception::NewInterception;
use crate::store::turn::NewTurn;

/// How long the first turn of a group waits for others.
pub const LINGER: Duration = Duration::from_millis(20);
/// How many writes may wait; a turn is about 4 kB.
pub const QUEUE_MAX: usize = 8192;

/// Something to be written.
pub enum Write {
    /// A turn, with its events and counts.
    Turn(Box<NewTurn>),
    /// Something that was counted so many times.
    Count(CountKey, i64),
    /// What the guard intercepted.
    Interception(Box<NewInterception>),
    /// Nothing; its commit says that everything before it is committed.
    Barrier,
    /// Nothing more comes after this.
    Stop,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It was written.
    New,
    /// The client's id was there already, with this reply.
    Earlier(String),
}

/// A write and whom to tell.
pub struct Queued {
    /// The write.
    pub write: Write,
    /// Who waits for its commit.
    pub done: Option<oneshot::Sender<Result<Recorded, StoreError>>>,
    /// Where in a trace it was queued, and when in nanoseconds since 1970, where that is collected.
    pub traced: Option<(Traced, u64)>,
}

impl Queued {
    /// A write as it is queued now.
    pub fn now(write: Write, done: Option<oneshot::Sender<Result<Recorded, StoreError>>>) -> Self {
        let traced = current::traced().map(|traced| (traced, now_ns()));
        Self { write, done, traced }
    }
}
