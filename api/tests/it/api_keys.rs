//! Keys of programs: who they stand for, until when, and that nobody sees them twice.

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;
use wenshui_api::identity::api_key::{HELD_MS, make};
use wenshui_api::identity::principal::{Principal, TokenFault};
use wenshui_api::store::api_key::ApiKey;

use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::http::{Reply, Request};
use crate::support::jobs::{send, staff};
use crate::support::postgres;
use crate::support::program::{Serving, Workplace};
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A key with roles that ends at a moment, and what `Authorization` says of it.
fn planted(
    served: &Served,
    (name, roles): (&str, &[&str]),
    expires_at: Option<i64>,
) -> (String, String) {
    let made = make().unwrap();
    let key = ApiKey {
        id: made.id.clone(),
        name: name.to_owned(),
        hash: made.hash,
        roles: serde_json::to_string(roles).unwrap(),
        authority: String::new(),
        center: "east".to_owned(),
        made_by: String::new(),
        created_at: now_ms(),
        expires_at,
        used_at: None,
    };
    assert!(wait_for(served.state.store.db.add_api_key(&key)).unwrap());
    (made.id, made.key.text().to_owned())
}

fn jobs_of(served: &Served, key: &str) -> Reply {
    send(served, &format!("Bearer {key}"), ("GET", "/v1/jobs", &Value::Null))
}

#[test]
fn a_key_of_the_command_does_what_its_roles_may_until_it_is_removed() {
    let databases = [None, Some(postgres::database())];
    for database in databases {
        let served = Served::small(|config| {
            if let Some(url) = &database {
                config.database = Secret::new(url.clone());
            }
        });
        let (workplace, data) = (Workplace::new(), served.data.path().to_str().unwrap());
        let place = match &database {
            Some(url) => ["--database", url.as_str()],
            None => ["--data", data],
        };
        let run =
            |arguments: &[&str]| workplace.run(&[&["user", "key"], arguments, &place].concat());
        let added = ["add", "gate", "--role", "maintainer", "--role", "auditor", "--expires", "30"];
        let key = run(&added).done();
        let key = key.trim();
        assert!(key.starts_with("wsk_") && key.len() == 69, "{}", key.len());
        assert_eq!(jobs_of(&served, key).status, 200);
        let refused =
            send(&served, &format!("Bearer {key}"), ("GET", "/v1/desk/wall", &Value::Null));
        assert_eq!(refused.status, 200, "an auditor looks at it");
        let told = run(&["add", "gate", "--role", "auditor"]).told();
        assert_eq!(told, "exit 2\nwenshui: there is a key `gate` already\n");
        let listed = run(&["list"]).done();
        let cells: Vec<&str> = listed.trim_end().split('\t').collect();
        assert_eq!((cells[1], cells[2], cells[3]), ("gate", "maintainer,auditor", ""));
        assert!(cells[4].starts_with("20") && cells[5].starts_with("20"), "{listed}");
        assert!(!listed.contains(&key[17..]), "{listed}");
        assert_eq!(run(&["remove", "gate"]).told(), "exit 0\n");
        assert_eq!(run(&["remove", cells[0]]).code, 2);
        // The server has seen it lately: within half a minute it knows.
        let ring = &served.state.identity.key_ring;
        let later = ring.verify(&served.state.store, (key, now_ms() + HELD_MS));
        assert_eq!(wait_for(later), Err(TokenFault::Gone));
        assert_eq!(problem(&jobs_of(&served, key)).code, "bad_token");
        assert_eq!(run(&["add", "x", "--role", "king"]).code, 2);
        assert_eq!(run(&["add", "", "--role", "agent"]).code, 2);
        assert_eq!(run(&["add", "x", "--expires", "0"]).code, 2);
    }
}

#[test]
fn what_is_no_key_or_has_ended_is_not_believed() {
    on_both(|served| {
        let now = now_ms();
        let (_, key) = planted(served, ("good", &["maintainer"]), Some(now + HOUR_MS));
        let (_, other) = planted(served, ("other", &["maintainer"]), None);
        let (_, ended) = planted(served, ("ended", &["maintainer"]), Some(now - 1));
        assert_eq!(jobs_of(served, &key).status, 200);
        let mixed = format!("{}{}", &key[..17], &other[17..]);
        let unknown = make().unwrap();
        for wrong in
            [ended.as_str(), &mixed, unknown.key.text(), "wsk_", &key[..68], &format!("{key}a")]
        {
            let told = problem(&jobs_of(served, wrong));
            assert_eq!(told.code, "bad_token", "{wrong}");
            assert!(!told.detail.contains("wsk_"), "{}", told.detail);
        }
        for at in 4..key.len() {
            let mut forged = key.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).unwrap();
            let ring = &served.state.identity.key_ring;
            assert!(wait_for(ring.verify(&served.state.store, (&forged, now))).is_err(), "{at}");
        }
        // It ends at its moment, also where it is held.
        let ring = &served.state.identity.key_ring;
        let at = |moment| wait_for(ring.verify(&served.state.store, (&key, moment)));
        assert!(at(now + HOUR_MS - 1).is_ok() && at(now + HOUR_MS).is_err());
    });
}

