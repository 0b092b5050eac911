//! Human sessions over HTTP: asked for, waited for, talked in, handed on, ended, rated.

use serde_json::{Value, json};
use wenshui_api::desk::floor::dispatch;
use wenshui_api::desk::time::tick;

use crate::support::databases::on_both_with;
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::talks::{act, ask, be, say, send, set_up, show, token};
use crate::support::tokens::bearer;

#[test]
fn k_01_k_05_who_waits_is_told_the_place_and_called_when_a_seat_is_free() {
    on_both_with(set_up, |served| {
        let first = ask(served, "li");
        assert_eq!((&first["state"]["label"], &first["position"]), (&json!("排队中"), &json!(1)));
        assert_eq!((&first["center"], &first["machine_answers"]), (&json!("east"), &json!(true)));
        assert!(!first["center_name"].as_str().unwrap().is_empty());
        assert_eq!(first["agents_present"], false, "nobody has come to work");
        assert_eq!(ask(served, "wang")["position"], 2);
        assert_eq!(ask(served, "zhao")["position"], 3);
        assert_eq!(ask(served, "li")["id"], first["id"], "one session is open at a time");
        let agent = be(served, "agent/east", "online");
        assert_eq!(agent["load"], 2, "two seats, taken by those who came first");
        assert_eq!(agent["number"], "24400000001", "2, the province and eight digits");
        let called = show(served, "li", &first);
        assert_eq!(
            (&called["state"]["name"], &called["machine_answers"]),
            (&json!("active"), &json!(false))
        );
        assert_eq!(called["agent_number"], agent["number"]);
        assert_eq!(called["handler"], Value::Null, "accounts are nothing for taxpayers");
        assert_eq!(show(served, "agent/east", &first)["handler"], "agent of east");
        let waiting = show(served, "zhao", &ask(served, "zhao"));
        assert_eq!((&waiting["position"], &waiting["agents_present"]), (&json!(1), &json!(true)));
        // A seat that gets free is the next one's at once.
        assert_eq!(act(served, "agent/east", (&called, json!({"action": "finish"}))).status, 200);
        assert_eq!(ask(served, "zhao")["state"]["name"], "active");
    });
}

#[test]
fn k_02_n_01_leaving_the_queue_and_ending_give_everything_back() {
    on_both_with(set_up, |served| {
        let waiting = ask(served, "li");
        let left = act(served, "li", (&waiting, json!({"action": "cancel"}))).json();
        assert_eq!(
            (&left["state"]["label"], &left["allowed_actions"]),
            (&json!("已取消"), &json!([]))
        );
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        assert_ne!(talk["id"], left["id"], "what was left is over");
        let ended = act(served, "li", (&talk, json!({"action": "end"}))).json();
        assert_eq!(
            (&ended["state"]["label"], &ended["rating_asked"]),
            (&json!("已结束"), &json!(true))
        );
        let again = act(
            served,
            "li",
            (&talk, json!({"action": "write", "line": {"kind": "text", "text": "还在吗"}})),
        );
        assert_eq!((again.status, &again.json()["state"]), (409, &json!("ended")));
        let rated = act(served, "li", (&talk, json!({"action": "rate", "verdict": "solved"})));
        assert_eq!(rated.status, 200);
        let twice = act(served, "li", (&talk, json!({"action": "rate", "verdict": "unsolved"})));
        assert_eq!(twice.status, 409, "a rating is given once");
        assert_eq!(be(served, "agent/east", "online")["load"], 0);
    });
}

