//! The program, started as people start it.

use std::io::{BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::http::{Connection, Reply, Request};

/// A directory to work in and to start the program in.
pub(crate) struct Workplace {
    directory: TempDir,
}

/// How the program ended, with the directory's name taken out of its words.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workplace {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a temporary directory") }
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file and gives its name for the command line.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a new file");
        path
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file that the program wrote")
    }

    /// The program with arguments, not yet started; nothing of the environment reaches it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wenshui"));
        command.current_dir(self.directory.path()).args(arguments).stdin(Stdio::null());
        for name in
            ["DATA", "LISTEN", "CONFIG", "KB", "LOG", "DATABASE", "TOKEN_SECRET", "BY", "NATS"]
        {
            command.env_remove(format!("WENSHUI_{name}"));
        }
        command.env("RUST_BACKTRACE", "0");
        command
    }

    /// Runs the program to its end with something on its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        // A program that does not want the input may close it.
        drop(stdin.write_all(input.as_bytes()));
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        Ran::new(&output, self.directory.path())
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().expect("the program starts");
        Ran::new(&output, self.directory.path())
    }
}

impl Ran {
    fn new(output: &Output, directory: &Path) -> Self {
        let words = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("words in UTF-8");
            text.replace(&format!("{}/", directory.display()), "")
        };
        Self {
            code: output.status.code().expect("it ends by itself"),
            stdout: words(&output.stdout),
            stderr: words(&output.stderr),
        }
    }

    /// Exit code and everything that was said, for an expectation.
    pub(crate) fn told(&self) -> String {
        format!("exit {}\n{}{}", self.code, self.stdout, self.stderr)
    }

    /// Standard output of a run that was done.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.told());
        self.stdout
    }
}

/// A server that was started as people start it. Dropped, it is killed.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

impl Serving {
    /// Starts `wenshui serve` on a free port and waits for its log to tell the address.
    pub(crate) fn start(workplace: &Workplace, arguments: &[&str]) -> Self {
        Self::start_with(workplace, arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(
        workplace: &Workplace,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let mut command =
            workplace.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        command.envs(variables.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        Self::of(child.expect("the program starts"))
    }

    /// A server whose log is to be read, once it tells its address.
    pub(crate) fn of(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stderr.take().expect("a log")).lines();
        let mut log = String::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("no server: {log}")).expect("a line");
            log.push_str(&format!("{line}\n"));
            let told: Option<Value> = serde_json::from_str(&line).ok();
            let address = told.and_then(|line| line["address"].as_str()?.parse().ok());
            if let Some(address) = address {
                break address;
            }
        };
        // Somebody must go on reading, or the server would wait for its own log.
        let reading = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                log.push_str(&format!("{line}\n"));
            }
            log
        });
        Self { child, address, log: Some(reading) }
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.send(&Request::get(target))
    }

    /// Posts to `/v1/answers`.
    pub(crate) fn ask(&self, body: &Value) -> Reply {
        self.send(&Request::post("/v1/answers", body.to_string().as_bytes()))
    }

    pub(crate) fn send(&self, request: &Request) -> Reply {
        Connection::open(self.address).expect("the server accepts").ask(request)
    }

    /// Looks at the world until it is as it should be; a minute is more than any change needs.
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let so = (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            is_so()
        });
        assert!(so, "in vain: {what} at {}", self.address);
    }

    /// Asks the server to stop and gives its exit code.
    pub(crate) fn end(mut self) -> i32 {
        self.stop()
    }

    /// Asks the server to stop and gives everything that it logged.
    pub(crate) fn end_with_log(mut self) -> String {
        assert_eq!(self.stop(), 0);
        self.log.take().expect("a log ends once").join().expect("a log")
    }

    fn stop(&mut self) -> i32 {
        let script = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &script]).status().expect("a shell");
        assert!(sent.success(), "the server ended before it was asked to");
        self.child.wait().expect("an end").code().expect("an end by itself")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
