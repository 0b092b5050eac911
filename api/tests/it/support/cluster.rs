//! Three nodes with directories of their own, PostgreSQL and NATS, each in a network of its own where the system
//! lets tests make networks, or else all on this machine's.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::centers::always_open_in;
use crate::support::nats::{NatsServer, bound_to_test};
use crate::support::postgres::programs;
use crate::support::program::{Serving, Workplace};
use crate::support::tokens::SECRET;

pub(crate) const NODES: usize = 3;
/// How long anything may take before a test fails instead of hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// Says that the test runs inside networks of its own already.
const INSIDE: &str = "WENSHUI_NETWORKS";

/// Where everything is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In networks of their own behind one bridge.
    Networks,
    /// On ports of this machine: no network can be cut.
    Ports,
}

/// Runs a test in a network of its own, where that may be done; gives where the test is to run now, or nothing
/// when it has run.
pub(crate) fn in_networks(test: &str) -> Option<Place> {
    if std::env::var_os(INSIDE).is_some() {
        run(&["ip", "link", "set", "lo", "up"]);
        run(&["ip", "link", "add", "hub", "type", "bridge"]);
        run(&["ip", "addr", "add", "10.77.0.1/24", "dev", "hub"]);
        run(&["ip", "link", "set", "hub", "up"]);
        return Some(Place::Networks);
    }
    let try_out = "ip link add hub type bridge && ip link add near type veth peer name far";
    let mut tried = Command::new("unshare");
    tried.args(["--net", "sh", "-c", try_out]).stdout(Stdio::null()).stderr(Stdio::null());
    if !tried.status().is_ok_and(|status| status.success()) {
        eprintln!(
            "networks may not be made here: nodes are on ports of this machine, and none is cut off"
        );
        return Some(Place::Ports);
    }
    let mut again = Command::new("unshare");
    again.arg("--net").arg(std::env::current_exe().expect("this program"));
    again.args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    let status = again.status().expect("this program again");
    assert!(status.success(), "{test} failed in networks of its own");
    None
}

/// All of it. Dropped, everything is killed.
pub(crate) struct Cluster {
    pub(crate) place: Place,
    pub(crate) addresses: [SocketAddr; NODES],
    pub(crate) database: Database,
    pub(crate) nats: NatsServer,
    workplaces: [Workplace; NODES],
    nodes: [Option<Serving>; NODES],
}

impl Cluster {
    /// Starts database and NATS, lets `prepare` fill the database from the first node's directory, and starts
    /// the nodes.
    pub(crate) fn start(place: Place, prepare: impl FnOnce(&Workplace, &str)) -> Self {
        let hub = match place {
            Place::Networks => IpAddr::from([10, 77, 0, 1]),
            Place::Ports => Ipv4Addr::LOCALHOST.into(),
        };
        let database = Database::start(free(hub));
        let workplaces = std::array::from_fn(|_| configured());
        prepare(&workplaces[0], &database.url());
        let addresses = std::array::from_fn(|node| match place {
            Place::Networks => SocketAddr::from(([10, 77, 0, 11 + node as u8], 8080)),
            Place::Ports => free(hub),
        });
        let nats = NatsServer::start_at(free(hub));
        let nodes = std::array::from_fn(|_| None);
        let mut cluster = Self { place, addresses, database, nats, workplaces, nodes };
        (0..NODES).for_each(|node| cluster.start_node(node));
        cluster
    }