#[test]
fn l_01_lines_go_both_ways_in_one_order_and_whispers_to_the_agent_alone() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        assert_eq!(say(served, "li", (&talk, "write", "发票额度不够")), 200);
        assert_eq!(say(served, "agent/east", (&talk, "reply", "请问是数电票吗")), 200);
        assert_eq!(say(served, "supervisor/east", (&talk, "whisper", "先看主管机关")), 200);
        assert_eq!(say(served, "li", (&talk, "write", "是")), 200);
        assert_eq!(say(served, "wang", (&talk, "write", "我也问")), 404);
        assert_eq!(say(served, "agent/city", (&talk, "reply", "我也答")), 404);
        assert_eq!(say(served, "agent-2/east", (&talk, "reply", "我也答")), 403);
        assert_eq!(say(served, "li", (&talk, "write", &"长".repeat(301))), 422, "B-01");
        let target = format!("/v1/sessions/{}/events?after=3", talk["id"].as_str().unwrap());
        let told = |who: &str| -> Vec<String> {
            let events = send(served, who, ("GET", &target, &Value::Null)).json();
            let items = events["items"].as_array().unwrap().clone();
            items
                .iter()
                .map(|event| {
                    format!(
                        "{} {} {}",
                        event["number"],
                        event["action"].as_str().unwrap(),
                        event["line"]["text"].as_str().unwrap()
                    )
                })
                .collect()
        };
        let all = [
            "4 write 发票额度不够",
            "5 reply 请问是数电票吗",
            "6 whisper 先看主管机关",
            "7 write 是",
        ];
        assert_eq!(told("agent/east"), all);
        assert_eq!(told("li"), [all[0], all[1], all[3]]);
    });
}

#[test]
fn who_takes_over_speaks_and_nothing_is_passed_on_to_nobody() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        for (field, nobody) in [("to_agent", "ghost"), ("to_center", "nowhere")] {
            let told =
                act(served, "agent/east", (&talk, json!({"action": "transfer", field: nobody})));
            assert_eq!((told.status, &told.json()["faults"][0]["field"]), (422, &json!(field)));
        }
        // Who may not pass it on does not learn who is there.
        for who in ["li", "wang"] {
            let asked = |agent: &str| {
                act(served, who, (&talk, json!({"action": "transfer", "to_agent": agent}))).status
            };
            assert_eq!(asked("ghost"), asked("agent of east"), "{who}");
        }
        let since = || {
            let id = talk["id"].as_str().unwrap();
            let matter = wait_for(served.state.store.db.matter("session", id)).unwrap();
            matter.unwrap().filed.accepted_at
        };
        let connected = since();
        let taken = act(served, "supervisor/east", (&talk, json!({"action": "take_over"})));
        assert_eq!(taken.status, 200, "{}", taken.text());
        assert_eq!(say(served, "supervisor/east", (&talk, "reply", "我来处理")), 200);
        assert_eq!(say(served, "agent/east", (&talk, "reply", "好")), 403);
        assert_eq!(since(), connected, "waiting was over when the first agent came");
    });
}

