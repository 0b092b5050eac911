//! The reference of every measurement over HTTP: JSON read and written back, and nothing else.

use std::net::SocketAddr;

use anyhow::Context;
use axum::extract::Query;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

use crate::commands::outcome::Outcome;

/// Serves echo until the process is killed.
///
/// # Errors
/// When the address cannot be listened on.
pub fn run(listen: SocketAddr) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let app = Router::new()
            .route("/echo", post(|Json(value): Json<Value>| async { Json(value) }))
            .route("/echo", get(|Query(value): Query<Value>| async { Json(value) }))
            .route("/readyz", get(|| async { "ready\n" }));
        axum::serve(listener, app).await.context("serving failed")
    })?;
    Ok(Outcome::Done)
}
