//! Who sends spans: many at once, again where the collector is busy, and never in anybody's way.

use std::time::{Duration, Instant};

use axum::http::{HeaderName, HeaderValue, header};
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout_at};

use crate::asking::{Asking, AskingError, Patience};
use crate::config::otlp::OtlpConfig;
use crate::span::otlp::{Export, Taken};
use crate::span::record::Span;
use crate::span::tracer::{Message, SpanCounts, Tracer};

/// How many spans are sent at once.
const TOGETHER_MAX: usize = 512;
/// How long the first of them waits for others.
const LINGER: Duration = Duration::from_secs(1);
/// How long the collector may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is tried, and after what pauses.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// How much of its answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// How often it is said that it does not take them.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// A tracer whose spans are sent to a collector, where one is configured; `node` tells this process from
/// others. To be called inside the runtime that will send.
///
/// # Errors
/// When the address is none of `http` or `https`.
pub fn start(config: Option<&OtlpConfig>, node: &str) -> anyhow::Result<Tracer> {
    let Some(config) = config else {
        return Ok(Tracer::default());
    };
    let (tracer, queue) = Tracer::new(config.share);
    tokio::spawn(run(queue, Exporter::open(config, (node, tracer.counts.clone()))?));
    Ok(tracer)
}

/// The way to a collector.
struct Exporter {
    asking: Asking,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What is known of this service.
    known: Vec<(&'static str, String)>,
    counts: SpanCounts,
    said: Option<Instant>,
}

impl Exporter {
    fn open(config: &OtlpConfig, (node, counts): (&str, SpanCounts)) -> anyhow::Result<Self> {
        let known = vec![
            ("service.name", config.service.clone()),
            ("service.version", env!("CARGO_PKG_VERSION").to_owned()),
            ("service.instance.id", node.to_owned()),
        ];
        let asking = Asking::open(&config.traces_url(), Patience::Whole(TIMEOUT))?;
        Ok(Self { asking, headers: config.headers.clone(), known, counts, said: None })
    }

    /// Sends spans, and counts what became of them.
    async fn send(&mut self, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        let all = spans.len() as u64;
        match self.deliver(spans).await {
            Ok(rejected) => {
                let rejected = rejected.min(all);
                self.counts.sent.inc_by(all - rejected);
                self.counts.failed.inc_by(rejected);
            }
            Err(cause) => {
                self.counts.failed.inc_by(all);
                self.tell(&cause);
            }
        }
    }

    /// Sends spans; gives how many of them were not taken.
    async fn deliver(&self, spans: &[Span]) -> Result<u64, String> {
        let body = serde_json::to_vec(&Export::new(&self.known, spans));
        let body = body.map_err(|error| error.to_string())?;
        let mut tries = 1;
        loop {
            let json = HeaderValue::from_static("application/json");
            let request = self.asking.post(None).header(header::CONTENT_TYPE, json);
            let headers = self.headers.iter();
            let request =
                headers.fold(request, |request, (name, value)| request.header(name, value));
            match self.asking.answer(request.body(body.clone()), ANSWER_BYTES_MAX).await {
                Ok(answer) => {
                    let taken: Taken = serde_json::from_slice(&answer).unwrap_or_default();
                    return Ok(taken.rejected());
                }
                Err(error) if tries < TRIES && is_passing(&error) => sleep(PAUSE * tries).await,
                Err(error) => return Err(error.to_string()),
            }
            tries += 1;
        }
    }

    /// Says once in a while that the collector does not take them.
    fn tell(&mut self, cause: &str) {
        if self.said.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            self.said = Some(Instant::now());
            tracing::warn!(error.cause = cause, "the collector of traces does not take them");
        }
    }
}

/// Whether another try may help (OTLP names these).
fn is_passing(error: &AskingError) -> bool {
    match error {
        AskingError::Unreachable(_) => true,
        AskingError::Refused(status) => [429, 502, 503, 504].contains(status),
        AskingError::TooLong(_) => false,
    }
}

/// Sends what comes until nobody can hand over more, or what waits is to be the last.
async fn run(mut queue: Receiver<Message>, mut exporter: Exporter) {
    let mut spans = Vec::with_capacity(TOGETHER_MAX);
    loop {
        let closing = gather(&mut queue, &mut spans).await;
        exporter.send(&spans).await;
        spans.clear();
        match closing {
            Gathered::More => {}
            Gathered::Last(done) => {
                if let Some(done) = done {
                    // Who waited may have gone.
                    let _ = done.send(());
                }
                return;
            }
        }
    }
}

/// What comes after spans that were gathered.
enum Gathered {
    /// Others.
    More,
    /// None; and who is to be told that they are sent.
    Last(Option<oneshot::Sender<()>>),
}

/// Waits for a span, and a little for more.
async fn gather(queue: &mut Receiver<Message>, spans: &mut Vec<Span>) -> Gathered {
    let mut message = queue.recv().await;
    let until = tokio::time::Instant::now() + LINGER;
    loop {
        match message {
            Some(Message::Span(span)) => spans.push(*span),
            Some(Message::Close(done)) => return Gathered::Last(Some(done)),
            None => return Gathered::Last(None),
        }
        if spans.len() >= TOGETHER_MAX {
            return Gathered::More;
        }
        message = match timeout_at(until, queue.recv()).await {
            Ok(message) => message,
            Err(_) => return Gathered::More,
        };
    }
}
