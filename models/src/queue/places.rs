//! The places of a bounded queue: jobs go in one by one and come out in batches.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak, mpsc};

use crate::error::Error;

/// The texts of one caller, with the way back to it.
pub(crate) struct Job {
    /// What is to be encoded.
    pub(crate) texts: Vec<String>,
    /// Where the vectors go.
    pub(crate) reply: mpsc::SyncSender<Result<Vec<Vec<f32>>, Error>>,
    /// Alive as long as the caller waits.
    pub(crate) caller: Weak<()>,
}

impl Job {
    /// A job, the receiver of its vectors and the sign that somebody waits for them.
    pub(crate) fn new(texts: &[&str]) -> (Self, Waiting) {
        let (reply, vectors) = mpsc::sync_channel(1);
        let present = Arc::new(());
        let caller = Arc::downgrade(&present);
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        (Self { texts, reply, caller }, Waiting { vectors, _present: present })
    }

    fn is_abandoned(&self) -> bool {
        self.caller.strong_count() == 0
    }
}

/// The caller's end of a job.
pub(crate) struct Waiting {
    /// Gives the vectors once.
    pub(crate) vectors: mpsc::Receiver<Result<Vec<Vec<f32>>, Error>>,
    _present: Arc<()>,
}

/// The queue itself, shared by callers and workers.
pub(crate) struct Places {
    jobs_max: usize,
    line: Mutex<Line>,
    arrived: Condvar,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Places {
    /// A queue of so many places.
    pub(crate) fn new(jobs_max: usize) -> Self {
        Self { jobs_max, line: Mutex::default(), arrived: Condvar::new() }
    }

    /// Takes a place; gives the number of jobs that wait when there is none.
    pub(crate) fn push(&self, job: Job) -> Result<(), usize> {
        let mut line = self.lock();
        if line.jobs.len() >= self.jobs_max {
            // Callers that gave up still hold places; they are looked for only when it is full.
            line.jobs.retain(|job| !job.is_abandoned());
        }
        if line.jobs.len() >= self.jobs_max {
            return Err(line.jobs.len());
        }
        line.jobs.push_back(job);
        drop(line);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for work and takes as many whole jobs as fit into `texts_max` texts, at least one;
    /// nothing once the queue is closed.
    pub(crate) fn pop(&self, texts_max: usize) -> Option<Vec<Job>> {
        let mut line = self.lock();
        loop {
            if line.closed {
                return None;
            }
            let batch = line.take(texts_max);
            if !batch.is_empty() {
                return Some(batch);
            }
            line = self.arrived.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How many jobs wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().jobs.len()
    }

    /// Lets every worker end after the batch it is in.
    pub(crate) fn close(&self) {
        let mut line = self.lock();
        line.closed = true;
        line.jobs.clear();
        drop(line);
        self.arrived.notify_all();
    }

    /// No code runs under this lock that could leave the line half changed, so a panic elsewhere
    /// does not spoil it.
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn take(&mut self, texts_max: usize) -> Vec<Job> {
        let (mut batch, mut texts) = (Vec::new(), 0);
        while let Some(next) = self.jobs.front() {
            if !next.is_abandoned() {
                texts += next.texts.len();
                if texts > texts_max && !batch.is_empty() {
                    break;
                }
            }
            let Some(job) = self.jobs.pop_front() else {
                break;
            };
            if !job.is_abandoned() {
                batch.push(job);
            }
        }
        batch
    }
}
