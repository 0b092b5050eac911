//! Workers that hear, behind a bounded queue.
//!
//! A worker has a state of the model of its own. Whoever asks gets the answer through a function that
//! the worker calls, and gives up by dropping what [`Listeners::ask`] gave back: what nobody waits for
//! is not begun, and what is begun stops within a tenth of a second.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::queue::places::{Places, Waits};
use crate::recognizer::silero::Finder;
use crate::recognizer::{HeardPiece, Hearing, Listener, Recognizer, Until};
use crate::sound::front::{FrontSettings, Prepared, levelled, prepare};
use crate::sound::{SPEECH_RATE, Sound};

/// How many hear, and how long their queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// Workers. At least 1.
    pub workers: usize,
    /// Threads that compute for one worker. At least 1.
    pub threads: usize,
    /// The most sounds that wait. At least 1.
    pub waiting_max: usize,
    /// How long a sound may wait and be heard, in milliseconds.
    pub timeout_ms: u64,
}

impl Default for ListenLimits {
    fn default() -> Self {
        Self { workers: 1, threads: 2, waiting_max: 8, timeout_ms: 60_000 }
    }
}

/// What is to be heard.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// A whole sound as it came in.
    Whole(Sound, FrontSettings),
    /// Something said, cut out and cleaned already, at 16 kHz.
    Said(Vec<f32>, FrontSettings),
}

/// A piece of a transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Where in the sound it is, in seconds.
    pub seconds: Range<f64>,
    /// What was heard.
    pub heard: HeardPiece,
}

/// All that was heard in a sound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
    /// How long the sound is, in seconds.
    pub seconds: f64,
    /// How long somebody speaks in it, in seconds.
    pub speech_s: f64,
    /// How long hearing took, in seconds.
    pub took_s: f64,
}

/// Where the answer goes.
pub type Reply = Box<dyn FnOnce(Result<Transcript, Error>) + Send>;

/// As long as this is kept, somebody waits.
#[derive(Debug)]
#[must_use = "dropping it gives up"]
pub struct Asked {
    _caller: Arc<()>,
}

struct Task {
    work: Work,
    hearing: Hearing,
    until: Until,
    reply: Reply,
    caller: Weak<()>,
}

impl Waits for Task {
    fn weight(&self) -> usize {
        1
    }

    fn is_abandoned(&self) -> bool {
        self.caller.strong_count() == 0
    }
}

/// The workers. Dropping them ends and joins them.
pub struct Listeners {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

struct Shared {
    model: Recognizer,
    limits: ListenLimits,
    places: Places<Task>,
    /// How long a sound takes, a moving mean in milliseconds; tells refused callers when to return.
    task_ms: AtomicU64,
}

impl std::fmt::Debug for Listeners {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listeners").field("model", &self.shared.model).finish_non_exhaustive()
    }
}

impl Listeners {
    /// Starts the workers.
    ///
    /// # Errors
    /// When a limit is zero, or there is no memory or thread for a worker.
    pub fn start(model: Recognizer, limits: ListenLimits) -> Result<Self, Error> {
        let least = limits.workers.min(limits.threads).min(limits.waiting_max);
        if least == 0 {
            let expected = "at least 1".to_owned();
            return Err(Error::Setting {
                name: "workers, threads, waiting_max",
                found: "0".to_owned(),
                expected,
            });
        }
        // Told now rather than by a worker that is never heard of again.
        drop(model.listener(limits.threads)?);
        let places = Places::new(limits.waiting_max);
        let shared = Arc::new(Shared { model, limits, places, task_ms: AtomicU64::new(0) });
        let mut listeners = Self { shared, workers: Vec::with_capacity(limits.workers) };
        for number in 0..limits.workers {
            let shared = Arc::clone(&listeners.shared);
            let name = format!("listen-{number}");
            let finder = shared.model.finder(limits.threads)?;
            let worker =
                std::thread::Builder::new().name(name.clone()).spawn(move || shared.work(finder));
            let source = |source| Error::Io { action: "start the thread", what: name, source };
            listeners.workers.push(worker.map_err(source)?);
        }
        Ok(listeners)
    }

    /// The id of the model.
    pub fn id(&self) -> &str {
        self.shared.model.id()
    }

    /// The longest piece that is heard as a whole, in seconds.
    pub fn piece_max_s(&self) -> f64 {
        self.shared.model.piece_max_s()
    }

