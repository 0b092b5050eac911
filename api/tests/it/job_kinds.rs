//! What jobs of maintainers come to: pages of evaluations and comparisons, health, what was asked in vain,
//! and what a change would do before anybody publishes it.

use serde_json::{Value, json};
use wenshui_api::jobs::output::Output;
use wenshui_api::store::owner::Owner;

use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::http::Reply;
use crate::support::jobs::{
    asked, cases, follow, id, keep_suite, look, plant_done_of, send, staff, until,
};
use crate::support::published::publish;
use crate::support::served::Served;
use crate::support::tokens::believe;

/// A version of four entries; one leads on to another that has ended.
const ONE: &str = r#"{"id":"rate","question":"小规模纳税人的征收率是多少","answer":"1%。","basis":[{"title":"征收率公告"}],"followups":["ended"]}
{"id":"lost","question":"发票丢了怎么办","similar":["发票遗失怎么处理"],"answer":"向开票方要一份。","basis":[{"title":"发票管理办法"}]}
{"id":"refund","question":"怎样申请退税","answer":"在电子税务局申请。","basis":[{"title":"退税办法"}]}
{"id":"ended","question":"车辆购置税减半征收吗","answer":"减半。","basis":[{"title":"减征公告"}],"valid_to":"2022-12-31"}
"#;

/// What is asked of both versions of a test: the second one has no entry about lost invoices.
const SUITE: &str = r#"{"id":"stays","question":"怎样申请退税","expect":["refund"],"tags":["plain"]}
{"id":"breaks","question":"发票丢了怎么办","expect":["lost"],"tags":["plain"]}
"#;

fn without_lost() -> String {
    ONE.lines().filter(|line| !line.contains("\"lost\"")).map(|line| format!("{line}\n")).collect()
}

/// A file that came of a job.
fn output(served: &Served, job: &Value, name: &str) -> Reply {
    let target = format!("/v1/jobs/{}/outputs/{name}", id(job));
    let reply = send(served, &staff("reviewer"), ("GET", &target, &Value::Null));
    assert_eq!(reply.status, 200, "{name}: {}", reply.text());
    reply
}

/// A job of a kind once it is done.
fn done(served: &Served, kind: &str, params: Value) -> Value {
    let job = asked(served, &json!({"kind": kind, "params": params}));
    until(served, &job, "done")
}

fn decide(served: &Served, role: &str, (job, body): (&Value, Value)) -> Reply {
    let target = format!("/v1/jobs/{}/decisions", id(job));
    send(served, &staff(role), ("POST", &target, &body))
}

/// Somebody asks, and wants a person then.
fn asks_and_wants_a_person(served: &Served, question: &str) {
    let answered = served.answer(&json!({"question": question}));
    let talk = &answered["conversation_id"];
    served.answer(&json!({"question": "转人工", "conversation_id": talk}));
}

#[test]
fn an_evaluation_leaves_its_page() {
    let served = Served::small(believe);
    assert_eq!(keep_suite(&served, ("rates", &cases(3))).status, 200);
    let job = done(&served, "evaluate", json!({"suite": "rates"}));
    let page = output(&served, &job, "report.html");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let saved = page.header("content-disposition").unwrap();
    assert!(saved.starts_with("attachment; filename=\"report.html\""), "{saved}");
    let text = page.text();
    assert!(text.contains("评测报告") && text.contains("rates"), "{text}");
    let report = output(&served, &job, "report.json").json();
    let version = served.state.engine.version();
    assert_eq!(report["manifest"]["version"], version.id);
    assert_eq!(
        report["manifest"]["entries"].as_object().unwrap().len(),
        version.base.entries.len()
    );
    let job = done(&served, "own_wordings", json!({}));
    assert!(output(&served, &job, "report.html").text().contains("own-wordings"));
}

