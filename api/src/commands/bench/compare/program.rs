//! Programs of others that are started for a comparison, each with a folder of its own, and ended after it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::http::Method;
use wenshui_benches::compare::http::Call;
use wenshui_benches::compare::lucene;

use crate::commands::bench::child::free_address;

/// How long a program may take to be ready.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// How long it may take to end by itself.
const END_WITHIN: Duration = Duration::from_secs(10);
/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Makes a cluster of PostgreSQL, runs it, and ends it when nobody holds its standard input any more. Under
/// `C.UTF-8` ideographs are letters, without which `pg_trgm` sees none of them.
const POSTGRES: &str = r#"
set -e
cd "$2"
"$1/initdb" -D db -A trust -U wenshui -E UTF8 --locale=C.UTF-8 >initdb.log 2>&1
"$1/postgres" -D db -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$2" \
    -c max_connections=200 >postgres.log 2>&1 &
server=$!
until "$1/pg_isready" -q -h 127.0.0.1 -p "$3"; do sleep 0.1; kill -0 $server; done
echo ready
read -r _ || true
kill -INT $server
wait $server || true
"#;

/// A program that runs; it ends with this value.
pub(super) struct Program {
    child: Child,
    /// Where it listens.
    pub(super) address: SocketAddr,
}

impl Program {
    /// The number of its process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Starts a program that writes its words to `log` and waits until it replies at `path`.
    async fn start(
        command: &mut Command,
        address: SocketAddr,
        (path, log): (&str, PathBuf),
    ) -> anyhow::Result<Self> {
        let words = std::fs::File::create(&log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words);
        let child = command.spawn().with_context(|| format!("cannot start `{name}`"))?;
        let mut program = Self { child, address };
        let began = Instant::now();
        while Call::bare(Method::GET, path).text(address).await.is_err() {
            if let Some(status) = program.child.try_wait()? {
                anyhow::bail!("`{name}` ended before it was ready ({status}): {}", last(&log));
            }
            let waits = began.elapsed() < READY_WITHIN;
            anyhow::ensure!(waits, "`{name}` did not become ready: {}", last(&log));
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(program)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Whoever ends with its input is given the time to; all others are ended. One that is gone already
        // needs no end.
        if self.child.stdin.take().is_some() {
            let began = Instant::now();
            while began.elapsed() < END_WITHIN && matches!(self.child.try_wait(), Ok(None)) {
                std::thread::sleep(LOOK_EVERY);
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last words of a log.
fn last(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join(" / ")
}

/// A folder for the data of one of them.
fn own(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let own = folder.join(name);
    std::fs::create_dir_all(&own).with_context(|| format!("cannot make `{}`", own.display()))?;
    Ok(own)
}

/// Starts Meilisearch.
pub(super) async fn meilisearch(program: &Path, folder: &Path) -> anyhow::Result<Program> {
    let (own, address) = (own(folder, "meilisearch")?, free_address()?);
    let program = std::path::absolute(program)?;
    let mut command = Command::new(program);
    command.args(["--no-analytics", "--env", "development", "--db-path", "data"]);
    command.args(["--http-addr", &address.to_string(), "--log-level", "WARN"]);
    command.current_dir(&own);
    Program::start(&mut command, address, ("/health", own.join("log"))).await
}

/// Starts Qdrant.
pub(super) async fn qdrant(program: &Path, folder: &Path) -> anyhow::Result<Program> {
    let (own, address) = (own(folder, "qdrant")?, free_address()?);
    let mut command = Command::new(std::path::absolute(program)?);
    command.arg("--disable-telemetry").current_dir(&own);
    command.env("QDRANT__SERVICE__HOST", address.ip().to_string());
    command.env("QDRANT__SERVICE__HTTP_PORT", address.port().to_string());
    command.env("QDRANT__SERVICE__GRPC_PORT", free_address()?.port().to_string());
    command.env("QDRANT__LOG_LEVEL", "WARN");
    Program::start(&mut command, address, ("/readyz", own.join("log"))).await
}

/// Compiles and starts the server around Lucene.
pub(super) async fn lucene((jar, java): (&Path, &Path), folder: &Path) -> anyhow::Result<Program> {
    anyhow::ensure!(jar.is_file(), "there is no file `{}`", jar.display());
    let (own, address) = (own(folder, "lucene")?, free_address()?);
    let source = own.join("Peer.java");
    std::fs::write(&source, lucene::PROGRAM)?;
    let jar = std::path::absolute(jar)?;
    let shown = java.display();
    // Compiled by a Java of its own, the compiler's memory is none of the server's.
    let compiled = Command::new(java)
        .args(["-m", "jdk.compiler/com.sun.tools.javac.Main", "-cp"])
        .args([jar.as_os_str(), OsStr::new("-d"), own.as_os_str(), source.as_os_str()])
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let words = String::from_utf8_lossy(&compiled.stderr);
    anyhow::ensure!(compiled.status.success(), "`{shown}` cannot compile Peer.java: {words}");
    let mut classes = own.clone().into_os_string();
    classes.push(":");
    classes.push(jar);
    let mut command = Command::new(java);
    // Without it a small reply on a kept connection waits for an acknowledgement of TCP, 40 ms.
    command.arg("-Dsun.net.httpserver.nodelay=true").arg("-cp").arg(classes);
    command.arg("Peer").arg(address.port().to_string()).arg(&own);
    Program::start(&mut command, address, ("/version", own.join("log"))).await
}

/// Starts PostgreSQL from the folder of its programs; gives it with the URL of its database.
pub(super) fn postgres(programs: &Path, folder: &Path) -> anyhow::Result<(Program, String)> {
    let initdb = programs.join("initdb");
    anyhow::ensure!(initdb.is_file(), "there is no program `{}`", initdb.display());
    let (own, address) = (own(folder, "postgresql")?, free_address()?);
    let mut command = unprivileged(&own)?;
    command.args(["sh", "-c", POSTGRES, "sh"]).arg(std::path::absolute(programs)?).arg(&own);
    command.arg(address.port().to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start PostgreSQL")?;
    let out = child.stdout.take().context("its output is ours")?;
    let program = Program { child, address };
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let log = ["postgres.log", "initdb.log"].map(|log| last(&own.join(log))).concat();
    anyhow::ensure!(line.trim() == "ready", "PostgreSQL does not start: {log}");
    Ok((program, format!("postgres://wenshui@{address}/postgres")))
}

/// PostgreSQL refuses to run as root, so that root becomes the user that its package made.
fn unprivileged(own: &Path) -> anyhow::Result<Command> {
    let id = Command::new("id").arg("-u").output().context("cannot start `id`")?;
    if id.stdout != b"0\n" {
        return Ok(Command::new("env"));
    }
    let owned = Command::new("chown").arg("postgres").arg(own).status();
    let owned = owned.context("cannot start `chown`")?;
    anyhow::ensure!(owned.success(), "there is no user `postgres` to run PostgreSQL as");
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", "env"]);
    Ok(command)
}
