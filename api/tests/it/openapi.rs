//! The OpenAPI document: it is served, it is complete, and it changes only on purpose.

mod calls;
mod conversations;
mod desk;
mod form_files;
mod full;
mod given;
mod knowledge;
mod listed;
mod maintained;
mod office;
mod speech;
mod talks;
mod wrong;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use serde_json::{Value, json};

use self::given::{give, outside_until_limited, until_limited};
use crate::speech_in::hearing;
use crate::support::centers::always_open;
use crate::support::contract::document;
use crate::support::http::{Request, encoded};
use crate::support::served::{self, Served};
use crate::support::tokens::{bearer, believe};

/// The document as it was last agreed on. When it is meant to change, run the test with
/// `UPDATE_EXPECT=1` and commit the file with the change.
#[test]
fn the_document_is_the_agreed_one() {
    let mut text = serde_json::to_string_pretty(document()).unwrap();
    text.push('\n');
    expect_file!["../snapshots/openapi.json"].assert_eq(&text);
}

#[test]
fn the_document_is_served() {
    let reply = served::small().get("/openapi.json");
    assert_eq!((reply.status, reply.media_type()), (200, "application/json"));
    let served = reply.json();
    assert_eq!(served, *document());
    let version = served["openapi"].as_str().unwrap();
    assert!(version.starts_with("3.1."), "{version}");
    assert_eq!(served["info"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_routes_of_the_contract_are_documented() {
    let routes = document()["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
    });
    assert_eq!(routes.collect::<Vec<_>>(), listed::ROUTES);
}

/// A generated client names its functions by these.
#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().expect("a name");
            assert!(names.insert(name), "{method} {path} has the name of another: {name}");
        }
    }
}

#[test]
fn everything_that_is_referred_to_is_there_and_is_used() {
    let mut referred = BTreeSet::new();
    refer(document(), &mut referred);
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    let known = schemas.keys().map(|name| format!("#/components/schemas/{name}"));
    assert_eq!(referred, known.collect());
}

fn refer(value: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = value["$ref"].as_str() {
        found.insert(name.to_owned());
    }
    let fields = value.as_object().into_iter().flat_map(|fields| fields.values());
    for inside in fields.chain(value.as_array().into_iter().flatten()) {
        refer(inside, found);
    }
}

/// A server that refuses and answers, so that every documented status is really given.
fn every_status() -> BTreeSet<String> {
    let served = Served::small(|config| {
        believe(config);
        config.anonymous_requests_per_minute = 1;
        always_open(config);
        calls::set_up(config);
        hearing(config);
        config.in_flight_max = 1;
    });
    let mut given = BTreeSet::new();
    own_statuses(&served, &mut given);
    offered_statuses(&served, &mut given);
    desk::statuses(&served, &mut given);
    office::statuses(&served, &mut given);
    calls::statuses(&served, &mut given);
    talks::statuses(&served, &mut given);
    form_files::statuses(&served, &mut given);
    knowledge::statuses(&mut given);
    speech::statuses(&served, &mut given);
    maintained::statuses(&mut given);
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            shared_statuses(&served, (method, path), (operation, &mut given));
        }
    }
    conversations::statuses(&served, &mut given);
    full::statuses(&served, &mut given);
    served.state.readiness.retire();
    give(&served, &mut given, ("/readyz", Request::get("/readyz")));
    given
}

