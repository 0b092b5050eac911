//! Traces: what a collector is sent, by a receiver that decodes it as OpenTelemetry's own types do; ids in
//! answers, errors and lines of the log.

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Known;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::{Value, json};
use wenshui_api::asking::{Asking, Patience};
use wenshui_api::config::otlp::OtlpConfig;
use wenshui_api::span::current::{Current, alone, within};

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::outside::{Outside, Post, webhook};
use crate::support::program::{Serving, Workplace};
use crate::support::served::{SMALL, Served, prepared, wait_for};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

fn collected(collector: &Outside<Post>, share: f64) -> Served {
    let url = format!("http://{}", collector.address);
    let (service, headers) = ("wenshui".to_owned(), Vec::new());
    Served::small(|config| config.otlp = Some(OtlpConfig { url, share, service, headers }))
}

fn asked(served: &Served, headers: &[(&str, &str)]) -> Reply {
    let body = json!({"question": "征收率是多少", "client_id": "a", "conversation_id": "c"});
    let body = body.to_string();
    let request = Request::post("/v1/answers", body.as_bytes());
    served.send(&headers.iter().fold(request, |request, (name, value)| request.with(name, value)))
}

/// Everything that was sent, once the server has ended.
fn spans(mut served: Served, collector: &Outside<Post>) -> Vec<Span> {
    served.stop();
    served.ended().unwrap();
    sent(collector)
}

