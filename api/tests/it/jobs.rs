//! Long work: asked for, followed, called off, run once whoever is there to run it, and what comes of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;
use wenshui_api::jobs::output::Output;
use wenshui_api::jobs::silent::{SILENT_MS, end_silent};
use wenshui_api::jobs::stage::Move;
use wenshui_api::store::job::NewJob;
use wenshui_api::store::job::run::{End, Heard};
use wenshui_api::store::owner::Owner;
use wenshui_api::upkeep::{sweep, sweep_results};

use crate::faults::fragile;
use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::http::Request;
use crate::support::jobs::{
    asked, cases, follow, id, keep_suite, look, plant, plant_done, send, staff, until,
};
use crate::support::postgres;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::believe;

/// More cases than are asked while a test looks.
const MANY: usize = 80_000;

/// A server that believes the tests' host and runs nothing by itself.
fn idle(config: &mut Config) {
    believe(config);
    config.jobs.workers = 0;
}

fn cancel(served: &Served, role: &str, id: &str) -> (u16, Value) {
    let target = format!("/v1/jobs/{id}/cancel");
    let reply = send(served, &staff(role), ("POST", &target, &Value::Null));
    (reply.status, reply.json())
}

#[test]
fn work_is_followed_to_its_end_and_what_comes_of_it_is_had() {
    on_both_with(believe, |served| {
        assert_eq!(keep_suite(served, ("rates", &cases(3000))).status, 200);
        let job = asked(served, &json!({"kind": "evaluate", "params": {"suite": "rates"}}));
        assert_eq!(&job["asked_by"], &json!("maintainer"));
        // A worker that waits may have taken it before the reply was written.
        assert!(["queued", "running"].iter().any(|state| job["state"] == *state), "{job}");
        let signs = follow(served, &job, |job| job["state"] == "done");
        let done = |sign: &Value| sign["job"]["progress"]["done"].as_i64().unwrap();
        assert!(signs.is_sorted_by_key(|sign| sign["number"].as_i64().unwrap()), "{signs:?}");
        assert!(signs.is_sorted_by_key(done), "{signs:?}");
        let last = &signs.last().unwrap()["job"];
        assert_eq!(last["progress"], json!({"done": 3000, "all": 3000}));
        assert_eq!((&last["error"], &last["cancelled_by"]), (&Value::Null, &Value::Null));
        assert!(last["started_at"].is_string() && last["ended_at"].is_string());
        let names: Vec<&Value> =
            last["outputs"].as_array().unwrap().iter().map(|output| &output["name"]).collect();
        assert_eq!(names, ["report.json", "report.html", "report.txt"]);
        let target = format!("/v1/jobs/{}/outputs/report.json", id(&job));
        let reply = send(served, &staff("auditor"), ("GET", &target, &Value::Null));
        assert_eq!(last["outputs"][0]["bytes"], reply.body.len());
        let report = reply.json();
        assert_eq!(report["metrics"]["hit@1"], 1.0);
        assert_eq!(report["signature"]["cases"], 3000);
        // Whoever comes again reads on, and whoever has a ticket needs no token.
        let upto = signs.last().unwrap()["number"].as_i64().unwrap();
        let ticket = json!({"job_id": id(&job)});
        let ticket = send(served, &staff("auditor"), ("POST", "/v1/tickets", &ticket)).json();
        let ticket = ticket["ticket"].as_str().unwrap();
        let target = format!("/v1/jobs/{}/events?ticket={ticket}&after={}", id(&job), upto - 1);
        let again = Sse::open(served.address, &target, &[]).next().unwrap();
        assert_eq!((&again["number"], &again["job"]), (&json!(upto), last));
    });
}

