//! 我的消息 and 我的待办 over HTTP: sent once, seen by those they are for when they look, read, done.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::desk::inbox::receipt;
use wenshui_api::desk::notices::read;
use wenshui_api::desk::reader::reader;
use wenshui_api::desk::time::tick;
use wenshui_api::identity::principal::{Principal, Taxpayer};
use wenshui_api::store::owner::Owner;
use wenshui_desk::inbox::{Item, Unread, Wanted};

use crate::support::callers::office;
use crate::support::databases::on_both_with;
use crate::support::held::form_of_slot;
use crate::support::http::{Reply, Request, encoded};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

fn operator() -> String {
    bearer("op", &json!({"staff_roles": ["operator"]}))
}

/// A taxpayer in Guangzhou, as 办税人 of a small-scale taxpayer.
fn li() -> String {
    let claims = json!({"role": "办税人", "region": "440106", "taxpayer_type": "小规模纳税人"});
    bearer("li", &claims)
}

fn post(served: &Served, who: &str, (target, body): (&str, &Value)) -> Reply {
    let body = body.to_string();
    served.send(&Request::post(target, body.as_bytes()).with("authorization", who))
}

fn get(served: &Served, who: &str, target: &str) -> Reply {
    served.send(&Request::get(target).with("authorization", who))
}

fn notice(key: &str, more: &Value) -> Value {
    let mut notice = json!({
        "client_id": key, "category": "policy", "title": "小微企业新政策", "body": "请您查看。",
        "audience": "everyone", "system": "征纳互动"
    });
    for (name, value) in more.as_object().unwrap() {
        notice[name] = value.clone();
    }
    notice
}