fn sent(collector: &Outside<Post>) -> Vec<Span> {
    let mut spans = Vec::new();
    for post in collector.seen() {
        assert_eq!(post.header("content-type"), "application/json");
        let export: ExportTraceServiceRequest = serde_json::from_str(&post.body)
            .unwrap_or_else(|error| panic!("{error}: {}", post.body));
        for of_resource in export.resource_spans {
            let known = of_resource.resource.unwrap().attributes;
            assert!(known.iter().any(|known| known.key == "service.instance.id"));
            spans.extend(of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
    }
    spans
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn known(span: &Span) -> HashMap<&str, Value> {
    let read = |value: &Known| match value {
        Known::StringValue(text) => json!(text),
        Known::IntValue(number) => json!(number),
        Known::BoolValue(truth) => json!(truth),
        other => panic!("{other:?}"),
    };
    let pair = |known: &'_ opentelemetry_proto::tonic::common::v1::KeyValue| {
        read(known.value.as_ref().and_then(|value| value.value.as_ref()).unwrap())
    };
    span.attributes.iter().map(|known| (known.key.as_str(), pair(known))).collect()
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let found: Vec<&Span> = spans.iter().filter(|span| span.name == name).collect();
    assert_eq!(found.len(), 1, "{name}: {spans:#?}");
    found[0]
}

#[test]
fn a_request_is_a_span_in_its_callers_trace_with_the_stages_and_the_write_in_it() {
    let collector = webhook();
    let served = collected(&collector, 0.0);
    let parent = format!("00-{TRACE}-{CALLER}-01");
    let reply = asked(&served, &[("traceparent", &parent), ("x-request-id", "gateway-0001")]);
    assert_eq!((reply.status, reply.header("x-request-id")), (200, Some("gateway-0001")));
    let timing = reply.header("server-timing").unwrap().to_owned();
    let spans = spans(served, &collector);
    assert!(spans.iter().all(|span| hex(&span.trace_id) == TRACE), "{spans:#?}");

    let request = named(&spans, "POST /v1/answers");
    assert_eq!((hex(&request.parent_span_id).as_str(), request.kind), (CALLER, 2));
    assert_eq!(known(request)["http.response.status_code"], 200);
    let engine = named(&spans, "engine.answer");
    assert_eq!(engine.parent_span_id, request.span_id);
    assert_eq!(known(engine)["wenshui.decision"], "answer");
    let write = named(&spans, "store.write");
    assert_eq!(write.parent_span_id, request.span_id);
    assert!(write.end_time_unix_nano > write.start_time_unix_nano);

    let mut at = engine.start_time_unix_nano;
    for part in timing.split(", ") {
        let (name, ms) = part.split_once(";dur=").unwrap();
        let took: f64 = ms.parse().unwrap();
        if name == "total" || took == 0.0 {
            continue;
        }
        let stage = named(&spans, name);
        assert_eq!((&stage.parent_span_id, stage.start_time_unix_nano), (&engine.span_id, at));
        at = stage.end_time_unix_nano;
        let told = (stage.end_time_unix_nano - stage.start_time_unix_nano) as f64 / 1e6;
        assert!((told - took).abs() < 0.0002, "{name}: {told} and {took}");
    }
    assert_eq!(at, engine.end_time_unix_nano);
    // The stages are in the engine's span, and that one in the request's.
    assert!(engine.start_time_unix_nano >= request.start_time_unix_nano);
    assert!(engine.end_time_unix_nano <= request.end_time_unix_nano);
    // Nothing that anybody said, nor whose it is.
    let all: String = collector.seen().iter().map(|post| post.body.as_str()).collect();
    assert!(!all.contains("征收率") && !all.contains("\"c\""), "{all}");
}

#[test]
fn whether_a_trace_is_collected_says_its_caller_and_else_chance() {
    let collector = webhook();
    let served = collected(&collector, 0.0);
    let not = format!("00-{TRACE}-{CALLER}-00");
    for headers in [&[("traceparent", not.as_str())][..], &[], &[("traceparent", "00-zz-11-01")]] {
        assert_eq!(asked(&served, headers).status, 200);
    }
    assert_eq!(spans(served, &collector).len(), 0);

    let served = collected(&collector, 1.0);
    let refused = served.ask(&json!({"question": ""}));
    assert_eq!(refused.status, 422);
    let spans = spans(served, &collector);
    let request = named(&spans, "POST /v1/answers");
    assert!(request.parent_span_id.is_empty());
    assert_eq!(known(request)["error.type"], "question_empty");
}

#[test]
fn strangers_cannot_have_their_requests_collected() {
    let collector = webhook();
    let url = format!("http://{}", collector.address);
    let served = Served::small(|config| {
        let (service, headers) = ("wenshui".to_owned(), Vec::new());
        config.otlp = Some(OtlpConfig { url, share: 0.0, service, headers });
        config.trusted_callers.clear();
    });
    let parent = format!("00-{TRACE}-{CALLER}-01");
    assert_eq!(asked(&served, &[("traceparent", &parent)]).status, 200);
    assert_eq!(spans(served, &collector).len(), 0);
}

#[test]
fn a_call_of_a_server_outside_hands_the_place_on() {
    let (collector, outside) = (webhook(), webhook());
    let url = format!("http://{}", collector.address);
    let (service, headers) = ("wenshui".to_owned(), Vec::new());
    let prepared =
        prepared(|config| config.otlp = Some(OtlpConfig { url, share: 1.0, service, headers }));
    let asking = format!("http://{}/hook", outside.address);
    let asking = Asking::open(&asking, Patience::Whole(Duration::from_secs(10))).unwrap();
    wait_for(async {
        let work = async {
            asking.answer(asking.post(None).body("x"), 100).await.unwrap();
        };
        alone(&prepared.state.tracer, "job test".into(), work).await;
        prepared.state.tracer.close().await;
    });
    let spans = sent(&collector);
    let (job, call) = (named(&spans, "job test"), named(&spans, "POST"));
    assert_eq!((&call.parent_span_id, call.kind, job.kind), (&job.span_id, 3, 1));
    assert_eq!(known(call)["server.address"], "127.0.0.1");
    let handed = outside.seen()[0].header("traceparent").to_owned();
    assert_eq!(handed, format!("00-{}-{}-01", hex(&job.trace_id), hex(&call.span_id)));
    // Work that belongs to no trace hands nothing on.
    wait_for(within(Current::default(), asking.answer(asking.post(None).body("y"), 100))).unwrap();
    assert_eq!(outside.seen()[1].header("traceparent"), "");
}

#[test]
fn a_collector_that_is_busy_is_tried_again_and_one_that_refuses_loses_what_it_was_sent() {
    let collector = webhook();
    collector.reply(&[503]);
    let served = collected(&collector, 1.0);
    let metrics = served.state.tracer.counts.clone();
    assert_eq!(served.get("/healthz").status, 200);
    spans(served, &collector);
    assert_eq!((metrics.sent.get(), metrics.failed.get(), collector.seen().len()), (1, 0, 2));

    collector.reply(&[400]);
    let served = collected(&collector, 1.0);
    let metrics = served.state.tracer.counts.clone();
    assert_eq!(served.get("/healthz").status, 200);
    spans(served, &collector);
    assert_eq!((metrics.sent.get(), metrics.failed.get(), metrics.dropped.get()), (0, 1, 0));
}

#[test]
fn every_answer_has_an_id_and_a_refusal_says_it_too() {
    let served = Served::small(|_| ());
    let one = served.get("/v1/nowhere");
    let told = problem(&one);
    assert_eq!(told.request_id.as_deref().map(str::len), Some(32));
    let other = served.get("/v1/nowhere");
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    let given = Request::get("/v1/nowhere").with("x-request-id", "gateway-0002");
    assert_eq!(problem(&served.send(&given)).request_id.as_deref(), Some("gateway-0002"));
    // A number that may be somebody's is not taken over.
    let number = Request::get("/v1/nowhere").with("x-request-id", "110101199001011237");
    assert_ne!(served.send(&number).header("x-request-id"), Some("110101199001011237"));
}

#[test]
fn lines_of_the_log_carry_the_ids_of_their_request() {
    let workplace = Workplace::new();
    let serving = Serving::start_with(
        &workplace,
        &["--kb", SMALL],
        &[("WENSHUI_LOG", "info,wenshui_api=debug")],
    );
    let parent = format!("00-{TRACE}-{CALLER}-01");
    let body = json!({"question": "征收率是多少"}).to_string();
    let ask = Request::post("/v1/answers", body.as_bytes())
        .with("authorization", "Bearer nonsense")
        .with("x-request-id", "gateway-0004")
        .with("traceparent", &parent);
    assert_eq!(serving.send(&ask).status, 401);
    let log = serving.end_with_log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = lines.iter().find(|line| line["message"] == "a token was not believed").expect(&log);
    assert_eq!((&told["request.id"], &told["trace.id"]), (&json!("gateway-0004"), &json!(TRACE)));
    assert!(lines[0].get("request.id").is_none(), "{}", lines[0]);
}
