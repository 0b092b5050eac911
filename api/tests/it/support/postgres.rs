//! A real PostgreSQL, started for this run and gone with it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::ports::free_address;

/// Makes a cluster, runs it, and ends it when nobody holds the other end of its standard input any
/// more, however that came about.
const SCRIPT: &str = r#"
set -e
cd "$2"
"$1/initdb" -D db -A trust -U wenshui -E UTF8 --no-locale --no-sync >initdb.log 2>&1
"$1/postgres" -D db -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$2" \
    -c fsync=off -c max_connections=300 >postgres.log 2>&1 &
server=$!
until "$1/pg_isready" -q -h 127.0.0.1 -p "$3"; do sleep 0.1; kill -0 $server; done
echo ready
read -r _ || true
kill -INT $server
wait $server || true
rm -rf "$2"
"#;

/// The running server.
struct Postgres {
    bin: PathBuf,
    port: u16,
    // Its standard input keeps the server alive.
    _script: Child,
}

static POSTGRES: LazyLock<Postgres> = LazyLock::new(Postgres::start);

/// The address of a new, empty database.
pub(crate) fn database() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("run{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let port = POSTGRES.port.to_string();
    let made = Command::new(POSTGRES.bin.join("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port, "-U", "wenshui", &name])
        .status();
    assert!(made.expect("createdb starts").success(), "no database {name}");
    format!("postgres://wenshui@127.0.0.1:{port}/{name}")
}

/// Says something to a database.
pub(crate) fn run(database: &str, statement: &str) {
    let mut command = Command::new(POSTGRES.bin.join("psql"));
    let ran =
        command.args(["-q", "-X", "-v", "ON_ERROR_STOP=1", database, "-c", statement]).status();
    assert!(ran.expect("psql starts").success(), "{statement}");
}

/// Keeps others from a database's rows of a table until it is dropped.
pub(crate) struct Lock {
    psql: Child,
}

impl Lock {
    /// Takes the table of a database.
    pub(crate) fn table(database: &str, table: &str) -> Self {
        let mut command = Command::new(POSTGRES.bin.join("psql"));
        command.args(["-q", "-X", "-A", "-t", database]);
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("psql");
        let lock = format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT 'locked';\n");
        psql.stdin.as_mut().expect("its input").write_all(lock.as_bytes()).expect("a lock");
        let mut line = String::new();
        let out = psql.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "locked");
        Self { psql }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The end of its input ends it, and its transaction with it.
        drop(self.psql.stdin.take());
        self.psql.wait().expect("psql ends");
    }
}

impl Postgres {
    fn start() -> Self {
        let bin = programs();
        let directory = tempfile::tempdir().expect("a directory").keep();
        let port = free_address().port();
        let mut command = as_nobody_special(&directory);
        command.args(["sh", "-c", SCRIPT, "sh"]).arg(&bin).arg(&directory).arg(port.to_string());
        let script = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut script = script.expect("the script starts");
        let mut line = String::new();
        let out = script.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "ready", "PostgreSQL does not start: {}", log(&directory));
        Self { bin, port, _script: script }
    }
}

/// PostgreSQL refuses to run as root, so root becomes the user that the package made.
fn as_nobody_special(directory: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().expect("id").stdout == b"0\n";
    if !root {
        return Command::new("env");
    }
    let owned = Command::new("chown").arg("postgres").arg(directory).status().expect("chown");
    assert!(owned.success(), "there is no user `postgres`");
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", "env"]);
    command
}

/// Where the package put its programs.
pub(crate) fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL is installed; xtask/setup.sh test installs it")
}

fn log(directory: &Path) -> String {
    let read = |name| std::fs::read_to_string(directory.join(name)).unwrap_or_default();
    // What is not UTF-8 or not there adds nothing.
    std::io::stderr().flush().expect("standard error");
    ["initdb.log", "postgres.log"].map(read).concat()
}
