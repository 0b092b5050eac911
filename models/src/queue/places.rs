//! The places of a bounded queue: jobs go in one by one and come out in batches.
//!
//! Texts that want vectors and sounds that want to be heard stand in queues of the same kind.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak, mpsc};

use crate::error::Error;

/// Something that stands in a queue.
pub(crate) trait Waits {
    /// What it counts in a batch.
    fn weight(&self) -> usize;

    /// Whether nobody waits for it any more.
    fn is_abandoned(&self) -> bool;
}

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
}

impl Waits for Job {
    fn weight(&self) -> usize {
        self.texts.len()
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
pub(crate) struct Places<J> {
    jobs_max: usize,
    line: Mutex<Line<J>>,
    arrived: Condvar,
}

struct Line<J> {
    jobs: VecDeque<J>,
    closed: bool,
}

impl<J: Waits> Places<J> {
    /// A queue of so many places.
    pub(crate) fn new(jobs_max: usize) -> Self {
        let line = Line { jobs: VecDeque::new(), closed: false };
        Self { jobs_max, line: Mutex::new(line), arrived: Condvar::new() }
    }

    /// Takes a place; gives the number of jobs that wait when there is none.
    pub(crate) fn push(&self, job: J) -> Result<(), usize> {
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

    /// Waits for work and takes as many whole jobs as fit into `weight_max`, at least one;
    /// nothing once the queue is closed.
    pub(crate) fn pop(&self, weight_max: usize) -> Option<Vec<J>> {
        let mut line = self.lock();
        loop {
            if line.closed {
                return None;
            }
            let batch = line.take(weight_max);
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
    fn lock(&self) -> MutexGuard<'_, Line<J>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J: Waits> Line<J> {
    fn take(&mut self, weight_max: usize) -> Vec<J> {
        let (mut batch, mut weight) = (Vec::new(), 0);
        while let Some(next) = self.jobs.front() {
            if !next.is_abandoned() {
                weight += next.weight();
                if weight > weight_max && !batch.is_empty() {
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
