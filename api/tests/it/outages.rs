//! R8: three nodes on PostgreSQL and NATS lose one node, NATS, the database and a network under load. Service
//! resumes by itself, nothing that was acknowledged is lost, doubled or out of order, and all nodes agree on what
//! is published.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::balanced::{Balanced, try_once};
use crate::support::cluster::{Cluster, NODES, Place, in_networks, wait_until};
use crate::support::http::Request;
use crate::support::program::Workplace;
use crate::support::tokens::bearer;

const ASKERS: usize = 3;
const TALKERS: usize = 2;
/// How many people one agent talks with at once.
const SEATS: usize = 4;
const QUESTION: &str = "甲怎么办";
/// How long a cut lasts: longer than nodes wait for the database, and than that waits for them.
const CUT: Duration = Duration::from_secs(8);

/// How often each thing is lost; `make proof` sets the full number.
fn rounds() -> usize {
    std::env::var("WENSHUI_OUTAGES").map_or(1, |count| count.parse().expect("a number"))
}

/// Within how many seconds service has to resume; `make proof` asks for what R8 does.
fn within() -> Duration {
    let seconds = std::env::var("WENSHUI_RESUMES_S");
    Duration::from_secs(seconds.map_or(60, |count| count.parse().expect("a number")))
}

/// What was acknowledged to somebody, and when the last of it was asked for.
#[derive(Default)]
struct Acknowledged {
    /// In order: an answer's id, a line's text, the id of a session that ended, or a published text.
    all: Vec<String>,
    last_asked: Option<Instant>,
}

/// Everybody who puts load on the nodes.
struct Load<'a> {
    addresses: &'a [SocketAddr],
    is_over: AtomicBool,
    /// By name of who asks.
    acknowledged: Mutex<BTreeMap<String, Acknowledged>>,
    tries_failed: AtomicUsize,
}

