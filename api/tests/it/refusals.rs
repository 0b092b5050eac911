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
    check("{}", &expect!["422 question_missing question: 请求里要有 question 或 option。"]);
    check(
        r#"{"question": null}"#,
        &expect!["422 question_missing question: 请求里要有 question 或 option。"],
    );
    check(
        r#"{"question": ""}"#,
        &expect!["422 question_empty question: 请输入 1 到 300 个字符的问题。"],
    );
    check(
        r#"{"question": " \n\t　 "}"#,
        &expect!["422 question_empty question: 请输入 1 到 300 个字符的问题。"],
    );
    let question = |count| json!({"question": format!(" {} ", "税".repeat(count))});
    check(
        question(301).to_string(),
        &expect![
            "422 question_too_long question: 问题有 301 个字符，最多 300 个。请缩短后再发送。"
        ],
    );
    assert_eq!(served::small().ask(&question(300)).status, 200);
    // Characters are Unicode scalar values and not what they take in UTF-8 or UTF-16.
    let wide = json!({"question": "🧾".repeat(300)});
    assert_eq!(served::small().ask(&wide).status, 200);
}

#[test]
fn control_characters_are_named_by_place() {
    check(
        r#"{"question": "税\u0000"}"#,
        &expect![
            "422 question_control_character question: 第 2 个字符是控制字符，请去掉后再发送。"
        ],
    );
    check(
        r#"{"question": "\u001b[31m税"}"#,
        &expect![
            "422 question_control_character question: 第 1 个字符是控制字符，请去掉后再发送。"
        ],
    );
    check(
        r#"{"question": "a\u0085b"}"#,
        &expect![
            "422 question_control_character question: 第 2 个字符是控制字符，请去掉后再发送。"
        ],
    );
    let lines = json!({"question": "税\n率\r\n\t是"});
    assert_eq!(served::small().ask(&lines).status, 200);
}

#[test]
fn what_is_no_json_is_refused() {
    check(
        "",
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：内容不完整。（第 1 行第 0 列）"
        ],
    );
    check(
        "{",
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：内容不完整。（第 1 行第 1 列）"
        ],
    );
    check(
        "征收率",
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：此处应为 值。（第 1 行第 1 列）"
        ],
    );
    check(
        r#"{"question": "税"} {}"#,
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：结束之后还有多余的内容。（第 1 行第 21 列）"
        ],
    );
    check(
        r#"{"question": "税"},"#,
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：结束之后还有多余的内容。（第 1 行第 20 列）"
        ],
    );
    check(
        r#"{'question': '税'}"#,
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：字段名应为带引号的字符串。（第 1 行第 2 列）"
        ],
    );
    check(
        "{\"question\": \"税\n\"}",
        &expect![[
            r#"400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：字符串里有控制字符。（第 2 行第 0 列）"#
        ]],
    );
    check(
        r#"{"question": "\ud800"}"#,
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：转义的写法不对。（第 1 行第 21 列）"
        ],
    );
    check(
        b"{\"question\": \"\xff\xfe\"}",
        &expect!["400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：不是 UTF-8 编码。"],
    );
    check(
        b"\xef\xbb\xbf{\"question\": \"a\"}",
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：此处应为 值。（第 1 行第 1 列）"
        ],
    );
}

#[test]
fn json_that_is_no_object_is_refused() {
    check("null", &expect!["400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：应为对象。"]);
    check("\"税\"", &expect!["400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：应为对象。"]);
    check("[]", &expect!["400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：应为对象。"]);
    // In the order of the fields; it must not pass for an object.
    check(
        r#"["税",null,null,null,null,null,null,null,null,null,null,null,null,true]"#,
        &expect!["400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：应为对象。"],
    );
}