#[test]
fn k2_two_versions_are_compared_by_a_suite_or_by_jobs_that_are_done() {
    let served = Served::small(believe);
    publish(&served, ONE);
    publish(&served, &without_lost());
    keep_suite(&served, ("both", SUITE));
    let params = json!({"suite": "both", "kb_before": "1", "kb_after": "2"});
    let job = done(&served, "compare", params);
    assert_eq!(job["progress"], json!({"done": 4, "all": 4}));
    let found = output(&served, &job, "comparison.json").json();
    assert_eq!((&found["counts"]["broken"], &found["counts"]["unchanged"]), (&json!(1), &json!(1)));
    let flip = &found["flips"][0];
    assert_eq!((&flip["id"], &flip["kind"]), (&json!("breaks"), &json!("broken")));
    let cause = flip["causes"][0]["difference"].as_u64().unwrap() as usize;
    let cause = &found["differences"][cause];
    assert_eq!((&cause["kind"], &cause["name"]), (&json!("entry"), &json!("lost")));
    assert_eq!(flip["explained_before"]["candidates"][0]["id"], "lost");
    assert!(output(&served, &job, "comparison.txt").text().contains("1 broken"));
    // The same from jobs, which asked before; what went otherwise is asked again to be explained.
    let measured = |version: &str| {
        let params = json!({"suite": "both", "kb_version": version});
        id(&done(&served, "evaluate", params)).to_owned()
    };
    let [before, after] = ["1", "2"].map(measured);
    let params = json!({"before": [before], "after": [after]});
    let job = done(&served, "compare", params);
    let again = output(&served, &job, "comparison.json").json();
    assert_eq!(
        (&again["counts"], &again["differences"]),
        (&found["counts"], &found["differences"])
    );
    assert_eq!(again["flips"][0]["explained_after"], flip["explained_after"]);
    let page = output(&served, &job, "report.html");
    let page = page.text();
    for words in ["对比报告", "由对变错", "之前的依据", "✓ 正确条目"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("没有保留这一侧的依据"));
}

#[test]
fn k3_findings_are_mended_as_revisions_or_left_as_they_are_for_good() {
    on_both_with(believe, |served| {
        publish(served, ONE);
        let job = done(served, "health", json!({"as_of": "2026-11-20", "usage_days": 0}));
        let found = output(served, &job, "health.json").json();
        let of = |found: &Value, class: &str| {
            let all = found["findings"].as_array().unwrap();
            all.iter().find(|own| own["class"] == class).map(|own| own["id"].clone())
        };
        let (followup, ended) = (of(&found, "dead_followup"), of(&found, "expired"));
        let (followup, ended) = (followup.expect("one"), ended.expect("one"));
        assert!(output(served, &job, "health.txt").text().contains("ended"));
        let accepted = json!({"item": followup, "verdict": "accepted"});
        for role in ["auditor", "reviewer", "operator"] {
            assert_eq!(decide(served, role, (&job, accepted.clone())).status, 403, "{role}");
        }
        let told = decide(served, "maintainer", (&job, accepted.clone()));
        assert_eq!(told.status, 200, "{}", told.text());
        let made = &told.json()["revisions"];
        assert_eq!(made.as_array().unwrap().len(), 1);
        assert_eq!(
            (&made[0]["subject"], &made[0]["state"], &made[0]["author"]),
            (&json!("entry/rate"), &json!("submitted"), &json!("maintainer"))
        );
        assert_eq!(made[0]["entry"]["followups"], Value::Null);
        // To do it again makes nothing more.
        let again = decide(served, "maintainer", (&job, accepted)).json();
        assert_eq!(again["revisions"], *made);
        // Nobody but a person can write what an entry that has ended should say.
        let for_person = json!({"item": ended, "verdict": "accepted"});
        let told = problem(&decide(served, "maintainer", (&job, for_person)));
        assert_eq!(told.code, "item_for_person");
        let silent = json!({"item": ended, "verdict": "rejected"});
        let told = problem(&decide(served, "maintainer", (&job, silent)));
        assert_eq!((told.code.as_str(), told.field.as_deref()), ("bad_value", Some("why")));
        let left = json!({"item": ended, "verdict": "rejected", "why": "历史政策，供查询"});
        assert_eq!(decide(served, "maintainer", (&job, left)).status, 200);
        let next = done(served, "health", json!({"as_of": "2026-11-20"}));
        let next = output(served, &next, "health.json").json();
        assert_eq!((of(&next, "expired"), &next["ignored"]), (None, &json!([ended])));
        // The finding is there until the revision is published.
        assert_eq!(of(&next, "dead_followup"), Some(followup));
    });
}