impl Load<'_> {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    fn note(&self, who: &str, (what, asked): (String, Instant)) {
        let mut all = self.acknowledged.lock().unwrap();
        let own = all.entry(who.to_owned()).or_default();
        own.all.push(what);
        own.last_asked = Some(asked);
    }

    /// Sends something until a node takes it; nothing when it is all over.
    fn until_taken(&self, nodes: &mut Balanced, request: &Request) -> Option<Value> {
        while self.goes_on() {
            match nodes.send(request) {
                Some(answer) if answer.status == 200 => return Some(answer.body),
                // Nobody says anything before an agent is there.
                Some(answer) => {
                    assert_eq!(answer.status, 409, "{} {}", request.target, answer.body);
                    self.wait_a_little();
                }
                None => self.wait_a_little(),
            }
        }
        None
    }

    fn wait_a_little(&self) {
        self.tries_failed.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(50));
    }

    /// Asks one question after the other in one conversation.
    fn ask(&self, number: usize) {
        let (who, mut nodes) = (format!("asker {number}"), Balanced::new(self.addresses, number));
        for next in 0.. {
            let body = json!({
                "question": QUESTION,
                "conversation_id": format!("talk-{number}"),
                "client_id": format!("c-{next}"),
            });
            let (body, asked) = (body.to_string(), Instant::now());
            let request = Request::post("/v1/answers", body.as_bytes());
            let Some(reply) = self.until_taken(&mut nodes, &request) else { return };
            self.note(&who, (reply["answer_id"].as_str().unwrap().to_owned(), asked));
        }
    }

    /// Says one line after the other to an agent.
    fn talk(&self, number: usize) {
        let (who, mut nodes) = (format!("talker {number}"), Balanced::new(self.addresses, number));
        let token = person(&who);
        let request = Request::post("/v1/sessions", b"{}").with("authorization", &token);
        let Some(session) = self.until_taken(&mut nodes, &request) else { return };
        let target = format!("/v1/sessions/{}/actions", session["id"].as_str().unwrap());
        for next in 0.. {
            let text = format!("第 {next} 句");
            let line = json!({"kind": "text", "text": text});
            let body = json!({"action": "write", "line": line, "client_id": format!("c-{next}")});
            let (body, asked) = (body.to_string(), Instant::now());
            let request = Request::post(&target, body.as_bytes()).with("authorization", &token);
            if self.until_taken(&mut nodes, &request).is_none() {
                return;
            }
            self.note(&who, (text, asked));
        }
    }

    /// Comes as one new person after the other, is handed over to an agent, and is served.
    fn come_and_go(&self) {
        let (who, mut nodes) = ("visitors".to_owned(), Balanced::new(self.addresses, 0));
        for next in 0.. {
            let (token, asked) = (person(&format!("visitor {next}")), Instant::now());
            let ask = Request::post("/v1/sessions", b"{}").with("authorization", &token);
            let Some(session) = self.until_taken(&mut nodes, &ask) else { return };
            let id = session["id"].as_str().unwrap().to_owned();
            if !self.finish(&mut nodes, &id) {
                return;
            }
            self.note(&who, (id, asked));
        }
    }

    /// The agent ends a session, once it has come to a seat; whether it is done.
    fn finish(&self, nodes: &mut Balanced, id: &str) -> bool {
        let target = format!("/v1/sessions/{id}/actions");
        let token = agent();
        while self.goes_on() {
            let finish = Request::post(&target, b"{\"action\":\"finish\"}");
            let tried = nodes.send(&finish.with("authorization", &token));
            if tried.is_some_and(|answer| answer.status == 200) {
                return true;
            }
            // It waits for a seat, or an answer was lost and it is done already.
            let shown = format!("/v1/sessions/{id}");
            let shown = nodes.send(&Request::get(&shown).with("authorization", &token));
            if shown.is_some_and(|answer| answer.body["state"]["name"] == "ended") {
                return true;
            }
            self.wait_a_little();
        }
        false
    }

    /// An agent shows again and again that they are there.
    fn be_there(&self) {
        let (mut nodes, token) = (Balanced::new(self.addresses, 1), agent());
        while self.goes_on() {
            let here = json!({"presence": "online", "skills": [], "capacity": SEATS}).to_string();
            let request = Request::post("/v1/agents/me", here.as_bytes());
            let request = Request { method: "PUT", ..request }.with("authorization", &token);
            let taken = nodes.send(&request).map(|answer| answer.status);
            assert!(taken.is_none_or(|status| status == 200), "{taken:?}");
            std::thread::sleep(Duration::from_millis(if taken.is_some() { 500 } else { 50 }));
        }
    }

    /// Publishes one text of an entry after the other, each step by whom it belongs to.
    fn publish(&self) {
        let mut nodes = Balanced::new(self.addresses, 2);
        for next in 0.. {
            let (text, asked) = (text(next), Instant::now());
            while !is_published(&mut nodes, &text) {
                if !self.goes_on() {
                    return;
                }
                self.publish_further(&mut nodes, &text);
            }
            self.note("publisher", (text, asked));
        }
    }

    /// Does the next step towards a published text, whatever became of the one before.
    fn publish_further(&self, nodes: &mut Balanced, text: &str) {
        let target = "/v1/kb/revisions?state=open&subject=entry%2Fa";
        let Some(open) = as_staff(nodes, ("maintainer", target), None) else {
            return self.wait_a_little();
        };
        let open = &open["items"][0];
        let actions = format!("/v1/kb/revisions/{}/actions", open["id"].as_str().unwrap_or("-"));
        let entry = json!({"entry": {"id": "a", "question": QUESTION, "answer": text}});
        let begin = json!({"subject": "entry/a", "body": &entry});
        // Begun on a node that was a version behind, it has to be begun anew.
        let is_late = open["conflict"] == true;
        let (who, body) = match open["state"].as_str() {
            None => (("maintainer", "/v1/kb/revisions"), begin),
            Some("draft") if is_late => {
                (("maintainer", &*actions), json!({"action": "change", "body": entry}))
            }
            Some(_) if is_late => (("maintainer", &*actions), json!({"action": "take_back"})),
            Some("draft") => (("maintainer", &*actions), json!({"action": "submit"})),
            Some("submitted") => (("reviewer", &*actions), json!({"action": "approve"})),
            Some(_) => (("publisher", "/v1/kb/publish"), json!({})),
        };
        if as_staff(nodes, who, Some(&body)).is_none() {
            self.wait_a_little();
        }
    }

    /// Waits until everybody got something that they asked for after `since`.
    fn resumed(&self, (what, since): (&str, Instant)) {
        wait_until(what, || {
            let all = self.acknowledged.lock().unwrap();
            all.len() == ASKERS + TALKERS + 2
                && all.values().all(|own| own.last_asked.is_some_and(|asked| asked > since))
        });
        let took = since.elapsed();
        eprintln!("{what}: everybody was served again after {:.2} s", took.as_secs_f64());
        assert!(took <= within(), "{what}: {took:?}");
    }
}

fn text(number: usize) -> String {
    format!("第 {number} 版。")
}

fn person(name: &str) -> String {
    bearer(name, &json!({"authority": "14401060000"}))
}

fn agent() -> String {
    bearer("agent of east", &json!({"staff_roles": ["agent"], "center": "east"}))
}

/// What somebody of a role gets or posts; nothing where it is not taken now.
fn as_staff(
    nodes: &mut Balanced,
    (role, target): (&str, &str),
    body: Option<&Value>,
) -> Option<Value> {
    let (token, text) = (bearer(role, &json!({"staff_roles": [role]})), body.map(Value::to_string));
    let request = match &text {
        Some(text) => Request::post(target, text.as_bytes()),
        None => Request::get(target),
    };
    let answer = nodes.send(&request.with("authorization", &token))?;
    (answer.status < 300).then_some(answer.body)
}

