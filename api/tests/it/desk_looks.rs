//! What supervisors look at: the wall, figures and their export, who did what; and what helps agents:
//! prepared replies, and what the machine proposes.

use serde_json::{Value, json};
use wenshui_api::clock::{now_ms, today};
use wenshui_api::store::agent::AgentRow;
use wenshui_api::store::owner::Owner;
use wenshui_api::store::user::User;

use crate::support::databases::on_both_with;
use crate::support::http::encoded;
use crate::support::served::{Served, wait_for};
use crate::support::talks::{act, ask, be, place, say, send, set_up};

fn get(served: &Served, who: &str, target: &str) -> Value {
    let reply = send(served, who, ("GET", target, &Value::Null));
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

/// A talk of one with an answer and a rating, one who left the queue, and one who talks.
fn some_talks(served: &Served) -> [Value; 3] {
    let left = ask(served, "zhao");
    act(served, "zhao", (&left, json!({"action": "cancel"})));
    be(served, "agent/east", "online");
    let rated = ask(served, "li");
    say(served, "agent/east", (&rated, "reply", "您好"));
    act(served, "agent/east", (&rated, json!({"action": "finish"})));
    act(served, "li", (&rated, json!({"action": "rate", "verdict": "solved"})));
    let talks = ask(served, "wang");
    [left, rated, talks]
}

#[test]
fn the_wall_shows_ones_own_center_as_it_is_now() {
    on_both_with(set_up, |served| {
        be(served, "agent/city", "away");
        some_talks(served);
        be(served, "agent/east", "busy");
        let waits = ask(served, "zhou");
        assert_eq!(waits["state"]["name"], "waiting");
        let wall = get(served, "supervisor/east", "/v1/desk/wall");
        let centers = wall["centers"].as_array().unwrap();
        assert_eq!(centers.len(), 1, "{wall}");
        let east = &centers[0];
        assert_eq!(
            (&east["id"], &east["waiting"], &east["online"]),
            (&json!("east"), &json!(1), &json!(0))
        );
        assert!(east["longest_wait_s"].as_i64().is_some_and(|seconds| seconds >= 0));
        let agents = wall["agents"].as_array().unwrap();
        assert_eq!(agents.len(), 1);
        let agent = &agents[0];
        assert_eq!((&agent["presence"], &agent["load"]), (&json!("busy"), &json!(1)));
        assert_eq!(
            (&wall["sessions_total"], &wall["sessions"][0]["agent"]),
            (&json!(1), &json!("agent of east"))
        );
        let all = get(served, "auditor/city", "/v1/desk/wall");
        assert_eq!(all["centers"].as_array().unwrap().len(), 3, "auditors see every center");
        assert_eq!(all["agents"].as_array().unwrap().len(), 2);
        assert_eq!(get(served, "supervisor/city", "/v1/desk/wall")["sessions_total"], 0);
    });
}

#[test]
fn figures_count_what_happened_and_are_exported_as_a_table() {
    on_both_with(set_up, |served| {
        some_talks(served);
        let by = |who: &str, by: &str| get(served, who, &format!("/v1/desk/statistics?by={by}"));
        let east = by("supervisor/east", "center");
        let item = &east["items"][0];
        let counts = ["came", "called", "abandoned", "lapsed", "rated", "solved"];
        assert_eq!(counts.map(|name| item[name].as_i64().unwrap()), [3, 2, 1, 0, 1, 1]);
        assert_eq!((&east["center"], &item["key"]), (&json!("east"), &json!("east")));
        for name in ["waiting", "handling", "first_reply"] {
            assert!(
                item[name]["mean_s"].as_f64().is_some_and(|mean| mean >= 0.0),
                "{name}: {item}"
            );
        }
        let share = item["occupancy"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share), "{share}");
        let agents = by("supervisor/east", "agent");
        let keys: Vec<&str> = agents["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, ["", "agent of east"]);
        assert_eq!(by("operator/city", "hour")["items"].as_array().unwrap().len(), 1);
        assert!(by("supervisor/city", "center")["items"].as_array().unwrap().is_empty());
        let target = "/v1/desk/statistics?by=agent&format=csv";
        let table = send(served, "auditor/city", ("GET", target, &Value::Null));
        assert_eq!(table.media_type(), "text/csv");
        let lines: Vec<&str> = table.text().split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}\"分组\",\"来访\""), "{}", lines[0]);
        assert!(lines[2].starts_with("\"agent of east\",\"2\",\"2\",\"0\",\"0\",\"1\",\"1\","));
        let refused = |query: &str| {
            let target = format!("/v1/desk/statistics?{query}");
            send(served, "auditor/city", ("GET", &target, &Value::Null)).json()["code"].clone()
        };
        assert_eq!(refused("by=mood"), "bad_value");
        assert_eq!(refused("from=2026-01-01&until=2026-03-01"), "bad_period");
    });
}