fn send(served: &Served, key: &str, more: &Value) -> Value {
    let reply = post(served, &operator(), ("/v1/notices", &notice(key, more)));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn total(served: &Served, who: &str, query: &str) -> i64 {
    let list = get(served, who, &format!("/v1/messages?{query}")).json();
    list["total"].as_i64().unwrap_or_else(|| panic!("{list}"))
}

fn act(served: &Served, who: &str, (id, action): (&Value, &str)) -> Reply {
    let target = format!("/v1/messages/{}/actions", id.as_str().unwrap());
    post(served, who, (&target, &json!({"action": action})))
}

#[test]
fn h_02_an_audience_is_matched_when_somebody_looks() {
    on_both_with(office, |served| {
        let group = |roles: &[&str], regions: &[&str], types: &[&str]| {
            json!({"audience": {"group":
            {"roles": roles, "regions": regions, "taxpayer_types": types}}})
        };
        let audiences = [
            json!({}),
            group(&["办税人", "开票员"], &["440000"], &[]),
            group(&[], &[], &["一般纳税人"]),
            json!({"audience": {"subjects": ["li", "li", "wang"]}}),
            json!({"audience": {"subjects": ["wang"]}}),
            json!({"audience": {"center": "east"}}),
            group(&["agent"], &[], &[]),
        ];
        for (number, audience) in audiences.iter().enumerate() {
            let mut more = audience.clone();
            more["title"] = json!(format!("第{number}件"));
            send(served, &format!("n{number}"), &more);
        }
        let seen = |who: &str| {
            let list = get(served, who, "/v1/messages").json();
            let titles = list["items"].as_array().unwrap().iter();
            let mut seen: Vec<char> =
                titles.map(|one| one["title"].as_str().unwrap().chars().nth(1).unwrap()).collect();
            seen.sort_unstable();
            seen.into_iter().collect::<String>()
        };
        let staff = |role: &str, center: &str| {
            bearer("s", &json!({"staff_roles": [role], "center": center}))
        };
        assert_eq!(seen(&li()), "013");
        // Somebody whom nobody knew when it was sent, and somebody who is something else today.
        let general = json!({"role": "开票员", "region": "310000", "taxpayer_type": "一般纳税人"});
        assert_eq!(seen(&bearer("new", &general)), "02");
        assert_eq!(seen(&bearer("li", &general)), "023");
        assert_eq!(seen(&bearer("wang", &json!({"center": "east"}))), "034");
        assert_eq!(seen(&staff("agent", "east")), "056");
        assert_eq!(seen(&staff("agent", "west")), "06");
        assert_eq!(seen(&staff("auditor", "east")), "0");
        assert_eq!(served.get("/v1/messages").status, 401);
    });
}

#[test]
fn h_02_a_notice_sent_again_is_the_same_and_another_is_refused() {
    on_both_with(believe, |served| {
        let ids: Vec<Value> = std::thread::scope(|scope| {
            let sending: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| send(served, "k", &json!({}))["id"].clone()))
                .collect();
            sending.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(total(served, &li(), ""), 1);
        let other =
            post(served, &operator(), ("/v1/notices", &notice("k", &json!({"body": "另一件"}))));
        assert_eq!((other.status, &other.json()["code"]), (409, &json!("key_taken")));
        // Another sender's key is another one.
        let second = bearer("op2", &json!({"staff_roles": ["operator"]}));
        assert_eq!(post(served, &second, ("/v1/notices", &notice("k", &json!({})))).status, 200);
        assert_eq!(total(served, &li(), ""), 2);
        // People who are named in another order are the same people.
        let named = |list: &[&str]| {
            send(served, "l", &json!({"audience": {"subjects": list}}))["id"].clone()
        };
        assert_eq!(named(&["a", "b"]), named(&["b", "a", "b"]));
    });
}

#[test]
fn h_01_h_03_h_04_counts_fall_as_notices_are_read() {
    on_both_with(believe, |served| {
        let todo = send(served, "t", &json!({"handle": "/papers/1", "category": "reminder"}));
        let told = send(served, "n", &json!({"category": "policy"}));
        let counts = || {
            let list = get(served, &li(), "/v1/messages").json();
            let tabs: Vec<String> = list["categories"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|tab| tab["unread"] != 0)
                .map(|tab| format!("{} {}", tab["name"].as_str().unwrap(), tab["unread"]))
                .collect();
            (list["unread"].clone(), tabs.join(" "))
        };
        assert_eq!(
            counts(),
            (json!({"todo": 1, "notice": 1}), "全部 2 税费政策 1 提示提醒 1".to_owned())
        );
        let shown =
            get(served, &li(), &format!("/v1/messages/{}", told["id"].as_str().unwrap())).json();
        assert_eq!(
            shown["state"],
            json!({"name": "unread", "label": "未读"}),
            "looking does not read"
        );
        assert_eq!(shown["allowed_actions"], json!(["read", "favor"]));
        let read = act(served, &li(), (&told["id"], "read")).json();
        assert_eq!((&read["state"]["label"], read["read_at"].is_string()), (&json!("已读"), true));
        assert_eq!(counts(), (json!({"todo": 1, "notice": 0}), "全部 1 提示提醒 1".to_owned()));
        let again = act(served, &li(), (&told["id"], "read"));
        assert_eq!((again.status, &again.json()["code"]), (409, &json!("not_in_this_state")));
        // What one has read another has not.
        assert_eq!(
            get(served, &bearer("wang", &json!({})), "/v1/messages").json()["unread"],
            json!({"todo": 1, "notice": 1})
        );
        let done = act(served, &li(), (&todo["id"], "finish")).json();
        assert_eq!(
            (&done["state"]["name"], &done["allowed_actions"]),
            (&json!("done"), &json!(["favor"]))
        );
        assert_eq!(counts().0, json!({"todo": 0, "notice": 0}));
        let sent =
            get(served, &operator(), &format!("/v1/notices/{}", todo["id"].as_str().unwrap()))
                .json();
        assert_eq!(
            (&sent["read"], &sent["done"], &sent["named"]),
            (&json!(1), &json!(1), &Value::Null)
        );
    });
}

#[test]
fn h_11_what_is_to_do_has_a_list_of_its_own() {
    on_both_with(believe, |served| {
        let ids: Vec<Value> = (0..3)
            .map(|n| {
                send(served, &format!("t{n}"), &json!({"handle": format!("/papers/{n}")}))["id"]
                    .clone()
            })
            .collect();
        send(served, "n", &json!({}));
        let todos = |query: &str| get(served, &li(), &format!("/v1/todos?{query}")).json();
        act(served, &li(), (&ids[0], "finish"));
        act(served, &li(), (&ids[1], "read"));
        let all = todos("");
        let counts = [&all["total"], &all["open"], &all["done"], &all["unread"]];
        assert_eq!(counts, [&json!(3), &json!(2), &json!(1), &json!(1)]);
        assert_eq!(all["items"][0]["handle"], "/papers/2", "the newest first, with 办理");
        assert_eq!(
            (&todos("is_done=true")["total"], &todos("is_done=false")["total"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(todos("is_done=false&is_read=true")["items"][0]["id"], ids[1]);
        assert_eq!(todos("favorite=true")["code"], "bad_query");
    });
}

/// Twelve notices of all kinds, and what somebody has done with them.
fn fill(served: &Served) {
    let titles = ["税务文书送达 A1", "50% 的_优惠", "红利账单"];
    for n in 0..12 {
        let category = ["policy", "bonus"][n % 2];
        let system = ["征纳互动", "电子税务局"][n / 6];
        let mut more = json!({"title": titles[n % 3], "category": category, "system": system,
            "audience": {"subjects": ["li"]}});
        if n % 4 == 0 {
            more["handle"] = json!("/x");
        }
        let id = send(served, &format!("n{n}"), &more)["id"].clone();
        for action in [["read", "finish", "favor"][n % 3], "favor"] {
            act(served, &li(), (&id, action));
        }
    }
}

#[test]
fn h_08_g_05_a_list_finds_what_the_rules_say() {
    on_both_with(believe, |served| {
        fill(served);
        let owner = Owner { subject: "li".to_owned(), ..Owner::default() };
        let taxpayer =
            Taxpayer { owner, role: None, region: None, taxpayer_type: None, is_visiting: false };
        let now = Timestamp::now();
        let me = wait_for(reader(&served.state, &Principal::Taxpayer(taxpayer), now)).unwrap();
        let db = &served.state.store.db;
        let all = wait_for(db.messages((&me, &Wanted::default()), (0, 100))).unwrap().1;
        assert_eq!(all.len(), 12);
        let notices: Vec<_> =
            all.iter().map(|one| (read(&one.notice).unwrap(), receipt(one).unwrap())).collect();
        let items = || notices.iter().map(|(notice, receipt)| Item { notice, receipt: *receipt });
        let unread = Unread::count(items(), now);
        let listed = get(served, &li(), "/v1/messages").json();
        assert_eq!(listed["unread"], json!({"todo": unread.todo, "notice": unread.notice}));
        let middle = notices[6].0.pushed_at;
        let some = |text: &str| Some(text.to_owned());
        let any = Wanted::default();
        let wanted = [
            Wanted { class: some("todo"), ..any.clone() },
            Wanted { system: some("征纳"), ..any.clone() },
            Wanted { system: some("征纳互动"), is_read: Some(true), ..any.clone() },
            Wanted { name: some("送达 a"), ..any.clone() },
            Wanted { name: some("%"), ..any.clone() },
            Wanted { name: some("0_"), ..any.clone() },
            Wanted { category: some("bonus"), is_read: Some(false), ..any.clone() },
            Wanted { favorite: Some(true), ..any.clone() },
            Wanted { favorite: Some(false), ..any.clone() },
            Wanted { is_done: Some(true), ..any.clone() },
            Wanted { is_done: Some(false), class: some("todo"), ..any.clone() },
            Wanted { received_from: Some(middle), ..any.clone() },
            Wanted { received_until: Some(middle), ..any.clone() },
            Wanted { received_from: Some(middle + 1.second()), ..any.clone() },
            Wanted { received_until: Some(middle - 1.second()), ..any.clone() },
        ];
        for wanted in wanted {
            let (total, found) = wait_for(db.messages((&me, &wanted), (0, 100))).unwrap();
            let expected: Vec<&str> = items()
                .zip(&all)
                .filter(|(item, _)| wanted.matches(*item, now))
                .map(|(_, message)| message.notice.id.as_str())
                .collect();
            let found: Vec<&str> = found.iter().map(|one| one.notice.id.as_str()).collect();
            assert_eq!((total, found), (expected.len() as i64, expected), "{wanted:?}");
        }
        assert_eq!(
            get(served, &li(), "/v1/messages?page=2").json()["items"].as_array().unwrap().len(),
            2
        );
        let name = encoded("送达 a");
        assert_eq!(total(served, &li(), &format!("name={name}&favorite=true")), 4);
        for (query, code) in [
            ("class=x", "bad_value"),
            ("category=x", "unknown_category"),
            ("received_from=x", "bad_moment"),
            ("page=0", "bad_number"),
        ] {
            assert_eq!(get(served, &li(), &format!("/v1/messages?{query}")).json()["code"], code);
        }
    });
}

#[test]
fn h_03_everything_that_fits_is_read_at_once() {
    on_both_with(believe, |served| {
        let kept = send(served, "a", &json!({"category": "policy"}));
        send(served, "b", &json!({"category": "bonus", "audience": {"subjects": ["li"]}}));
        send(served, "c", &json!({"category": "bonus", "handle": "/x"}));
        act(served, &li(), (&kept["id"], "favor"));
        let read =
            |body: &Value| post(served, &li(), ("/v1/messages/read", body)).json()["read"].clone();
        assert_eq!(read(&json!({"category": "bonus", "class": "notice"})), 1);
        assert_eq!(read(&json!({})), 2);
        assert_eq!(read(&json!({})), 0, "nothing is read twice");
        assert_eq!(total(served, &li(), "favorite=true&is_read=true"), 1, "a favorite stays one");
        assert_eq!(total(served, &bearer("wang", &json!({})), "is_read=false"), 2);
    });
}

#[test]
fn h_02_what_is_withdrawn_or_over_is_gone() {
    on_both_with(believe, |served| {
        let until = Timestamp::now() + 1.hour();
        let kept = send(served, "a", &json!({}));
        send(served, "b", &json!({"valid_until": until.to_string()}));
        act(served, &li(), (&kept["id"], "read"));
        let actions = format!("/v1/notices/{}/actions", kept["id"].as_str().unwrap());
        let withdraw = |who: &str| post(served, who, (&actions, &json!({"action": "withdraw"})));
        assert_eq!(withdraw(&li()).status, 403);
        let other = bearer("op2", &json!({"staff_roles": ["operator"]}));
        let withdrawn = withdraw(&other).json();
        assert_eq!((&withdrawn["ended_by"], &withdrawn["read"]), (&json!("op2"), &json!(1)));
        assert_eq!((withdraw(&operator()).status, total(served, &li(), "")), (409, 1));
        let target = format!("/v1/messages/{}", kept["id"].as_str().unwrap());
        assert_eq!(get(served, &li(), &target).status, 404);
        let state = &served.state;
        assert_eq!(wait_for(tick(state, until - 1.second())).unwrap(), 0);
        assert_eq!(
            (wait_for(tick(state, until)).unwrap(), wait_for(tick(state, until)).unwrap()),
            (1, 0)
        );
        assert_eq!(total(served, &li(), ""), 0);
        let expired = get(served, &operator(), "/v1/notices?state=expired").json();
        assert_eq!(
            (&expired["total"], &expired["items"][0]["client_id"]),
            (&json!(1), &json!("b"))
        );
    });
}

#[test]
fn h_05_a_notice_tells_everything_that_is_wrong_and_its_attachments_are_for_its_readers() {
    let served = Served::small(believe);
    let refused = |more: &Value| {
        let problem = post(&served, &operator(), ("/v1/notices", &notice("k", more))).json();
        let faults = problem["faults"].as_array().cloned().unwrap_or_default();
        let faults = faults.iter().map(|one| {
            format!("{} {}", one["field"].as_str().unwrap(), one["rule"].as_str().unwrap())
        });
        std::iter::once(problem["code"].as_str().unwrap().to_owned())
            .chain(faults)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let bad = json!({"title": " ", "category": "x", "links": [{"name": "a", "address": "javascript:alert(1)"}]});
    assert_eq!(refused(&bad), "form, category unknown, title required, links address");
    assert_eq!(
        refused(&json!({"audience": {"group": {"roles": ["boss"]}}})),
        "form, audience unknown"
    );
    assert_eq!(
        refused(&json!({"audience": {"group": {"taxpayer_types": ["small"]}}})),
        "form, audience unknown"
    );
    assert_eq!(refused(&json!({"copies": {"sms": ["13400003624"]}})), "no_way_out");
    assert_eq!(
        refused(&json!({"attachments": [{"id": "nowhere", "name": "x"}]})),
        "form, attachments unknown"
    );
    // What the operator has uploaded is read by those whom the notice reaches, and by no others.
    let begin = Request::post("/v1/conversations", b"{}");
    let (op, hers) = (operator(), li());
    let talk =
        served.send(&begin.with("authorization", &op)).json()["id"].as_str().unwrap().to_owned();
    let upload = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let upload = Request { body: b"text", ..Request::new("POST", &upload) };
    let sent = served.send(&upload.with("authorization", &op)).json();
    let file = sent["attachment"]["id"].as_str().unwrap();
    let more =
        json!({"attachments": [{"id": file, "name": "a.txt"}], "audience": {"subjects": ["li"]}});
    let id = send(&served, "k", &more)["id"].as_str().unwrap().to_owned();
    let of = |file: &str| format!("/v1/messages/{id}/attachments/{file}");
    assert_eq!(get(&served, &hers, &of(file)).text(), "text");
    for (who, target) in [
        (&bearer("wang", &json!({})), of(file)),
        (&hers, of("other")),
        (&hers, format!("/v1/attachments/{file}")),
    ] {
        assert_eq!(get(&served, who, &target).status, 404, "{target}");
    }
    // Nobody sends on what they may not see.
    let talk = served.send(&begin_of(&hers)).json()["id"].as_str().unwrap().to_owned();
    let upload = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let upload = Request { body: b"text", ..Request::new("POST", &upload) };
    let theirs = served.send(&upload.with("authorization", &hers)).json();
    let more = json!({"attachments": [{"id": theirs["attachment"]["id"], "name": "a.txt"}]});
    assert_eq!(refused(&more), "form, attachments unknown");
}

fn begin_of(who: &str) -> Request<'_> {
    Request::post("/v1/conversations", b"{}").with("authorization", who)
}

#[test]
fn h_02_what_the_desk_does_is_told_once_to_whom_it_concerns() {
    on_both_with(believe, |served| {
        let who = bearer("zhao", &json!({"center": "c"}));
        let agent = bearer("agent", &json!({"staff_roles": ["agent"], "center": "c"}));
        let (slot, form) = form_of_slot(90);
        let made = post(served, &who, ("/v1/reservations", &json!({"form": form}))).json();
        let titles = |who: &str| {
            let list = get(served, who, "/v1/messages").json();
            let items = list["items"].as_array().unwrap().iter();
            items.map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(titles(&who), "预约成功");
        let told = get(served, &who, "/v1/messages").json()["items"][0].clone();
        let minute = slot.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
        let words = format!(
            "您的预约（编号 {}）已成功，服务时间：{}。如需取消，请在服务时间开始前办理。",
            made["number"].as_str().unwrap(),
            minute.strftime("%Y-%m-%d %H:%M")
        );
        assert_eq!((&told["body"], &told["system"]), (&json!(words), &json!("征纳互动")));
        let at = |minutes: i64| wait_for(tick(&served.state, slot + minutes.minutes())).unwrap();
        at(-30);
        at(-30);
        at(45);
        at(46);
        assert_eq!(titles(&who), "预约失约 预约履约提醒 预约成功");
        assert_eq!(titles(&agent), "新的分派", "nobody has it, so its center hears of it");
        // What the desk tells single people is nobody's to look through.
        assert_eq!(get(served, &operator(), "/v1/notices").json()["total"], 0);
        let id = told["id"].as_str().unwrap();
        assert_eq!(get(served, &operator(), &format!("/v1/notices/{id}")).status, 404);
    });
}

#[test]
fn what_somebody_was_told_is_erased_with_them_and_forgotten_in_time() {
    on_both_with(believe, |served| {
        let alone = send(served, "a", &json!({"audience": {"subjects": ["li"]}}));
        let two = send(served, "b", &json!({"audience": {"subjects": ["li", "wang"]}}));
        let all = send(served, "c", &json!({}));
        for one in [&alone, &two, &all] {
            act(served, &li(), (&one["id"], "read"));
        }
        let token = li();
        let erase = Request::new("DELETE", "/v1/me").with("authorization", &token);
        assert_eq!(served.send(&erase).status, 200);
        let sent = |one: &Value| {
            get(served, &operator(), &format!("/v1/notices/{}", one["id"].as_str().unwrap()))
        };
        assert_eq!(sent(&alone).status, 404);
        let two = sent(&two).json();
        assert_eq!((&two["audience"], &two["read"]), (&json!({"subjects": ["wang"]}), &json!(0)));
        assert_eq!(sent(&all).json()["read"], 0);
        assert_eq!(total(served, &li(), ""), 1, "what is for everybody is for them again");
        let due = served.state.config.keeping.due(wenshui_api::clock::now_ms() + 731 * 86_400_000);
        for due in due {
            wait_for(served.state.store.db.forget(due)).unwrap();
        }
        assert_eq!(get(served, &operator(), "/v1/notices").json()["total"], 0);
    });
}