#[test]
fn k3_what_is_accepted_twice_is_made_once_and_what_is_mended_is_told_as_that() {
    let served = Served::small(believe);
    let kept = r#"{"id":"a","question":"房产税从租怎么计算？","answer":"按租金的12%。","reviewed_on":"2026-10-01"}"#;
    let double = r#"{"id":"b","question":"请问房产税从租怎么计算","answer":"按租金的4%。","reviewed_on":"2026-09-01"}"#;
    publish(&served, &format!("{kept}\n{double}\n"));
    let job = done(&served, "health", json!({"as_of": "2026-11-20", "usage_days": 0}));
    let found = output(&served, &job, "health.json").json();
    let mut findings = found["findings"].as_array().unwrap().iter();
    let merged = findings.find(|own| own["class"] == "conflicting_answer").expect("a conflict");
    let accepted = json!({"item": merged["id"], "verdict": "accepted"});
    let made = decide(&served, "maintainer", (&job, accepted.clone())).json();
    assert_eq!(made["revisions"].as_array().unwrap().len(), 2, "{made:#}");
    let again = decide(&served, "maintainer", (&job, accepted.clone())).json();
    assert_eq!(again["revisions"], made["revisions"]);
    for one in made["revisions"].as_array().unwrap() {
        let actions = format!("/v1/kb/revisions/{}/actions", one["id"].as_str().unwrap());
        let approve = json!({"action": "approve"});
        assert_eq!(send(&served, &staff("reviewer"), ("POST", &actions, &approve)).status, 200);
    }
    let published = send(&served, &staff("publisher"), ("POST", "/v1/kb/publish", &json!({})));
    assert_eq!(published.status, 200, "{}", published.text());
    let told = decide(&served, "maintainer", (&job, accepted));
    assert_eq!((told.status, &told.json()["code"]), (409, &json!("item_outdated")));
}

#[test]
fn k5_what_was_asked_in_vain_becomes_suggestions_that_are_decided_once() {
    on_both_with(believe, |served| {
        publish(served, ONE);
        for question in ["发票遗失了要怎么处理", "遗失发票怎么处理", "发票遗失怎么处理呢"]
        {
            asks_and_wants_a_person(served, question);
        }
        for question in ["火锅底料怎么炒", "火锅底料怎么炒？", "怎么炒火锅底料"]
        {
            served.answer(&json!({"question": question}));
        }
        let job = done(served, "cluster", json!({"size_min": 2}));
        let found = output(served, &job, "clusters.json").json();
        let suggestion = |found: &Value, kind: &str| {
            let all = found["clusters"].as_array().unwrap().iter();
            let mut all = all.map(|cluster| cluster["suggestion"].clone());
            all.find(|own| own["fingerprint"]["kind"] == kind)
        };
        let similar = suggestion(&found, "similar").unwrap_or_else(|| panic!("{found:#}"));
        let entry = suggestion(&found, "entry").unwrap_or_else(|| panic!("{found:#}"));
        assert_eq!(similar["fingerprint"]["target"], "lost");
        let told = decide(
            served,
            "maintainer",
            (&job, json!({"item": similar["id"], "verdict": "accepted"})),
        );
        assert_eq!(told.status, 200, "{}", told.text());
        let made = told.json()["revisions"][0].clone();
        assert_eq!((&made["subject"], &made["state"]), (&json!("entry/lost"), &json!("submitted")));
        assert!(made["entry"]["similar"].as_array().unwrap().len() > 1, "{made}");
        // An entry whose answer a person still has to write is a draft.
        let told = decide(
            served,
            "maintainer",
            (&job, json!({"item": entry["id"], "verdict": "accepted"})),
        );
        let draft = told.json()["revisions"][0].clone();
        assert_eq!((&draft["state"], &draft["entry"]["answer"]), (&json!("draft"), &Value::Null));
        let next = done(served, "cluster", json!({"size_min": 2}));
        let next = output(served, &next, "clusters.json").json();
        assert_eq!(next["decided_before"], 2, "{next:#}");
        assert_eq!((suggestion(&next, "similar"), suggestion(&next, "entry")), (None, None));
    });
}

