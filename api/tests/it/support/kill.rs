//! Killing the program while somebody sends it things.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;

use crate::support::http::Request;
use crate::support::program::{Serving, Workplace};

/// How many things are acknowledged between one kill and the next.
const SENT_A_LIFE: usize = 20;

/// How often the server is killed; `make proof` sets the full number.
fn kills() -> usize {
    std::env::var("WENSHUI_KILLS").map_or(3, |count| count.parse().expect("a number"))
}

/// Sends a request and gives the status with the body; nothing when the connection broke before all of it
/// was there.
pub(crate) fn attempt(address: SocketAddr, request: &Request) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = request.head().replacen("host: ", "connection: close\r\nhost: ", 1);
    stream.write_all(&[head.as_bytes(), request.body].concat()).ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    let (head, body) = reply.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// Sends a request that can only succeed; nothing when the server went away before it answered.
pub(crate) fn try_send(address: SocketAddr, request: &Request) -> Option<Value> {
    let (status, reply) = attempt(address, request)?;
    assert_eq!(status, 200, "{reply}");
    Some(reply)
}

/// The turns of a conversation without an owner, the first first.
pub(crate) fn turns(serving: &Serving, conversation: &str) -> Vec<Value> {
    let mut stored = Vec::new();
    let all = format!("/v1/conversations/{conversation}/turns?limit=100");
    let mut target = all.clone();
    loop {
        let page = serving.get(&target).json();
        stored.extend(page["items"].as_array().expect("turns").clone());
        let Some(before) = page["next_before"].as_i64() else {
            break;
        };
        target = format!("{all}&before={before}");
    }
    stored.reverse();
    stored
}

/// Asserts that a conversation holds the answers that were acknowledged, each once and in their order.
pub(crate) fn holds(serving: &Serving, conversation: &str, acknowledged: &[Value]) {
    let stored = turns(serving, conversation);
    let numbers: Vec<i64> = stored.iter().map(|turn| turn["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=acknowledged.len() as i64).collect::<Vec<_>>());
    let answers: Vec<&Value> = stored.iter().map(|turn| &turn["reply"]["answer_id"]).collect();
    assert_eq!(answers, acknowledged.iter().collect::<Vec<_>>());
}

/// The texts that a taxpayer wrote in a session, in their order; its events have no gaps.
pub(crate) fn written(serving: &Serving, (session, token): (&str, &str)) -> Vec<Value> {
    let (mut said, mut after) = (Vec::new(), 0);
    loop {
        let target = format!("/v1/sessions/{session}/events?after={after}");
        let page = serving.send(&Request::get(&target).with("authorization", token)).json();
        let items = page["items"].as_array().expect("events");
        let Some(last) = items.last() else {
            return said;
        };
        let numbers = items.iter().map(|event| event["number"].as_i64().unwrap());
        assert!(numbers.eq(after + 1..=after + items.len() as i64), "no gaps");
        after = last["number"].as_i64().unwrap();
        let lines = items.iter().filter(|event| event["action"] == "write");
        said.extend(lines.map(|event| event["line"]["text"].clone()));
    }
}

/// Posts JSON, with a token or without; nothing when the server went away before it answered.
pub(crate) fn try_post(
    address: SocketAddr,
    target: &str,
    (token, body): (Option<&str>, &Value),
) -> Option<Value> {
    let body = body.to_string();
    let request = Request::post(target, body.as_bytes());
    let request = match token {
        Some(token) => request.with("authorization", token),
        None => request,
    };
    try_send(address, &request)
}

/// Kills a server again and again while somebody sends it things by number, each until it is
/// acknowledged; gives the last server with everything that was acknowledged, in order.
pub(crate) fn killed_under_load(
    workplace: &Workplace,
    arguments: &[&str],
    send: impl Fn(SocketAddr, usize) -> Option<Value> + Sync,
) -> (Serving, Vec<Value>) {
    let acknowledged = Mutex::new(Vec::new());
    let send_on = |address: SocketAddr, goal: usize| loop {
        let next = acknowledged.lock().unwrap().len();
        if next >= goal {
            return;
        }
        let Some(reply) = send(address, next) else {
            return;
        };
        acknowledged.lock().unwrap().push(reply);
    };
    let mut random = Pcg64Mcg::seed_from_u64(11);
    for life in 1..=kills() {
        let serving = Serving::start(workplace, arguments);
        let goal = life * SENT_A_LIFE;
        let kill_at = goal - random.random_range(1..SENT_A_LIFE);
        std::thread::scope(|scope| {
            let (address, acknowledged) = (serving.address, &acknowledged);
            scope.spawn(move || send_on(address, goal));
            // The killer waits for a number, not for a time.
            while acknowledged.lock().unwrap().len() < kill_at {
                std::thread::yield_now();
            }
            drop(serving);
        });
    }
    let serving = Serving::start(workplace, arguments);
    let goal = acknowledged.lock().unwrap().len() + 1;
    send_on(serving.address, goal);
    (serving, acknowledged.into_inner().unwrap())
}