#[test]
fn every_wording_is_asked_and_the_published_knowledge_is_checked() {
    let served = Served::small(|config| {
        believe(config);
        config.kb = Some(crate::support::served::SMALL.into());
    });
    let output = |job: &Value, name: &str| {
        let target = format!("/v1/jobs/{}/outputs/{name}", id(job));
        send(&served, &staff("reviewer"), ("GET", &target, &Value::Null))
    };
    let job = asked(&served, &json!({"kind": "own_wordings"}));
    until(&served, &job, "done");
    let report = output(&job, "report.json").json();
    assert_eq!(report["signature"]["suite"], "own-wordings");
    assert_eq!(report["signature"]["kb_version"], served.state.engine.version().id);
    let table = output(&job, "report.txt");
    assert!(table.text().contains("hit@1"), "{}", table.text());
    let job = asked(&served, &json!({"kind": "check", "params": {}}));
    until(&served, &job, "done");
    let found = output(&job, "problems.json").json();
    let version = served.state.engine.version();
    assert_eq!(
        (&found["entries"], &found["errors"]),
        (&json!(version.base.entries.len()), &json!(0))
    );
    assert_eq!(found["problems"].as_array().unwrap().len(), found["warnings"]);
}

#[test]
fn what_runs_stops_when_it_is_called_off_and_what_waits_never_begins() {
    on_both_with(believe, |served| {
        assert_eq!(keep_suite(served, ("long", &cases(MANY))).status, 200);
        let long = json!({"kind": "evaluate", "params": {"suite": "long"}});
        let (running, waiting) = (asked(served, &long), asked(served, &long));
        follow(served, &running, |job| job["progress"]["done"].as_i64().unwrap() > 0);
        // Neither somebody else's, nor who only reads.
        for (role, status) in [("reviewer", 403), ("auditor", 403), ("agent", 403)] {
            assert_eq!(cancel(served, role, id(&running)).0, status, "{role}");
        }
        let (status, told) = cancel(served, "operator", id(&waiting));
        assert_eq!((status, &told["state"]), (200, &json!("cancelled")));
        let (status, told) = cancel(served, "maintainer", id(&running));
        assert_eq!((status, &told["cancelled_by"]), (200, &json!("maintainer")));
        let ended = until(served, &running, "cancelled");
        let done = ended["progress"]["done"].as_i64().unwrap();
        assert!((1..MANY as i64).contains(&done), "{ended}");
        assert_eq!((&ended["outputs"], &ended["error"]), (&json!([]), &Value::Null));
        let (status, told) = cancel(served, "maintainer", id(&running));
        assert_eq!((status, &told["state"]), (409, &json!("cancelled")));
        let never = look(served, id(&waiting));
        assert_eq!(
            (&never["started_at"], &never["cancelled_by"]),
            (&Value::Null, &json!("operator"))
        );
        // The worker goes on with the next.
        until(served, &asked(served, &json!({"kind": "check"})), "done");
    });
}

#[test]
fn a_full_queue_says_when_to_come_again_however_many_come_at_once() {
    let full = |config: &mut Config| {
        idle(config);
        config.jobs.queue_max = 5;
    };
    on_both_with(full, |served| {
        let ask =
            || send(served, &staff("publisher"), ("POST", "/v1/jobs", &json!({"kind": "check"})));
        let replies = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        let (taken, refused): (Vec<_>, Vec<_>) =
            replies.iter().partition(|reply| reply.status == 202);
        assert_eq!((taken.len(), refused.len()), (5, 11));
        for reply in refused {
            let told = problem(reply);
            assert_eq!((told.code.as_str(), told.retry_after_s), ("overloaded", Some(30)));
        }
        // A place that is free again is given again.
        assert_eq!(cancel(served, "publisher", id(&taken[0].json())).0, 200);
        assert_eq!([ask().status, ask().status], [202, 503]);
    });
}

