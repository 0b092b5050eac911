//! The whole server without a network: its router on a small knowledge, with nobody limited.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use jiff::civil::{Date, date};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use wenshui_api::clock;
use wenshui_api::config::secret::Secret;
use wenshui_api::config::{Config, ServeArgs};
use wenshui_api::server::router;
use wenshui_api::source::Source;
use wenshui_api::state::AppState;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::build;

/// The day on which questions are asked.
pub(crate) const TODAY: Date = date(2026, 7, 1);
/// Whom the host signs for; the digit in a request's first line says which.
const ROLES: [&[&str]; 8] = [
    &[],
    &["agent"],
    &["supervisor"],
    &["maintainer"],
    &["reviewer"],
    &["publisher"],
    &["operator"],
    &["auditor"],
];
const SECRET: &str = "the secret of a host that is not there";
/// The largest reply that is read.
const REPLY_MAX: usize = 64 << 20;

struct Stage {
    runtime: Runtime,
    state: AppState,
    router: Router,
    /// For nobody, a taxpayer, and one of each role.
    tokens: Vec<Option<String>>,
    _data: TempDir,
}

fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| open().expect("a server"))
}

fn open() -> anyhow::Result<Stage> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build()?;
    let data = tempfile::tempdir()?;
    let knowledge = data.path().join("knowledge.jsonl");
    std::fs::write(&knowledge, include_bytes!("../../data/knowledge.jsonl"))?;
    let source = Source { knowledge: Some(knowledge), ..Source::default() };
    let args = ServeArgs { data: Some(data.path().join("data")), ..ServeArgs::default() };
    let mut config = Config::resolve(&args)?;
    config.tokens.secret = Some(Secret::new(SECRET.to_owned()));
    (config.requests_per_minute, config.anonymous_requests_per_minute) = (u32::MAX, u32::MAX);
    let engine = Engine::new(build(source.parts()?)?, clock::nanoseconds);
    let state = runtime.block_on(AppState::open(engine, config))?;
    let token = |roles: &&[&str]| {
        let claims = json!({"sub": "p", "exp": i64::from(u32::MAX), "center": "c", "authority": "a",
            "region": "370200", "staff_roles": roles});
        signed(&Header::new(Algorithm::HS256), &claims)
    };
    let tokens = std::iter::once(None).chain(ROLES.iter().map(token)).collect();
    Ok(Stage { router: router(state.clone()), state, runtime, tokens, _data: data })
}

/// The state of the server.
pub(crate) fn state() -> &'static AppState {
    &stage().state
}

fn signed(header: &Header, claims: &serde_json::Value) -> Option<String> {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(SECRET.as_bytes())).ok()
}

/// A request: its first line has method, address and a digit for who makes it, the rest is its body.
pub(crate) fn request(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let mut words = bytes[..end].split(|byte| *byte == b' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return };
    let stage = stage();
    let who = words.next().and_then(|digit| digit.first()).map_or(0, |digit| usize::from(*digit));
    let token = stage.tokens[who % stage.tokens.len()].as_deref();
    let body = bytes.get(end + 1..).unwrap_or_default();
    let kind = kind(target);
    let request = Request::builder().method(method).uri(target).header(header::HOST, "localhost");
    let mut request = request.header(header::CONTENT_TYPE, kind);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Ok(request) = request.body(Body::from(body.to_vec())) {
        send(request);
    }
}

/// What a body says it is: nearly all are JSON.
fn kind(target: &[u8]) -> &'static str {
    let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
    if path.ends_with(b"/transcriptions") {
        "multipart/form-data; boundary=b"
    } else if path.ends_with(b"/attachments") || path.ends_with(b"/files") {
        "application/octet-stream"
    } else {
        "application/json"
    }
}

/// A token: as it is, or a head and claims in two lines of JSON, which the host signs.
pub(crate) fn token(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let value = if first.is_multiple_of(2) {
        Some(rest.to_vec())
    } else {
        let mut lines = rest.split(|byte| *byte == b'\n');
        let head = lines.next().and_then(|line| serde_json::from_slice(line).ok());
        let claims = lines.next().and_then(|line| serde_json::from_slice(line).ok());
        head.zip(claims).and_then(|(head, claims)| signed(&head, &claims)).map(String::into_bytes)
    };
    let Some(value) = value else { return };
    let value = [b"Bearer ".as_slice(), &value].concat();
    let request = Request::get("/v1/favorites").header(header::HOST, "localhost");
    let request = request.header(header::AUTHORIZATION, value);
    if let Ok(request) = request.body(Body::empty()) {
        send(request);
    }
}

/// Sends a request and reads what comes, but for streams, which have no end.
fn send(mut request: Request<Body>) {
    let stage = stage();
    let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    request.extensions_mut().insert(ConnectInfo(peer));
    let said = format!("{} {}", request.method(), request.uri());
    stage.runtime.block_on(async {
        let Ok(response) = stage.router.clone().oneshot(request).await;
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE).cloned();
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
            return;
        }
        let body = to_bytes(response.into_body(), REPLY_MAX).await.expect("a reply that ends");
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{said}: {body:?}");
    });
}
