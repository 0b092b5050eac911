//! Connections of clients: HTTP/1.1 over TCP, each with a time for its heads, and no more of them than the
//! node can hold.

mod patient;
mod rest;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::connections::patient::Patient;
use crate::connections::rest::Kept;
use crate::metric::Connections;

/// How long a client may take for the head of a request, and how long its connection may lie idle.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// What the system says where this process, and where all of them, have as many files open as they may
/// (`EMFILE` and `ENFILE`, the same on every Unix).
const FILES_OF_PROCESS: i32 = 24;
const FILES_OF_SYSTEM: i32 = 23;
/// How long is waited when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(100);

/// How often it is said that the system gives no more connections.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// Where connections come in.
pub struct Door {
    /// What they come to.
    pub listener: TcpListener,
    /// What answers them.
    pub app: Router,
    /// How many may be open.
    pub connections_max: usize,
    /// What counts them.
    pub counted: Connections,
}

/// A connection that is open, counted until it is dropped.
struct Taken(Connections);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.open.dec();
    }
}

/// Takes connections until `stop` resolves, then lets running requests finish.
pub async fn accept(
    Door { listener, app, connections_max, counted }: Door,
    stop: impl Future<Output = ()>,
) {
    let mut failing = Failing::default();
    let places = Arc::new(Semaphore::new(connections_max));
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let next = async {
            let place = place.await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = next => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                counted.taken.inc();
                counted.open.inc();
                let (app, stopped) = (app.clone(), stopped.clone());
                let taken = Taken(counted.clone());
                tokio::spawn(async move {
                    serve((stream, peer), app, stopped).await;
                    drop((place, taken));
                });
            }
            Err(error) => {
                counted.failed.inc();
                failing.tell(&error);
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop((listener, stopped));
    stopping.send_replace(());
    stopping.closed().await;
}

/// What is said of connections that could not be taken: at once, and then how many there were in a minute.
#[derive(Default)]
struct Failing {
    said: Option<Instant>,
    times: u64,
}

impl Failing {
    fn tell(&mut self, error: &std::io::Error) {
        self.times += 1;
        if self.said.is_some_and(|at| at.elapsed() < SAY_EVERY) {
            return;
        }
        let times = std::mem::take(&mut self.times);
        self.said = Some(Instant::now());
        match error.raw_os_error() {
            Some(FILES_OF_PROCESS | FILES_OF_SYSTEM) => tracing::error!(
                error.cause = %error,
                times,
                "no connection is taken: as many files are open as may be; raise the limit (LimitNOFILE)"
            ),
            _ => tracing::warn!(error.cause = %error, times, "a connection could not be taken"),
        }
    }
}

/// Serves one connection until its client ends it, or somebody stops the server.
async fn serve(
    (stream, peer): (TcpStream, SocketAddr),
    app: Router,
    mut stopped: watch::Receiver<()>,
) {
    // Small replies are not held back for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error.cause = %error, "a connection stays slow");
    }
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let waits = request.headers().contains_key(header::EXPECT);
        app.clone().oneshot(request.map(|incoming| Body::new(Kept::new(incoming, waits))))
    });
    let connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(Patient::new(stream)), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // Whoever hangs up, or says what is no HTTP, is nobody's fault here.
    if let Err(error) = served {
        tracing::debug!(error.cause = %error, "a connection ended");
    }
}
