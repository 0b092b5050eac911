//! What `POST /v1/answers` and its neighbours refuse: status, code and words for every way of
//! being wrong.

use expect_test::{Expect, expect};
use serde_json::json;

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::served;

/// What the client is told.
fn told(reply: &Reply) -> String {
    let problem = problem(reply);
    let field = problem.field.unwrap_or_else(|| "-".into());
    format!("{} {} {field}: {}", reply.status, problem.code, problem.detail)
}

/// Posts bytes as a question.
fn check(body: impl AsRef<[u8]>, expected: &Expect) {
    let reply = served::small().send(&Request::post("/v1/answers", body.as_ref()));
    expected.assert_eq(&told(&reply));
}

fn check_request(request: &Request, expected: &Expect) {
    expected.assert_eq(&told(&served::small().send(request)));
}

#[test]
fn questions_have_1_to_300_characters() {
    check("{}", &expect![[]]);
    check(r#"{"question": null}"#, &expect![[]]);
    check(r#"{"question": ""}"#, &expect![[]]);
    check(r#"{"question": " \n\t　 "}"#, &expect![[]]);
    let question = |count| json!({"question": format!(" {} ", "税".repeat(count))});
    check(question(301).to_string(), &expect![[]]);
    assert_eq!(served::small().ask(&question(300)).status, 200);
    // Characters are Unicode scalar values and not what they take in UTF-8 or UTF-16.
    let wide = json!({"question": "🧾".repeat(300)});
    assert_eq!(served::small().ask(&wide).status, 200);
}

#[test]
fn control_characters_are_named_by_place() {
    check(r#"{"question": "税\u0000"}"#, &expect![[]]);
    check(r#"{"question": "\u001b[31m税"}"#, &expect![[]]);
    check(r#"{"question": "a\u0085b"}"#, &expect![[]]);
    let lines = json!({"question": "税\n率\r\n\t是"});
    assert_eq!(served::small().ask(&lines).status, 200);
}

#[test]
fn what_is_no_json_object_is_refused() {
    check("", &expect![[]]);
    check("{", &expect![[]]);
    check("征收率", &expect![[]]);
    check(r#"{"question": "税"} {}"#, &expect![[]]);
    check(r#"{"question": "税"},"#, &expect![[]]);
    check(r#"{'question': '税'}"#, &expect![[]]);
    check("{\"question\": \"税\n\"}", &expect![[]]);
    check(r#"{"question": "\ud800"}"#, &expect![[]]);
    check(b"{\"question\": \"\xff\xfe\"}", &expect![[]]);
    check(b"\xef\xbb\xbf{\"question\": \"a\"}", &expect![[]]);
    check("null", &expect![[]]);
    check("\"税\"", &expect![[]]);
    check("[]", &expect![[]]);
    // In the order of the fields; it must not pass for an object.
    check(r#"["税",null,null,null,null,null,null,null,null,null,null,null,true]"#, &expect![[]]);
}

#[test]
fn unknown_fields_and_wrong_types_are_named() {
    check(r#"{"question": "税", "Question": "税"}"#, &expect![[]]);
    check(r#"{"question": 1}"#, &expect![[]]);
    check(r#"{"question": ["税"]}"#, &expect![[]]);
    check(r#"{"question": "税", "question": "税"}"#, &expect![[]]);
    check(r#"{"question": "税", "explain": "yes"}"#, &expect![[]]);
    check(r#"{"question": "税", "top_k": 2.5}"#, &expect![[]]);
    check(r#"{"question": "税", "source": "telepathy"}"#, &expect![[]]);
}

#[test]
fn values_outside_their_range_are_refused() {
    for top_k in ["0", "51", "-1"] {
        let body = format!(r#"{{"question": "税", "top_k": {top_k}}}"#);
        check(body, &expect![[]]);
    }
    for least in ["1.5", "-0.1"] {
        let body = format!(r#"{{"question": "税", "min_confidence": {least}}}"#);
        check(body, &expect![[]]);
    }
    check(r#"{"question": "税", "min_confidence": 1e999}"#, &expect![[]]);
}

#[test]
fn ids_are_short_and_plain() {
    let long = "x".repeat(101);
    check(json!({"question": "税", "conversation_id": long}).to_string(), &expect![[]]);
    check(json!({"question": "税", "conversation_id": ""}).to_string(), &expect![[]]);
    check(json!({"question": "税", "client_id": "a\nb"}).to_string(), &expect![[]]);
    check(json!({"question": "税", "entry_scene": long}).to_string(), &expect![[]]);
    check(json!({"option": long}).to_string(), &expect![[]]);
    let longest = json!({"question": "税", "conversation_id": "会".repeat(100)});
    assert_eq!(served::small().ask(&longest).status, 200);
}

#[test]
fn circumstances_that_do_not_exist_are_refused() {
    for region in ["990000", "37", "山东", ""] {
        let reply = served::small().ask(&json!({"question": "税", "region": region}));
        let problem = problem(&reply);
        assert_eq!((reply.status, problem.code.as_str()), (422, "unknown_region"), "{region}");
        assert_eq!(problem.field.as_deref(), Some("region"));
    }
    for day in ["2026-02-30", "2026-1-1", "20260101", "2026-01-01T00:00:00", "今天", ""] {
        let reply = served::small().ask(&json!({"question": "税", "as_of": day}));
        let problem = problem(&reply);
        assert_eq!((reply.status, problem.code.as_str()), (422, "bad_date"), "{day}");
        assert_eq!(problem.field.as_deref(), Some("as_of"));
    }
    check(r#"{"question": "税", "region": "990000"}"#, &expect![[]]);
    check(r#"{"question": "税", "as_of": "2026-02-30"}"#, &expect![[]]);
    check(r#"{"question": "税", "taxpayer_type": "大户"}"#, &expect![[]]);
    check(r#"{"option": "no-such-entry"}"#, &expect![[]]);
    let reply = served::small().ask(&json!({"question": "税", "kb_version": "0000"}));
    let version = served::small().state.engine.version().id.clone();
    expect![[]].assert_eq(&told(&reply).replace(&version, "CURRENT"));
}

#[test]
fn the_type_of_the_body_is_json() {
    let body = r#"{"question": "征收率是多少"}"#.as_bytes();
    let post = |kind: Option<&str>| {
        let mut request = Request::new("POST", "/v1/answers");
        request.body = body;
        if let Some(kind) = kind {
            request = request.with("content-type", kind);
        }
        let reply = served::small().send(&request);
        if reply.status == 200 { "200".to_owned() } else { told(&reply) }
    };
    let refused = expect![[]];
    for wrong in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("")] {
        refused.assert_eq(&post(wrong));
    }
    for right in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(post(Some(right)), "200");
    }
}

#[test]
fn a_body_has_at_most_64_kib() {
    let of_length = |length: usize| {
        let padding = " ".repeat(length - r#"{"question":"征收率是多少"}"#.len());
        format!(r#"{{"question":"征收率是多少"{padding}}}"#)
    };
    let reply = served::small().send(&Request::post("/v1/answers", of_length(65_536).as_bytes()));
    assert_eq!(reply.status, 200, "{}", reply.text());
    check(of_length(65_537), &expect![[]]);
    check(of_length(1_000_000), &expect![[]]);
}

#[test]
fn a_body_that_breaks_off_is_not_called_too_large() {
    let head = "POST /v1/answers HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let mut connection = served::small().connect();
    connection.send(head.as_bytes());
    connection.send(b"5\r\n{\"que\r\nnot a size\r\n");
    let reply = connection.receive();
    assert_eq!((reply.status, problem(&reply).code.as_str()), (400, "not_json"));
}

#[test]
fn wrong_methods_and_paths_are_told_apart() {
    let request = |method, target| Request::new(method, target);
    check_request(&request("GET", "/v1/answers"), &expect![[]]);
    check_request(&request("DELETE", "/v1/suggestions?q=a"), &expect![[]]);
    check_request(&request("POST", "/healthz"), &expect![[]]);
    check_request(&request("GET", "/v1/answer"), &expect![[]]);
    check_request(&request("GET", "/v2/answers?q=1"), &expect![[]]);
    check_request(&request("POST", "/"), &expect![[]]);
    let refused = served::small().send(&request("PUT", "/v1/answers"));
    assert_eq!(refused.header("allow"), Some("POST"));
}

#[test]
fn suggestions_need_their_parameters_right() {
    let get = |target| Request::get(target);
    check_request(&get("/v1/suggestions"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&limit=0"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&limit=51"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&limit=many"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&seq=-1"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&Q=b"), &expect![[]]);
    check_request(&get("/v1/suggestions?q=a&q=b"), &expect![[]]);
    let long = format!("/v1/suggestions?q={}", "a".repeat(301));
    check_request(&get(&long), &expect![[]]);
}

#[test]
fn entries_that_do_not_exist_are_not_found() {
    check_request(&Request::get("/v1/entries/no-such-entry"), &expect![[]]);
    check_request(&Request::get("/v1/entries/%E7%A8%8E"), &expect![[]]);
    check_request(&Request::get("/v1/entries/%FF"), &expect![[]]);
    check_request(&Request::get("/v1/entries/"), &expect![[]]);
}