#[test]
fn what_is_asked_wrongly_is_told_before_it_waits() {
    let served = Served::small(idle);
    keep_suite(&served, ("mine", &cases(1)));
    let cases = [
        (json!({"kind": "dream"}), "bad_value", "kind"),
        (json!({"kind": "check", "params": {"x": 1}}), "unknown_field", "params.x"),
        (json!({"kind": "check", "params": []}), "not_json", "params"),
        (json!({"kind": "evaluate"}), "bad_field", "params.suite"),
        (json!({"kind": "evaluate", "params": {"suite": 1}}), "bad_field", "params.suite"),
        (
            json!({"kind": "evaluate", "params": {"suite": "other"}}),
            "unknown_suite",
            "params.suite",
        ),
        (
            json!({"kind": "evaluate", "params": {"suite": "../mine"}}),
            "unknown_suite",
            "params.suite",
        ),
        (
            json!({"kind": "evaluate", "params": {"suite": "mine", "kb_version": "x"}}),
            "unknown_version",
            "params.kb_version",
        ),
        (
            json!({"kind": "evaluate", "params": {"suite": "mine", "half": "x"}}),
            "bad_value",
            "params.half",
        ),
        (json!({"kind": "own_wordings", "params": {"as_of": "x"}}), "bad_date", "params.as_of"),
    ];
    for (body, code, field) in cases {
        let told = problem(&send(&served, &staff("maintainer"), ("POST", "/v1/jobs", &body)));
        assert_eq!((told.code.as_str(), told.field.as_deref()), (code, Some(field)), "{body}");
    }
    let listed = send(&served, &staff("auditor"), ("GET", "/v1/jobs", &Value::Null)).json();
    assert_eq!(listed, json!({"items": [], "next": null}));
}

#[test]
fn jobs_are_listed_page_by_page_and_by_kind_and_state() {
    on_both_with(idle, |served| {
        let jobs: Vec<Value> = ["check", "own_wordings", "check", "check", "check"]
            .map(|kind| asked(served, &json!({"kind": kind})))
            .to_vec();
        cancel(served, "maintainer", id(&jobs[2]));
        let list = |query: &str| {
            let target = format!("/v1/jobs?{query}");
            let page = send(served, &staff("reviewer"), ("GET", &target, &Value::Null)).json();
            let ids = page["items"].as_array().unwrap().iter().map(|job| {
                jobs.iter().position(|known| known["id"] == job["id"]).expect("one of these")
            });
            (ids.collect::<Vec<usize>>(), page["next"].clone())
        };
        let (first, next) = list("limit=3");
        assert_eq!(first, [4, 3, 2]);
        assert_eq!(list(&format!("limit=3&before={next}")), (vec![1, 0], Value::Null));
        assert_eq!(list("kind=own_wordings").0, [1]);
        assert_eq!(list("state=cancelled").0, [2]);
        assert_eq!(list("state=queued&kind=check").0, [4, 3, 0]);
        for query in ["state=asleep", "limit=0", "limit=101", "before=0"] {
            let target = format!("/v1/jobs?{query}");
            assert_eq!(send(served, &staff("auditor"), ("GET", &target, &Value::Null)).status, 422);
        }
    });
}

