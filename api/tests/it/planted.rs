//! R7: planted numbers in every field that reaches the store or the log, and none of them in any file of the
//! server or line of its log.

use std::collections::HashMap;
use std::path::Path;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::support::http::{Connection, Reply, Request, encoded};
use crate::support::program::{Serving, Workplace};
use crate::support::tokens::{SECRET, bearer};

/// How many numbers are planted; `make proof` sets the thousand of R7.
fn wanted() -> usize {
    std::env::var("WENSHUI_PLANTED").map_or(200, |count| count.parse().expect("a number"))
}

/// GB 32100-2015.
const CODE: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

fn digits(random: &mut Pcg64, count: usize) -> String {
    (0..count).map(|_| char::from(random.random_range(b'0'..=b'9'))).collect()
}

fn identity(random: &mut Pcg64) -> String {
    let (year, month) = (random.random_range(1950..2010), random.random_range(1..13));
    let body =
        format!("370102{year}{month:02}{:02}{}", random.random_range(1..29), digits(random, 3));
    let sum: u32 =
        body.bytes().enumerate().map(|(at, b)| u32::from(b - b'0') * (1 << (17 - at)) % 11).sum();
    let check = match (12 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap(),
    };
    format!("{body}{check}")
}

fn taxpayer(random: &mut Pcg64) -> String {
    let body: String = (0..9).map(|_| char::from(CODE[random.random_range(0..31)])).collect();
    let value = format!("91370100{body}");
    let (mut weight, mut sum) = (1_usize, 0_usize);
    for byte in value.bytes() {
        sum += weight * CODE.iter().position(|c| *c == byte).unwrap();
        weight = weight * 3 % 31;
    }
    format!("{value}{}", char::from(CODE[(31 - sum % 31) % 31]))
}

/// Telephone, identity and taxpayer numbers in turn, and each as people write it.
fn planted() -> Vec<(String, String)> {
    let mut random = Pcg64::seed_from_u64(7);
    let mut number = |at: usize| match at % 3 {
        0 => format!("1{}{}", random.random_range(3..10), digits(&mut random, 9)),
        1 => identity(&mut random),
        _ => taxpayer(&mut random),
    };
    let written = |at: usize, number: &str| match at % 4 {
        0 | 1 => number.to_owned(),
        2 => {
            let chars: Vec<char> = number.chars().collect();
            let parts: Vec<String> = chars.chunks(4).map(|part| part.iter().collect()).collect();
            parts.join(" ")
        }
        _ => number.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect(),
    };
    let all = (0..wanted()).map(|at| {
        let number = number(at);
        let shown = written(at / 3, &number);
        (number, shown)
    });
    all.collect()
}

/// A client that sends what it is told and gives the reply, whatever it is.
struct Client(Connection);

impl Client {
    fn send(
        &mut self,
        (method, target): (&str, &str),
        (token, body): (Option<&str>, &Value),
    ) -> Reply {
        let body = body.to_string();
        let request = Request { method, ..Request::post(target, body.as_bytes()) };
        let request = match token {
            Some(token) => request.with("authorization", token),
            None => request,
        };
        self.0.ask(&request)
    }
}

/// Says a number wherever something can be said.
fn plant(client: &mut Client, (number, shown): (&str, &str), judged: &str) {
    let claims =
        json!({"name": shown, "taxpayer_name": format!("张三{shown}"), "taxpayer_number": number});
    let token = bearer("person", &claims);
    for (token, question) in [
        (None, format!("征收率是多少？我的号码是{shown}")),
        (Some(&*token), shown.to_owned()),
        (None, format!("代开各类增值税发票，点数低，加微信 {shown}")),
    ] {
        let body = json!({"question": question, "entry_scene": format!("电票平台-{shown}")});
        assert_eq!(client.send(("POST", "/v1/answers"), (token, &body)).status, 200);
    }
    let body = json!({"entry_scene": format!("{shown}的页面")});
    assert_eq!(client.send(("POST", "/v1/conversations"), (Some(&token), &body)).status, 201);
    let body = json!({"useful": false, "comment": format!("请回电{shown}，张三")});
    let target = format!("/v1/answers/{judged}/feedback");
    assert_eq!(client.send(("PUT", &target), (None, &body)).status, 200);
    // What is refused is not stored, and must not be logged either.
    let none = json!({});
    let query = format!("/v1/suggestions?q={}", encoded(shown));
    assert_eq!(client.send(("GET", &query), (None, &none)).status, 200);
    let refused = [
        ("GET", format!("/v1/entries/{number}"), none.clone()),
        ("GET", format!("/{number}?phone={number}"), none),
        ("POST", "/v1/answers".to_owned(), json!({"question": "税", "region": number})),
        ("POST", "/v1/answers".to_owned(), json!({"question": "税", "kb_version": shown})),
        ("POST", "/v1/answers".to_owned(), json!({"question": "税", "as_of": shown})),
        ("POST", "/v1/answers".to_owned(), json!({"question": "税", (number): shown})),
        ("POST", "/v1/login".to_owned(), json!({"name": "x".repeat(300), "password": shown})),
    ];
    for (method, target, body) in refused {
        let status = client.send((method, &target), (None, &body)).status;
        assert!((400..500).contains(&status), "{method} {target} {status}");
    }
}