#[test]
fn a_key_that_is_removed_on_one_node_ends_on_the_other_within_a_minute() {
    let database = postgres::database();
    let change = |config: &mut Config| {
        believe(config);
        config.database = Secret::new(database.clone());
    };
    let nodes = [Served::small(change), Served::small(change)];
    let (id, key) = planted(&nodes[0], ("shared", &["reviewer"]), None);
    assert_eq!([jobs_of(&nodes[0], &key).status, jobs_of(&nodes[1], &key).status], [200, 200]);
    let now = now_ms();
    let target = format!("/v1/keys/{id}");
    let removed = send(&nodes[0], &staff("operator"), ("DELETE", &target, &Value::Null));
    assert_eq!(removed.status, 204);
    assert_eq!(problem(&jobs_of(&nodes[0], &key)).code, "bad_token");
    let other = &nodes[1].state;
    let later = other.identity.key_ring.verify(&other.store, (&key, now + 60_000));
    assert_eq!(wait_for(later), Err(TokenFault::Gone));
    assert_eq!(problem(&jobs_of(&nodes[1], &key)).code, "bad_token");
    let again = send(&nodes[1], &staff("operator"), ("DELETE", &target, &Value::Null));
    assert_eq!(problem(&again).code, "unknown_key");
}

#[test]
fn operators_make_keys_over_http_that_may_no_more_than_they() {
    on_both_with(believe, |served| {
        let maker =
            bearer("boss", &json!({"staff_roles": ["operator", "maintainer"], "center": "east"}));
        let make = |token: &str, body: &Value| send(served, token, ("POST", "/v1/keys", body));
        let body = json!({"name": "bench", "roles": ["maintainer"], "expires_days": 7});
        let reply = make(&maker, &body);
        assert_eq!((reply.status, reply.header("cache-control")), (201, Some("no-store")));
        let made = reply.json();
        let key = made["key"].as_str().unwrap();
        let about = &made["about"];
        assert_eq!((&about["made_by"], &about["center"]), (&json!("boss"), &json!("east")));
        assert_eq!(jobs_of(served, key).status, 200);
        for (body, code) in [
            (json!({"name": "a", "roles": ["publisher"]}), "key_beyond_own"),
            (json!({"name": "a", "roles": ["maintainer", "auditor"]}), "key_beyond_own"),
            (json!({"name": "a", "roles": [], "center": "west"}), "key_beyond_own"),
            (json!({"name": "bench"}), "key_taken_name"),
            (json!({"name": "a", "roles": ["king"]}), "bad_field"),
            (json!({"name": "a", "expires_days": 0}), "bad_number"),
            (json!({"name": "a", "expires_days": 3651}), "bad_number"),
        ] {
            assert_eq!(problem(&make(&maker, &body)).code, code, "{body}");
        }
        assert_eq!(make(&maker, &json!({"name": ""})).status, 422);
        // A stolen key must not make another that outlives it.
        let strong = make(&maker, &json!({"name": "strong", "roles": ["operator"]})).json();
        let strong = format!("Bearer {}", strong["key"].as_str().unwrap());
        let more = json!({"name": "more", "roles": ["operator"]});
        assert_eq!(problem(&make(&strong, &more)).code, "key_makes_no_key");
        let listed = send(served, &strong, ("GET", "/v1/keys", &Value::Null));
        let names = listed.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["name"].clone())
            .collect::<Vec<_>>();
        assert_eq!(names, ["bench", "strong"]);
        assert!(!listed.text().contains("wsk_") && !listed.text().contains("hash"));
    });
}

#[test]
fn a_key_without_roles_is_a_frontend_that_asks_within_its_own_limit() {
    let served = Served::small(|config| {
        config.requests_per_minute = 3;
        config.anonymous_requests_per_minute = 1;
    });
    let keys = ["one", "two"].map(|name| planted(&served, (name, &[]), None).1);
    let ask = |key: &str, talk: &str| {
        let body = json!({"question": "征收率是多少", "conversation_id": talk});
        send(&served, &format!("Bearer {key}"), ("POST", "/v1/answers", &body)).status
    };
    assert_eq!(["a", "b", "c", "d"].map(|talk| ask(&keys[0], talk)), [200, 200, 200, 429]);
    assert_eq!(ask(&keys[1], "e"), 200);
    assert_eq!(ask(&keys[1], "a"), 404, "talks of another");
    assert_eq!(jobs_of(&served, &keys[1]).status, 403);
}

