//! The writer: turns and the like go into a bounded queue and are committed in groups, so that
//! answering waits for no disk. Whoever needs to know waits for the commit of its group.

pub mod batch;
pub mod bulk;
pub mod run;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::write::{QUEUE_MAX, Queued, Recorded, Write};
use crate::store::writer::run::run;

/// The way into the queue; cheap to clone.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Queued>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Writer {
    /// Starts the task that writes.
    pub fn start(db: Db) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        let task = tokio::spawn(run(db, queued));
        Self { queue, task: Arc::new(Mutex::new(Some(task))) }
    }

    /// Queues a write and does not wait.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] when the queue is full, [`StoreError::Closed`] after the end.
    pub fn write_soon(&self, write: Write) -> Result<(), StoreError> {
        self.send(Queued { write, done: None })
    }

    /// Queues a write and waits until it is committed.
    ///
    /// # Errors
    /// As [`write_soon`](Self::write_soon), and whatever kept it from being committed.
    pub async fn write(&self, write: Write) -> Result<Recorded, StoreError> {
        let (done, told) = oneshot::channel();
        self.send(Queued { write, done: Some(done) })?;
        told.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Waits until everything queued before is committed, so that a reader sees it.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn settle(&self) -> Result<(), StoreError> {
        self.write(Write::Barrier).await.map(drop)
    }

    /// How many writes wait.
    pub fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Commits what is queued and takes nothing more.
    pub async fn close(&self) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(task) = task else {
            return;
        };
        let stop = Queued { write: Write::Stop, done: None };
        if self.queue.send(stop).await.is_ok()
            && let Err(error) = task.await
        {
            tracing::error!(error.cause = %error, "the writer ended before its time");
        }
    }

    fn send(&self, queued: Queued) -> Result<(), StoreError> {
        self.queue.try_send(queued).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })
    }
}