    /// How long a sound may wait and be heard, in milliseconds.
    pub fn timeout_ms(&self) -> u64 {
        self.shared.limits.timeout_ms
    }

    /// How many sounds wait for a worker.
    pub fn waiting(&self) -> usize {
        self.shared.places.waiting()
    }

    /// Asks for something to be heard; `reply` gets what came of it, unless nobody waits any more.
    ///
    /// # Errors
    /// [`Error::Overloaded`] when the queue is full.
    pub fn ask(&self, (work, hearing): (Work, Hearing), reply: Reply) -> Result<Asked, Error> {
        let caller = Arc::new(());
        let deadline = Instant::now() + Duration::from_millis(self.shared.limits.timeout_ms);
        let until = Until { deadline: Some(deadline), caller: Some(Arc::downgrade(&caller)) };
        let task = Task { work, hearing, until, reply, caller: Arc::downgrade(&caller) };
        self.shared.places.push(task).map_err(|waiting| self.shared.overloaded(waiting))?;
        Ok(Asked { _caller: caller })
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.shared.places.close();
        for worker in self.workers.drain(..) {
            // A worker's panic has been told by the thread itself.
            let _ended = worker.join();
        }
    }
}

impl Shared {
    /// The life of a worker.
    fn work(&self, mut finder: Option<Finder>) {
        // That there is memory for it was seen at the start.
        let Ok(mut listener) = self.model.listener(self.limits.threads) else {
            return;
        };
        while let Some(tasks) = self.places.pop(1) {
            for task in tasks {
                let start = Instant::now();
                let Task { work, hearing, until, reply, .. } = task;
                let mut heard = hear((&mut listener, &mut finder), work, (&hearing, &until));
                let took = start.elapsed();
                if let Ok(transcript) = &mut heard {
                    transcript.took_s = took.as_secs_f64();
                    self.remember(took);
                }
                reply(heard.map_err(|error| self.late(error, &until)));
            }
        }
    }

    /// A worker gives up for two reasons; only one of them is told to somebody.
    fn late(&self, error: Error, until: &Until) -> Error {
        let is_late = until.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        match error {
            Error::GivenUp if is_late => Error::TimedOut { waited_ms: self.limits.timeout_ms },
            error => error,
        }
    }

    fn remember(&self, took: Duration) {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        // A moving mean over about four sounds; the first one counts whole.
        let mean = self.task_ms.load(Ordering::Relaxed);
        let next = if mean == 0 { took_ms } else { mean - mean / 4 + took_ms / 4 };
        self.task_ms.store(next, Ordering::Relaxed);
    }

    fn overloaded(&self, waiting: usize) -> Error {
        let rounds = waiting.div_ceil(self.limits.workers) as u64;
        let wait_ms = self.task_ms.load(Ordering::Relaxed).saturating_mul(rounds);
        Error::Overloaded { retry_after_ms: wait_ms.max(1_000) }
    }
}

fn hear(
    (listener, finder): (&mut Listener<'_>, &mut Option<Finder>),
    work: Work,
    (hearing, until): (&Hearing, &Until),
) -> Result<Transcript, Error> {
    let (prepared, settings, seconds_max) = match work {
        Work::Whole(sound, settings) => {
            let mut prepared = prepare(sound, settings);
            if let Some(finder) = finder {
                prepared.speech = finder.speech(&prepared.samples)?;
            }
            (prepared, settings, listener.piece_max_s())
        }
        Work::Said(samples, settings) => {
            let all = 0..samples.len();
            // Whoever cut it out has heeded how long a piece may be.
            (Prepared { samples, speech: vec![all] }, settings, f64::INFINITY)
        }
    };
    let mut transcript = Transcript {
        seconds: prepared.samples.len() as f64 / f64::from(SPEECH_RATE),
        speech_s: prepared.speech_s(),
        ..Transcript::default()
    };
    for range in prepared.pieces(seconds_max, settings.trim) {
        let mut samples = prepared.samples[range.clone()].to_vec();
        if settings.level {
            levelled(&mut samples);
        }
        let heard = listener.hear(&samples, hearing, until.clone())?;
        let second = |sample: usize| sample as f64 / f64::from(SPEECH_RATE);
        transcript.pieces.push(Piece { seconds: second(range.start)..second(range.end), heard });
    }
    Ok(transcript)
}