fn is_published(nodes: &mut Balanced, text: &str) -> bool {
    let entry = as_staff(nodes, ("auditor", "/v1/kb/entries/a"), None);
    // A node that is a moment behind shows the text before, and the next node is asked.
    entry.is_some_and(|entry| entry["entry"]["answer"].to_string().contains(text))
}

/// What a node shows, once it does.
fn shown(address: SocketAddr, target: &str, token: Option<&str>) -> Value {
    let mut request = Request::get(target);
    request.headers.extend(token.map(|token| ("authorization", token)));
    taken(address, &request)
}

/// What a node says to a request, once it takes it.
fn taken(address: SocketAddr, request: &Request) -> Value {
    let body = Mutex::new(Value::Null);
    wait_until(request.target, || {
        let answer = try_once(address, request).filter(|answer| answer.status == 200);
        answer.map(|answer| *body.lock().unwrap() = answer.body).is_some()
    });
    body.into_inner().unwrap()
}

fn is_ready(address: SocketAddr) -> bool {
    try_once(address, &Request::get("/readyz")).is_some_and(|answer| answer.status == 200)
}

/// Waits until a node answers and has the version of the database; gives how long that took.
fn serves_again(address: SocketAddr, (what, since): (&str, Instant)) {
    wait_until(what, || is_ready(address));
    let took = since.elapsed();
    eprintln!("{what}: it is ready after {:.2} s", took.as_secs_f64());
    assert!(took <= within(), "{what}: {took:?}");
}

fn lose_everything_once(cluster: &mut Cluster, load: &Load, round: usize) {
    let node = round % NODES;
    let killed = Instant::now();
    cluster.kill_node(node);
    load.resumed(("a node is killed", killed));
    let started = Instant::now();
    cluster.start_node(node);
    serves_again(cluster.addresses[node], ("the node is started", started));

    let killed = Instant::now();
    cluster.nats.kill();
    load.resumed(("NATS is killed", killed));
    assert!(cluster.addresses.iter().all(|address| is_ready(*address)), "ready without NATS");
    cluster.nats.start_again();
    load.resumed(("NATS is started", Instant::now()));

    cluster.database.kill();
    for address in cluster.addresses {
        wait_until("a node says that it is not ready", || !is_ready(address));
    }
    cluster.database.start_again();
    load.resumed(("the database is started", Instant::now()));

    if cluster.place == Place::Networks {
        let (node, cut) = ((round + 1) % NODES, Instant::now());
        Cluster::set_link(node, "down");
        load.resumed(("a network is cut", cut));
        std::thread::sleep(CUT.saturating_sub(cut.elapsed()));
        Cluster::set_link(node, "up");
        serves_again(cluster.addresses[node], ("the network is there again", Instant::now()));
        load.resumed(("the network is there again", Instant::now()));
    }
}

/// Every turn of a conversation is there once and in order, and none that was acknowledged is missing.
fn check_answers(address: SocketAddr, number: usize, acknowledged: &[String]) {
    let (mut stored, mut before) = (Vec::new(), String::new());
    loop {
        let target = format!("/v1/conversations/talk-{number}/turns?limit=100{before}");
        let page = shown(address, &target, None);
        stored.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_before"].as_i64() else { break };
        before = format!("&before={next}");
    }
    stored.reverse();
    let numbers: Vec<i64> = stored.iter().map(|turn| turn["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=stored.len() as i64).collect::<Vec<_>>());
    let mut ids: Vec<&str> =
        stored.iter().map(|turn| turn["reply"]["answer_id"].as_str().unwrap()).collect();
    // The last may be there without having been acknowledged.
    assert!(ids.len() - acknowledged.len() <= 1, "{} of {}", acknowledged.len(), ids.len());
    ids.truncate(acknowledged.len());
    assert_eq!(ids, acknowledged);
}

/// The events of a session have no gaps; gives them.
fn events(address: SocketAddr, id: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let target = format!("/v1/sessions/{id}/events?after={}", all.len());
        let page = shown(address, &target, Some(&agent()));
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            return all;
        }
        for event in items {
            assert_eq!(event["number"], all.len() as i64 + 1, "no gaps");
            all.push(event.clone());
        }
    }
}

fn check_lines(address: SocketAddr, (who, acknowledged): (&str, &[String])) {
    let token = person(who);
    let ask = Request::post("/v1/sessions", b"{}").with("authorization", &token);
    let all = events(address, taken(address, &ask)["id"].as_str().unwrap());
    let lines = all.iter().filter(|event| event["action"] == "write");
    let mut said: Vec<&str> = lines.map(|event| event["line"]["text"].as_str().unwrap()).collect();
    assert!(said.len() - acknowledged.len() <= 1, "{} of {}", acknowledged.len(), said.len());
    said.truncate(acknowledged.len());
    assert_eq!(said, acknowledged);
}