#[test]
fn what_fails_says_so_and_leaves_the_worker_at_work() {
    let served = fragile(believe);
    for word in ["fail", "panic"] {
        let line = format!(r#"{{"id":"a","question":"征收率 {word}","expect":["rate-new"]}}"#);
        assert_eq!(keep_suite(&served, ("broken", &line)).status, 200);
        let job = asked(&served, &json!({"kind": "evaluate", "params": {"suite": "broken"}}));
        let failed = until(&served, &job, "failed");
        assert_eq!(failed["error"]["code"], "job_failed", "{failed}");
        assert!(!failed.to_string().contains("cause"), "{failed}");
    }
    // One that was in order when it was asked for, and is gone when it begins.
    let idle = Served::small(idle);
    keep_suite(&idle, ("gone", &cases(1)));
    let job = asked(&idle, &json!({"kind": "evaluate", "params": {"suite": "gone"}}));
    let removed = send(&idle, &staff("operator"), ("DELETE", "/v1/suites/gone", &Value::Null));
    assert_eq!(removed.status, 204);
    let working = Served::beside(&idle, believe);
    let failed = until(&working, &job, "failed");
    assert_eq!(failed["error"]["code"], "unknown_suite", "{failed}");
}

#[test]
fn a_page_with_a_script_runs_nothing_here() {
    let served = Served::small(idle);
    let page = "<script>fetch('/v1/me', {method: 'DELETE'})</script>";
    let outputs = [
        Output::html("report.html", page.to_owned()),
        Output::json("report.json", &json!({"a": 1})).unwrap(),
    ];
    plant_done(&served, ("planted", &Owner::default()), (&outputs, now_ms()));
    let get = |name: &str| {
        let target = format!("/v1/jobs/planted/outputs/{name}");
        send(&served, &staff("maintainer"), ("GET", &target, &Value::Null))
    };
    for (name, kind) in
        [("report.html", "text/html; charset=utf-8"), ("report.json", "application/json")]
    {
        let reply = get(name);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
        // A sandbox without `allow-scripts` and `allow-same-origin`: of no origin, and nothing runs.
        let policy = reply.header("content-security-policy");
        assert_eq!(policy, Some("sandbox; default-src 'none'"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("cache-control"), Some("private, no-store"));
        let saved = reply.header("content-disposition").unwrap();
        assert!(saved.starts_with(&format!("attachment; filename=\"{name}\"")), "{saved}");
    }
    assert_eq!(get("report.html").text(), page);
    for name in ["other.json", "..%2fplanted%2freport.json", "%2e%2e", "report.json%00"] {
        assert_eq!(problem(&get(name)).code, "unknown_output", "{name}");
    }
    let target = "/v1/jobs/planted/outputs/report.html";
    assert_eq!(served.send(&Request::get(target)).status, 401);
}

#[test]
fn the_job_of_a_node_that_is_gone_is_told_as_failed() {
    on_both_with(idle, |served| {
        let (job, now) = (asked(served, &json!({"kind": "check"})), now_ms());
        let db = &served.state.store.db;
        let taken = wait_for(db.claim_job("gone", now)).unwrap().expect("it waits");
        let beat = |node: &str, at| wait_for(db.beat_job((&taken.id, node), (1, 2), at)).unwrap();
        assert_eq!((beat("gone", now + 5), beat("another", now + 5)), (Heard::GoOn, Heard::Lost));
        let silent = |at| wait_for(end_silent(&served.state, at)).unwrap();
        assert_eq!(silent(now + 5 + SILENT_MS), 0, "it may yet be heard of");
        assert_eq!(silent(now + 6 + SILENT_MS), 1);
        assert_eq!(silent(now + 7 + SILENT_MS), 0);
        let failed = look(served, id(&job));
        assert_eq!(failed["error"]["code"], "job_node_gone", "{failed}");
        assert_eq!((&failed["state"], &failed["progress"]["done"]), (&json!("failed"), &json!(1)));
        // It was not gone after all, and comes too late.
        assert_eq!(beat("gone", now + 8 + SILENT_MS), Heard::Lost);
        let end = End { step: Move::Finish, error: None, outputs: "[]".to_owned() };
        assert!(!wait_for(db.end_job((&taken, &end), (2, 2), now)).unwrap());
        assert_eq!(look(served, id(&job))["state"], "failed");
    });
}

#[test]
fn no_job_is_run_twice_whoever_is_there_to_run_it() {
    const JOBS: usize = 40;
    on_both_with(idle, |served| {
        for number in 0..JOBS {
            plant(served, &format!("job{number}"), &Owner::default());
        }
        let db = &served.state.store.db;
        let claim = |node: usize| {
            let node = format!("node{node}");
            let claimed = std::iter::from_fn(|| wait_for(db.claim_job(&node, now_ms())).unwrap());
            claimed.map(|job| (job.number, job.id)).collect::<Vec<_>>()
        };
        let claimed = std::thread::scope(|scope| {
            let claiming: Vec<_> = (0..4).map(|node| scope.spawn(move || claim(node))).collect();
            claiming.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        // Whoever waits longest comes first.
        assert!(claimed.iter().all(|own| own.is_sorted()), "{claimed:?}");
        let all: Vec<_> = claimed.concat();
        let apart: BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), apart.len()), (JOBS, JOBS));
    });
}

#[test]
fn two_nodes_share_a_queue_and_its_ends_are_seen_on_both() {
    let database = postgres::database();
    let change = |config: &mut Config| {
        believe(config);
        config.database = Secret::new(database.clone());
    };
    let nodes = [Served::small(change), Served::small(change)];
    let jobs: Vec<Value> =
        (0..8).map(|at| asked(&nodes[at % 2], &json!({"kind": "own_wordings"}))).collect();
    for (at, job) in jobs.iter().enumerate() {
        // Followed on the node where it was not asked for.
        let done = until(&nodes[(at + 1) % 2], job, "done");
        assert_eq!(done["outputs"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn what_waits_and_what_has_come_survive_a_restart_and_what_runs_says_why_it_ended() {
    let mut served = Served::small(believe);
    let done = asked(&served, &json!({"kind": "own_wordings"}));
    until(&served, &done, "done");
    keep_suite(&served, ("long", &cases(MANY)));
    let long = json!({"kind": "evaluate", "params": {"suite": "long"}});
    let (running, waiting) = (asked(&served, &long), asked(&served, &json!({"kind": "check"})));
    follow(&served, &running, |job| job["progress"]["done"].as_i64().unwrap() > 0);
    served.stop();
    served.ended().unwrap();
    let again = Served::beside(&served, believe);
    let cancelled = look(&again, id(&running));
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    assert_eq!(cancelled["error"]["code"], "job_shut_down", "{cancelled}");
    until(&again, &waiting, "done");
    let target = format!("/v1/jobs/{}/outputs/report.json", id(&done));
    let report = send(&again, &staff("publisher"), ("GET", &target, &Value::Null));
    assert_eq!(
        (report.status, report.json()["signature"]["suite"].as_str()),
        (200, Some("own-wordings"))
    );
}

#[test]
fn jobs_go_with_their_results_when_their_time_is_over() {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let change = |config: &mut Config| {
        idle(config);
        config.keeping.jobs_days = 2;
    };
    on_both_with(change, |served| {
        let (outputs, now) = ([Output::text("a.txt", "x".to_owned())], now_ms());
        for (id, days) in [("old", 3), ("young", 1)] {
            plant_done(served, (id, &Owner::default()), (&outputs, now - days * DAY_MS));
        }
        served.state.jobs.files.keep("young.part", &[]).unwrap();
        wait_for(sweep(&served.state));
        wait_for(sweep_results(&served.state, now + DAY_MS)).unwrap();
        let db = &served.state.store.db;
        let there = |id: &str| wait_for(db.job(id)).unwrap().is_some();
        assert_eq!((there("old"), there("young")), (false, true));
        let mut left = served.state.jobs.files.before(now + DAY_MS).unwrap();
        left.sort();
        assert_eq!(left, ["young"]);
    });
}

#[test]
fn a_kind_that_a_node_does_not_know_fails_with_words() {
    on_both(|served| {
        let (id, params, owner) = ("new".to_owned(), "{}".to_owned(), Owner::default());
        let new = NewJob { id, kind: "of_tomorrow", params, owner, created_at: now_ms() };
        assert!(wait_for(served.state.store.db.submit_job(&new, 1)).unwrap());
        let mut ended = None;
        let mut listening = served.state.store.db.bus.listen("job new");
        while ended.is_none() {
            let job = wait_for(served.state.store.db.job("new")).unwrap().unwrap();
            ended = job.error;
            // Woken with every change of it.
            if ended.is_none() {
                assert!(wait_for(listening.woken()));
            }
        }
        assert!(ended.unwrap().contains("of_tomorrow"));
    });
}
