//! What operators look at: health, readiness and metrics.

use serde_json::json;

use crate::support::contract::problem;
use crate::support::served::{self, Served};

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
