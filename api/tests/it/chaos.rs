//! What happens to public services happens to a server while people ask and talk: it is killed, it stands
//! still, its disk is full, its clock jumps, its connections are cut. What was acknowledged is there, once and in
//! order, and each time service goes on by itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use crate::support::centers::always_open_in;
use crate::support::door::Door;
use crate::support::http::Request;
use crate::support::kill::{attempt, holds, written};
use crate::support::postgres;
use crate::support::program::{Serving, Workplace};
use crate::support::served::SMALL;
use crate::support::tokens::{SECRET, bearer, now_s};

/// How many people ask at once.
const ASKING: usize = 4;
/// How much has to be acknowledged after a fault before the next one comes.
const BETWEEN: usize = 40;
/// How long is waited between two looks or tries.
const MOMENT: Duration = Duration::from_millis(10);
/// What the data directory's file system holds, in MiB.
const DISK_MIB: usize = 256;
/// How far the clock jumps at most, in seconds.
const JUMP_S: i64 = 3 * 3600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Kill,
    Pause,
    FullDisk,
    ClockJump,
    Cut,
}

const FAULTS: [Fault; 5] =
    [Fault::Kill, Fault::Pause, Fault::FullDisk, Fault::ClockJump, Fault::Cut];

/// How often all of the faults happen; `make proof` sets the full number.
fn rounds() -> usize {
    std::env::var("WENSHUI_CHAOS_ROUNDS").map_or(1, |rounds| rounds.parse().expect("a number"))
}

/// A file system of its own for a data directory, small enough to be filled.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Nothing where nobody may mount.
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir(&at).expect("a new folder");
        let size = format!("size={DISK_MIB}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at);
        mount.output().expect("a program `mount`").status.success().then(|| Self(at))
    }

    /// Leaves no room until the file is gone that this gives.
    fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = File::create(&ballast).expect("a new file");
        // A megabyte at a time, then what is left.
        for size in [1 << 20, 4096, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// A server among faults, and what came of what was sent to it.
struct World<'a> {
    workplace: &'a Workplace,
    arguments: Vec<&'a str>,
    clock: PathBuf,
    disk: Option<SmallDisk>,
    serving: Mutex<Option<Serving>>,
    door: Door,
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    is_over: AtomicBool,
}

impl<'a> World<'a> {
    fn begin(workplace: &'a Workplace, arguments: Vec<&'a str>, disk: Option<SmallDisk>) -> Self {
        let clock = workplace.file("clock", "+0");
        let serving = start((workplace, &arguments), &clock);
        let door = Door::new(serving.address);
        let serving = Mutex::new(Some(serving));
        let (acknowledged, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let is_over = AtomicBool::new(false);
        Self { workplace, arguments, clock, disk, serving, door, acknowledged, refused, is_over }
    }

    fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }

    /// Sends a request; the body of a reply that was good. Whatever else comes may come only while
    /// something is broken.
    fn send(&self, request: &Request) -> Option<Value> {
        match attempt(self.door.address, request) {
            Some((200, reply)) => return Some(reply),
            Some((status, reply)) => assert!(status >= 500 || status == 409, "{status}: {reply}"),
            None => {}
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(MOMENT);
        None
    }

    /// Looks until something is so; a minute is more than any of it needs.
    fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let so = (0..6_000).any(|_| {
            std::thread::sleep(MOMENT);
            is_so()
        });
        let (acknowledged, refused) = (self.acknowledged(), self.refused());
        assert!(so, "in vain: {what}; {acknowledged} acknowledged, {refused} refused");
    }

    fn signal(&self, name: &str) {
        let serving = self.serving.lock().unwrap();
        let process = serving.as_ref().expect("a server").process().to_string();
        let sent = Command::new("kill").args([name, &process]).status().expect("a program `kill`");
        assert!(sent.success());
    }

    fn happen(&self, fault: Fault, random: &mut Pcg64Mcg) {
        match fault {
            Fault::Kill => {
                let mut serving = self.serving.lock().unwrap();
                drop(serving.take());
                let next = start((self.workplace, &self.arguments), &self.clock);
                self.door.lead_to(next.address);
                *serving = Some(next);
            }
            Fault::Pause => {
                self.signal("-STOP");
                let mut still = 0;
                let mut before = self.acknowledged();
                while still < 30 {
                    std::thread::sleep(MOMENT);
                    let now = self.acknowledged();
                    still = if now == before { still + 1 } else { 0 };
                    before = now;
                }
                self.signal("-CONT");
            }
            Fault::FullDisk => {
                let Some(disk) = &self.disk else { return };
                let (acknowledged, refused) = (self.acknowledged(), self.refused());
                let ballast = disk.fill();
                // What has its place already may still be written over.
                self.wait_until("a full disk is felt", || {
                    self.refused() > refused || self.acknowledged() > acknowledged + 2_000
                });
                std::fs::remove_file(ballast).expect("the ballast");
            }
            Fault::ClockJump => {
                let jump = random.random_range(-JUMP_S..JUMP_S);
                std::fs::write(&self.clock, format!("{jump:+}")).expect("the clock");
            }
            Fault::Cut => self.door.cut(),
        }
    }
}