    /// Starts a node with what lies in its directory. To be called by the thread of the test: what it starts
    /// dies with that.
    pub(crate) fn start_node(&mut self, node: usize) {
        let (address, database) = (self.addresses[node].to_string(), self.database.url());
        let arguments =
            ["serve", "--config", "wenshui.toml", "--listen", &address, "--database", &database];
        let program = self.workplaces[node].command(&arguments);
        let mut command = match self.place {
            Place::Networks => bound_to_test("unshare"),
            Place::Ports => bound_to_test("env"),
        };
        if self.place == Place::Networks {
            // It waits for its network.
            command.args(["--net", "sh", "-c", "read go; exec \"$@\"", "sh"]);
        }
        command.arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.current_dir(self.workplaces[node].directory());
        command.env("WENSHUI_NATS", self.nats.url()).stdin(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a node starts");
        if self.place == Place::Networks {
            connect(&child, node);
        }
        let mut input = child.stdin.take().expect("its input");
        std::io::Write::write_all(&mut input, b"go\n").expect("it waits");
        self.nodes[node] = Some(Serving::of(child));
    }

    pub(crate) fn kill_node(&mut self, node: usize) {
        drop(self.nodes[node].take().expect("it runs"));
    }

    /// Cuts a node off, or connects it again; only where it has a network of its own.
    pub(crate) fn set_link(node: usize, state: &str) {
        run(&["ip", "link", "set", &format!("node{node}"), state]);
    }

    pub(crate) fn directory(&self, node: usize) -> PathBuf {
        self.workplaces[node].path("data")
    }
}

/// A directory with the configuration of a node.
fn configured() -> Workplace {
    let workplace = Workplace::new();
    let centers = always_open_in(workplace.directory());
    let config = format!(
        "token_secret = \"{SECRET}\"\nrequests_per_minute = 10000000\n\
         anonymous_requests_per_minute = 10000000\ntrusted_callers = [\"10.77.0.1\", \"127.0.0.1\"]\n{centers}"
    );
    workplace.file("wenshui.toml", config);
    std::fs::create_dir(workplace.path("data")).expect("a new directory");
    workplace.file("data/gates.toml", "gate = []\n");
    workplace
}

/// Gives a process that waits in a network of its own a line to the bridge.
fn connect(child: &Child, node: usize) {
    let pid = child.id().to_string();
    let network = |of: &str| std::fs::read_link(format!("/proc/{of}/ns/net")).ok();
    wait_until("a network of its own", || {
        network(&pid).is_some_and(|own| Some(own) != network("self"))
    });
    let (here, there) = (format!("node{node}"), format!("10.77.0.{}/24", 11 + node));
    // One of before goes with its process, which may take a moment.
    wait_until("a line to the bridge", || {
        let add = ["link", "add", &here, "type", "veth", "peer", "name", "eth0", "netns", &pid];
        let mut add = Command::new("ip").args(add).stderr(Stdio::null()).spawn().expect("ip");
        add.wait().is_ok_and(|status| status.success())
    });
    run(&["ip", "link", "set", &here, "master", "hub", "up"]);
    let inside = |words: &[&str]| run(&[&["nsenter", "-t", &pid, "-n", "ip"], words].concat());
    inside(&["addr", "add", &there, "dev", "eth0"]);
    inside(&["link", "set", "eth0", "up"]);
    inside(&["link", "set", "lo", "up"]);
}

/// A PostgreSQL of the test's own, which may be killed and started again.
pub(crate) struct Database {
    server: Child,
    address: SocketAddr,
    kept: TempDir,
}

impl Database {
    fn start(address: SocketAddr) -> Self {
        let kept = tempfile::tempdir().expect("a directory");
        let owned = Command::new("chown").arg("postgres").arg(kept.path()).status();
        assert!(!is_root() || owned.is_ok_and(|owned| owned.success()), "no user `postgres`");
        let at = kept.path().join("db");
        let mut make = as_postgres(&programs().join("initdb"));
        make.arg("-D").arg(&at).args(["-A", "trust", "-U", "wenshui", "-E", "UTF8", "--no-locale"]);
        let made = make.arg("--no-sync").stdout(Stdio::null()).status();
        assert!(made.expect("initdb").success());
        // Who connects from other networks is let in.
        let rules = "local all all trust\nhost all all 0.0.0.0/0 trust\n";
        std::fs::write(at.join("pg_hba.conf"), rules).expect("its rules");
        let server = run_database((address, kept.path()));
        Self { server, address, kept }
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://wenshui@{}/postgres", self.address)
    }

    /// Kills it as a lost machine does.
    pub(crate) fn kill(&mut self) {
        self.server.kill().expect("it runs");
        self.server.wait().expect("it ends");
    }

    /// Starts it again and waits until it can be asked.
    pub(crate) fn start_again(&mut self) {
        self.server = run_database((self.address, self.kept.path()));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn run_database((address, kept): (SocketAddr, &Path)) -> Child {
    let begun = Instant::now();
    loop {
        let mut command = as_postgres(&programs().join("postgres"));
        command.arg("-D").arg(kept.join("db")).args(["-p", &address.port().to_string()]);
        command.args(["-c", &format!("listen_addresses={}", address.ip())]);
        command.arg("-c").arg(format!("unix_socket_directories={}", kept.display()));
        command.args(["-c", "fsync=off", "-c", "max_connections=100"]);
        let mut server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it");
        let port = address.port().to_string();
        while server.try_wait().expect("a state").is_none() {
            let mut ask = Command::new(programs().join("pg_isready"));
            ask.args(["-q", "-h", &address.ip().to_string(), "-p", &port]);
            if ask.status().is_ok_and(|status| status.success()) {
                return server;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // Processes of the one that was killed may still hold its memory.
        assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// PostgreSQL refuses to run as root, so root becomes the user that the package made.
fn as_postgres(program: &Path) -> Command {
    let mut command = bound_to_test("setpriv");
    if is_root() {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
        command.args(["--pdeathsig", "KILL"]);
    }
    command.arg(program);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().expect("id").stdout == b"0\n"
}

fn free(host: IpAddr) -> SocketAddr {
    let free = TcpListener::bind((host, 0)).and_then(|free| free.local_addr());
    free.expect("a free port")
}

fn run(words: &[&str]) {
    let done = Command::new(words[0]).args(&words[1..]).status().expect("a program");
    assert!(done.success(), "{words:?}");
}

/// Looks at the world until it is as it should be.
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