#[test]
fn a_supervisor_of_no_center_sees_none() {
    let served = Served::small(set_up);
    some_talks(&served);
    for target in ["audit", "statistics", "wall"] {
        let target = format!("/v1/desk/{target}");
        let told = send(&served, "supervisor/", ("GET", &target, &Value::Null));
        assert_eq!(told.status, 403, "{target}");
    }
}

#[test]
fn who_did_what_is_listed_by_conditions_and_without_what_was_said() {
    on_both_with(set_up, |served| {
        let [_, rated, _] = some_talks(served);
        let audit = |who: &str, query: &str| get(served, who, &format!("/v1/desk/audit?{query}"));
        let actions = |list: &Value| -> Vec<String> {
            let items = list["items"].as_array().unwrap();
            items.iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect()
        };
        let of_one =
            audit("supervisor/east", &format!("matter={}", rated["number"].as_str().unwrap()));
        let all = [
            "rate",
            "rating_asked",
            "ended_by_agent",
            "finish",
            "reply",
            "greeting",
            "connect",
            "submit",
        ];
        assert_eq!(actions(&of_one), all);
        assert_eq!(of_one["total"], all.len());
        assert!(!of_one.to_string().contains("您好"), "what was said is nobody's here");
        let agent = encoded("agent of east");
        let his = audit("auditor/city", &format!("actor={agent}&kind=session"));
        assert_eq!(actions(&his), ["finish", "reply"]);
        assert_eq!(audit("supervisor/east", "action=rate")["items"][0]["actor"], "li");
        assert_eq!(audit("supervisor/city", "")["total"], 0, "another center's");
        assert_eq!(audit("auditor/city", "page=2")["items"], json!([]));
        let day = today().yesterday().unwrap();
        assert_eq!(audit("auditor/city", &format!("from={day}&until={day}"))["total"], 0);
        let table = send(
            served,
            "auditor/city",
            ("GET", "/v1/desk/audit?format=csv&action=rate", &Value::Null),
        );
        assert_eq!(table.text().matches("\r\n").count(), 2, "{}", table.text());
        let long = format!("/v1/desk/audit?actor={}", "x".repeat(201));
        assert_eq!(send(served, "auditor/city", ("GET", &long, &Value::Null)).status, 422);
    });
}

#[test]
fn prepared_replies_are_an_agents_own_or_a_centers_and_are_found() {
    on_both_with(set_up, |served| {
        let prepare = |who: &str, (title, text, shared): (&str, &str, bool)| {
            let body = json!({"title": title, "text": text, "shared": shared});
            send(served, who, ("POST", "/v1/replies", &body))
        };
        let own = prepare("agent/east", ("问候", "您好，请讲。", false)).json();
        assert_eq!(prepare("agent/east", ("中心", "x", true)).status, 403);
        let shared =
            prepare("supervisor/east", ("红字发票", "请先填开红字信息表 100%。", true)).json();
        assert_eq!(shared["shared"], true);
        let others = prepare("agent-2/east", ("别人的", "您好", false)).json();
        let found = |who: &str, q: &str| -> Vec<String> {
            let list = get(served, who, &format!("/v1/replies?q={}", encoded(q)));
            let items = list["items"].as_array().unwrap();
            items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(found("agent/east", "").len(), 2);
        assert_eq!(found("agent/east", "您好"), ["问候"], "somebody else's own are nobody's");
        assert_eq!(found("agent-2/east", "信息表 100%"), ["红字发票"]);
        assert_eq!(found("agent/city", ""), Vec::<String>::new());
        let at = |reply: &Value| format!("/v1/replies/{}", reply["id"].as_str().unwrap());
        let changed = json!({"title": "问候", "text": "您好，请问有什么可以帮您？"});
        let change =
            |who: &str, reply: &Value| send(served, who, ("PUT", &at(reply), &changed)).status;
        assert_eq!((change("agent/east", &own), change("agent-2/east", &own)), (200, 404));
        assert_eq!((change("agent/east", &shared), change("supervisor/east", &shared)), (403, 200));
        assert_eq!(change("supervisor/city", &shared), 404);
        // Each may be said by whom it is kept for.
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let sent = |reply: &Value| {
            let line = json!({"kind": "canned", "reply": reply["id"], "text": "您好，请讲。"});
            act(served, "agent/east", (&talk, json!({"action": "reply", "line": line}))).status
        };
        assert_eq!((sent(&own), sent(&shared), sent(&others)), (200, 200, 422));
        let long = prepare("agent/east", (&"长".repeat(51), "", false)).json();
        let wrong: Vec<&Value> =
            long["faults"].as_array().unwrap().iter().map(|f| &f["field"]).collect();
        assert_eq!(wrong, ["title", "text"]);
        let gone = send(served, "agent/east", ("DELETE", &at(&own), &Value::Null)).status;
        assert_eq!((gone, found("agent/east", "").len()), (204, 1));
        let erased = send(served, "agent-2/east", ("DELETE", "/v1/me", &json!({}))).json();
        assert_eq!(erased["erased"]["canned_replies"], 1);
    });
}

#[test]
fn the_machine_proposes_answers_to_the_last_words_and_counts_nothing() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let assist = || get(served, "agent/east", &place(&talk, "assist"));
        assert_eq!(
            (assist()["question"].clone(), assist()["proposals"].clone()),
            (Value::Null, json!([]))
        );
        say(served, "li", (&talk, "write", "征收率是多少"));
        say(served, "agent/east", (&talk, "reply", "请稍等"));
        let emoji = json!({"action": "write", "line": {"kind": "emoji", "emoji": "🙂"}});
        act(served, "li", (&talk, emoji));
        // Nothing is known of what comes last, and something of what was said before.
        say(served, "li", (&talk, "write", "上礼拜三下午来过一趟"));
        let told = assist();
        assert_eq!((&told["question"], &told["number"]), (&json!("征收率是多少"), &json!(4)));
        let proposals = told["proposals"].as_array().unwrap();
        assert!((1..=3).contains(&proposals.len()), "{told}");
        let first = &proposals[0];
        let line = json!({"kind": "assist", "entries": first["entries"], "text": first["text"]});
        let sent = act(served, "agent/east", (&talk, json!({"action": "reply", "line": line})));
        assert_eq!(sent.status, 200, "{}", sent.text());
        // What it rests on is there.
        let line = json!({"kind": "assist", "entries": ["none"], "text": "瞎说"});
        let sent = act(served, "agent/east", (&talk, json!({"action": "reply", "line": line})));
        assert_eq!(sent.json()["faults"][0]["detail"], "当前的知识版本里没有条目“none”。");
        let asked = get(served, "auditor/city", "/v1/reports/funnel");
        let clicks: i64 = asked["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["clicks"].as_i64().unwrap())
            .sum();
        assert_eq!(clicks, 0, "nobody asked the machine");
        for (who, status) in
            [("li", 403), ("wang", 404), ("agent/city", 404), ("auditor/east", 403)]
        {
            let reply = send(served, who, ("GET", &place(&talk, "assist"), &Value::Null));
            assert_eq!(reply.status, status, "{who}: {}", reply.text());
        }
    });
}

