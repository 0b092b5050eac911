//! The OpenAPI document: it is served, it is complete, and it changes only on purpose.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::{Value, json};

use crate::support::contract::document;
use crate::support::http::Request;
use crate::support::served::{self, Served};

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
    let expected = [
        "get /healthz",
        "get /metrics",
        "get /readyz",
        "post /v1/answers",
        "get /v1/entries/{id}",
        "get /v1/suggestions",
        "get /v1/versions",
    ];
    assert_eq!(routes.collect::<Vec<_>>(), expected);
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
        config.requests_per_minute = 1;
        config.in_flight_max = 1;
    });
    let question = json!({"question": "征收率是多少", "conversation_id": "one"}).to_string();
    let large = format!("{{\"question\":\"{}\"}}", "税".repeat(65_536));
    let post = |body: &'static str| Request::post("/v1/answers", body.as_bytes());
    let suggest = "/v1/suggestions?q=a";
    let requests = [
        ("/v1/answers", Request::post("/v1/answers", question.as_bytes())),
        // The second question of the conversation.
        ("/v1/answers", Request::post("/v1/answers", question.as_bytes())),
        ("/v1/answers", Request::post("/v1/answers", large.as_bytes())),
        ("/v1/answers", post("{")),
        ("/v1/answers", post(r#"{"option": "nowhere"}"#)),
        ("/v1/answers", post(r#"{"question": ""}"#)),
        ("/v1/answers", Request::new("POST", "/v1/answers")),
        ("/v1/suggestions", Request::get(suggest).with("x-forwarded-for", "203.0.113.7")),
        ("/v1/suggestions", Request::get(suggest).with("x-forwarded-for", "203.0.113.7")),
        ("/v1/suggestions", Request::get("/v1/suggestions")),
        ("/v1/suggestions", Request::get("/v1/suggestions?q=a&limit=0")),
        ("/v1/entries/{id}", Request::get("/v1/entries/bare")),
        ("/v1/entries/{id}", Request::get("/v1/entries/nowhere")),
        ("/v1/versions", Request::get("/v1/versions")),
        ("/healthz", Request::get("/healthz")),
        ("/metrics", Request::get("/metrics")),
        ("/readyz", Request::get("/readyz")),
    ];
    let given = |(path, request): &(&str, Request)| {
        format!("{} {path} {}", request.method.to_lowercase(), served.send(request).status)
    };
    let mut statuses: BTreeSet<String> = requests.iter().map(given).collect();
    let place = served.state.places.clone().try_acquire_owned();
    statuses.insert(given(&("/v1/answers", post(r#"{"question": "征收率是多少"}"#))));
    drop(place);
    served.state.retire();
    statuses.insert(given(&("/readyz", Request::get("/readyz"))));
    statuses
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
    assert_eq!(every_status(), documented);
}
