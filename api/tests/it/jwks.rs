//! Keys of the host behind an address: fetched at the start, when a token names another key, and
//! never from anywhere that could be anybody.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use wenshui_api::config::tokens::JwksConfig;
use wenshui_api::identity::fetch::Fetcher;

use crate::support::http::Request;
use crate::support::keys::{KeyHost, key_file};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::claims;

fn keys() -> [(Algorithm, EncodingKey); 2] {
    let pem = |name: &str| std::fs::read(key_file(name)).unwrap();
    [
        (Algorithm::ES256, EncodingKey::from_ec_pem(&pem("ec.pem")).unwrap()),
        (Algorithm::EdDSA, EncodingKey::from_ed_pem(&pem("ed.pem")).unwrap()),
    ]
}

fn jwk(number: usize, id: &str) -> Value {
    let (algorithm, key) = &keys()[number];
    let mut jwk = Jwk::from_encoding_key(key, *algorithm).unwrap();
    jwk.common.key_id = Some(id.to_owned());
    serde_json::to_value(jwk).unwrap()
}

fn set(keys: &[Value]) -> String {
    json!({"keys": keys}).to_string()
}

fn token(number: usize, id: Option<&str>) -> String {
    let (algorithm, key) = &keys()[number];
    let header = Header { kid: id.map(str::to_owned), ..Header::new(*algorithm) };
    encode(&header, &claims("one", &json!({})), key).unwrap()
}

fn status(served: &Served, token: &str) -> u16 {
    let authorization = format!("Bearer {token}");
    let request = Request::post("/v1/tickets", br#"{"conversation_id": "x"}"#);
    served.send(&request.with("authorization", &authorization)).status
}

fn served_by(host: &KeyHost, scheme: &str) -> Served {
    let url = format!("{scheme}://localhost:{}/keys?v=1", host.address.port());
    let authority = (scheme == "https").then(|| key_file("authority.pem"));
    Served::small(|config| {
        config.tokens.jwks = Some(JwksConfig { url, authority, every_minutes: 10 });
    })
}

#[test]
fn a_key_set_is_fetched_over_https_and_again_when_a_token_names_another_key() {
    let host = KeyHost::start(true);
    host.reply("200 OK", &set(&[jwk(0, "first")]));
    let served = served_by(&host, "https");
    assert_eq!(host.asked(), 1, "at the start");
    assert_eq!(status(&served, &token(0, Some("first"))), 200);
    assert_eq!(status(&served, &token(0, None)), 200, "a token need not name its key");
    // The signature is wrong, not the key unknown: nobody is asked.
    assert_eq!(status(&served, &token(1, Some("first"))), 401);
    assert_eq!(host.asked(), 1);
    // The host rolls its keys.
    host.reply("200 OK", &set(&[jwk(0, "first"), jwk(1, "second")]));
    assert_eq!(status(&served, &token(1, Some("second"))), 200);
    assert_eq!(host.asked(), 2);
    // Whoever makes up names of keys does not make the server ask again and again.
    for name in ["third", "fourth", "fifth"] {
        assert_eq!(status(&served, &token(1, Some(name))), 401);
    }
    assert_eq!(host.asked(), 2);
    wait_for(served.state.identity.keep_up());
    assert_eq!(host.asked(), 2, "it is not time yet");
}

#[test]
fn keys_that_cannot_be_fetched_leave_those_that_are_known() {
    let host = KeyHost::start(false);
    host.reply("200 OK", &set(&[jwk(0, "first")]));
    let served = served_by(&host, "http");
    let long = format!("{{\"keys\": [], \"x\": \"{}\"}}", "x".repeat(300_000));
    let spoilt = [
        ("500 Internal Server Error", set(&[jwk(1, "second")])),
        ("302 Found\r\nlocation: /elsewhere", set(&[jwk(1, "second")])),
        ("200 OK", "no keys".to_owned()),
        ("200 OK", "{}".to_owned()),
        ("200 OK", set(&[])),
        ("200 OK", long),
        // A secret that everybody can read is none.
        ("200 OK", set(&[json!({"kty": "oct", "k": "c2VjcmV0", "alg": "HS256", "kid": "second"})])),
        ("200 OK", set(&[json!({"kty": "new", "kid": "second"})])),
    ];
    for (number, (head, body)) in spoilt.iter().enumerate() {
        host.reply(head, body);
        wait_for(served.state.identity.fetch_keys());
        assert_eq!(host.asked(), number + 2);
        assert_eq!(status(&served, &token(1, None)), 401, "{head} {body:.60}");
        assert_eq!(status(&served, &token(0, Some("first"))), 200, "{head} {body:.60}");
    }
    // What is not understood of a set does not spoil the rest.
    host.reply("200 OK", &set(&[json!({"kty": "new", "kid": "x"}), jwk(1, "second")]));
    wait_for(served.state.identity.fetch_keys());
    assert_eq!(status(&served, &token(1, Some("second"))), 200);
    assert_eq!(status(&served, &token(0, Some("first"))), 401, "a key that was withdrawn is gone");
}

#[test]
fn a_server_starts_without_its_host_and_believes_it_later() {
    let host = KeyHost::start(false);
    host.reply("503 Service Unavailable", "");
    let served = served_by(&host, "http");
    assert_eq!(served.answer(&json!({"question": "征收率是多少"}))["decision"], "answer");
    host.reply("200 OK", &set(&[jwk(0, "first")]));
    assert_eq!(status(&served, &token(0, None)), 200, "its keys are fetched when one is needed");
}

#[test]
fn keys_come_only_from_where_they_cannot_be_anybodys() {
    let refused = |url: &str| Fetcher::new(url, None).err().map(|error| error.to_string());
    for url in [
        "http://etax.example.cn/keys",
        "http://127.0.0.1.example.cn/keys",
        "ftp://127.0.0.1/keys",
        "/keys",
        "keys.json",
        "https:///keys",
    ] {
        assert!(refused(url).is_some(), "{url}");
    }
    for url in ["https://etax.example.cn/keys", "http://127.0.0.1:8080/", "http://[::1]/keys"] {
        assert_eq!(refused(url), None, "{url}");
    }
    // A certificate that nobody vouches for.
    let host = KeyHost::start(true);
    host.reply("200 OK", "{}");
    let fetch = |name: &str, authority| {
        let url = format!("https://{name}:{}/", host.address.port());
        wait_for(async move { Fetcher::new(&url, authority).unwrap().fetch().await })
    };
    let authority = key_file("authority.pem");
    assert!(fetch("localhost", None).is_err(), "an unknown authority");
    assert_eq!(fetch("localhost", Some(&authority)).unwrap(), "{}");
    assert_eq!(fetch("127.0.0.1", Some(&authority)).unwrap(), "{}");
}
