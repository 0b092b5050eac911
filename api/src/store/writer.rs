//! The writer: turns and the like go into a bounded queue and are committed in groups, so that
//! answering waits for no disk. Whoever needs to know waits for the commit of its group.

pub mod batch;
pub mod bulk;
pub mod run;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::write::{QUEUE_MAX, Queued, Recorded, Write};
use crate::store::writer::run::run;

/// The way into the queue; cheap to clone.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Queued>,
    hurry: Arc<Notify>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Writer {
    /// Starts the task that writes.
    pub fn start(db: Db) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        let hurry = Arc::new(Notify::new());
        let task = tokio::spawn(run(db, queued, Arc::clone(&hurry)));
        Self { queue, hurry, task: Arc::new(Mutex::new(Some(task))) }
    }

    /// Queues a write and does not wait.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] when the queue is full, [`StoreError::Closed`] after the end.
    pub fn write_soon(&self, write: Write) -> Result<(), StoreError> {
        self.send(Queued::now(write, Option::default()))
    }

    /// Queues a write and waits until it is committed.
    ///
    /// # Errors
    /// As [`write_soon`](Self::write_soon), and whatever kept it from being committed.
    pub async fn write(&self, write: Write) -> Result<Recorded, StoreError> {
        let (done, told) = oneshot::channel();
        self.send(Queued::now(write, Some(done)))?;
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
        let stop = Queued::now(Write::Stop, Option::default());
        let stopped = self.queue.send(stop).await.is_ok();
        self.hurry.notify_one();
        if stopped && let Err(error) = task.await {
            tracing::error!(error.cause = %error, "the writer ended before its time");
        }
    }

    fn send(&self, queued: Queued) -> Result<(), StoreError> {
        let waits = queued.done.is_some();
        self.queue.try_send(queued).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        if waits {
            self.hurry.notify_one();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::Writer;
    use crate::store::count::{CountKey, CountKind};
    use crate::store::db::Db;
    use crate::store::error::StoreError;
    use crate::store::write::{QUEUE_MAX, Write};

    async fn open() -> (Db, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/test.db", directory.path().display());
        (Db::open(&url).await.unwrap(), directory)
    }

    fn one() -> Write {
        let key: CountKey = (CountKind::Click, "hot".to_owned(), "2026-01-01".to_owned());
        Write::Count(key, 1)
    }

    async fn counted(db: &Db) -> i64 {
        let totals = db.totals(CountKind::Click, "2026-01-01", 1).await.unwrap();
        totals.first().map_or(0, |(_, total)| *total)
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_loses_nothing_that_it_took() {
        let (db, _directory) = open().await;
        let writer = Writer::start(db.clone());
        // Nobody else writes while this one does.
        let lock = db.begin().await.unwrap();
        let mut taken = 0;
        let refused = loop {
            match writer.write_soon(one()) {
                Ok(()) => taken += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(refused, StoreError::Overloaded);
        assert_eq!((taken, writer.waiting()), (QUEUE_MAX as i64, QUEUE_MAX));
        drop(lock);
        // There is a place again as soon as the writer has taken some.
        while writer.settle().await == Err(StoreError::Overloaded) {
            tokio::task::yield_now().await;
        }
        assert_eq!(counted(&db).await, taken);
    }

    #[tokio::test]
    async fn what_was_taken_is_committed_at_the_end_and_nothing_after_it() {
        let (db, _directory) = open().await;
        let writer = Writer::start(db.clone());
        for _ in 0..100 {
            writer.write_soon(one()).unwrap();
        }
        writer.close().await;
        assert_eq!(counted(&db).await, 100);
        assert_eq!(writer.write_soon(one()), Err(StoreError::Closed));
        assert_eq!(writer.write(one()).await, Err(StoreError::Closed));
        writer.close().await;
    }
}
