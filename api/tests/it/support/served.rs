//! A server in this process that really listens, on knowledge that a test knows.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;
use wenshui_api::clock;
use wenshui_api::config::{Config, ServeArgs};
use wenshui_api::server;
use wenshui_api::source::Source;
use wenshui_api::state::AppState;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};

use crate::support::contract;
use crate::support::http::{Connection, Reply, Request};

/// The knowledge of most tests; small, and with one entry for every circumstance.
pub(crate) const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/knowledge.jsonl");

/// Holds the databases of all servers; they outlive the runtimes that serve.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().expect("a runtime")
});

/// The state of a server with the directory of its data.
pub(crate) struct Prepared {
    pub(crate) state: AppState,
    pub(crate) data: Arc<TempDir>,
}

/// A running server. Dropped, it shuts down as it does at the end of its days.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) state: AppState,
    /// Goes when the last server on it is gone.
    pub(crate) data: Arc<TempDir>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

/// What a version of the small knowledge is made of.
pub(crate) fn small_parts() -> Parts {
    parts(Some(SMALL.into()))
}

/// What a version of some knowledge is made of; of the bundled one where no file is named.
pub(crate) fn parts(knowledge: Option<PathBuf>) -> Parts {
    let source = Source { knowledge, ..Source::default() };
    source.parts().expect("knowledge without problems")
}

/// The state of a server on `version`, with a configuration that differs from the default one.
pub(crate) fn state(version: Version, change: impl FnOnce(&mut Config)) -> Prepared {
    let data = Arc::new(tempfile::tempdir().expect("a directory for the data"));
    prepare(version, data, change)
}

/// The state of a server on the small knowledge, which nobody serves.
pub(crate) fn prepared(change: impl FnOnce(&mut Config)) -> Prepared {
    state(build(small_parts()).expect("the small version"), change)
}

/// The same on the data of another one, as after a restart.
pub(crate) fn again(before: &Prepared, change: impl FnOnce(&mut Config)) -> Prepared {
    prepare(build(small_parts()).expect("the small version"), Arc::clone(&before.data), change)
}

/// The same on data that is there already.
fn prepare(version: Version, data: Arc<TempDir>, change: impl FnOnce(&mut Config)) -> Prepared {
    let args = ServeArgs { data: Some(data.path().to_owned()), ..ServeArgs::default() };
    let mut config = Config::resolve(&args).expect("the default configuration");
    // No balancer looks at these.
    config.drain_seconds = 0;
    change(&mut config);
    let engine = Engine::new(version, clock::nanoseconds);
    let state = wait_for(AppState::open(engine, config)).expect("a database");
    Prepared { state, data }
}

/// Waits for something of a server's state; not to be called where something is awaited already.
pub(crate) fn wait_for<T: Send>(future: impl Future<Output = T> + Send) -> T {
    RUNTIME.block_on(future)
}

/// Where futures are waited for, for what does so itself.
pub(crate) fn runtime() -> &'static Handle {
    RUNTIME.handle()
}

/// The shared server on the bundled knowledge.
pub(crate) fn bundled() -> &'static Served {
    static SERVED: LazyLock<Served> = LazyLock::new(|| {
        let version = build(parts(None)).expect("the bundled version");
        Served::start(state(version, shared))
    });
    &SERVED
}

/// The shared server on the small knowledge.
pub(crate) fn small() -> &'static Served {
    static SERVED: LazyLock<Served> = LazyLock::new(|| Served::small(shared));
    &SERVED
}

/// What other tests ask changes nothing of what is offered, however long all of them take.
fn shared(config: &mut Config) {
    config.interest_period_minutes = 24 * 60;
}

impl Served {
    /// A server of its own on the small knowledge.
    pub(crate) fn small(change: impl FnOnce(&mut Config)) -> Self {
        let version = build(small_parts()).expect("the small version");
        Self::start(state(version, change))
    }

    /// A server on the data of another one, which may go on or be gone.
    pub(crate) fn beside(other: &Self, change: impl FnOnce(&mut Config)) -> Self {
        let version = build(small_parts()).expect("the small version");
        Self::start(prepare(version, Arc::clone(&other.data), change))
    }

    pub(crate) fn start(prepared: Prepared) -> Self {
        let Prepared { state, data } = prepared;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener that does not block");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let serving = state.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                // A sender that was dropped stops the server too.
                server::serve(listener, serving, async { drop(stopped.await) }).await
            })
        });
        Self { address, state, data, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address).expect("the server accepts")
    }

    /// Sends a request and holds the reply to the OpenAPI document.
    pub(crate) fn send(&self, request: &Request) -> Reply {
        let reply = self.connect().ask(request);
        contract::check_reply(request, &reply);
        reply
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.send(&Request::get(target))
    }

    /// Posts to `/v1/answers`.
    pub(crate) fn ask(&self, body: &Value) -> Reply {
        self.send(&Request::post("/v1/answers", body.to_string().as_bytes()))
    }

    /// The answer to a body that is in order.
    pub(crate) fn answer(&self, body: &Value) -> Value {
        let reply = self.ask(body);
        assert_eq!(reply.status, 200, "{body}: {}", reply.text());
        reply.json()
    }

    /// Asks the server to stop, as the signal does.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
    }

    /// How serving ended; to be called after [`stop`](Self::stop).
    pub(crate) fn ended(&mut self) -> anyhow::Result<()> {
        let thread = self.thread.take().expect("a server ends once");
        thread.join().expect("a server without panics")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // A test that fails already has its words.
            drop(thread.join());
        }
    }
}

/// Copies the small knowledge into a directory, as something to be changed.
pub(crate) fn copy_of_small(directory: &Path) -> PathBuf {
    let place = directory.join("knowledge.jsonl");
    std::fs::copy(SMALL, &place).expect("a copy of the small knowledge");
    place
}
