//! A queue in front of a costly encoder: it is bounded, and what waits together runs together.
//!
//! It pays for a network, where a batch of sixteen costs little more than one text. It does not pay
//! for [`GramEncoder`](crate::gram_encoder::GramEncoder): handing a text to another thread and back
//! takes longer than encoding it, so the hub leaves the queue out there.

pub(crate) mod places;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::embed::{Embed, check_length};
use crate::error::Error;
use crate::queue::places::{Job, Places, Waiting};

/// How large a queue is and how long its callers wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimits {
    /// Worker threads; the network itself uses every core already. At least 1.
    pub workers: usize,
    /// The most texts that run together. At least 1.
    pub batch_texts_max: usize,
    /// The most callers that wait. At least 1.
    pub waiting_max: usize,
    /// How long a caller waits for its vectors, in milliseconds, where somebody waits for the caller.
    pub timeout_ms: u64,
}

impl Default for QueueLimits {
    fn default() -> Self {
        Self { workers: 1, batch_texts_max: 16, waiting_max: 64, timeout_ms: 5_000 }
    }
}

impl QueueLimits {
    fn check(self) -> Result<Self, Error> {
        let fields = [
            ("workers", self.workers),
            ("batch_texts_max", self.batch_texts_max),
            ("waiting_max", self.waiting_max),
        ];
        match fields.into_iter().find(|(_, value)| *value == 0) {
            None => Ok(self),
            Some((name, value)) => Err(Error::Setting {
                name,
                found: value.to_string(),
                expected: "at least 1".into(),
            }),
        }
    }
}

/// An encoder behind worker threads. Dropping it ends and joins them.
pub struct EmbedQueue {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

struct Shared {
    encoder: Arc<dyn Embed>,
    /// Threads for the encoder alone: whoever builds an index waits on every thread of the common pool, and
    /// a network that wanted one of those would wait for ever.
    threads: ThreadPool,
    limits: QueueLimits,
    places: Places<Job>,
    /// How long a batch takes, a moving mean in microseconds; tells refused callers when to return.
    batch_us: AtomicU64,
}

impl EmbedQueue {
    /// Starts the workers.
    ///
    /// # Errors
    /// When a limit is zero or the system gives no thread.
    pub fn new(encoder: Arc<dyn Embed>, limits: QueueLimits) -> Result<Self, Error> {
        let limits = limits.check()?;
        let places = Places::new(limits.waiting_max);
        let threads = ThreadPoolBuilder::new().thread_name(|at| format!("encode-{at}")).build();
        let threads = threads.map_err(|error| Error::Io {
            action: "start the threads",
            what: "encode".to_owned(),
            source: std::io::Error::other(error),
        })?;
        let batch_us = AtomicU64::new(0);
        let shared = Arc::new(Shared { encoder, threads, limits, places, batch_us });
        let mut queue = Self { shared, workers: Vec::with_capacity(limits.workers) };
        for number in 0..limits.workers {
            let shared = Arc::clone(&queue.shared);
            let name = format!("embed-{number}");
            let worker =
                std::thread::Builder::new().name(name.clone()).spawn(move || shared.work());
            let source = |source| Error::Io { action: "start the thread", what: name, source };
            queue.workers.push(worker.map_err(source)?);
        }
        Ok(queue)
    }

    /// How many callers wait for a worker.
    pub fn waiting(&self) -> usize {
        self.shared.places.waiting()
    }

    /// The vectors of texts that a question waits for; they run together as far as a batch goes.
    ///
    /// # Errors
    /// When the queue is full, the encoder fails, or nothing comes in time.
    pub fn embed_in_time(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let waited_ms = self.shared.limits.timeout_ms;
        let wait = |waiting: &Waiting| {
            let vectors = waiting.vectors.recv_timeout(Duration::from_millis(waited_ms));
            vectors.map_err(|error| match error {
                RecvTimeoutError::Timeout => Error::TimedOut { waited_ms },
                RecvTimeoutError::Disconnected => self.shared.panicked(),
            })
        };
        self.ask(texts, wait)
    }

