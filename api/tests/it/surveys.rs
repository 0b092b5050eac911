//! 问卷 over HTTP: written, opened by time, answered once, counted, exported (S-06).

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::desk::time::tick;

use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

fn operator() -> String {
    bearer("op", &json!({"staff_roles": ["operator"]}))
}

fn person(name: &str) -> String {
    bearer(name, &json!({"region": "440106"}))
}

fn post(served: &Served, who: &str, (target, body): (&str, &Value)) -> Reply {
    let body = body.to_string();
    served.send(&Request::post(target, body.as_bytes()).with("authorization", who))
}

fn get(served: &Served, who: &str, target: &str) -> Reply {
    served.send(&Request::get(target).with("authorization", who))
}

fn form(audience: &Value) -> Value {
    let now = Timestamp::now();
    json!({
        "title": "办税体验", "purpose": "改进服务", "audience": audience,
        "open_from": (now - 1.minute()).to_string(), "open_until": (now + 2.hours()).to_string(),
        "questions": [
            {"id": "a", "text": "去哪里办", "required": true, "kind": "single", "options": ["大厅", "网上"]},
            {"id": "b", "text": "用过什么", "required": false, "kind": "multiple", "options": ["电脑", "手机"]},
            {"id": "c", "text": "还有什么", "required": false, "kind": "text"},
            {"id": "d", "text": "打几分", "required": true, "kind": "score", "score_max": 5}
        ]
    })
}

/// A survey that is published; gives its id.
fn publish(served: &Served, audience: &Value) -> String {
    let written = post(served, &operator(), ("/v1/surveys", &json!({"form": form(audience)})));
    assert_eq!(written.status, 200, "{}", written.text());
    let id = written.json()["id"].as_str().unwrap().to_owned();
    let published = act(served, &id, &json!({"action": "publish"}));
    assert_eq!(published.json()["allowed_actions"], json!(["close"]), "{}", published.text());
    id
}

fn act(served: &Served, id: &str, body: &Value) -> Reply {
    post(served, &operator(), (&format!("/v1/surveys/{id}/actions"), body))
}

fn answer(served: &Served, who: &str, (id, answers): (&str, &Value)) -> Reply {
    let body = json!({"action": "answer", "answers": answers});
    post(served, &person(who), (&format!("/v1/sheets/{id}/actions"), &body))
}

fn good() -> Value {
    json!({"a": {"single": 1}, "b": {"multiple": [0, 1]}, "c": {"text": "=好"}, "d": {"score": 4}})
}

#[test]
fn s_06_a_survey_opens_and_those_who_are_asked_are_told_once() {
    on_both_with(believe, |served| {
        let guangdong = json!({"group": {"regions": ["440000"]}});
        let id = publish(served, &guangdong);
        let now = Timestamp::now();
        wait_for(tick(&served.state, now)).unwrap();
        wait_for(tick(&served.state, now)).unwrap();
        assert_eq!(
            get(served, &operator(), &format!("/v1/surveys/{id}")).json()["state"]["label"],
            "征集中"
        );
        let told = get(served, &person("li"), "/v1/todos").json();
        assert_eq!(
            (&told["total"], &told["items"][0]["title"]),
            (&json!(1), &json!("邀您参与问卷"))
        );
        assert_eq!(told["items"][0]["handle"], json!(format!("/centre/surveys/{id}")));
        let elsewhere = bearer("wang", &json!({"region": "310000"}));
        assert_eq!(get(served, &elsewhere, "/v1/todos").json()["total"], 0);
        assert_eq!(get(served, &elsewhere, "/v1/sheets").json()["total"], 0);
        assert_eq!(get(served, &elsewhere, &format!("/v1/sheets/{id}")).status, 404);
        let until = now + 3.hours();
        wait_for(tick(&served.state, until)).unwrap();
        assert_eq!(get(served, &operator(), "/v1/surveys?state=closed").json()["total"], 1);
        assert_eq!(answer(served, "li", (&id, &good())).status, 409);
    });
}

