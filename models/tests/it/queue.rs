//! The queue in front of a costly encoder.

use std::sync::{Arc, Condvar, Mutex};

use expect_test::expect;
use wenshui_models::{Embed, EmbedQueue, Error, GramEncoder, QueueLimits};

use crate::support::{GramsFile, vector};

fn small() -> GramEncoder {
    GramEncoder::from_bytes("small", &GramsFile::small().bytes()).unwrap()
}

/// An encoder that holds every batch at a gate until the test opens it, and remembers the batches.
#[derive(Default)]
struct Gated {
    state: Mutex<Gate>,
    changed: Condvar,
}

#[derive(Default)]
struct Gate {
    open: bool,
    batches: Vec<usize>,
}

impl Gated {
    fn open(&self) {
        self.state.lock().unwrap().open = true;
        self.changed.notify_all();
    }

    /// Waits until so many batches have come to the gate.
    fn wait_for_batches(&self, count: usize) {
        let state = self.state.lock().unwrap();
        drop(self.changed.wait_while(state, |state| state.batches.len() < count).unwrap());
    }

    fn batches(&self) -> Vec<usize> {
        self.state.lock().unwrap().batches.clone()
    }
}

/// Opens the gate when a test ends, so that a test that fails does not wait for its own workers.
struct OpenAtEnd<'a>(&'a Gated);

impl Drop for OpenAtEnd<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

impl Embed for Gated {
    fn id(&self) -> &'static str {
        "gated"
    }

    fn dims(&self) -> usize {
        1
    }

    /// The vector of a text is its length; `bad` is refused and `worse` panics.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut state = self.state.lock().unwrap();
        state.batches.push(texts.len());
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |state| !state.open).unwrap());
        assert!(!texts.contains(&"worse"), "the test asked for it");
        if texts.contains(&"bad") {
            let reason = "it is bad".to_owned();
            return Err(Error::Compute { encoder: "gated".to_owned(), reason });
        }
        Ok(texts.iter().map(|text| vec![text.len() as f32]).collect())
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        out.copy_from_slice(&self.embed(&[text])?[0]);
        Ok(())
    }
}

fn queue(encoder: &Arc<Gated>, limits: QueueLimits) -> EmbedQueue {
    EmbedQueue::new(Arc::clone(encoder) as Arc<dyn Embed>, limits).unwrap()
}

/// Waits until so many callers stand in line; they come in threads of their own.
fn wait_for_line(queue: &EmbedQueue, waiting: usize) {
    while queue.waiting() < waiting {
        std::thread::yield_now();
    }
}

const PATIENT: QueueLimits =
    QueueLimits { workers: 1, batch_texts_max: 4, waiting_max: 8, timeout_ms: 600_000 };

#[test]
fn eight_threads_get_what_one_would_get() {
    let direct = small();
    let limits = QueueLimits { workers: 2, ..PATIENT };
    let queue = EmbedQueue::new(Arc::new(small()), limits).unwrap();
    assert_eq!((queue.id(), queue.dims()), (direct.id(), direct.dims()));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (queue, direct) = (&queue, &direct);
            scope.spawn(move || {
                for round in 0..100 {
                    let text: String = (0..=(thread + round) % 7)
                        .map(|at| ['a', 'b', '税'][(at * thread + round) % 3])
                        .collect();
                    assert_eq!(vector(queue, &text), vector(direct, &text));
                    let list = ["b", &text, "", "a", "税a", &text];
                    assert_eq!(queue.embed(&list).unwrap(), direct.embed(&list).unwrap());
                }
            });
        }
    });
}

#[test]
fn a_full_queue_refuses() {
    let encoder = Arc::new(Gated::default());
    let queue = queue(&encoder, QueueLimits { waiting_max: 2, ..PATIENT });
    std::thread::scope(|scope| {
        let _end = OpenAtEnd(&encoder);
        let ask = |text| queue.embed(&[text]).unwrap();
        let first = scope.spawn(move || ask("one"));
        encoder.wait_for_batches(1);
        let second = scope.spawn(move || ask("four"));
        let third = scope.spawn(move || ask("three"));
        wait_for_line(&queue, 2);
        let refused = queue.embed(&["five"]).unwrap_err();
        expect!["the queue of the encoder is full, try again in 1 ms"]
            .assert_eq(&refused.to_string());
        encoder.open();
        assert_eq!(first.join().unwrap(), [[3.0]]);
        assert_eq!(second.join().unwrap(), [[4.0]]);
        assert_eq!(third.join().unwrap(), [[5.0]]);
    });
    assert_eq!(queue.embed(&["again"]).unwrap(), [[5.0]]);
}

#[test]
fn what_waits_together_runs_together() {
    let encoder = Arc::new(Gated::default());
    let queue = queue(&encoder, PATIENT);
    std::thread::scope(|scope| {
        let _end = OpenAtEnd(&encoder);
        scope.spawn(|| queue.embed(&["a"]).unwrap());
        encoder.wait_for_batches(1);
        for _ in 0..5 {
            scope.spawn(|| assert_eq!(vector(&queue, "bb"), [2.0]));
        }
        wait_for_line(&queue, 5);
        encoder.open();
    });
    assert_eq!(encoder.batches(), [1, 4, 1]);
}

