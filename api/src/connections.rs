//! Connections of clients: HTTP/1.1 over TCP, each with a time for its heads, and no more of them than the
//! node can hold.

mod patient;
mod rest;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

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

/// How long a client may take for the head of a request, and how long its connection may lie idle.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// How long is waited when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(100);

/// Takes connections until `stop` resolves, then lets running requests finish.
pub async fn accept(
    (listener, app): (TcpListener, Router),
    connections_max: usize,
    stop: impl Future<Output = ()>,
) {
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
                let (app, stopped) = (app.clone(), stopped.clone());
                tokio::spawn(async move {
                    serve((stream, peer), app, stopped).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(error.cause = %error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop((listener, stopped));
    stopping.send_replace(());
    stopping.closed().await;
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
