//! What operators look at: health, readiness and metrics.

use serde_json::json;

use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::jobs::staff;
use crate::support::served::{self, Served};
use crate::support::tokens::believe;

/// The value of a metric, by its name with labels.
fn metric(served: &Served, name: &str) -> u64 {
    let reply = served.get("/metrics");
    let line = reply.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or("0").parse().expect("a number")
}

#[test]
fn a_server_that_lives_says_so() {
    let reply = served::small().get("/healthz");
    assert_eq!((reply.status, reply.text()), (200, "ok\n"));
    let reply = served::small().get("/readyz");
    assert_eq!((reply.status, reply.text()), (200, "ready\n"));
}

#[test]
fn frontends_are_told_what_forms_and_lines_keep_to() {
    let desk = served::small().get("/v1/service").json()["desk"].clone();
    let profile = &served::small().state.desk.profile;
    assert_eq!(desk["note"]["types"], json!(profile.note.types));
    assert_eq!(desk["note"]["content_chars_min"], profile.note.content_chars_min);
    assert_eq!(desk["files"]["bytes_max"], 20 * 1024 * 1024);
    assert_eq!(desk["files"]["extensions"].as_array().unwrap().len(), 17);
    assert_eq!(desk["files"]["unnamed_keep_hours"], 24);
    assert_eq!(desk["line"]["taxpayer_chars_max"], 300);
    assert!(!desk["screen_warning"].as_str().unwrap().is_empty());
}

#[test]
fn a_server_that_retires_is_healthy_and_not_ready() {
    let served = Served::small(|_| ());
    served.state.readiness.retire();
    let refused = served.get("/readyz");
    assert_eq!((refused.status, problem(&refused).code.as_str()), (503, "overloaded"));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(served.get("/healthz").status, 200);
    // Who asks all the same is answered until the end.
    assert_eq!(served.answer(&json!({"question": "征收率是多少"}))["decision"], "answer");
}

#[test]
fn every_answer_counts_once_by_its_decision() {
    let served = Served::small(|_| ());
    let questions = [
        ("征收率是多少", "answer"),
        ("多久申报一次", "clarify"),
        ("您好", "reply"),
        ("xyzzy", "refuse"),
    ];
    for (question, decision) in questions {
        let name = format!("wenshui_answers_total{{decision=\"{decision}\"}}");
        let stages = "wenshui_stage_seconds_count{stage=\"understand\"}";
        let before = [metric(&served, &name), metric(&served, stages)];
        assert_eq!(served.answer(&json!({"question": question}))["decision"], decision);
        let after = [metric(&served, &name), metric(&served, stages)];
        assert_eq!(after, before.map(|count| count + 1), "{question}");
    }
    assert_eq!(metric(&served, "wenshui_in_flight"), 0);
}

#[test]
fn refusals_and_suggestions_count() {
    let served = Served::small(|_| ());
    let empty = "wenshui_errors_total{code=\"question_empty\"}";
    let lost = "wenshui_errors_total{code=\"not_found\"}";
    for count in 1..=2 {
        assert_eq!(served.ask(&json!({"question": ""})).status, 422);
        assert_eq!(metric(&served, empty), count);
    }
    assert_eq!(served.get("/nowhere").status, 404);
    assert_eq!(metric(&served, lost), 1);
    let suggested = "wenshui_suggestions_seconds_count";
    assert_eq!(metric(&served, suggested), 0);
    assert_eq!(served.get("/v1/suggestions?q=a").status, 200);
    assert_eq!(metric(&served, suggested), 1);
}

#[test]
fn every_request_counts_by_route_method_and_status() {
    let served = Served::small(|_| ());
    let requests = |route: &str, method: &str, status: &str| {
        let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
        metric(&served, &format!("wenshui_requests_total{labels}"))
    };
    assert_eq!(served.ask(&json!({"question": "征收率是多少"})).status, 200);
    assert_eq!(served.ask(&json!({"question": ""})).status, 422);
    let talk = served.get("/v1/conversations/nobody-has-this/turns");
    assert_eq!(served.get("/nowhere").status, 404);
    assert_eq!(requests("/v1/answers", "POST", "200"), 1);
    assert_eq!(requests("/v1/answers", "POST", "422"), 1);
    let status = talk.status.to_string();
    assert_eq!(requests("/v1/conversations/{id}/turns", "GET", &status), 1);
    assert_eq!(requests("other", "other", "404"), 1);
    let times = "wenshui_request_seconds_count{route=\"/v1/answers\",method=\"POST\"}";
    assert_eq!(metric(&served, times), 2);
    // Whole answers have times of their own, up to half a minute.
    assert_eq!(metric(&served, "wenshui_answer_seconds_count"), 1);
    assert_eq!(metric(&served, "wenshui_answer_seconds_bucket{le=\"33.554432\"}"), 1);
    let text = served.get("/metrics");
    assert!(!text.text().contains("nobody-has-this"), "{}", text.text());
}

#[test]
fn what_waits_and_what_there_may_be_is_told() {
    let served = Served::small(|config| config.in_flight_max = 77);
    served.answer(&json!({"question": "征收率是多少", "client_id": "a", "conversation_id": "c"}));
    let text = served.get("/metrics");
    let text = text.text();
    for line in [
        "wenshui_in_flight_max 77",
        "wenshui_streams 0",
        "wenshui_streams_max 10000",
        "wenshui_connections_max 20000",
        "wenshui_store_waiting 0",
        "wenshui_store_waiting_max 8192",
        "wenshui_store_lost_total 0",
        "wenshui_store_written_total 1",
        "wenshui_store_group_seconds_count 1",
        "wenshui_database_connections_max 4",
        "wenshui_kb_number 0",
        "wenshui_desk_longest_wait_seconds 0",
        "wenshui_spans_dropped_total 0",
    ] {
        assert!(text.contains(&format!("{line}\n")), "{line}: {text}");
    }
    for name in [
        "wenshui_build_info{version=\"",
        "wenshui_connections ",
        "wenshui_database_begin_seconds_count ",
        "process_resident_memory_bytes ",
        "process_open_fds ",
        "process_cpu_seconds_total ",
        "process_start_time_seconds ",
    ] {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.rsplit(' ').next()?.parse::<f64>().ok());
        assert!(number.is_some_and(|number| number > 0.0), "{name}: {text}");
    }
}

#[test]
fn jobs_and_the_desk_are_counted_in_the_database() {
    let served = Served::small(|config| {
        config.jobs.workers = 0;
        believe(config);
    });
    let (job, maintainer) = (json!({"kind": "check"}).to_string(), staff("maintainer"));
    let submit = Request::post("/v1/jobs", job.as_bytes()).with("authorization", &maintainer);
    let submitted = served.send(&submit);
    assert!(submitted.status < 300, "{}", submitted.text());
    assert_eq!(metric(&served, "wenshui_jobs{kind=\"check\",state=\"queued\"}"), 1);
}

#[test]
fn metrics_are_open_metrics_and_say_how_much_is_known() {
    let served = served::small();
    let reply = served.get("/metrics");
    let kind = reply.header("content-type");
    assert_eq!(kind, Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    assert!(reply.text().ends_with("# EOF\n"));
    let entries = served.state.engine.version().base.entries.len();
    assert_eq!(metric(served, "wenshui_entries"), entries as u64);
    // A question is personal; none of its words may become a label.
    served.answer(&json!({"question": "征收率是多少", "conversation_id": "secret-7"}));
    let text = served.get("/metrics");
    assert!(!text.text().contains("征收率") && !text.text().contains("secret-7"));
}
