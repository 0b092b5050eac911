//! A real NATS with `JetStream`, which a test may kill and start again.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::ports::free_address;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);
const USER: &str = "wenshui";
const PASSWORD: &str = "p@ss";

/// The server. Dropped, it is killed.
pub(crate) struct NatsServer {
    child: Child,
    address: SocketAddr,
    kept: TempDir,
}

impl NatsServer {
    /// On a free port of this machine.
    pub(crate) fn start() -> Self {
        Self::start_at(free_address())
    }

    pub(crate) fn start_at(address: SocketAddr) -> Self {
        let kept = tempfile::tempdir().expect("a directory");
        Self { child: run(address, kept.path()), address, kept }
    }

    /// Its address, with who may use it.
    pub(crate) fn url(&self) -> String {
        format!("nats://{USER}:p%40ss@{}", self.address)
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Starts it again with what it had kept.
    pub(crate) fn start_again(&mut self) {
        self.child = run(self.address, self.kept.path());
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        // One that was killed already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A program that dies with the test that starts it, however that ends.
pub(crate) fn bound_to_test(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]);
    command
}

fn run(address: SocketAddr, kept: &Path) -> Child {
    // Debian puts it where users do not look.
    let installed = "/usr/sbin/nats-server";
    let program = if Path::new(installed).exists() { installed } else { "nats-server" };
    let mut command = bound_to_test(program);
    command.args(["--addr", &address.ip().to_string(), "--port", &address.port().to_string()]);
    command.args(["--user", USER, "--pass", PASSWORD, "--jetstream", "--store_dir"]).arg(kept);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("nats-server is installed; xtask/setup.sh test installs it");
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        let ended = child.try_wait().expect("a state");
        assert!(ended.is_none() && begun.elapsed() < PATIENCE, "NATS does not start: {ended:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}
