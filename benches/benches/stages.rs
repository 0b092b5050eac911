//! The stages of an answer one by one, over ten thousand generated questions.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use wenshui_benches::generate::Generator;
use wenshui_engine::engine::Engine;
use wenshui_engine::index::dense::Quantised;
use wenshui_engine::question::Question;
use wenshui_engine::rank::rank;
use wenshui_engine::retrieve::{Among, Retrieved};
use wenshui_engine::screen::{Said, TalkState};
use wenshui_engine::trace::Trace;
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;

/// Entries of the base, and questions that are asked in rotation.
const ENTRIES: usize = 10_000;
const QUESTIONS: usize = 512;

/// Questions one after the other, over and over.
struct Rotation<T> {
    items: Vec<T>,
    next: usize,
}

impl<T> Rotation<T> {
    fn new(items: Vec<T>) -> Self {
        Self { items, next: 0 }
    }

    fn next(&mut self) -> &T {
        self.next = (self.next + 1) % self.items.len();
        &self.items[self.next]
    }
}

/// What is measured.
struct Bed {
    engine: Engine,
    version: Arc<Version>,
    asked: Vec<String>,
}

impl Bed {
    fn new() -> Self {
        let mut generator = Generator::bundled(1).expect("the bundled lexicons are whole");
        let mut question = || generator.question().expect("the chain does not run out");
        let mut entry =
            |number| Entry { id: format!("g{number}"), question: question(), ..Entry::default() };
        let entries = (0..ENTRIES).map(&mut entry).collect();
        let parts = Parts::bundled(Base { entries, ..Base::default() });
        let version = build(parts.expect("the bundled parts are whole"));
        let engine = Engine::new(version.expect("questions can be indexed"), || 0);
        let asked = (0..QUESTIONS).map(|_| question()).collect();
        Self { version: engine.version(), engine, asked }
    }

    fn understood(&self) -> Rotation<Understanding> {
        let read = |text: &String| {
            let mut understanding = Understanding::default();
            understanding.read(text, &self.version.analyzer, &self.version.vocabulary);
            understanding
        };
        Rotation::new(self.asked.iter().map(read).collect())
    }

    fn encode(&self, understanding: &Understanding, components: &mut [f32]) {
        let canonical = &understanding.analysis.reading.canonical;
        self.version.encoder.embed_into(canonical, components).expect("the queue has room");
    }

    fn vector(&self, understanding: &Understanding) -> Quantised {
        let mut components = vec![0.0; self.version.encoder.dims()];
        self.encode(understanding, &mut components);
        Quantised::of_question(&components)
    }

    /// Everything that a search brings.
    fn searched(&self, asked: &Understanding) -> Retrieved {
        let mut found = Retrieved::default();
        self.version.impacts.sum(&asked.terms, self.version.documents.wordings, &mut found.impacts);
        found.nearness.ask(self.version.vectors(), &self.vector(asked));
        found
    }
}

fn reading(criterion: &mut Criterion) {
    let bed = Bed::new();
    let mut texts = Rotation::new(bed.asked.clone());
    let mut understanding = Understanding::default();
    criterion.bench_function("stage/understand", |bencher| {
        let version = &bed.version;
        bencher.iter(|| understanding.read(texts.next(), &version.analyzer, &version.vocabulary));
    });
    let mut heard =
        Rotation::new(bed.asked.iter().cloned().zip(bed.understood().items).collect::<Vec<_>>());
    criterion.bench_function("stage/screen", |bencher| {
        bencher.iter(|| {
            let (text, understanding) = heard.next();
            let folded = &understanding.analysis.folded;
            let said = Said { text, folded, now: jiff::Timestamp::UNIX_EPOCH, recent: &[] };
            bed.version.screen.hear(said, TalkState::default())
        });
    });
}

fn searching(criterion: &mut Criterion) {
    let bed = Bed::new();
    let mut read = bed.understood();
    let mut found = Retrieved::default();
    criterion.bench_function("stage/lexical", |bencher| {
        let wordings = bed.version.documents.wordings;
        bencher.iter(|| bed.version.impacts.sum(&read.next().terms, wordings, &mut found.impacts));
    });
    let mut components = vec![0.0; bed.version.encoder.dims()];
    criterion.bench_function("stage/encode", |bencher| {
        bencher.iter(|| bed.encode(read.next(), &mut components));
    });
    let mut vectors = Rotation::new(read.items.iter().map(|asked| bed.vector(asked)).collect());
    criterion.bench_function("stage/dense", |bencher| {
        bencher.iter(|| {
            found.nearness.ask(bed.version.vectors(), vectors.next());
        });
    });
    let search = |asked: Understanding| {
        let found = bed.searched(&asked);
        (asked, found)
    };
    let mut searched: Vec<(Understanding, Retrieved)> =
        bed.understood().items.into_iter().take(64).map(search).collect();
    let mut at = 0;
    criterion.bench_function("stage/rank", |bencher| {
        bencher.iter(|| {
            at = (at + 1) % searched.len();
            let (asked, found) = &mut searched[at];
            let pool = bed.version.settings.pool;
            found.gather(
                &bed.version,
                (pool, &mut Trace::begin(|| 0)),
                Among { admit: |_| true, spans: &bed.version.all },
            );
            rank(&bed.version, asked, found, |_| 0)
        });
    });
}

fn answering(criterion: &mut Criterion) {
    let bed = Bed::new();
    let mut texts = Rotation::new(bed.asked.clone());
    criterion.bench_function("answer", |bencher| {
        bencher.iter(|| {
            let question = Question::new(texts.next(), date(2026, 11, 20));
            bed.engine.answer(black_box(&bed.version), &question).expect("the queue has room")
        });
    });
}

criterion_group!(benches, reading, searching, answering);
criterion_main!(benches);