fn check_handovers(address: SocketAddr, acknowledged: &[String]) {
    for id in acknowledged {
        let all = events(address, id);
        let times = |action: &str| all.iter().filter(|event| event["action"] == action).count();
        assert_eq!((times("connect"), times("finish")), (1, 1), "{id}: {all:?}");
    }
    let mut once = acknowledged.to_vec();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), acknowledged.len(), "nobody is served twice");
}

/// All nodes serve the same version, which has the last text that was published or the next.
fn check_versions(cluster: &Cluster, acknowledged: &[String]) {
    let staff = bearer("auditor", &json!({"staff_roles": ["auditor"]}));
    let rows = shown(cluster.addresses[0], "/v1/kb/versions", Some(&staff));
    let served = |address| shown(address, "/v1/versions", None);
    for (node, address) in cluster.addresses.into_iter().enumerate() {
        wait_until("a node takes over what is in service", || {
            served(address)["items"][0]["number"] == rows["in_service"]
        });
        assert_eq!(served(address)["reload_problems"], json!([]));
        let folder = format!("{}-", rows["in_service"]);
        let own = std::fs::read_dir(cluster.directory(node).join("versions")).unwrap();
        let mut names = own.map(|found| found.unwrap().file_name().into_string().unwrap());
        assert!(names.any(|name| name.starts_with(&folder)), "it lies in the node's directory");
    }
    let ids = cluster.addresses.map(|address| served(address)["items"][0]["id"].clone());
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let answered = json!({"question": QUESTION}).to_string();
    for address in cluster.addresses {
        let ask = Request::post("/v1/answers", answered.as_bytes());
        let answer = taken(address, &ask).to_string();
        let last = [acknowledged.len() - 1, acknowledged.len()].map(text);
        assert!(last.iter().any(|text| answer.contains(text)), "{answer}");
    }
    let in_order: Vec<String> = (0..acknowledged.len()).map(text).collect();
    assert_eq!(acknowledged, in_order);
}

fn prepare(workplace: &Workplace, database: &str) {
    let entry = json!({"id": "a", "question": QUESTION, "answer": "还没有。"});
    workplace.file("in.jsonl", format!("{entry}\n"));
    for words in [
        ["kb", "import", "in.jsonl", "--replace", "--by", "zhang"].as_slice(),
        &["kb", "publish", "--reviewed-by", "li"],
    ] {
        workplace.run(&[words, &["--database", database]].concat()).done();
    }
}

#[test]
fn r8_three_nodes_go_on_while_a_node_nats_the_database_and_a_network_are_lost() {
    let test =
        "outages::r8_three_nodes_go_on_while_a_node_nats_the_database_and_a_network_are_lost";
    let Some(place) = in_networks(test) else { return };
    let mut cluster = Cluster::start(place, prepare);
    let addresses = cluster.addresses;
    let load = Load {
        addresses: &addresses,
        is_over: AtomicBool::new(false),
        acknowledged: Mutex::default(),
        tries_failed: AtomicUsize::new(0),
    };
    std::thread::scope(|scope| {
        let load = &load;
        (0..ASKERS).for_each(|number| drop(scope.spawn(move || load.ask(number))));
        (0..TALKERS).for_each(|number| drop(scope.spawn(move || load.talk(number))));
        scope.spawn(move || load.be_there());
        scope.spawn(move || load.come_and_go());
        scope.spawn(move || load.publish());
        let drill = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            load.resumed(("everything is there", Instant::now()));
            (0..rounds()).for_each(|round| lose_everything_once(&mut cluster, load, round));
        }));
        // Whatever happened, nobody goes on for ever.
        load.is_over.store(true, Ordering::Relaxed);
        drill.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    let acknowledged = load.acknowledged.into_inner().unwrap();
    let of = |who: &str| acknowledged[who].all.as_slice();
    let counts = acknowledged.iter().map(|(who, own)| format!("{who}: {}", own.all.len()));
    eprintln!("acknowledged: {}", counts.collect::<Vec<_>>().join(", "));
    eprintln!("tries that failed: {}", load.tries_failed.load(Ordering::Relaxed));
    check_versions(&cluster, of("publisher"));
    for (turn, address) in cluster.addresses.into_iter().enumerate() {
        // Any node knows all of it.
        check_answers(address, turn % ASKERS, of(&format!("asker {}", turn % ASKERS)));
        let talker = format!("talker {}", turn % TALKERS);
        check_lines(address, (&talker, of(&talker)));
    }
    check_handovers(cluster.addresses[0], of("visitors"));
}