#[test]
fn unknown_fields_and_wrong_types_are_named() {
    check(
        r#"{"question": "税", "Question": "税"}"#,
        &expect![
            "400 unknown_field Question: 没有字段“Question”；可用：question, conversation_id, client_id, option, conversation_token, source, entry_scene, region, taxpayer_type, as_of, kb_version, top_k, min_confidence, explain。（第 1 行第 30 列）"
        ],
    );
    check(
        r#"{"question": 1}"#,
        &expect!["422 bad_field question: 应为字符串，收到的是整数 `1`。（第 1 行第 14 列）"],
    );
    check(
        r#"{"question": ["税"]}"#,
        &expect!["422 bad_field question: 应为字符串，收到的是数组。（第 1 行第 13 列）"],
    );
    check(
        r#"{"question": "税", "question": "税"}"#,
        &expect!["422 bad_field question: 字段“question”出现了两次。（第 1 行第 30 列）"],
    );
    check(
        r#"{"question": "税", "explain": "yes"}"#,
        &expect![[
            r#"422 bad_field explain: 应为布尔值，收到的是字符串 "yes"。（第 1 行第 36 列）"#
        ]],
    );
    check(
        r#"{"question": "税", "top_k": 2.5}"#,
        &expect![
            "422 bad_field top_k: 应为整数，收到的是小数或过大的数 `2.5`。（第 1 行第 32 列）"
        ],
    );
    check(
        r#"{"question": "税", "source": "telepathy"}"#,
        &expect![
            "422 bad_field source: 没有“telepathy”这个选项；可用：typed, voice, suggestion, guess_open, guess_nomatch, hot, hotword, topic, option, followup。（第 1 行第 41 列）"
        ],
    );
}

