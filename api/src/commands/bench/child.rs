//! A server of our own in another process, so that its memory and its start can be measured.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use bytes::Bytes;
use wenshui_benches::load::{Plan, Shot, Target, run};

/// How long a server may take to be ready.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// How often it is asked.
const ASK_EVERY: Duration = Duration::from_millis(5);

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From start to ready, in seconds.
    pub ready_s: f64,
}

impl Server {
    /// Starts this program with `arguments` and a free `--listen` address, and waits until it is
    /// ready.
    ///
    /// # Errors
    /// When it cannot be started or does not become ready.
    pub async fn start(arguments: &[OsString]) -> anyhow::Result<Self> {
        let address = free_address()?;
        let program = std::env::current_exe().context("cannot find this program")?;
        let began = Instant::now();
        let child = Command::new(program)
            .args(arguments)
            .args(["--listen", &address.to_string()])
            .env("WENSHUI_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self { child, address, ready_s: 0.0 };
        while !server.is_ready().await {
            if let Some(status) = server.child.try_wait()? {
                anyhow::bail!("the server ended before it was ready: {status}");
            }
            anyhow::ensure!(began.elapsed() < READY_WITHIN, "the server did not become ready");
            tokio::time::sleep(ASK_EVERY).await;
        }
        server.ready_s = began.elapsed().as_secs_f64();
        Ok(server)
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    async fn is_ready(&self) -> bool {
        let shot =
            Shot { method: axum::http::Method::GET, target: "/readyz".into(), body: Bytes::new() };
        let target = Target { address: self.address, sign: b"ready" };
        let plan = Plan { connections: 1, duration: Duration::from_secs(1), rate: None };
        let asked = run(target, plan, std::sync::Arc::new(vec![shot])).await;
        asked.is_ok_and(|loaded| loaded.latency.count == 1)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that is gone already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What starts a server of knowledge, over a directory for its data.
pub fn serving(kb: Option<PathBuf>, data: &Path) -> Vec<OsString> {
    let mut serve: Vec<OsString> = vec!["serve".into(), "--data".into(), data.into()];
    if let Some(kb) = kb {
        serve.extend(["--kb".into(), kb.into()]);
    }
    serve
}

/// Measures with a folder for a server's data, which goes afterwards.
///
/// # Errors
/// When the folder cannot be made, or as `measure`.
pub async fn in_folder<T>(
    measure: impl AsyncFnOnce(&Path) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let folder = std::env::temp_dir().join(format!("wenshui-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&folder).await;
    // The folder is ours and holds nothing that anybody needs.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

/// An address that nobody listens on just now.
///
/// # Errors
/// When there is none.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?)
}
