//! Limits: how often somebody may ask, whom an address stands for, and how much is done at once.

use serde_json::json;
use wenshui_api::config::Config;

use crate::support::contract::problem;
use crate::support::http::{Reply, Request, encoded};
use crate::support::served::{Served, wait_for};

/// How many questions a minute the limited servers take.
const PER_MINUTE: u32 = 2;

fn limited(change: impl FnOnce(&mut Config)) -> Served {
    Served::small(|config| {
        config.requests_per_minute = PER_MINUTE;
        config.anonymous_requests_per_minute = PER_MINUTE;
        change(config);
    })
}

fn ask(served: &Served, conversation: Option<&str>) -> Reply {
    served.ask(&json!({"question": "征收率是多少", "conversation_id": conversation}))
}

/// Asks with `X-Forwarded-For` lines.
fn forwarded(served: &Served, lines: &[&str]) -> u16 {
    let body = json!({"question": "征收率是多少"}).to_string();
    let mut request = Request::post("/v1/answers", body.as_bytes());
    for line in lines {
        request = request.with("x-forwarded-for", line);
    }
    served.send(&request).status
}

#[test]
fn a_conversation_may_ask_so_many_times_a_minute() {
    let served = limited(|_| ());
    for _ in 0..PER_MINUTE {
        assert_eq!(ask(&served, Some("one")).status, 200);
    }
    let refused = ask(&served, Some("one"));
    let told = problem(&refused);
    assert_eq!((refused.status, told.code.as_str()), (429, "too_many_requests"));
    let wait = told.retry_after_s.expect("when to come again");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(told.detail.contains(&wait.to_string()), "{}", told.detail);
    assert_eq!(ask(&served, Some("another")).status, 200);
}

#[test]
fn a_trusted_caller_without_a_conversation_is_not_limited() {
    let served = limited(|_| ());
    for _ in 0..=PER_MINUTE {
        assert_eq!(ask(&served, None).status, 200);
    }
}

#[test]
fn an_address_outside_the_trusted_callers_is_limited() {
    let served = limited(|config| config.trusted_callers.clear());
    for conversation in ["one", "two"] {
        assert_eq!(ask(&served, Some(conversation)).status, 200);
    }
    assert_eq!(problem(&ask(&served, Some("three"))).code, "too_many_requests");
    // Suggestions count against the same limit.
    let target = format!("/v1/suggestions?q={}", encoded("税"));
    assert_eq!(problem(&served.get(&target)).code, "too_many_requests");
}

#[test]
fn a_forwarded_address_is_believed_only_from_a_trusted_caller() {
    let trusting = limited(|_| ());
    let asked = [(); 3].map(|()| forwarded(&trusting, &["203.0.113.7"]));
    assert_eq!(asked, [200, 200, 429]);
    assert_eq!(forwarded(&trusting, &["203.0.113.8"]), 200);
    let doubting = limited(|config| config.trusted_callers.clear());
    let lines = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];
    assert_eq!(lines.map(|line| forwarded(&doubting, &[line])), [200, 200, 429]);
}

#[test]
fn a_range_of_trusted_callers_has_what_is_in_it() {
    let range = |text: &str| text.parse().unwrap();
    let served = limited(|config| {
        config.trusted_callers = vec![range("::ffff:127.0.0.0/104"), range("10.0.0.0/8")];
    });
    let asked = ["203.0.113.7, 10.1.2.3", "203.0.113.7, ::ffff:10.9.9.9", "203.0.113.7, 11.0.0.1"];
    assert_eq!(asked.map(|line| forwarded(&served, &[line])), [200, 200, 200]);
    assert_eq!(forwarded(&served, &["203.0.113.7"]), 429);
}

#[test]
fn what_the_caller_says_of_itself_is_not_believed() {
    let served = limited(|_| ());
    // The trusted proxy adds what it saw at the end, to the caller's line or in a line of its own.
    assert_eq!(forwarded(&served, &["198.51.100.1, 203.0.113.7"]), 200);
    assert_eq!(forwarded(&served, &["198.51.100.2", "203.0.113.7"]), 200);
    assert_eq!(forwarded(&served, &["198.51.100.3", "203.0.113.7"]), 429);
    assert_eq!(forwarded(&served, &["127.0.0.1, 203.0.113.7"]), 429);
    // A proxy behind a proxy: both are trusted, the caller stands before them.
    assert_eq!(forwarded(&served, &["203.0.113.7, 127.0.0.1"]), 429);
    assert_eq!(forwarded(&served, &["203.0.113.9, 127.0.0.1"]), 200);
}

#[test]
fn an_address_is_one_in_both_its_forms() {
    let served = limited(|_| ());
    let asked = ["203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107"];
    assert_eq!(asked.map(|address| forwarded(&served, &[address])), [200, 200, 429]);
    for _ in 0..=PER_MINUTE {
        assert_eq!(forwarded(&served, &["::ffff:127.0.0.1"]), 200);
    }
}

#[test]
fn a_network_is_one_caller_however_many_addresses_it_has() {
    let served = limited(|_| ());
    let asked = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2::3", "2001:db8:1:3::1"];
    assert_eq!(asked.map(|address| forwarded(&served, &[address])), [200, 200, 429, 200]);
}

#[test]
fn strangers_do_not_keep_the_owner_of_an_account_out() {
    let served = Served::small(|_| ());
    let body = json!({"name": "zhang", "password": "wrong wrong wrong"}).to_string();
    let try_from = |address: &str| {
        let request = Request::post("/v1/login", body.as_bytes()).with("x-forwarded-for", address);
        served.send(&request).status
    };
    let tried: Vec<u16> = (0..11).map(|_| try_from("203.0.113.7")).collect();
    assert_eq!((&tried[..10], tried[10]), (&[401; 10][..], 429));
    assert_eq!(try_from("203.0.113.8"), 401);
}

#[test]
fn one_address_has_no_more_than_its_share_of_places() {
    let served = Served::small(|_| ());
    let stranger = "203.0.113.7";
    let address = Some(stranger.parse().unwrap());
    let shares = &served.state.shares;
    let _taken: Vec<_> = [&shares.logins, &shares.uploads, &shares.streams]
        .into_iter()
        .flat_map(|shares| std::iter::from_fn(move || shares.take(address).ok()))
        .collect();
    let login = json!({"name": "zhang", "password": "wrong wrong wrong"}).to_string();
    let file = Request::new("POST", "/v1/conversations/none/attachments?name=a.png");
    for (request, otherwise) in [
        (Request::post("/v1/login", login.as_bytes()), 401),
        (Request { body: b"x", ..file }, 404),
        (Request::get("/v1/conversations/none/events"), 404),
    ] {
        let told = [stranger, "203.0.113.8"].map(|address| {
            let headers = [request.headers.clone(), vec![("x-forwarded-for", address)]].concat();
            served.connect().ask(&Request { headers, ..request }).status
        });
        assert_eq!(told, [429, otherwise], "{}", request.target);
    }
}

#[test]
fn more_work_at_once_than_there_are_places_is_refused() {
    let served = Served::small(|config| config.in_flight_max = 1);
    let turn = wait_for(served.state.admission.enter()).expect("the only place");
    let refused = ask(&served, None);
    let told = problem(&refused);
    assert_eq!((refused.status, told.code.as_str()), (503, "overloaded"));
    assert_eq!(told.retry_after_s, Some(1));
    drop(turn);
    assert_eq!(ask(&served, None).status, 200);
    assert_eq!(served.state.admission.inside(), 0);
}