#[test]
fn j_08_j_09_where_nobody_serves_it_says_why() {
    let served = Served::small(set_up);
    let asked = |authority: &str| {
        let token = bearer("somebody", &json!({"authority": authority}));
        let request = Request::post("/v1/sessions", b"{}").with("authorization", &token);
        let reply = served.send(&request);
        (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(asked("14402000000"), (409, "closed_now".to_owned()));
    assert_eq!(asked("19999999999"), (409, "no_center".to_owned()));
    assert_eq!(asked("14401060000").0, 200);
    let wrong = send(&served, "li", ("POST", "/v1/sessions", &json!({"region": "44"})));
    assert_eq!((wrong.status, &wrong.json()["code"]), (422, &json!("unknown_region")));
}

#[test]
fn an_agent_of_no_center_is_told_so_and_taxpayers_talk_only_so_fast() {
    let served = Served::small(|config| {
        set_up(config);
        config.requests_per_minute = 5;
    });
    let body = json!({"presence": "online"});
    let nowhere = send(&served, "agent/nowhere", ("PUT", "/v1/agents/me", &body));
    assert_eq!((nowhere.status, &nowhere.json()["code"]), (409, &json!("no_center")));
    be(&served, "agent/east", "online");
    let talk = ask(&served, "li");
    let said: Vec<u16> = (0..20).map(|_| say(&served, "li", (&talk, "write", "在吗"))).collect();
    assert_eq!((said[0], said.contains(&429)), (200, true), "{said:?}");
    let answered = (0..20).all(|_| say(&served, "agent/east", (&talk, "reply", "在")) == 200);
    assert!(answered, "agents serve many at once");
}

#[test]
fn somebody_without_a_token_is_known_by_the_conversation() {
    let served = Served::small(set_up);
    let talk = served.answer(&json!({"question": "征收率是多少"}));
    let body = json!({"conversation_id": talk["conversation_id"], "region": "440106"}).to_string();
    let asked = served.send(&Request::post("/v1/sessions", body.as_bytes()));
    assert_eq!(asked.status, 200, "{}", asked.text());
    let session = asked.json();
    assert_eq!(session["conversation_id"], talk["conversation_id"]);
    let target = format!("/v1/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(served.get(&target).json()["position"], 1);
    assert_eq!(served.send(&Request::post("/v1/sessions", b"{}")).status, 401);
}

#[test]
fn n_04_l_12_a_talk_is_handed_on_to_another_center_and_no_seat_is_lost() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        be(served, "agent/city", "online");
        let asked =
            act(served, "agent/east", (&talk, json!({"action": "transfer", "to_center": "city"})));
        assert_eq!(asked.status, 200, "{}", asked.text());
        let during = show(served, "li", &talk);
        let allowed = during["allowed_actions"].as_array().unwrap();
        assert!(
            !allowed.contains(&json!("end")) && allowed.contains(&json!("close_window")),
            "{allowed:?}"
        );
        let taken = act(served, "agent/city", (&talk, json!({"action": "accept_transfer"})));
        assert_eq!(taken.status, 200, "{}", taken.text());
        assert_eq!(
            (&taken.json()["center"], &taken.json()["state"]["name"]),
            (&json!("city"), &json!("active"))
        );
        assert_eq!(say(served, "agent/city", (&talk, "reply", "我来继续")), 200);
        assert_eq!(say(served, "agent/east", (&talk, "reply", "我也在")), 404);
        assert_eq!(be(served, "agent/east", "online")["load"], 0);
        assert_eq!(be(served, "agent/city", "online")["load"], 1);
    });
}

#[test]
fn who_is_erased_while_talking_leaves_a_seat_behind() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        assert_eq!(talk["state"]["name"], "active");
        assert_eq!(send(served, "li", ("DELETE", "/v1/me", &json!({}))).status, 200);
        assert_eq!(be(served, "agent/east", "online")["load"], 0);
        assert_eq!(show(served, "agent/east", &talk)["code"], "unknown_matter");
    });
}

#[test]
fn many_ask_and_many_come_at_once_and_everybody_is_connected_once() {
    on_both_with(set_up, |served| {
        std::thread::scope(|scope| {
            for n in 0..12 {
                scope.spawn(move || ask(served, &format!("p{n}")));
            }
        });
        std::thread::scope(|scope| {
            for n in 0..4 {
                scope.spawn(move || be(served, &format!("agent-{n}/east"), "online"));
            }
        });
        wait_for(dispatch(&served.state, jiff::Timestamp::now())).unwrap();
        let loads: Vec<i64> = (0..4)
            .map(|n| be(served, &format!("agent-{n}/east"), "online")["load"].as_i64().unwrap())
            .collect();
        assert_eq!(loads, [2, 2, 2, 2]);
        let list =
            send(served, "supervisor/east", ("GET", "/v1/sessions?state=active", &Value::Null));
        assert_eq!(list.json()["total"], 8);
        // Those who came first were served first, whoever served them.
        let waiting =
            send(served, "supervisor/east", ("GET", "/v1/sessions?state=waiting", &Value::Null))
                .json();
        let came = |list: &Value| -> Vec<jiff::Timestamp> {
            let items = list["items"].as_array().unwrap();
            items.iter().map(|item| item["created_at"].as_str().unwrap().parse().unwrap()).collect()
        };
        let served_last = came(&list.json()).into_iter().max();
        assert!(served_last <= came(&waiting).into_iter().min());
    });
}