#[test]
fn a_ticket_of_a_key_opens_what_the_key_may_and_a_host_signs_for_no_key() {
    let served = Served::small(believe);
    let (id, key) = planted(&served, ("pages", &["maintainer"]), None);
    let bearer_of_key = format!("Bearer {key}");
    let job = send(&served, &bearer_of_key, ("POST", "/v1/jobs", &json!({"kind": "check"}))).json();
    assert_eq!(job["asked_by"], format!("key:{id}"));
    let job = job["id"].as_str().unwrap();
    let ticket =
        send(&served, &bearer_of_key, ("POST", "/v1/tickets", &json!({"job_id": job}))).json();
    let ticket = ticket["ticket"].as_str().unwrap();
    let target = format!("/v1/jobs/{job}/events?ticket={ticket}");
    let mut stream = Sse::open(served.address, &target, &[]);
    assert_eq!(stream.next().unwrap()["job"]["id"], job);
    let other = format!("/v1/jobs/other/events?ticket={ticket}");
    assert_eq!(Sse::open(served.address, &other, &[]).status, 401);
    // The key is gone, and so is what was given for it.
    wait_for(served.state.store.db.remove_api_key(&id)).unwrap();
    served.state.identity.key_ring.forget(&id);
    assert_eq!(Sse::open(served.address, &target, &[]).status, 401);
    let forged = bearer(&format!("key:{id}"), &json!({"staff_roles": ["operator"]}));
    let told = send(&served, &forged, ("GET", "/v1/jobs", &Value::Null));
    assert_eq!(problem(&told).code, "bad_token");
}

#[test]
fn the_use_of_a_key_is_noted_once_an_hour() {
    on_both(|served| {
        let (id, key) = planted(served, ("used", &["auditor"]), None);
        let store = &served.state.store;
        let used_at = || wait_for(store.db.api_key(&id)).unwrap().unwrap().used_at;
        let verify =
            |at| wait_for(served.state.identity.key_ring.verify(store, (&key, at))).unwrap();
        assert_eq!(used_at(), None);
        let now = now_ms();
        for (at, noted) in [
            (now, now),
            (now + HELD_MS, now),
            (now + HOUR_MS - 1, now),
            (now + HOUR_MS, now + HOUR_MS),
            (now + HOUR_MS + 1, now + HOUR_MS),
        ] {
            let Principal::Staff(who) = verify(at) else { panic!("an auditor") };
            assert_eq!((who.owner.center.as_str(), used_at()), ("east", Some(noted)));
        }
    });
}

#[test]
fn a_key_stands_in_no_log_no_answer_and_no_file() {
    let workplace = Workplace::new();
    let data = workplace.path("data");
    let run = |arguments: &[&str]| workplace.run(&[&["user", "key"], arguments].concat()).done();
    let key = run(&["add", "pages", "--role", "maintainer"]);
    let key = key.trim();
    let small = crate::support::served::SMALL;
    let variables = [("WENSHUI_LOG", "trace,hyper=info,sqlx=info")];
    let serving = Serving::start_with(&workplace, &["--kb", small], &variables);
    let bearer_of_key = format!("Bearer {key}");
    let last = if key.ends_with('x') { 'y' } else { 'x' };
    let (secret, wrong) = (&key[17..], format!("Bearer {}{last}", &key[..key.len() - 1]));
    let mut said = String::new();
    for token in [&bearer_of_key, &wrong] {
        for (method, target, body) in [
            ("GET", "/v1/jobs", ""),
            ("GET", "/v1/keys", ""),
            ("POST", "/v1/keys", r#"{"name": "x"}"#),
            ("POST", "/v1/jobs", r#"{"kind": "check"}"#),
            ("POST", "/v1/answers", r#"{"question": "征收率是多少"}"#),
        ] {
            let request = Request { method, ..Request::post(target, body.as_bytes()) };
            let reply = serving.send(&request.with("authorization", token));
            said.push_str(&String::from_utf8_lossy(&reply.body));
        }
    }
    let log = serving.end_with_log();
    assert!(log.contains("a token was not believed"), "the log tells of it: {log}");
    assert!(!log.contains(secret) && !log.contains(&secret[..20]), "in the log");
    assert!(!said.contains(&secret[..20]), "in an answer");
    let mut files = 0;
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(20).any(|part| part == &secret.as_bytes()[..20]);
            assert!(!found, "in {}", path.display());
            files += 1;
        }
    }
    assert!(files >= 2, "database and key: {files}");
}
