//! Faults of our own: the client hears a code and nothing of the cause.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use wenshui_api::config::Config;
use wenshui_api::server;
use wenshui_engine::version::build::{Parts, build};
use wenshui_models::{Embed, Error};

use crate::support::contract::{errors, problem};
use crate::support::served::{self, Served};

/// The real encoder, until a question asks for trouble.
struct Fragile(Arc<dyn Embed>);

impl Embed for Fragile {
    fn id(&self) -> &str {
        self.0.id()
    }

    fn dims(&self) -> usize {
        self.0.dims()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        self.0.embed(texts)
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        assert!(!text.contains("panic"), "the cause of the panic");
        if text.contains("fail") {
            let (encoder, reason) = ("fragile".into(), "the cause of the failure".into());
            return Err(Error::Compute { encoder, reason });
        }
        self.0.embed_into(text, out)
    }
}

/// A server whose encoder fails and panics where a question asks for that.
pub(crate) fn fragile(change: impl FnOnce(&mut Config)) -> Served {
    let parts = served::small_parts();
    let encoder = Arc::new(Fragile(Arc::clone(&parts.encoder)));
    let version = build(Parts { encoder, ..parts }).expect("the small version");
    Served::start(served::state(version, change))
}

#[test]
fn the_cause_of_a_failure_stays_in_the_log() {
    let served = fragile(|_| ());
    for question in ["征收率 fail", "征收率 panic"] {
        let reply = served.ask(&json!({"question": question}));
        let told = problem(&reply);
        assert_eq!((reply.status, told.code.as_str()), (500, "internal"), "{question}");
        assert_eq!(told.detail, errors()["internal"].detail);
        assert!(!reply.text().contains("cause") && !reply.text().contains("fragile"));
    }
    // One request's fault is nobody else's.
    assert_eq!(served.answer(&json!({"question": "征收率是多少"}))["decision"], "answer");
    let metrics = served.get("/metrics");
    assert!(
        metrics.text().contains("wenshui_errors_total{code=\"internal\"} 2"),
        "{}",
        metrics.text()
    );
    assert!(metrics.text().contains("wenshui_in_flight 0"), "{}", metrics.text());
}

/// A runtime in which time stands still until everybody waits, and then leaps.
fn paused() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().start_paused(true).build().expect("a runtime")
}

async fn write(stream: &TcpStream, text: &str) {
    stream.writable().await.expect("an open connection");
    assert_eq!(stream.try_write(text.as_bytes()).ok(), Some(text.len()));
}

/// Reads until a body of JSON begins; the server sends small replies at once.
async fn read(stream: &TcpStream) -> String {
    let mut reply = String::new();
    while !reply.contains("\r\n\r\n{") {
        stream.readable().await.expect("an open connection");
        let mut bytes = [0; 4096];
        match stream.try_read(&mut bytes) {
            Ok(0) => panic!("the server closed without a word: {reply}"),
            Ok(count) => reply.push_str(&String::from_utf8_lossy(&bytes[..count])),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
    reply
}

#[test]
fn a_request_that_takes_too_long_is_given_up() {
    let prepared = served::state(build(served::small_parts()).unwrap(), |_| ());
    paused().block_on(async {
        let state = prepared.state.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(server::serve(listener, state, std::future::pending()));
        let stream = TcpStream::connect(address).await.unwrap();
        let head = "POST /v1/answers HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                    content-length: 100\r\n\r\n{\"question\":";
        write(&stream, head).await;
        let began = tokio::time::Instant::now();
        let patience = Duration::from_secs(600);
        let reply = tokio::time::timeout(patience, read(&stream)).await.expect("a reply");
        assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
        assert!(reply.starts_with("HTTP/1.1 503 "), "{reply}");
        assert!(reply.contains("\"code\":\"timeout\""), "{reply}");
        assert!(reply.to_lowercase().contains("retry-after: "), "{reply}");
    });
}

#[test]
fn a_connection_that_says_nothing_does_not_keep_the_server_from_ending() {
    let prepared = served::state(build(served::small_parts()).unwrap(), |_| ());
    paused().block_on(async {
        let state = prepared.state.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = server::serve(listener, state.clone(), async { drop(stopped.await) });
        let serving = tokio::spawn(serving);
        let stream = TcpStream::connect(address).await.unwrap();
        write(&stream, "POST /v1/answers HTTP/1.1\r\nhost:").await;
        assert!(state.readiness.check().is_ok());
        drop(stop);
        let ended = tokio::time::timeout(Duration::from_secs(600), serving).await;
        ended.expect("the server ends").unwrap().unwrap();
        assert!(state.readiness.check().is_err());
    });
}