#[test]
fn a_suggestion_comes_on_top_of_what_its_acceptor_has_in_hand_and_stops_at_others() {
    let served = Served::small(|config| {
        believe(config);
        config.jobs.workers = 0;
    });
    publish(&served, ONE);
    let served = &served;
    let suggested = |wording: &str, number: u8| {
        json!({"id": format!("s{number}"), "words": "", "fingerprint":
            {"kind": "similar", "target": "lost", "questions": [wording]},
            "edit": {"edit": "add_wordings", "id": "lost", "wordings": [wording]}})
    };
    let clusters = json!({"clusters": [
        {"suggestion": suggested("发票找不到了", 1)},
        {"suggestion": suggested("票没了咋办", 2)},
        {"suggestion": suggested("发票弄丢咋整", 3)},
    ]});
    plant_clusters(served, &clusters);
    let job = json!({"id": "planted"});
    let accept = |role: &str, item: &str| {
        decide(served, role, (&job, json!({"item": item, "verdict": "accepted"})))
    };
    for item in ["s1", "s2"] {
        assert_eq!(accept("maintainer", item).status, 200);
    }
    let both = accept("maintainer", "s2").json()["revisions"][0].clone();
    assert_eq!(both["entry"]["similar"], json!(["发票遗失怎么处理", "发票找不到了", "票没了咋办"]));
    let zhao = crate::support::tokens::bearer("zhao", &json!({"staff_roles": ["maintainer"]}));
    let body = json!({"item": "s3", "verdict": "accepted"});
    let target = "/v1/jobs/planted/decisions";
    let told = problem(&send(served, &zhao, ("POST", target, &body)));
    assert_eq!(told.code, "subject_held");
    // What was not carried out is not remembered as if it were.
    let kept = std::fs::read_to_string(served.data.path().join("cluster-decided.jsonl")).unwrap();
    assert!(kept.contains("票没了咋办") && !kept.contains("弄丢"), "{kept}");
    let unknown =
        problem(&decide(served, "maintainer", (&job, json!({"item": "x", "verdict": "accepted"}))));
    assert_eq!(unknown.code, "unknown_item");
    let nobody = Owner::default();
    plant_done_of(served, ("check", "checked", &nobody), (&[], wenshui_api::clock::now_ms()));
    let check = json!({"id": "checked"});
    let nothing =
        decide(served, "maintainer", (&check, json!({"item": "x", "verdict": "rejected"})));
    assert_eq!(problem(&nothing).code, "nothing_to_decide");
}

/// A job `cluster` that is done with these clusters.
fn plant_clusters(served: &Served, clusters: &Value) {
    let outputs = [Output::json("clusters.json", clusters).unwrap()];
    let now = wenshui_api::clock::now_ms();
    plant_done_of(served, ("cluster", "planted", &Owner::default()), (&outputs, now));
}