    /// Trips through the queue, one for each batch.
    fn ask(
        &self,
        texts: &[&str],
        wait: impl Fn(&Waiting) -> Result<Result<Vec<Vec<f32>>, Error>, Error>,
    ) -> Result<Vec<Vec<f32>>, Error> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(self.shared.limits.batch_texts_max) {
            let (job, waiting) = Job::new(batch);
            self.shared.places.push(job).map_err(|jobs| self.shared.overloaded(jobs))?;
            vectors.extend(wait(&waiting)??);
        }
        Ok(vectors)
    }
}

impl Drop for EmbedQueue {
    fn drop(&mut self) {
        self.shared.places.close();
        for worker in self.workers.drain(..) {
            // A worker catches what its encoder throws, so there is no panic to hand on.
            let _ended = worker.join();
        }
    }
}

impl Embed for EmbedQueue {
    fn id(&self) -> &str {
        self.shared.encoder.id()
    }

    fn dims(&self) -> usize {
        self.shared.encoder.dims()
    }

    /// A long list goes through the queue batch by batch, so that a question which comes meanwhile
    /// waits for one batch and not for the list. Lists are what an index is built of: they wait for as
    /// long as it takes, because long answers take a slow network seconds.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let wait = |waiting: &Waiting| waiting.vectors.recv().map_err(|_| self.shared.panicked());
        self.ask(texts, wait)
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        check_length(out, self.dims())?;
        for vector in self.embed_in_time(&[text])? {
            out.copy_from_slice(&vector);
        }
        Ok(())
    }
}

impl Shared {
    /// The life of a worker.
    fn work(&self) {
        while let Some(batch) = self.places.pop(self.limits.batch_texts_max) {
            let start = Instant::now();
            self.run(batch);
            let took_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
            // A moving mean over about four batches; the first one counts whole.
            let mean = self.batch_us.load(Ordering::Relaxed);
            let next = if mean == 0 { took_us } else { mean - mean / 4 + took_us / 4 };
            self.batch_us.store(next, Ordering::Relaxed);
        }
    }

    /// Encodes a batch and answers every caller in it. A caller that is gone by now gets nothing,
    /// which is why the result of sending does not matter.
    fn run(&self, batch: Vec<Job>) {
        let texts: Vec<&str> =
            batch.iter().flat_map(|job| &job.texts).map(String::as_str).collect();
        match self.encode(&texts) {
            Ok(vectors) => {
                let mut vectors = vectors.into_iter();
                for job in &batch {
                    let _sent =
                        job.reply.send(Ok(vectors.by_ref().take(job.texts.len()).collect()));
                }
            }
            Err(error) if batch.len() == 1 => {
                let _sent = batch[0].reply.send(Err(error));
            }
            // One caller's text may have spoiled the batch; alone, each gets what it deserves.
            Err(_) => batch.into_iter().for_each(|job| self.run(vec![job])),
        }
    }

    /// Encodes, with a panic of the encoder turned into an error so that the worker lives on.
    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let encode = || self.threads.install(|| self.encoder.embed(texts));
        let vectors =
            catch_unwind(AssertUnwindSafe(encode)).unwrap_or_else(|_| Err(self.panicked()))?;
        if vectors.len() == texts.len() {
            return Ok(vectors);
        }
        let reason = format!("it gave {} vectors for {} texts", vectors.len(), texts.len());
        Err(Error::Compute { encoder: self.encoder.id().to_owned(), reason })
    }

    fn panicked(&self) -> Error {
        Error::Compute { encoder: self.encoder.id().to_owned(), reason: "it panicked".to_owned() }
    }

    /// The refusal of a caller when so many are before it: the time that their batches take.
    fn overloaded(&self, waiting: usize) -> Error {
        let batches = waiting.div_ceil(self.limits.batch_texts_max * self.limits.workers) as u64;
        let wait_us = self.batch_us.load(Ordering::Relaxed).saturating_mul(batches);
        Error::Overloaded { retry_after_ms: wait_us.div_ceil(1_000).max(1) }
    }
}
