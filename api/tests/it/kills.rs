//! The server is killed while people ask: what was acknowledged is there, once and in order.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

use crate::support::postgres;
use crate::support::program::{Serving, Workplace};
use crate::support::served::SMALL;

/// How many turns are acknowledged between one kill and the next.
const TURNS_A_LIFE: usize = 20;

/// How often the server is killed; `make proof` sets the full number.
fn kills() -> usize {
    std::env::var("WENSHUI_KILLS").map_or(3, |count| count.parse().expect("a number"))
}

/// Asks once; nothing when the server went away before it answered.
fn try_ask(address: SocketAddr, body: &Value) -> Option<Value> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "POST /v1/answers HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    let (head, body) = reply.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 200 "), "{reply}");
    serde_json::from_str(body).ok()
}

/// Asks until so many more were acknowledged or the server is gone. A turn that was not acknowledged
/// is sent again later under its own id.
fn ask_on(
    address: SocketAddr,
    conversation: &str,
    (acknowledged, goal): (&Mutex<Vec<Value>>, usize),
) {
    loop {
        let next = acknowledged.lock().unwrap().len();
        if next >= goal {
            return;
        }
        let body = json!({
            "question": "征收率是多少",
            "conversation_id": conversation,
            "client_id": format!("c-{next}"),
        });
        let Some(reply) = try_ask(address, &body) else {
            return;
        };
        acknowledged.lock().unwrap().push(reply["answer_id"].clone());
    }
}

fn survives(more: &[&str]) {
    let workplace = Workplace::new();
    let arguments = [&["--kb", SMALL], more].concat();
    let acknowledged = Mutex::new(Vec::new());
    let mut random = Pcg64Mcg::seed_from_u64(11);
    for life in 1..=kills() {
        let serving = Serving::start(&workplace, &arguments);
        let goal = life * TURNS_A_LIFE;
        let kill_at = goal - random.random_range(1..TURNS_A_LIFE);
        std::thread::scope(|scope| {
            let (address, acknowledged) = (serving.address, &acknowledged);
            scope.spawn(move || ask_on(address, "talk", (acknowledged, goal)));
            // The killer waits for a number, not for a time.
            while acknowledged.lock().unwrap().len() < kill_at {
                std::thread::yield_now();
            }
            drop(serving);
        });
    }
    let serving = Serving::start(&workplace, &arguments);
    let goal = acknowledged.lock().unwrap().len() + 1;
    ask_on(serving.address, "talk", (&acknowledged, goal));
    let acknowledged = acknowledged.into_inner().unwrap();
    let mut stored = Vec::new();
    let mut target = "/v1/conversations/talk/turns?limit=100".to_owned();
    loop {
        let page = serving.get(&target).json();
        stored.extend(page["items"].as_array().unwrap().clone());
        let Some(before) = page["next_before"].as_i64() else {
            break;
        };
        target = format!("/v1/conversations/talk/turns?limit=100&before={before}");
    }
    stored.reverse();
    let numbers: Vec<i64> = stored.iter().map(|turn| turn["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=acknowledged.len() as i64).collect::<Vec<_>>());
    let answers: Vec<&Value> = stored.iter().map(|turn| &turn["reply"]["answer_id"]).collect();
    assert_eq!(answers, acknowledged.iter().collect::<Vec<_>>());
}

#[test]
fn r1_f7_kills_lose_nothing_that_was_acknowledged_in_sqlite() {
    survives(&[]);
}

#[test]
fn r1_f7_kills_lose_nothing_that_was_acknowledged_in_postgres() {
    survives(&["--database", &postgres::database()]);
}