/// Starts the server with a clock that can be moved.
fn start((workplace, arguments): (&Workplace, &[&str]), clock: &Path) -> Serving {
    let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    let clock = clock.display().to_string();
    let variables = [
        ("LD_PRELOAD", library),
        ("FAKETIME_TIMESTAMP_FILE", clock.as_str()),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    Serving::start_with(workplace, arguments, &variables)
}

/// Asks until it is over, each question until it is answered; gives the answers.
fn ask_on(world: &World, talk: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    while !world.is_over.load(Ordering::SeqCst) {
        let client_id = format!("c-{}", answers.len());
        let body =
            json!({"question": "征收率是多少", "conversation_id": talk, "client_id": client_id});
        let body = body.to_string();
        if let Some(reply) = world.send(&Request::post("/v1/answers", body.as_bytes())) {
            answers.push(reply["answer_id"].clone());
            world.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }
    answers
}

/// Writes lines to an agent until it is over; gives what was taken, by session. Clocks that jump end
/// sessions, and then another one is begun.
fn talk_on(world: &World, (taxpayer, agent): (&str, &str)) -> BTreeMap<String, Vec<Value>> {
    let mut said: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let post = |target: &str, body: &Value| {
        let body = body.to_string();
        let request = Request::post(target, body.as_bytes());
        world.send(&request.with("authorization", taxpayer))
    };
    for number in 0.. {
        if world.is_over.load(Ordering::SeqCst) {
            break;
        }
        let Some(session) = post("/v1/sessions", &json!({})) else { continue };
        if session["state"]["name"] != "active" {
            let here = json!({"presence": "online", "skills": [], "capacity": 5}).to_string();
            let here = Request { method: "PUT", ..Request::post("/v1/agents/me", here.as_bytes()) };
            world.send(&here.with("authorization", agent));
            std::thread::sleep(MOMENT);
            continue;
        }
        let id = session["id"].as_str().expect("an id").to_owned();
        let text = json!(format!("第 {number} 句"));
        let line = json!({"kind": "text", "text": text});
        let client_id = format!("c-{number}");
        let write = json!({"action": "write", "line": line, "client_id": client_id});
        if post(&format!("/v1/sessions/{id}/actions"), &write).is_some() {
            said.entry(id).or_default().push(text);
            world.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }
    said
}

fn survives(database: Option<&str>) {
    let workplace = Workplace::new();
    let config = always_open_in(workplace.directory());
    let config = format!(
        "requests_per_minute = 1000000\nanonymous_requests_per_minute = 1000000\n\
         token_secret = \"{SECRET}\"\n{config}"
    );
    let config = workplace.file("wenshui.toml", config).display().to_string();
    let disk = SmallDisk::mount(workplace.path("data"));
    if disk.is_none() {
        eprintln!("nobody may mount here: the disk is never full");
    }
    let mut arguments = vec!["--kb", SMALL, "--data", "data", "--config", &config];
    arguments.extend(database.iter().flat_map(|url| ["--database", url]));
    // PostgreSQL's rows lie elsewhere; a disk that is full there is not this server's.
    let world = World::begin(&workplace, arguments, disk.filter(|_| database.is_none()));
    let until = now_s() + 30 * 24 * 3600;
    let taxpayer = bearer("li", &json!({"authority": "14401060000", "exp": until}));
    let agent = bearer("agent", &json!({"staff_roles": ["agent"], "center": "east", "exp": until}));
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let (answers, said) = std::thread::scope(|scope| {
        let world = &world;
        let asking: Vec<_> = (0..ASKING)
            .map(|number| scope.spawn(move || ask_on(world, &format!("talk-{number}"))))
            .collect();
        let talking = scope.spawn(|| talk_on(world, (&taxpayer, &agent)));
        for round in 0..rounds() {
            let mut faults = FAULTS;
            faults.shuffle(&mut random);
            for fault in faults {
                world.happen(fault, &mut random);
                let after = world.acknowledged() + BETWEEN;
                let what = format!("service goes on after {fault:?} in round {round}");
                world.wait_until(&what, || world.acknowledged() >= after);
            }
        }
        world.is_over.store(true, Ordering::SeqCst);
        let answers: Vec<Vec<Value>> =
            asking.into_iter().map(|one| one.join().expect("answers")).collect();
        (answers, talking.join().expect("lines"))
    });
    let serving = world.serving.lock().unwrap();
    let serving = serving.as_ref().expect("a server");
    for (number, answers) in answers.iter().enumerate() {
        holds(serving, &format!("talk-{number}"), answers);
    }
    for (session, taken) in &said {
        let stored = written(serving, (session, &taxpayer));
        let mut once = stored.clone();
        once.dedup();
        assert_eq!(stored, once, "nothing is there twice");
        let kept: Vec<&Value> = stored.iter().filter(|text| taken.contains(text)).collect();
        assert_eq!(kept, taken.iter().collect::<Vec<_>>(), "all of it and in order");
    }
    let lines: usize = said.values().map(Vec::len).sum();
    let turns: usize = answers.iter().map(Vec::len).sum();
    let (faults, refused) = (rounds() * FAULTS.len(), world.refused());
    eprintln!("{faults} faults: {turns} answers, {lines} lines acknowledged, {refused} refused");
}

#[test]
fn faults_lose_nothing_that_was_acknowledged_in_sqlite() {
    survives(None);
}

#[test]
fn faults_lose_nothing_that_was_acknowledged_in_postgres() {
    survives(Some(&postgres::database()));
}