/// Every file under a directory as bytes.
fn files(directory: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for file in std::fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

/// How many bytes of a text lead to it.
const HEAD: usize = 8;

/// Fails on any of the numbers, as it is or as it was written.
fn check(found: &[(String, Vec<u8>)], numbers: &[(String, String)]) {
    let mut by_head: HashMap<[u8; HEAD], Vec<String>> = HashMap::new();
    for (number, shown) in numbers {
        for text in [number.clone(), shown.clone(), number.to_lowercase()] {
            let head = text.as_bytes()[..HEAD].try_into().unwrap();
            by_head.entry(head).or_default().push(text);
        }
    }
    let mut leaks = Vec::new();
    for (name, bytes) in found {
        for (at, head) in bytes.windows(HEAD).enumerate() {
            let texts = by_head.get(head).into_iter().flatten();
            let leaked = texts.filter(|text| bytes[at..].starts_with(text.as_bytes()));
            leaks.extend(leaked.map(|text| format!("{text} in {name}")));
        }
    }
    assert!(leaks.is_empty(), "{} leaks, first {:?}", leaks.len(), &leaks[..leaks.len().min(9)]);
}

#[test]
fn r7_none_of_the_planted_numbers_is_in_any_file_or_log() {
    let workplace = Workplace::new();
    crate::support::served::copy_of_small(workplace.directory());
    let config = format!(
        "token_secret = \"{SECRET}\"\nanonymous_requests_per_minute = 100000\nrequests_per_minute = 100000\n"
    );
    workplace.file("wenshui.toml", config);
    let arguments = ["--kb", "knowledge.jsonl", "--config", "wenshui.toml"];
    let serving = Serving::start_with(&workplace, &arguments, &[("WENSHUI_LOG", "debug")]);
    let judged = serving.ask(&json!({"question": "征收率是多少"})).json();
    let judged = judged["answer_id"].as_str().unwrap();
    let numbers = planted();
    let halves = numbers.split_at(numbers.len() / 2);
    std::thread::scope(|scope| {
        for half in [halves.0, halves.1] {
            let mut client = Client(Connection::open(serving.address).unwrap());
            scope.spawn(move || {
                for (number, shown) in half {
                    plant(&mut client, (number, shown), judged);
                }
            });
        }
    });
    // First with the write-ahead log as it is, then as it is left behind.
    let mut found = Vec::new();
    files(&workplace.path("data"), &mut found);
    assert!(found.iter().any(|(name, _)| name.ends_with("-wal")), "no write-ahead log");
    check(&found, &numbers);
    let log = serving.end_with_log();
    let mut found = vec![("the log".to_owned(), log.into_bytes())];
    files(&workplace.path("data"), &mut found);
    check(&found, &numbers);
    // They were planted: what stands in their places is there.
    let (_, database) =
        found.iter().find(|(name, _)| name.ends_with("wenshui.db")).expect("a database");
    let stars = |text: &str| database.windows(text.len()).filter(|w| *w == text.as_bytes()).count();
    let (masked, scenes) = (stars("****"), stars("电票平台-"));
    let count = numbers.len();
    assert!(masked > 3 * count && scenes >= 3 * count, "{masked} masked, {scenes} scenes");
    let places = found.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    eprintln!("{count} numbers planted 16 times each, 0 found in {places} bytes; {masked} masked");
}
