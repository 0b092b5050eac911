//! Who is believed: tokens of the host by every kind of key, accounts of staff, and pages of other
//! origins.

use std::path::PathBuf;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::hosts::Hosts;

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::program::Workplace;
use crate::support::served::{Served, wait_for};
use crate::support::stream::{Socket, Sse};
use crate::support::tokens::{SECRET, bearer, believe, claims, now_s, sign};

fn key_file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys")).join(name)
}

fn pem(name: &str) -> Vec<u8> {
    std::fs::read(key_file(name)).unwrap()
}

/// Takes a ticket, which needs a token and nothing else.
fn try_token(served: &Served, token: &str) -> Reply {
    let authorization = format!("Bearer {token}");
    let request = Request::post("/v1/tickets", br#"{"conversation_id": "x"}"#);
    served.send(&request.with("authorization", &authorization))
}

fn private_keys() -> [(Algorithm, EncodingKey, &'static str); 3] {
    [
        (Algorithm::RS256, EncodingKey::from_rsa_pem(&pem("rsa.pem")).unwrap(), "rsa.pub.pem"),
        (Algorithm::ES256, EncodingKey::from_ec_pem(&pem("ec.pem")).unwrap(), "ec.pub.pem"),
        (Algorithm::EdDSA, EncodingKey::from_ed_pem(&pem("ed.pem")).unwrap(), "ed.pub.pem"),
    ]
}

#[test]
fn a_token_is_believed_by_the_key_that_signed_it_alone() {
    let body = claims("one", &json!({}));
    for (algorithm, key, public) in private_keys() {
        let served = Served::small(|config| config.tokens.keys = vec![key_file(public)]);
        for (signing, other, _) in private_keys() {
            let token = encode(&Header::new(signing), &body, &other).unwrap();
            let expected = if signing == algorithm { 200 } else { 401 };
            assert_eq!(try_token(&served, &token).status, expected, "{signing:?} by {algorithm:?}");
        }
        let own = encode(&Header::new(algorithm), &body, &key).unwrap();
        assert_eq!(try_token(&served, &own).status, 200);
        // A public key is known to everybody and must not serve as a shared secret.
        let shared = EncodingKey::from_secret(&pem(public));
        let forged = encode(&Header::new(Algorithm::HS256), &body, &shared).unwrap();
        assert_eq!(problem(&try_token(&served, &forged)).code, "bad_token");
    }
}

#[test]
fn a_set_of_keys_is_read_and_read_again() {
    let workplace = Workplace::new();
    let set = |names: &[&str]| {
        let keys = private_keys();
        let jwk = |(name, (algorithm, key, _)): (&&str, &(Algorithm, EncodingKey, &str))| {
            let mut jwk = Jwk::from_encoding_key(key, *algorithm).unwrap();
            jwk.common.key_id = Some((*name).to_owned());
            jwk
        };
        let keys = names.iter().zip(&keys).map(jwk).collect();
        workplace.file("keys.json", serde_json::to_string(&JwkSet { keys }).unwrap())
    };
    let path = set(&["first"]);
    let served = Served::small(|config| config.tokens.keys = vec![path]);
    let token = |number: usize, id: &str| {
        let (algorithm, key, _) = &private_keys()[number];
        let header = Header { kid: Some(id.to_owned()), ..Header::new(*algorithm) };
        encode(&header, &claims("one", &json!({})), key).unwrap()
    };
    assert_eq!(try_token(&served, &token(0, "first")).status, 200);
    assert_eq!(try_token(&served, &token(0, "another")).status, 401);
    assert_eq!(try_token(&served, &token(1, "second")).status, 401);
    set(&["first", "second"]);
    assert!(served.state.identity.reload().unwrap());
    assert_eq!(try_token(&served, &token(1, "second")).status, 200);
    workplace.file("keys.json", "{}");
    assert!(served.state.identity.reload().is_err());
    assert_eq!(try_token(&served, &token(1, "second")).status, 200, "the old keys stay");
}

#[test]
fn tokens_that_do_not_hold() {
    let served = Served::small(|config| {
        believe(config);
        config.tokens.issuer = Some("the host".to_owned());
        config.tokens.audience = Some("wenshui".to_owned());
    });
    let good = claims(
        "one",
        &json!({"iss": "the host", "aud": "wenshui", "role": "办税人", "region": "370000", "taxpayer_type": "小规模纳税人"}),
    );
    assert_eq!(try_token(&served, &sign(&good)).status, 200);
    let spoilt = [
        ("exp", json!(now_s() - 3600)),
        ("nbf", json!(now_s() + 3600)),
        ("iss", json!("another")),
        ("aud", json!("another")),
        ("sub", json!("")),
        ("sub", json!("anon:x")),
        ("sub", json!("staff:x")),
        ("sub", json!("key:x")),
        ("sub", json!("x".repeat(201))),
        ("role", json!("董事长")),
        ("region", json!("37")),
        ("taxpayer_type", json!("大企业")),
        ("staff_roles", json!(["king"])),
        ("exp", Value::Null),
        ("iss", Value::Null),
        ("aud", Value::Null),
    ];
    for (name, value) in spoilt {
        let mut claims = good.clone();
        claims[name] = value;
        if claims[name].is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
        let refused = try_token(&served, &sign(&claims));
        assert_eq!(problem(&refused).code, "bad_token", "{claims}");
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    }
    // Unsigned, and signed by nobody known.
    let unsigned = format!(
        "{}.{}.",
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0",
        sign(&good).split('.').nth(1).unwrap()
    );
    for token in [unsigned.as_str(), "", "a.b.c"] {
        assert_eq!(problem(&try_token(&served, token)).code, "bad_token", "{token}");
    }
    let basic = Request::get("/v1/shortcuts").with("authorization", "Basic eDp5");
    assert_eq!(problem(&served.send(&basic)).code, "bad_token");
}

#[test]
fn the_token_says_where_and_what_its_taxpayer_is() {
    let served = Served::small(believe);
    let ask = |more: &Value, asked: &Value| {
        let (token, body) = (bearer("one", more), asked.to_string());
        let request = Request::post("/v1/answers", body.as_bytes());
        served.send(&request.with("authorization", &token)).json()["answer"]["id"].clone()
    };
    // The small knowledge answers companies and persons differently.
    let question = |kind: Value| json!({"question": "怎样退税", "taxpayer_type": kind});
    let said = ask(&json!({}), &question(json!("企业")));
    assert_eq!(ask(&json!({"taxpayer_type": "企业"}), &question(Value::Null)), said);
    // What the question says stands above what the token says.
    assert_eq!(ask(&json!({"taxpayer_type": "自然人"}), &question(json!("企业"))), said);
}

#[test]
fn limits_key_on_the_subject_of_the_token() {
    let served = Served::small(|config: &mut Config| {
        believe(config);
        config.requests_per_minute = 3;
        config.anonymous_requests_per_minute = 1;
    });
    let ask = |token: Option<&str>, conversation: &str| {
        let body = json!({"question": "征收率是多少", "conversation_id": conversation}).to_string();
        let request = Request::post("/v1/answers", body.as_bytes());
        let request = match token {
            Some(token) => request.with("authorization", token),
            None => request,
        };
        served.send(&request).status
    };
    let (one, two) = (bearer("one", &json!({})), bearer("two", &json!({})));
    let asked = ["a", "b", "c", "d"].map(|conversation| ask(Some(&one), conversation));
    assert_eq!(asked, [200, 200, 200, 429], "whatever the conversation");
    assert_eq!(ask(Some(&two), "e"), 200);
    assert_eq!([ask(None, "f"), ask(None, "f"), ask(None, "g")], [200, 429, 200]);
}

/// Adds an account as operators do, by the command.
fn add_account(served: &Served, (name, role, password): (&str, &str, &str)) {
    let workplace = Workplace::new();
    let data = served.data.path().to_str().unwrap();
    let ran = workplace.run_with(&["user", "add", name, "--role", role, "--data", data], password);
    assert_eq!(ran.code, 0, "{}", ran.told());
}

fn login(served: &Served, name: &str, password: &str) -> Reply {
    let body = json!({"name": name, "password": password}).to_string();
    served.send(&Request::post("/v1/login", body.as_bytes()))
}

#[test]
fn staff_logs_in_and_what_the_account_may_do_counts_at_once() {
    let served = Served::small(|_| ());
    add_account(&served, ("wang", "auditor", "correct horse battery\n"));
    for (name, password) in
        [("wang", "wrong horse battery"), ("li", "correct horse battery"), ("wang", "")]
    {
        assert_eq!(problem(&login(&served, name, password)).code, "wrong_password");
    }
    let told = login(&served, "wang", "correct horse battery");
    assert_eq!(told.header("cache-control"), Some("no-store"));
    let told = told.json();
    assert_eq!(told["roles"], json!(["auditor"]));
    let token = format!("Bearer {}", told["token"].as_str().unwrap());
    let list = || served.send(&Request::get("/v1/interceptions").with("authorization", &token));
    assert_eq!(list().status, 200);
    wait_for(served.state.store.db.remove_user("wang")).unwrap();
    assert_eq!(problem(&list()).code, "bad_token");
}

/// Whoever signs a critical head wants it refused by those who do not understand it (RFC 7515 4.1.11).
#[test]
fn a_critical_head_is_not_passed_over() {
    let served = Served::small(believe);
    for (crit, status) in [(None, 200), (Some(vec!["b64".to_owned()]), 401)] {
        let header = Header { crit, ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let token = encode(&header, &claims("one", &json!({})), &key).unwrap();
        assert_eq!(try_token(&served, &token).status, status);
    }
}

#[test]
fn a_new_password_ends_what_was_logged_in_by_the_old_one() {
    let served = Served::small(|_| ());
    add_account(&served, ("wang", "auditor", "correct horse battery\n"));
    let token = |password: &str| {
        let told = login(&served, "wang", password).json();
        format!("Bearer {}", told["token"].as_str().unwrap())
    };
    let list =
        |token: &str| served.send(&Request::get("/v1/interceptions").with("authorization", token));
    let before = token("correct horse battery");
    assert_eq!(list(&before).status, 200);
    let data = served.data.path().to_str().unwrap();
    let changed = Workplace::new()
        .run_with(&["user", "password", "wang", "--data", data], "another horse battery\n");
    assert_eq!(changed.code, 0, "{}", changed.told());
    assert_eq!(problem(&list(&before)).code, "bad_token");
    assert_eq!(list(&token("another horse battery")).status, 200);
}

#[test]
fn an_account_can_be_tried_only_so_often() {
    let served = Served::small(|_| ());
    let tried: Vec<u16> =
        (0..11).map(|_| login(&served, "zhang", "wrong wrong wrong").status).collect();
    assert_eq!((&tried[..10], tried[10]), (&[401; 10][..], 429));
    assert_eq!(login(&served, "li", "wrong wrong wrong").status, 401);
}

#[test]
fn passwords_and_tokens_are_not_printed() {
    let mut config = Config::resolve(&wenshui_api::config::ServeArgs {
        database: Some("postgres://user:hidden@host/base".to_owned()),
        ..Default::default()
    })
    .unwrap();
    believe(&mut config);
    let printed = format!("{config:?}");
    assert!(!printed.contains("hidden") && !printed.contains(SECRET), "{printed}");
}

const OTHER: &str = "https://etax.example.cn";

/// A server that lets one other origin call.
fn open_to_other() -> Served {
    Served::small(|config| config.allowed_origins = vec![OTHER.to_owned()])
}

#[test]
fn pages_of_other_origins_call_only_where_the_configuration_says_so() {
    let served = open_to_other();
    let body = r#"{"question": "征收率是多少"}"#;
    let ask = |origin: &str| {
        let request = Request::post("/v1/answers", body.as_bytes()).with("origin", origin);
        served.send(&request)
    };
    for allowed in [OTHER, "http://localhost", "https://LOCALHOST"] {
        let reply = ask(allowed);
        assert_eq!(reply.status, 200, "{allowed}");
        assert_eq!(reply.header("access-control-allow-origin"), Some(allowed));
        assert_eq!(reply.header("vary"), Some("origin"));
    }
    for refused in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "https://etax.example.cn.evil.example",
    ] {
        let reply = ask(refused);
        assert_eq!(problem(&reply).code, "origin_not_allowed", "{refused}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    // By default only the server's own pages call.
    let closed = Served::small(|_| ());
    let request = Request::post("/v1/answers", body.as_bytes()).with("origin", OTHER);
    assert_eq!(problem(&closed.send(&request)).code, "origin_not_allowed");
}

#[test]
fn a_name_that_is_made_to_lead_here_is_not_the_servers() {
    let served = Served::small(|config| {
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
        config.hosts = Hosts::resolve(None, (listen, "https://ask.example.cn")).unwrap();
        config.demo = true;
    });
    let ask = |host: &str| {
        let origin = format!("http://{host}");
        let body = br#"{"person": "agent-a"}"#;
        let request = Request::post("/v1/demo/tokens", body).with("origin", &origin);
        served.connect().ask(&request.with("host", host))
    };
    for host in ["127.0.0.1:8080", "localhost:8080", "[::1]", "ask.example.cn"] {
        assert_eq!(ask(host).status, 200, "{host}");
    }
    let refused = ask("evil.example");
    assert_eq!((refused.status, problem(&refused).code.as_str()), (421, "unknown_host"));
    assert!(refused.text().contains("evil.example"), "{}", refused.text());
    let read = served.connect().ask(&Request::get("/v1/demo").with("host", "evil.example"));
    assert_eq!(read.status, 421, "what is only read has no origin");
}

#[test]
fn preflights_are_answered_for_pages_that_may_call() {
    let served = open_to_other();
    let preflight = |origin: &str| {
        let request = Request::new("OPTIONS", "/v1/answers/x/feedback");
        let request = request.with("origin", origin).with("access-control-request-method", "PUT");
        served.connect().ask(&request.with("access-control-request-headers", "authorization"))
    };
    let allowed = preflight(OTHER);
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), Some(OTHER));
    assert!(allowed.header("access-control-allow-methods").unwrap().contains("PUT"));
    assert!(allowed.header("access-control-allow-headers").unwrap().contains("authorization"));
    assert_eq!(preflight("https://evil.example").status, 403);
}

#[test]
fn streams_are_opened_only_by_pages_that_may_call() {
    let served = open_to_other();
    let id = served.answer(&json!({"question": "征收率是多少"}))["conversation_id"].clone();
    let id = id.as_str().unwrap();
    let (events, socket) =
        (format!("/v1/conversations/{id}/events"), format!("/v1/conversations/{id}/socket"));
    for (origin, status) in [(OTHER, 200), ("https://evil.example", 403)] {
        let mut stream = Sse::open(served.address, &events, &[("origin", origin)]);
        assert_eq!(stream.status, status, "{origin}");
        let socket = Socket::open(served.address, &socket, &[("origin", origin)]);
        if status == 200 {
            assert!(stream.headers.contains(&format!("access-control-allow-origin: {OTHER}")));
            assert_eq!(stream.take(1).len(), 1);
            assert_eq!(socket.unwrap().take(1).len(), 1);
        } else {
            assert_eq!(socket.err(), Some(403));
        }
    }
}

#[test]
fn a_token_of_the_command_is_believed_and_a_wrong_claim_is_told() {
    let served = Served::small(believe);
    let place = Workplace::new();
    let token = |more: &[&str]| {
        let mut command = place.command(&[&["token", "li"], more].concat());
        command.env("WENSHUI_TOKEN_SECRET", SECRET).output().unwrap()
    };
    let printed = token(&["--center", "c", "--minutes", "5"]);
    let bearer = format!("Bearer {}", String::from_utf8(printed.stdout).unwrap().trim());
    let mine = served.send(&Request::get("/v1/favorites").with("authorization", &bearer));
    assert_eq!(mine.status, 200, "{}", mine.text());
    let wrong = token(&["--region", "guangzhou"]);
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!((wrong.status.code(), told.contains("`region`")), (Some(2), true), "{told}");
    let without = place.run(&["token", "li"]).told();
    assert!(without.contains("WENSHUI_TOKEN_SECRET is not set"), "{without}");
}
