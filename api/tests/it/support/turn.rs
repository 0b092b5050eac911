//! A real coturn, as relay for browsers on this machine.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::ports::free_address;

/// How long it may take until it listens.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running relay. Dropped, it ends.
pub(crate) struct Turn {
    pub(crate) port: u16,
    program: Child,
    _home: TempDir,
}

impl Turn {
    /// Starts the relay that is installed, with a secret that it shares.
    pub(crate) fn start(secret: &str) -> Self {
        let home = tempfile::tempdir().expect("a directory for the relay");
        let port = free_address().port();
        let place = home.path().display();
        // Browsers and relay are on one machine, so peers may have its own address.
        let settings = format!(
            "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\nrealm=test\n\
             use-auth-secret\nstatic-auth-secret={secret}\nno-cli\nno-tls\nno-dtls\n\
             allow-loopback-peers\nno-software-attribute\nlog-file=stdout\npidfile={place}/pid\n\
             userdb={place}/db\n"
        );
        let file = home.path().join("turnserver.conf");
        std::fs::write(&file, settings).expect("a file");
        let mut command = Command::new("turnserver");
        command.arg("-c").arg(&file).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let program = command.spawn().unwrap_or_else(|error| {
            panic!("coturn does not start ({error}): `bash xtask/setup.sh test` installs the package coturn")
        });
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "coturn does not listen");
            std::thread::yield_now();
        }
        Self { port, program, _home: home }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}