#[test]
fn k_03_a_long_wait_offers_a_note_and_ends_at_last() {
    on_both_with(set_up, |served| {
        let waiting = ask(served, "li");
        let rules = &served.state.desk.profile.session;
        let later =
            |seconds: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        wait_for(tick(&served.state, later(rules.queue_timeout_s + 5))).unwrap();
        let target = format!("/v1/sessions/{}/events", waiting["id"].as_str().unwrap());
        let events = send(served, "li", ("GET", &target, &Value::Null)).json();
        assert_eq!(events["items"][1]["action"], "offer");
        assert_eq!(show(served, "li", &waiting)["state"]["name"], "waiting");
        wait_for(tick(&served.state, later(rules.queue_max_s + 5))).unwrap();
        assert_eq!(show(served, "li", &waiting)["state"]["name"], "cancelled");
    });
}

#[test]
fn who_says_the_same_again_goes_on_with_the_same_shift() {
    on_both_with(set_up, |served| {
        for presence in ["online", "online", "busy", "away", "away", "online"] {
            be(served, "agent/east", presence);
        }
        let erased = send(served, "agent/east", ("DELETE", "/v1/me", &json!({}))).json();
        assert_eq!(erased["erased"]["agent_shifts"], 2, "one before the break and one after it");
    });
}

#[test]
fn while_somebody_talks_the_machine_takes_no_files() {
    let served = Served::small(set_up);
    be(&served, "agent/east", "online");
    let begun = send(&served, "li", ("POST", "/v1/conversations", &json!({}))).json();
    let talk = begun["id"].as_str().unwrap();
    let handover = format!("/v1/conversations/{talk}/handover");
    let handed = send(&served, "li", ("POST", &handover, &json!({}))).json()["handed_to"].clone();
    assert_eq!(handed["state"], "active");
    let target = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let token = token("li");
    let sent = || {
        let request = Request { body: b"text", ..Request::new("POST", &target) };
        served.send(&request.with("authorization", &token))
    };
    let refused = sent();
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("with_person")));
    assert_eq!(refused.json()["session_id"], handed["session_id"]);
    let session = json!({"id": handed["session_id"]});
    assert_eq!(act(&served, "li", (&session, json!({"action": "end"}))).status, 200);
    assert_eq!(sent().status, 200);
}

#[test]
fn what_an_agent_does_not_say_stays_as_it_was() {
    on_both_with(set_up, |served| {
        let me = |body: Value| send(served, "agent/east", ("PUT", "/v1/agents/me", &body));
        me(json!({"presence": "online", "skills": ["invoice"], "capacity": 5}));
        let busy = me(json!({"presence": "busy"})).json();
        assert_eq!((&busy["skills"], &busy["capacity"]), (&json!(["invoice"]), &json!(5)));
        let shown = send(served, "agent/east", ("GET", "/v1/agents/me", &Value::Null)).json();
        assert_eq!(shown, busy);
        let unknown = me(json!({"presence": "online", "skills": ["nope"]}));
        assert_eq!((unknown.status, &unknown.json()["field"]), (422, &json!("skills")));
        let asked = send(served, "li", ("POST", "/v1/sessions", &json!({"skill": "nope"})));
        assert_eq!((asked.status, &asked.json()["field"]), (422, &json!("skill")));
    });
}

#[test]
fn a_supervisor_who_took_over_sends_files_too() {
    let served = Served::small(set_up);
    be(&served, "agent/east", "online");
    let talk = ask(&served, "li");
    let target = format!("/v1/sessions/{}/attachments?name=a.txt", talk["id"].as_str().unwrap());
    let token = token("supervisor/east");
    let sent = || {
        let request = Request { body: b"text", ..Request::new("POST", &target) };
        served.send(&request.with("authorization", &token)).status
    };
    assert_eq!(sent(), 403, "who looks on sends nothing");
    let taken = act(&served, "supervisor/east", (&talk, json!({"action": "take_over"})));
    assert_eq!((taken.status, sent()), (200, 200));
}