#[test]
fn k9_what_people_asked_is_asked_again_with_revisions_that_wait_and_with_entries_as_written() {
    on_both_with(believe, |served| {
        publish(served, ONE);
        for _ in 0..2 {
            served.answer(&json!({"question": "发票丢了怎么办"}));
        }
        served.answer(&json!({"question": "怎样申请退税"}));
        let nothing = json!({"kind": "replay"});
        let told = problem(&send(served, &staff("maintainer"), ("POST", "/v1/jobs", &nothing)));
        assert_eq!(told.code, "nothing_to_try");
        let gone = done(served, "replay", json!({"draft": {"removed": ["lost"]}}));
        let found = output(served, &gone, "replay.json").json();
        assert_eq!(
            (&found["questions"], &found["asked"], &found["turned"]),
            (&json!(2), &json!(3), &json!(2))
        );
        let flip = &found["flips"][0];
        assert_eq!((&flip["question"], &flip["count"]), (&json!("发票丢了怎么办"), &json!(2)));
        assert_eq!(flip["before_question"], "发票丢了怎么办");
        assert_eq!(
            found["differences"][flip["causes"][0]["difference"].as_u64().unwrap() as usize]["name"],
            "lost"
        );
        assert!(output(served, &gone, "replay.txt").text().contains("go otherwise"));
        // A revision that waits is tried without being named.
        let body = json!({"subject": "entry/refund", "body": {"remove": true}});
        let begun = send(served, &staff("maintainer"), ("POST", "/v1/kb/revisions", &body)).json();
        let actions = format!("/v1/kb/revisions/{}/actions", begun["id"].as_str().unwrap());
        let submit = json!({"action": "submit"});
        assert_eq!(send(served, &staff("maintainer"), ("POST", &actions, &submit)).status, 200);
        let waiting = done(served, "replay", json!({}));
        let found = output(served, &waiting, "replay.json").json();
        assert_eq!(
            (&found["turned"], &found["flips"][0]["question"]),
            (&json!(1), &json!("怎样申请退税"))
        );
        // What waits changes nothing of what is in service.
        assert_eq!(served.answer(&json!({"question": "怎样申请退税"}))["answer"]["id"], "refund");
        let wrong = json!({"kind": "replay", "params": {"draft": {"entries": [{"id": "x"}]}}});
        let job = asked(served, &wrong);
        let failed = until(served, &job, "failed");
        assert_eq!(failed["error"]["code"], "job_unusable", "{failed}");
        assert_eq!(failed["error"]["problems"][0]["file"], "entry/x");
    });
}

#[test]
fn k9_a_saying_is_tried_on_what_people_asked_and_on_suites() {
    let served = Served::small(believe);
    publish(&served, ONE);
    let question = "怎样搞回税款";
    for _ in 0..3 {
        served.answer(&json!({"question": question}));
    }
    let case = format!(
        r#"{{"id":"said","question":"{question}","expect":["refund"],"decision":"answer"}}"#
    );
    keep_suite(&served, ("sayings", &case));
    let params = json!({"add": [{"said": "搞回税款", "law": "申请退税"}], "suites": ["sayings"],
        "gates": ["hit@1>=1"]});
    let job = done(&served, "impact", params);
    let found = output(&served, &job, "impact.json").json();
    assert_eq!((&found["questions"], &found["asked_again"]), (&json!(1), &json!(1)));
    assert_eq!(found["differences"][0]["part"], "搞回税款");
    assert_eq!(found["flips"][0]["count"], 3, "{found:#}");
    assert_eq!(found["flips"][0]["after"]["candidates"][0], "refund");
    assert_eq!(
        (&found["cases"][0]["kind"], &found["needs_confirmation"]),
        (&json!("fixed"), &json!(false))
    );
    assert!(output(&served, &job, "impact.txt").text().contains("1 are mended"));
    // Nothing of it is kept.
    let again = served.answer(&json!({"question": question}));
    assert_ne!(again["decision"], "answer", "{again}");
    // One that cannot be taken away is told by its file.
    let gone = json!({"kind": "impact", "params": {"remove": [{"said": "无此", "law": "此无"}]}});
    let failed = until(&served, &asked(&served, &gone), "failed");
    assert_eq!(failed["error"]["problems"][0]["code"], "unknown_pair", "{failed}");
}