#[test]
fn values_outside_their_range_are_refused() {
    for top_k in ["0", "51", "-1"] {
        let body = format!(r#"{{"question": "税", "top_k": {top_k}}}"#);
        check(body, &expect!["422 bad_number top_k: top_k 应在 1 - 50 之间。"]);
    }
    for least in ["1.5", "-0.1"] {
        let body = format!(r#"{{"question": "税", "min_confidence": {least}}}"#);
        check(body, &expect!["422 bad_number min_confidence: min_confidence 应在 0 - 1 之间。"]);
    }
    check(
        r#"{"question": "税", "min_confidence": 1e999}"#,
        &expect![
            "400 not_json -: 请求体应为 UTF-8 编码的 JSON 对象：数值超出范围。（第 1 行第 43 列）"
        ],
    );
}

#[test]
fn ids_are_short_and_plain() {
    let long = "x".repeat(101);
    check(
        json!({"question": "税", "conversation_id": long}).to_string(),
        &expect![
            "422 bad_id conversation_id: conversation_id 应有 1 到 100 个字符，不能含控制字符。"
        ],
    );
    check(
        json!({"question": "税", "conversation_id": ""}).to_string(),
        &expect![
            "422 bad_id conversation_id: conversation_id 应有 1 到 100 个字符，不能含控制字符。"
        ],
    );
    check(
        json!({"question": "税", "client_id": "a\nb"}).to_string(),
        &expect!["422 bad_id client_id: client_id 应有 1 到 100 个字符，不能含控制字符。"],
    );
    check(
        json!({"question": "税", "entry_scene": long}).to_string(),
        &expect!["422 bad_id entry_scene: entry_scene 应有 1 到 100 个字符，不能含控制字符。"],
    );
    check(
        json!({"option": long}).to_string(),
        &expect!["422 bad_id option: option 应有 1 到 100 个字符，不能含控制字符。"],
    );
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
    check(
        r#"{"question": "税", "region": "990000"}"#,
        &expect![
            "422 unknown_region region: region“990000”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳）。"
        ],
    );
    check(
        r#"{"question": "税", "as_of": "2026-02-30"}"#,
        &expect!["422 bad_date as_of: as_of“2026-02-30”不是日期，应写成 2026-01-01 的形式。"],
    );
    check(
        r#"{"question": "税", "taxpayer_type": "大户"}"#,
        &expect![
            "422 unknown_taxpayer_type taxpayer_type: taxpayer_type“大户”不在可用的类型之中：一般纳税人, 小规模纳税人, 企业, 个体工商户, 自然人。"
        ],
    );
    check(
        r#"{"option": "no-such-entry"}"#,
        &expect![
            "404 unknown_option option: 选项“no-such-entry”在当前的知识版本里不存在，请重新提问。"
        ],
    );
    let reply = served::small().ask(&json!({"question": "税", "kb_version": "0000"}));
    let version = served::small().state.engine.version().id.clone();
    expect!["404 unknown_version kb_version: 没有知识版本“0000”，或者它已不能照原样作答；在服务中的是“CURRENT”。"]
        .assert_eq(&told(&reply).replace(&version, "CURRENT"));
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
    let refused = expect!["415 unsupported_media_type -: Content-Type 应为 application/json。"];
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
    check(
        of_length(65_537),
        &expect!["413 body_too_large -: 请求体最多 64 KiB，知识条目最多 192 KiB。"],
    );
    check(
        of_length(1_000_000),
        &expect!["413 body_too_large -: 请求体最多 64 KiB，知识条目最多 192 KiB。"],
    );
}

#[test]
fn a_body_that_breaks_off_is_not_called_too_large() {
    let head = "POST /v1/answers HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
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
    check_request(
        &request("GET", "/v1/answers"),
        &expect!["405 method_not_allowed -: 这个地址不接受 GET。"],
    );
    check_request(
        &request("DELETE", "/v1/suggestions?q=a"),
        &expect!["405 method_not_allowed -: 这个地址不接受 DELETE。"],
    );
    check_request(
        &request("POST", "/healthz"),
        &expect!["405 method_not_allowed -: 这个地址不接受 POST。"],
    );
    check_request(
        &request("GET", "/v1/answer"),
        &expect!["404 not_found -: /v1/answer 不存在。接口说明见 /docs。"],
    );
    check_request(
        &request("GET", "/v2/answers?q=1"),
        &expect!["404 not_found -: /v2/answers 不存在。接口说明见 /docs。"],
    );
    check_request(
        &request("POST", "/"),
        &expect!["405 method_not_allowed -: 这个地址不接受 POST。"],
    );
    let refused = served::small().send(&request("PUT", "/v1/answers"));
    assert_eq!(refused.header("allow"), Some("POST"));
}

#[test]
fn suggestions_need_their_parameters_right() {
    let get = |target| Request::get(target);
    check_request(&get("/v1/suggestions"), &expect!["400 bad_query q: 缺少字段“q”。"]);
    check_request(
        &get("/v1/suggestions?q=a&limit=0"),
        &expect!["422 bad_number limit: limit 应在 1 - 50 之间。"],
    );
    check_request(
        &get("/v1/suggestions?q=a&limit=51"),
        &expect!["422 bad_number limit: limit 应在 1 - 50 之间。"],
    );
    check_request(
        &get("/v1/suggestions?q=a&limit=many"),
        &expect!["400 bad_query limit: 应为整数。"],
    );
    check_request(&get("/v1/suggestions?q=a&seq=-1"), &expect!["400 bad_query seq: 应为整数。"]);
    check_request(
        &get("/v1/suggestions?q=a&Q=b"),
        &expect![
            "400 bad_query Q: 没有字段“Q”；可用：q, limit, seq, region, taxpayer_type, as_of。"
        ],
    );
    check_request(
        &get("/v1/suggestions?q=a&q=b"),
        &expect!["400 bad_query q: 字段“q”出现了两次。"],
    );
    let long = format!("/v1/suggestions?q={}", "a".repeat(301));
    check_request(
        &get(&long),
        &expect!["422 question_too_long q: 问题有 301 个字符，最多 300 个。请缩短后再发送。"],
    );
}

#[test]
fn entries_that_do_not_exist_are_not_found() {
    check_request(
        &Request::get("/v1/entries/no-such-entry"),
        &expect!["404 unknown_entry id: 当前的知识版本里没有编号为“no-such-entry”的条目。"],
    );
    check_request(
        &Request::get("/v1/entries/%E7%A8%8E"),
        &expect!["404 unknown_entry id: 当前的知识版本里没有编号为“税”的条目。"],
    );
    check_request(
        &Request::get("/v1/entries/%FF"),
        &expect!["404 not_found -: /v1/entries/%FF 不存在。接口说明见 /docs。"],
    );
    check_request(
        &Request::get("/v1/entries/"),
        &expect!["404 not_found -: /v1/entries/ 不存在。接口说明见 /docs。"],
    );
}