/// The statuses of the routes that need nothing to be there.
fn own_statuses(served: &Served, given: &mut BTreeSet<String>) {
    let question = json!({"question": "征收率是多少", "conversation_id": "one"}).to_string();
    let post = |target, body: &'static str| Request::post(target, body.as_bytes());
    let put = |target, body| Request { method: "PUT", ..post(target, body) };
    let answers = "/v1/answers";
    let suggest = "/v1/suggestions?q=a";
    let entry = "/v1/favorites/{entry_id}";
    let requests = [
        (answers, Request::post(answers, question.as_bytes())),
        // The second question of the conversation.
        (answers, Request::post(answers, question.as_bytes())),
        (answers, post(answers, r#"{"option": "nowhere"}"#)),
        ("/v1/suggestions", Request::get(suggest).with("x-forwarded-for", "203.0.113.7")),
        ("/v1/suggestions", Request::get("/v1/suggestions")),
        ("/v1/suggestions", Request::get("/v1/suggestions?q=a&limit=0")),
        ("/v1/entries/{id}", Request::get("/v1/entries/bare")),
        ("/v1/entries/{id}", Request::get("/v1/entries/nowhere")),
        ("/v1/versions", Request::get("/v1/versions")),
        ("/healthz", Request::get("/healthz")),
        ("/metrics", Request::get("/metrics")),
        ("/readyz", Request::get("/readyz")),
        ("/v1/favorites", Request::get("/v1/favorites?conversation_id=a")),
        ("/v1/favorites", Request::get("/v1/favorites?conversation_id=a&x=1")),
        ("/v1/favorites", Request::get("/v1/favorites?conversation_id=a&limit=0")),
        (entry, Request::new("PUT", "/v1/favorites/bare?conversation_id=a")),
        (entry, Request::new("PUT", "/v1/favorites/nowhere?conversation_id=a")),
        (entry, Request::new("PUT", "/v1/favorites/bare?conversation_id=%00")),
        (entry, Request::new("DELETE", "/v1/favorites/bare?conversation_id=a")),
        ("/v1/shortcuts", Request::get("/v1/shortcuts")),
        ("/v1/shortcuts", Request::get("/v1/shortcuts?x=1")),
        ("/v1/shortcuts", put("/v1/shortcuts?conversation_id=a", r#"{"keys": []}"#)),
        ("/v1/service", Request::get("/v1/service")),
        ("/v1/audio/speech", post("/v1/audio/speech", r#"{"input": "税"}"#)),
        ("/v1/shared/{token}", Request::get("/v1/shared/x")),
        ("/v1/me", Request::new("DELETE", "/v1/me?conversation_id=a")),
        ("/v1/conversations", post("/v1/conversations", "{}")),
        ("/v1/login", post("/v1/login", r#"{"name": "x", "password": "x"}"#)),
        ("/v1/demo", Request::get("/v1/demo")),
        ("/v1/demo/tokens", post("/v1/demo/tokens", r#"{"person": "agent-a"}"#)),
    ];
    let shown = Served::small(|config| config.demo = true);
    for (path, request) in &requests[requests.len() - 2..] {
        let status = shown.send(request).status;
        given.insert(format!("{} {path} {status}", request.method.to_lowercase()));
    }
    for request in requests {
        give(served, given, request);
    }
    // Addresses outside the trusted callers have a limit too.
    outside_until_limited(served, given, ("/v1/suggestions", &|| Request::get(suggest)));
    let kept = || Request::new("PUT", "/v1/favorites/bare?conversation_id=a");
    outside_until_limited(served, given, ("/v1/favorites/{entry_id}", &kept));
    let chosen = || put("/v1/shortcuts?conversation_id=a", r#"{"keys": []}"#);
    outside_until_limited(served, given, ("/v1/shortcuts", &chosen));
    let silent = || post("/v1/audio/speech", r#"{"input": ""}"#);
    outside_until_limited(served, given, ("/v1/audio/speech", &silent));
    outside_until_limited(
        served,
        given,
        ("/v1/conversations", &|| post("/v1/conversations", "{}")),
    );
    outside_until_limited(served, given, ("/v1/shared/{token}", &|| Request::get("/v1/shared/x")));
    // An account has a limit of its own.
    let login = || post("/v1/login", r#"{"name": "x", "password": "x"}"#);
    until_limited(served, given, ("/v1/login", &login));
}

/// The statuses of what is offered unasked.
fn offered_statuses(served: &Served, given: &mut BTreeSet<String>) {
    let hers = json!({"question": "征收率是多少", "conversation_id": "hers", "client_id": "1"});
    let (hers, token) = (hers.to_string(), bearer("her", &json!({})));
    let asked = Request::post("/v1/answers", hers.as_bytes()).with("authorization", &token);
    assert_eq!(served.send(&asked).status, 200);
    let questions = "/v1/topics/{name}/questions";
    let paths = ["/v1/guesses", "/v1/hot", "/v1/hotwords", "/v1/topics", questions, "/v1/calendar"];
    for path in paths {
        let target = path.replace("{name}", "nowhere");
        let wrong = if path == "/v1/calendar" { "?from=0" } else { "?limit=0" };
        for query in ["", "?x=1", wrong] {
            give(served, given, (path, Request::get(&format!("{target}{query}"))));
        }
        outside_until_limited(served, given, (path, &|| Request::get(&target)));
    }
    for path in ["/v1/guesses", "/v1/hot"] {
        give(served, given, (path, Request::get(&format!("{path}?conversation_id=hers"))));
    }
    // The small knowledge has no topics.
    let target = format!("/v1/topics/{}/questions", encoded("契税"));
    give(served::bundled(), given, (questions, Request::get(&target)));
}

/// The statuses that come from what a route has: pages that call, a token, a body.
fn shared_statuses(
    served: &Served,
    (method, path): (&str, &str),
    (operation, given): (&Value, &mut BTreeSet<String>),
) {
    let target = path.replace(['{', '}'], "");
    let (upper, large) = (method.to_uppercase(), format!("{{\"a\":\"{}\"}}", "税".repeat(65_536)));
    let request = || Request::new(&upper, &target);
    let json = |body| Request { body, ..request().with("content-type", "application/json") };
    let mut requests = vec![request().with("origin", "https://evil.example")];
    if !operation["security"].is_null() {
        requests.push(request().with("authorization", "Bearer x"));
    }
    if operation["requestBody"]["content"]["application/json"].is_object() {
        let staff = bearer("me", &json!({}));
        for sent in [json(b"{"), json(large.as_bytes()), request(), json(wrong::body(path))] {
            let query = if path == "/v1/shortcuts" { "?conversation_id=a" } else { "" };
            let target = format!("{target}{query}");
            give(
                served,
                given,
                (path, Request { target: &target, ..sent }.with("authorization", &staff)),
            );
        }
    }
    for sent in requests {
        give(served, given, (path, sent));
    }
}

#[test]
fn every_documented_status_is_given() {
    let mut documented = BTreeSet::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let statuses = statuses.filter(|status| *status != "default");
            documented.extend(statuses.map(|status| format!("{method} {path} {status}")));
        }
    }
    let given = every_status();
    let differ: Vec<&String> = given.symmetric_difference(&documented).collect();
    assert!(differ.is_empty(), "given or documented alone: {differ:?}");
}

/// The generated description merges types of one name without a word.
#[test]
fn no_two_documented_types_have_one_name() {
    let mut seen = BTreeSet::new();
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&path).unwrap();
        for derived in text.split("ToSchema)]").skip(1) {
            let name = derived.split_once("pub struct ").or(derived.split_once("pub enum "));
            let ends = |letter: char| !letter.is_alphanumeric();
            let name = name.unwrap().1.split(ends).next().unwrap().to_owned();
            assert!(seen.insert(name.clone()), "{name} is documented twice, again in {path:?}");
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}