/// An agent with an account of this server, who is away.
fn with_account(served: &Served, name: &str) {
    let db = &served.state.store.db;
    let user = User {
        id: "one".to_owned(),
        name: name.to_owned(),
        password_hash: String::new(),
        roles: r#"["agent"]"#.to_owned(),
        authority: String::new(),
        center: "east".to_owned(),
        created_at: now_ms(),
        disabled_at: None,
    };
    assert!(wait_for(db.add_user(&user)).unwrap());
    let row = AgentRow {
        owner: Owner {
            subject: "staff:one".to_owned(),
            authority: String::new(),
            center: "east".to_owned(),
        },
        number: String::new(),
        skills: "[]".to_owned(),
        capacity: 2,
        presence: "away".to_owned(),
        load: 0,
        idle_since: now_ms(),
        seen_at: now_ms(),
    };
    wait_for(db.put_agent(&row, |count| format!("2440000000{count}"))).unwrap();
}

#[test]
fn agents_see_their_colleagues_and_those_of_other_centers() {
    on_both_with(set_up, |served| {
        for (who, presence) in
            [("agent/east", "busy"), ("agent-2/east", "online"), ("agent/city", "online")]
        {
            be(served, who, presence);
        }
        with_account(served, "王坐席");
        be(served, "agent-3/east", "offline");
        ask(served, "li");
        let told = get(served, "agent/east", "/v1/agents");
        assert_eq!(
            (&told["center"], &told["center_name"], &told["total"]),
            (&json!("east"), &json!("东区运营中心"), &json!(3))
        );
        let shown: Vec<[&Value; 4]> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| ["agent", "name", "presence", "load"].map(|field| &one[field]))
            .collect();
        assert_eq!(
            json!(shown),
            json!([
                ["agent-2 of east", null, "online", 1],
                ["staff:one", "王坐席", "away", 0],
                ["agent-3 of east", null, "offline", 0],
            ]),
            "those who take people first, and never oneself"
        );
        assert_eq!(told["items"][0]["number"].as_str().map(str::len), Some(11));
        let city = get(served, "supervisor/east", "/v1/agents?center=city");
        assert_eq!(
            (&city["total"], &city["items"][0]["agent"]),
            (&json!(1), &json!("agent of city"))
        );
        let nowhere = send(served, "agent/east", ("GET", "/v1/agents?center=moon", &Value::Null));
        assert_eq!((nowhere.status, &nowhere.json()["field"]), (422, &json!("center")));
        assert_eq!(send(served, "li", ("GET", "/v1/agents", &Value::Null)).status, 403);
    });
}
