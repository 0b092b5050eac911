//! What decides which traces are collected, and takes their spans: a queue with an end, whose overflow is
//! counted and lost.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use prometheus_client::metrics::counter::Counter;
use tokio::sync::{mpsc, oneshot};

use crate::span::place::{Place, SpanId, TraceId, bound};
use crate::span::record::{Span, SpanKind, Value, now_ns};

/// How many spans wait to be sent at most; each has some hundred bytes.
const QUEUE_MAX: usize = 4_096;

/// Something for who sends spans.
#[derive(Debug)]
pub enum Message {
    /// A span.
    Span(Box<Span>),
    /// Nothing more comes that is waited for.
    Close(oneshot::Sender<()>),
}

/// What became of spans; a clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct SpanCounts {
    /// Those that the collector took.
    pub sent: Counter,
    /// Those for which the queue had no place.
    pub dropped: Counter,
    /// Those that the collector did not take.
    pub failed: Counter,
}

/// What takes spans, where somebody collects them; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Tracer {
    /// What became of spans.
    pub counts: SpanCounts,
    on: Option<Arc<On>>,
}

/// A tracer that is on.
#[derive(Debug)]
struct On {
    queue: mpsc::Sender<Message>,
    bound: u64,
    counts: SpanCounts,
}

/// A span that goes on. Dropped, it is over and handed to the collector.
#[derive(Debug)]
pub struct Open {
    on: Arc<On>,
    span: Option<Span>,
    began: Instant,
}

/// Where in a trace work is done, and what takes its spans; cheap to clone.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The span in which it is.
    pub place: Place,
    on: Option<Arc<On>>,
}

/// What begins a trace here.
#[derive(Debug, Default)]
pub struct Begun {
    /// Where its work is.
    pub traced: Option<Traced>,
    /// Its span, where it is collected.
    pub open: Option<Open>,
}

impl Tracer {
    /// A tracer that collects this share of the traces that begin here, with the queue of its spans.
    pub fn new(share: f64) -> (Self, mpsc::Receiver<Message>) {
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        let counts = SpanCounts::default();
        let on = On { queue, bound: bound(share), counts: counts.clone() };
        (Self { counts, on: Some(Arc::new(on)) }, queued)
    }

    /// Begins the first span of this process in a trace: in one of a caller's, who has decided whether it is
    /// collected, or in a new one, for which chance decides. Where nobody collects, that of a caller is handed
    /// on as it is.
    pub fn begin(
        &self,
        parent: Option<Place>,
        what: impl FnOnce() -> (Cow<'static, str>, SpanKind),
    ) -> Begun {
        let Some(on) = &self.on else {
            return Begun { traced: parent.map(|place| Traced { place, on: None }), open: None };
        };
        let (trace, sampled) = match parent {
            Some(parent) => (parent.trace, parent.sampled),
            None => {
                let trace = TraceId::new();
                (trace, trace.is_below(on.bound))
            }
        };
        let place = Place { trace, span: SpanId::new(), sampled };
        if !sampled {
            return Begun { traced: Some(Traced { place, on: None }), open: None };
        }
        let open = Open::new(Arc::clone(on), (place, parent.map(|parent| parent.span)), what());
        Begun { traced: Some(Traced { place, on: Some(Arc::clone(on)) }), open: Some(open) }
    }

    /// Waits until what was handed over is sent; then nothing more is.
    pub async fn close(&self) {
        let Some(on) = &self.on else { return };
        let (done, told) = oneshot::channel();
        if on.queue.send(Message::Close(done)).await.is_ok() {
            // Whoever sends may have ended already.
            let _ = told.await;
        }
    }
}

impl On {
    fn give(&self, span: Span) {
        if self.queue.try_send(Message::Span(Box::new(span))).is_err() {
            self.counts.dropped.inc();
        }
    }
}

impl Traced {
    /// Whether its spans are collected.
    pub fn is_collected(&self) -> bool {
        self.on.is_some()
    }

    /// Begins a span in the one where this is; nothing where it is not collected.
    pub fn span(&self, name: Cow<'static, str>, kind: SpanKind) -> Option<Open> {
        let on = Arc::clone(self.on.as_ref()?);
        let place = Place { span: SpanId::new(), ..self.place };
        Some(Open::new(on, (place, Some(self.place.span)), (name, kind)))
    }

    /// Hands over a span that is over: its name, when it began and what it took in nanoseconds, and what is
    /// known of it. Gives where in the trace it is, for what is in it.
    pub fn give(
        &self,
        name: &'static str,
        (began_ns, took_ns): (u64, u64),
        known: Vec<(&'static str, Value)>,
    ) -> Option<Self> {
        let on = self.on.as_ref()?;
        let place = Place { span: SpanId::new(), ..self.place };
        on.give(Span {
            place,
            parent: Some(self.place.span),
            name: name.into(),
            kind: SpanKind::Internal,
            began_ns,
            took_ns,
            known,
            failed: false,
        });
        Some(Self { place, on: Some(Arc::clone(on)) })
    }
}

impl Open {
    fn new(
        on: Arc<On>,
        (place, parent): (Place, Option<SpanId>),
        (name, kind): (Cow<'static, str>, SpanKind),
    ) -> Self {
        let began = Instant::now();
        let (known, failed) = (Vec::new(), false);
        let span =
            Span { place, parent, name, kind, began_ns: now_ns(), took_ns: 0, known, failed };
        Self { on, span: Some(span), began }
    }

    /// Notes something that is known of it.
    pub fn note(&mut self, name: &'static str, value: impl Into<Value>) {
        if let Some(span) = &mut self.span {
            span.known.push((name, value.into()));
        }
    }

    /// Notes that it failed.
    pub fn fail(&mut self) {
        if let Some(span) = &mut self.span {
            span.failed = true;
        }
    }

    /// Where it is, for what is done in it.
    pub fn traced(&self) -> Option<Traced> {
        let place = self.span.as_ref()?.place;
        Some(Traced { place, on: Some(Arc::clone(&self.on)) })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(mut span) = self.span.take() {
            span.took_ns = self.began.elapsed().as_nanos() as u64;
            self.on.give(span);
        }
    }
}