#[test]
fn long_lists_go_batch_by_batch() {
    let encoder = Arc::new(Gated::default());
    encoder.open();
    let queue = queue(&encoder, PATIENT);
    let texts: Vec<String> = (0..10).map(|length| "x".repeat(length)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let lengths: Vec<f32> = queue.embed(&texts).unwrap().concat();
    assert_eq!(lengths, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(encoder.batches(), [4, 4, 2]);
}

#[test]
fn a_fault_hits_only_its_own_caller() {
    let encoder = Arc::new(Gated::default());
    let queue = queue(&encoder, PATIENT);
    std::thread::scope(|scope| {
        let _end = OpenAtEnd(&encoder);
        scope.spawn(|| queue.embed(&["a"]).unwrap());
        encoder.wait_for_batches(1);
        let good = scope.spawn(|| queue.embed(&["good"]));
        let bad = scope.spawn(|| queue.embed(&["bad"]));
        let worse = scope.spawn(|| queue.embed(&["worse"]));
        wait_for_line(&queue, 3);
        encoder.open();
        assert_eq!(good.join().unwrap().unwrap(), [[4.0]]);
        let words = |result: Result<Vec<Vec<f32>>, Error>| result.unwrap_err().to_string();
        expect!["the encoder `gated` failed: it is bad"].assert_eq(&words(bad.join().unwrap()));
        expect!["the encoder `gated` failed: it panicked"].assert_eq(&words(worse.join().unwrap()));
    });
    assert_eq!(vector(&queue, "alive"), [5.0]);
}

#[test]
fn who_gives_up_frees_the_place() {
    let encoder = Arc::new(Gated::default());
    let queue = queue(&encoder, QueueLimits { waiting_max: 1, timeout_ms: 1, ..PATIENT });
    let end = OpenAtEnd(&encoder);
    let words = |text| queue.embed_in_time(&[text]).unwrap_err().to_string();
    // The first is asked until the worker has taken it to the gate, which stays shut; the others
    // wait in the one place behind it. Were that place not freed, the third would be refused.
    let timed_out = expect!["the encoder gave no vector within 1 ms"];
    while encoder.batches().is_empty() {
        timed_out.assert_eq(&words("first"));
    }
    timed_out.assert_eq(&words("second"));
    timed_out.assert_eq(&words("third"));
    drop(end);
    drop(queue);
    // Nobody waited any more for the second and the third, so they were not encoded.
    assert_eq!(encoder.batches(), [1]);
}

/// What an index is built of waits for as long as it takes, a question does not.
#[test]
fn lists_outlast_the_time_of_questions() {
    let encoder = Arc::new(Gated::default());
    let queue = queue(&encoder, QueueLimits { timeout_ms: 1, ..PATIENT });
    std::thread::scope(|scope| {
        let list = scope.spawn(|| queue.embed(&["a", "bc"]));
        while encoder.batches().is_empty() {
            std::thread::yield_now();
        }
        let late = queue.embed_in_time(&["question"]).unwrap_err();
        expect!["the encoder gave no vector within 1 ms"].assert_eq(&late.to_string());
        encoder.open();
        assert_eq!(list.join().unwrap().unwrap(), [[1.0], [2.0]]);
    });
}

/// An encoder that uses several threads, as networks do.
struct Parallel;

impl Embed for Parallel {
    fn id(&self) -> &'static str {
        "parallel"
    }

    fn dims(&self) -> usize {
        1
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let (one, two) = rayon::join(|| 1.0, || 2.0);
        Ok(texts.iter().map(|_| vec![one + two]).collect())
    }

    fn embed_into(&self, _: &str, out: &mut [f32]) -> Result<(), Error> {
        out.fill(0.0);
        Ok(())
    }
}

/// An index is built on every thread of the common pool, and all of them wait for the encoder; one that
/// wanted these threads too would never end.
#[test]
fn an_index_may_be_built_on_all_threads() {
    let queue = EmbedQueue::new(Arc::new(Parallel), PATIENT).unwrap();
    for vectors in rayon::broadcast(|_| queue.embed(&["a", "b"]).unwrap()) {
        assert_eq!(vectors, [[3.0], [3.0]]);
    }
}

#[test]
fn dropping_ends_the_threads() {
    let encoder = Arc::new(Gated::default());
    encoder.open();
    let queue = queue(&encoder, QueueLimits { workers: 3, ..PATIENT });
    assert_eq!(vector(&queue, "a"), [1.0]);
    drop(queue);
    // Every worker held the encoder through its queue.
    assert_eq!(Arc::strong_count(&encoder), 1);
}

#[test]
fn limits_of_zero_are_refused() {
    let limits = QueueLimits { waiting_max: 0, ..PATIENT };
    let error = EmbedQueue::new(Arc::new(small()), limits).err().unwrap();
    expect!["`waiting_max` is 0, it must be at least 1"].assert_eq(&error.to_string());
}