#[test]
fn s_06_everybody_answers_once_and_finds_it_again() {
    on_both_with(believe, |served| {
        let id = publish(served, &json!("everyone"));
        let waiting = publish(served, &json!("everyone"));
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let answering: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| answer(served, "li", (&id, &good())).status))
                .collect();
            answering.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let taken = statuses.iter().filter(|status| **status == 200).count();
        assert!(
            taken == 1 && statuses.iter().all(|status| [200, 409].contains(status)),
            "{statuses:?}"
        );
        let wrong =
            answer(served, "wang", (&id, &json!({"a": {"single": 2}, "x": {"score": 1}}))).json();
        let faults: Vec<_> = wrong["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["rule"].as_str().unwrap())
            .collect();
        assert_eq!(faults, ["range", "required", "unknown"]);
        let list = |query: &str| {
            let list = get(served, &person("li"), &format!("/v1/sheets{query}")).json();
            let items = list["items"].as_array().unwrap().iter();
            items
                .map(|one| {
                    format!(
                        "{} {}",
                        one["id"].as_str().unwrap(),
                        one["state"]["name"].as_str().unwrap()
                    )
                })
                .collect::<Vec<_>>()
        };
        let (open, done) = (format!("{waiting} unanswered"), format!("{id} answered"));
        assert_eq!(list(""), [open.clone(), done.clone()]);
        assert_eq!((list("?answered=true"), list("?answered=false")), (vec![done], vec![open]));
        // 历史问卷 stays when it is closed, with what was answered.
        assert_eq!(act(served, &id, &json!({"action": "close"})).status, 200);
        let mine = get(served, &person("li"), &format!("/v1/sheets/{id}")).json();
        assert_eq!((&mine["answers"], &mine["allowed_actions"]), (&good(), &json!([])));
        assert!(mine["answered_at"].is_string(), "{mine}");
    });
}

#[test]
fn s_06_results_and_export_say_nothing_of_who_answered() {
    on_both_with(believe, |served| {
        let id = publish(served, &json!("everyone"));
        for (who, answers) in
            [("li", good()), ("wang", json!({"a": {"single": 0}, "d": {"score": 1}}))]
        {
            assert_eq!(answer(served, who, (&id, &answers)).status, 200);
        }
        let results = get(served, &operator(), &format!("/v1/surveys/{id}/results")).json();
        assert_eq!(results["responses"], 2);
        assert_eq!(
            results["questions"][0]["chosen"],
            json!([{"option": "大厅", "count": 1}, {"option": "网上", "count": 1}])
        );
        assert_eq!(
            (&results["questions"][2]["answered"], &results["questions"][3]["mean"]),
            (&json!(1), &json!(2.5))
        );
        let auditor = bearer("a", &json!({"staff_roles": ["auditor"]}));
        let exported = get(served, &auditor, &format!("/v1/surveys/{id}/export"));
        let lines: Vec<&str> = exported.text().trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0], "\"答卷时间\",\"去哪里办\",\"用过什么\",\"还有什么\",\"打几分\"");
        assert!(
            lines.iter().any(|line| line.ends_with("\"网上\",\"电脑; 手机\",\"'=好\",\"4\"")),
            "{lines:?}"
        );
        assert!(!exported.text().contains("li") && !exported.text().contains("wang"));
        // Who is erased takes their answer along.
        let token = person("li");
        assert_eq!(
            served.send(&Request::new("DELETE", "/v1/me").with("authorization", &token)).status,
            200
        );
        assert_eq!(
            get(served, &operator(), &format!("/v1/surveys/{id}/results")).json()["responses"],
            1
        );
    });
}

#[test]
fn s_06_a_draft_is_written_by_operators_and_seen_by_nobody_else() {
    on_both_with(believe, |served| {
        let body = json!({"form": form(&json!("everyone")), "client_id": "mine"});
        let write = |who: &str| post(served, who, ("/v1/surveys", &body)).json()["id"].clone();
        let id = write(&operator());
        assert_eq!(write(&operator()), id, "sent again it is the same");
        let other = bearer("op2", &json!({"staff_roles": ["operator"]}));
        assert_ne!(write(&other), id, "somebody else's id is another's");
        let id = id.as_str().unwrap();
        assert_eq!(get(served, &person("li"), &format!("/v1/sheets/{id}")).status, 404);
        assert_eq!(get(served, &person("li"), &format!("/v1/surveys/{id}")).status, 403);
        assert_eq!(
            get(served, &operator(), &format!("/v1/surveys/{id}")).json()["allowed_actions"],
            json!(["revise", "publish"])
        );
        let mut changed = form(&json!({"subjects": ["li"]}));
        changed["title"] = json!("另一份");
        let revised = act(served, id, &json!({"action": "revise", "form": changed})).json();
        assert_eq!(
            (&revised["title"], &revised["audience"]),
            (&json!("另一份"), &json!({"subjects": ["li"]}))
        );
        let without = act(served, id, &json!({"action": "revise"}));
        assert_eq!((without.status, &without.json()["faults"][0]["field"]), (422, &json!("form")));
        changed["questions"] = json!([]);
        let wrong = act(served, id, &json!({"action": "revise", "form": changed})).json();
        assert_eq!(
            wrong["faults"][0],
            json!({"field": "questions", "rule": "required", "detail": "请填写这一项。"})
        );
    });
}
