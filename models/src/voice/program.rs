//! Programs that speak or encode, each in a process of its own; the one place that starts them.
//!
//! A program is fed and read by threads of its own, so neither side waits for the other. It is killed
//! when it gives nothing for too long, when nobody wants its work any more, and when it is dropped.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::error::Error;

/// How often it is looked whether the work is still wanted.
const LOOK: Duration = Duration::from_millis(10);
/// Bytes that are read at a time.
const PART_BYTES: usize = 64 * 1024;
/// Bytes of a program's complaint that are kept.
const WORDS_BYTES_MAX: u64 = 4096;

/// For how long and for whom a program works.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// How long it may give nothing.
    pub timeout: Duration,
    /// Whether somebody still wants what it gives.
    pub wanted: &'a dyn Fn() -> bool,
}

impl Watch<'_> {
    /// For somebody who stays, ten seconds.
    pub fn patient() -> Watch<'static> {
        Watch { timeout: Duration::from_secs(10), wanted: &|| true }
    }
}

/// A program by its name or its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program(pub PathBuf);

impl Program {
    /// Whether there is such a program: at its path, or by its name in a folder of `PATH`.
    pub fn is_there(&self) -> bool {
        let named = self.0.components().count() == 1;
        let folders = std::env::var_os("PATH").filter(|_| named).unwrap_or_default();
        let mut places = std::env::split_paths(&folders).map(|folder| folder.join(&self.0));
        (!named && is_program(&self.0)) || places.any(|place| is_program(&place))
    }

    /// Starts it.
    ///
    /// # Errors
    /// When the system does not.
    pub fn start(&self, args: &[&str]) -> Result<Running, Error> {
        let failed = |source| self.failed(source);
        let mut child = Command::new(&self.0)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (feed, fed) = channel();
        let (give, given) = channel();
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        // From here on the child is killed whatever happens.
        let running = Running { child, feed: Some(feed), given, program: self.clone() };
        if let Some(mut stdin) = stdin {
            // A program that has ended takes nothing; how it ended is told by its status.
            thread(move || fed.iter().all(|bytes: Vec<u8>| stdin.write_all(&bytes).is_ok()))
                .map_err(failed)?;
        }
        if let Some(stdout) = stdout {
            thread(move || hand_on(stdout, &give)).map_err(failed)?;
        }
        Ok(running)
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Io { action: "run", what: self.0.display().to_string(), source }
    }
}

/// A file with leave to be run; what else it is, starting it will tell.
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let file = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
    file.is_some_and(|file| file.permissions().mode() & 0o111 != 0)
}

fn thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new().name("program".to_owned()).spawn(move || drop(work())).map(drop)
}

/// Hands on what a program writes until it ends or nobody listens.
fn hand_on(mut stdout: ChildStdout, give: &Sender<Vec<u8>>) {
    let mut part = vec![0; PART_BYTES];
    while let Ok(count @ 1..) = stdout.read(&mut part) {
        if give.send(part[..count].to_vec()).is_err() {
            return;
        }
    }
}

/// A program at work; killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    feed: Option<Sender<Vec<u8>>>,
    given: Receiver<Vec<u8>>,
    program: Program,
}

impl Running {
    /// Feeds it; what it no longer takes is lost.
    pub fn feed(&self, bytes: Vec<u8>) {
        if let Some(feed) = &self.feed {
            // It has ended, which its status tells.
            let _ = feed.send(bytes);
        }
    }

    /// Says that nothing more comes.
    pub fn close(&mut self) {
        self.feed = None;
    }

    /// The next bytes that it gives, nothing at its end.
    ///
    /// # Errors
    /// When it gives nothing in time, or nobody wants its work.
    pub fn next(&self, watch: Watch<'_>) -> Result<Option<Vec<u8>>, Error> {
        let began = Instant::now();
        loop {
            match self.given.recv_timeout(LOOK.min(watch.timeout)) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) if !(watch.wanted)() => return Err(Error::GivenUp),
                Err(RecvTimeoutError::Timeout) if began.elapsed() < watch.timeout => {}
                Err(RecvTimeoutError::Timeout) => {
                    let (name, waited) = (self.program.0.display(), watch.timeout.as_millis());
                    return Err(Error::Voice {
                        reason: format!("`{name}` was silent for {waited} ms"),
                    });
                }
            }
        }
    }

    /// Everything that it has given by now.
    pub fn so_far(&self) -> Vec<u8> {
        self.given.try_iter().flatten().collect()
    }

    /// Everything that it gives until it ends.
    ///
    /// # Errors
    /// When it does not end well.
    pub fn rest(mut self, watch: Watch<'_>) -> Result<Vec<u8>, Error> {
        self.close();
        let mut all = Vec::new();
        while let Some(bytes) = self.next(watch)? {
            all.extend(bytes);
        }
        let mut words = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            // Without its words the status has to do.
            let _ = stderr.take(WORDS_BYTES_MAX).read_to_string(&mut words);
        }
        let status = self.child.wait().map_err(|source| self.program.failed(source))?;
        if status.success() {
            return Ok(all);
        }
        Err(Error::Voice { reason: format!("{status}: {}", words.trim()) })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended is neither killed nor waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