#[test]
fn what_is_asked_wrongly_of_these_kinds_is_told_before_it_waits() {
    let served = Served::small(|config| {
        believe(config);
        config.jobs.workers = 0;
    });
    keep_suite(&served, ("mine", &cases(1)));
    let waiting = asked(&served, &json!({"kind": "own_wordings"}));
    let waiting = id(&waiting);
    let cases = [
        ("compare", json!({}), "bad_number", "params.before"),
        ("compare", json!({"before": ["x"], "after": ["x"]}), "unknown_job", "params.before"),
        (
            "compare",
            json!({"before": [waiting], "after": [waiting]}),
            "job_without_report",
            "params.before",
        ),
        (
            "compare",
            json!({"suite": "mine", "before": ["x"]}),
            "compare_of_one_kind",
            "params.suite",
        ),
        (
            "compare",
            json!({"before": ["x"], "after": ["x"], "half": "tune"}),
            "compare_of_one_kind",
            "params.suite",
        ),
        (
            "compare",
            json!({"suite": "mine", "kb_after": "77"}),
            "unknown_version",
            "params.kb_after",
        ),
        ("compare", json!({"suite": "other"}), "unknown_suite", "params.suite"),
        ("health", json!({"as_of": "x"}), "bad_date", "params.as_of"),
        ("health", json!({"usage_days": 4000}), "bad_number", "params.usage_days"),
        ("cluster", json!({"from": "2026-02-01", "to": "2026-01-01"}), "bad_period", "params.to"),
        ("cluster", json!({"from": "2024-02-01", "to": "2026-01-01"}), "bad_period", "params.to"),
        ("cluster", json!({"from": "x"}), "bad_date", "params.from"),
        ("cluster", json!({"size_min": 0}), "bad_number", "params.size_min"),
        ("replay", json!({"draft": {"revisions": ["x"]}}), "unknown_revision", "params.revisions"),
        (
            "replay",
            json!({"draft": {"entries": [{"question": "问"}]}}),
            "bad_entry_id",
            "params.entries",
        ),
        ("replay", json!({"draft": {"entry": 1}}), "unknown_field", "params.entry"),
        ("impact", json!({}), "nothing_to_try", "params.add"),
        ("impact", json!({"down": ["请问"], "gates": ["x"]}), "bad_gate", "params.gates"),
        ("impact", json!({"down": ["请问"], "suites": ["x"]}), "unknown_suite", "params.suites"),
    ];
    for (kind, params, code, field) in cases {
        let body = json!({"kind": kind, "params": params});
        let told = problem(&send(&served, &staff("maintainer"), ("POST", "/v1/jobs", &body)));
        assert_eq!((told.code.as_str(), told.field.as_deref()), (code, Some(field)), "{body}");
    }
    let item = json!({"item": "x", "verdict": "accepted"});
    let early = decide(&served, "maintainer", (&look(&served, waiting), item));
    assert_eq!(problem(&early).code, "nothing_to_decide");
}

#[test]
fn a_comparison_is_called_off_in_the_midst_of_it() {
    let served = Served::small(believe);
    keep_suite(&served, ("long", &cases(60_000)));
    let job = asked(&served, &json!({"kind": "compare", "params": {"suite": "long"}}));
    follow(&served, &job, |job| job["progress"]["done"].as_i64().unwrap() > 0);
    let target = format!("/v1/jobs/{}/cancel", id(&job));
    assert_eq!(send(&served, &staff("maintainer"), ("POST", &target, &Value::Null)).status, 200);
    assert_eq!(until(&served, &job, "cancelled")["outputs"], json!([]));
}
