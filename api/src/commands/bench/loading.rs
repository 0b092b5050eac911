//! A server and the threads that put load on it, each on processors of their own.

use std::ffi::OsString;

use anyhow::Context as _;
use tokio::runtime::{Builder, Runtime};
use wenshui_benches::error::Error;

use crate::commands::bench::child::Server;
use crate::commands::bench::cores::Halves;

/// A server, and what asks it.
pub struct Parted {
    /// The server.
    pub server: Server,
    /// The threads of the tool.
    pub loading: Loading,
    /// Processors of the server alone; none where it shares all with the tool.
    pub server_cores: Option<usize>,
}

/// Threads that put load on; where they end nobody may wait for them.
pub struct Loading(Option<Runtime>);

impl Parted {
    /// Starts a server with `serve` on half of the processors and the tool on the others; on all of them
    /// `together` or where there is only one. To be called where nothing else awaits: this thread goes to the
    /// tool's.
    ///
    /// # Errors
    /// When the server does not start or the processors cannot be parted.
    pub async fn start(serve: &[OsString], together: bool) -> anyhow::Result<Self> {
        let halves = if together { None } else { Halves::of_this()? };
        halves.as_ref().map(Halves::go_to_server).transpose()?;
        let server = Server::start(serve).await?;
        halves.as_ref().map(Halves::go_to_tool).transpose()?;
        let loading = Loading(Some(Builder::new_multi_thread().enable_all().build()?));
        Ok(Self { server, loading, server_cores: halves.as_ref().map(Halves::server_cores) })
    }
}

/// How the processors are parted, for people.
pub fn told(server_cores: Option<usize>) -> String {
    server_cores.map_or("processors shared".to_owned(), |cores| {
        format!("{cores} processors for the server, the others for the tool")
    })
}

impl Loading {
    /// Does work there and waits for it.
    ///
    /// # Errors
    /// As the work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> anyhow::Result<T> {
        let runtime = self.0.as_ref().context("the threads of the load have ended")?;
        Ok(runtime.spawn(work).await??)
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
