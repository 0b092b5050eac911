//! Who may see what: every route, every role, and whose the thing is, held to the table of access.

mod documents;
mod looks;
mod maintained;
mod office;
mod routes;
mod sent;
mod worked;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::store::canned::Canned;
use wenshui_api::store::conversation::Beginning;
use wenshui_api::store::interception::{Direction, NewInterception};
use wenshui_api::store::owner::Owner;
use wenshui_api::store::turn::{NewTurn, Offered};
use wenshui_api::store::write::Write;

use self::routes::{HELD, LIST, MAKING, MINE, OPEN, REPORT, THINGS};
use crate::access::looks::LOOKS;
use crate::access::maintained::MAINTAINED;
use crate::access::sent::{attach, keep_file};
use crate::support::centers::always_open;
use crate::support::contract::document;
use crate::support::held::hold;
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::stream::{Socket, Sse};
use crate::support::tokens::{bearer, believe};

#[derive(Deserialize)]
struct Table {
    actions: BTreeMap<String, Rule>,
}

#[derive(Deserialize)]
struct Rule {
    own: Vec<String>,
    center: Vec<String>,
    any: Vec<String>,
}

fn table() -> Table {
    toml::from_str(include_str!("../../data/access.toml")).expect("the table is TOML")
}

/// The center of everybody who asks here.
const CENTER: &str = "east";
const STAFF: [&str; 7] =
    ["agent", "supervisor", "maintainer", "reviewer", "publisher", "operator", "auditor"];
const CAPACITIES: [&str; 4] = ["法定代表人", "财务负责人", "办税人", "开票员"];

/// Somebody who asks: the role of the table, and the token.
struct Asker {
    role: &'static str,
    subject: &'static str,
    token: Option<String>,
}

fn askers() -> Vec<Asker> {
    let mut askers = vec![Asker { role: "anonymous", subject: "", token: None }];
    for capacity in CAPACITIES {
        let token =
            bearer("me", &json!({"role": capacity, "center": CENTER, "taxpayer_type": "自然人"}));
        askers.push(Asker { role: "taxpayer", subject: "me", token: Some(token) });
    }
    for role in STAFF {
        let token = bearer("me", &json!({"staff_roles": [role], "center": CENTER}));
        askers.push(Asker { role, subject: "me", token: Some(token) });
    }
    askers
}

/// Whose the thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The asker's; of somebody without a token, it is what is anonymous.
    Own,
    /// Of somebody without a token, by whoever knows its id.
    Anonymous,
    /// Of somebody else of the same center.
    SameCenter,
    /// Of somebody else.
    Foreign,
}

fn owner(asker: &Asker, whose: Whose, id: &str) -> Owner {
    let of = |subject: &str, center: &str| Owner {
        subject: subject.to_owned(),
        authority: String::new(),
        center: center.to_owned(),
    };
    match whose {
        Whose::Own if asker.token.is_some() => of(asker.subject, CENTER),
        Whose::Own | Whose::Anonymous => Owner::anonymous(id),
        Whose::SameCenter => of("somebody", CENTER),
        Whose::Foreign => of("somebody", "elsewhere"),
    }
}

fn expected(rule: &Rule, asker: &Asker, whose: Whose) -> bool {
    let within = |roles: &[String]| roles.iter().any(|role| role == asker.role);
    let own = matches!(whose, Whose::Own | Whose::Anonymous) && within(&rule.own);
    // What is anonymous belongs to no center.
    let own_center = asker.token.is_some() && matches!(whose, Whose::Own | Whose::SameCenter);
    own || (own_center && within(&rule.center)) || within(&rule.any)
}

/// A conversation with one answered turn and an interception, all with one owner.
fn plant(served: &Served, id: &str, owner: &Owner) {
    let conversation =
        Beginning { id: id.to_owned(), owner: owner.clone(), ..Beginning::default() };
    let turn = NewTurn {
        conversation,
        begins: true,
        answer_id: format!("answer-{id}"),
        client_id: None,
        source: "typed",
        question: "问".to_owned(),
        option_id: None,
        decision: "answer",
        entry_id: Some("bare".to_owned()),
        confidence: 0.9,
        kb_version: "v".to_owned(),
        reply: "{}".into(),
        guard_action: "pass",
        guard_rule: None,
        emotion: None,
        offered: Offered::default(),
        unsolved: false,
        stopped: Vec::new(),
        created_at: now_ms(),
    };
    let stopped = NewInterception {
        id: format!("stopped-{id}"),
        conversation_id: id.to_owned(),
        owner: owner.clone(),
        rule: "r".to_owned(),
        action: "block".to_owned(),
        text_hash: "h".to_owned(),
        direction: Direction::In,
        entry_id: None,
        created_at: now_ms(),
    };
    let writer = &served.state.store.writer;
    wait_for(writer.write(Write::Turn(Box::new(turn)))).unwrap();
    wait_for(writer.write(Write::Interception(Box::new(stopped)))).unwrap();
    let reply = Canned {
        id: id.to_owned(),
        owner: owner.clone(),
        title: "a".to_owned(),
        text: "b".to_owned(),
        created_at: now_ms(),
        updated_at: now_ms(),
    };
    assert!(wait_for(served.state.store.db.add_canned(&reply, 1_000_000)).unwrap());
    hold(served, id, owner);
}

fn send(served: &Served, asker: &Asker, (route, body): (&str, &str)) -> u16 {
    let (method, target) = route.split_once(' ').expect("a method and a path");
    let method = method.to_uppercase();
    let mut headers = vec![("content-type", "application/json")];
    if let Some(token) = &asker.token {
        headers.push(("authorization", token));
    }
    let named = format!("{target}?name=a.txt");
    let takes = target.ends_with("/attachments") || target == "/v1/files";
    let target = if takes { &named } else { target };
    if target == "/v1/agents/me/socket" {
        return Socket::open(served.address, target, &headers).err().unwrap_or(101);
    }
    let conversation = target.starts_with("/v1/conversations") && target.ends_with("/events");
    let job = target.starts_with("/v1/jobs") && target.ends_with("/events");
    if conversation || job || target.ends_with("/stream") {
        return Sse::open(served.address, target, &headers).status;
    }
    let request = Request { headers, body: body.as_bytes(), ..Request::new(&method, target) };
    served.connect().ask(&request).status
}

#[test]
fn every_documented_route_is_in_this_table() {
    let mut listed: Vec<&str> = OPEN.to_vec();
    listed.extend(MINE.iter().map(|row| row.0));
    listed.extend(THINGS.iter().map(|row| row.0));
    let told = office::routes();
    listed.extend(told.iter().map(String::as_str));
    listed.extend([LIST.0, REPORT.0]);
    listed.extend(worked::routes());
    listed.extend(LOOKS.iter().map(|row| row.0));
    listed.extend(MAINTAINED.iter().map(|row| row.0));
    listed.extend(MAKING.iter().map(|row| row.0).chain(HELD.iter().map(|row| row.0)));
    listed.sort_unstable();
    let paths = document()["paths"].as_object().unwrap();
    let routes = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
    });
    let mut routes: Vec<String> = routes.collect();
    routes.sort_unstable();
    assert_eq!(listed, routes);
}

#[test]
fn r6_everybody_does_what_the_table_says_and_nothing_else() {
    let served = Served::small(|config| {
        believe(config);
        config.requests_per_minute = 100_000;
    });
    let (table, askers) = (table(), askers());
    let numbered: Vec<(usize, &Asker)> = askers.iter().enumerate().collect();
    // Some at once, because each waits for the disk most of the time.
    let faults: Vec<String> = std::thread::scope(|scope| {
        let ask = |some: &[(usize, &Asker)]| -> Vec<String> {
            some.iter().flat_map(|one| asks_everything(&served, &table, *one)).collect()
        };
        let asking: Vec<_> =
            numbered.chunks(3).map(|some| scope.spawn(move || ask(some))).collect();
        asking.into_iter().flat_map(|one| one.join().expect("asking ends")).collect()
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What somebody could do and should not, or should and could not.
fn asks_everything(
    served: &Served,
    table: &Table,
    (number, asker): (usize, &Asker),
) -> Vec<String> {
    let mut faults = Vec::new();
    for whose in [Whose::Own, Whose::Anonymous, Whose::SameCenter, Whose::Foreign] {
        let planted = |place: usize| {
            let id = format!("talk{}", (number * 4 + whose as usize) * (THINGS.len() + 1) + place);
            plant(served, &id, &owner(asker, whose, &id));
            id
        };
        // Looking changes nothing, so that all may look at the same.
        let looked_at = planted(THINGS.len());
        for (place, (route, action, body)) in THINGS.into_iter().enumerate() {
            let id = if route.starts_with("get ") { looked_at.clone() } else { planted(place) };
            let id = if route.contains("interceptions") { format!("stopped-{id}") } else { id };
            let id = match route {
                route if route.contains("/attachments/") => attach(served, &id),
                route if route.contains("/files/") => {
                    keep_file(served, &id, &owner(asker, whose, &id))
                }
                _ => id,
            };
            let told = route.replace("{answer_id}", &format!("answer-{id}")).replace("{id}", &id);
            let status = send(served, asker, (&told, &body.replace("{id}", &id)));
            let may = !matches!(status, 401 | 403 | 404);
            if may != expected(&table.actions[action], asker, whose) || status >= 500 {
                faults.push(format!("{} {whose:?} {route}: {status}", asker.role));
            }
        }
    }
    faults
}

#[test]
fn r6_who_has_no_center_is_not_of_the_center_of_those_without() {
    let served = Served::small(believe);
    let nobodys = Owner { subject: "somebody".to_owned(), ..Owner::default() };
    plant(&served, "talk", &nobodys);
    let (table, mut faults) = (table(), Vec::new());
    for role in STAFF {
        let token = bearer("me", &json!({"staff_roles": [role]}));
        let asker = Asker { role, subject: "me", token: Some(token) };
        let rows = [
            ("get /v1/conversations/talk/turns", "read_conversation"),
            ("get /v1/conversations/talk/packet", "read_packet"),
            ("get /v1/interceptions", "list_interceptions"),
            ("get /v1/reports/funnel", "read_funnel"),
            ("post /v1/interceptions/stopped-talk/release", "release_interception"),
        ];
        for (route, action) in rows {
            let status = send(&served, &asker, (route, "{}"));
            let may = !matches!(status, 401 | 403 | 404);
            if may != expected(&table.actions[action], &asker, Whose::Foreign) || status >= 500 {
                faults.push(format!("{role} {route}: {status}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn r6_what_is_ones_own_is_had_by_those_whom_the_table_names() {
    let served = Served::small(|config| {
        believe(config);
        always_open(config);
    });
    let (table, mut faults) = (table(), Vec::new());
    for asker in &askers() {
        for (route, action, body) in MINE {
            let named = asker.token.is_some()
                || matches!(
                    action,
                    "take_ticket"
                        | "read_messages"
                        | "answer_surveys"
                        | "serve"
                        | "keep_replies"
                        | "keep_files"
                );
            let query = if named { "" } else { "?conversation_id=talk" };
            let target = format!("{}{query}", route.replace("{entry_id}", "bare"));
            let status = send(&served, asker, (&target, body));
            let may = !matches!(status, 401 | 403 | 404);
            if may != expected(&table.actions[action], asker, Whose::Own) || status >= 400 && may {
                faults.push(format!("{} {route}: {status}", asker.role));
            }
        }
        // Nobody in particular has nothing of their own.
        if asker.token.is_none() {
            assert_eq!(send(&served, asker, ("get /v1/favorites", "")), 401);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn r6_only_those_make_something_whom_the_table_names() {
    let served = Served::small(believe);
    let (table, mut faults) = (table(), Vec::new());
    for asker in &askers() {
        for (route, action, body) in MAKING {
            let rule = &table.actions[action];
            let within = |roles: &[String]| roles.iter().any(|role| role == asker.role);
            let makes = [&rule.own, &rule.center, &rule.any].into_iter().any(|roles| within(roles));
            let expected = if makes { 422 } else { 403 };
            let expected = if asker.token.is_none() { 401 } else { expected };
            let status = send(&served, asker, (route, body));
            if status != expected {
                faults.push(format!("{} {route}: {status}, not {expected}", asker.role));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn r6_lists_of_the_desk_hold_what_may_be_seen_and_nothing_else() {
    let served = Served::small(believe);
    let some = Asker { role: "", subject: "me", token: Some(String::new()) };
    for (number, whose) in [Whose::Own, Whose::SameCenter, Whose::Foreign].into_iter().enumerate() {
        let id = format!("held{number}");
        hold(&served, &id, &owner(&some, whose, &id));
    }
    for (route, action) in HELD {
        let rule = &table().actions[action];
        let target = route.split_once(' ').unwrap().1;
        for asker in &askers() {
            let request = Request::get(target);
            let request = match &asker.token {
                Some(token) => request.with("authorization", token),
                None => request,
            };
            let reply = served.send(&request);
            let within = |roles: &[String]| roles.iter().any(|role| role == asker.role);
            let wanted = match (within(&rule.any), within(&rule.center), within(&rule.own)) {
                (true, _, _) => 3,
                (false, true, _) => 2,
                // Nobody in particular has no list, though they may own a thing.
                (false, false, true) if asker.token.is_some() => 1,
                (false, false, _) => {
                    let refused = if asker.token.is_some() { 403 } else { 401 };
                    assert_eq!(reply.status, refused, "{} {route}", asker.role);
                    continue;
                }
            };
            assert_eq!(reply.json()["total"], wanted, "{} {route}", asker.role);
        }
    }
}

#[test]
fn r6_a_list_holds_what_may_be_seen_and_nothing_else() {
    let served = Served::small(believe);
    let rule = &table().actions[LIST.1];
    let some = Asker { role: "", subject: "me", token: Some(String::new()) };
    let planted = [Whose::Own, Whose::Anonymous, Whose::SameCenter, Whose::Foreign];
    for (number, whose) in planted.into_iter().enumerate() {
        let id = format!("talk{number}");
        plant(&served, &id, &owner(&some, whose, &id));
    }
    for asker in &askers() {
        let request = Request::get("/v1/interceptions");
        let request = match &asker.token {
            Some(token) => request.with("authorization", token),
            None => request,
        };
        let reply = served.send(&request);
        let reaches = |roles: &[String]| roles.iter().any(|role| role == asker.role);
        let wanted: Vec<usize> = match (reaches(&rule.any), reaches(&rule.center)) {
            (true, _) => vec![3, 2, 1, 0],
            (false, true) => vec![2, 0],
            (false, false) => {
                let refused = if asker.token.is_some() { 403 } else { 401 };
                assert_eq!(reply.status, refused, "{}", asker.role);
                continue;
            }
        };
        let seen: Vec<Value> = reply.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect();
        let wanted: Vec<Value> =
            wanted.iter().map(|number| json!(format!("stopped-talk{number}"))).collect();
        assert_eq!(seen, wanted, "{}", asker.role);
    }
}

#[test]
fn r6_a_report_counts_what_may_be_seen_and_nothing_else() {
    let served = Served::small(believe);
    let rule = &table().actions[REPORT.1];
    let some = Asker { role: "", subject: "me", token: Some(String::new()) };
    for (number, whose) in [Whose::Own, Whose::Anonymous, Whose::Foreign].into_iter().enumerate() {
        let id = format!("talk{number}");
        plant(&served, &id, &owner(&some, whose, &id));
    }
    for asker in &askers() {
        let request = Request::get("/v1/reports/funnel");
        let request = match &asker.token {
            Some(token) => request.with("authorization", token),
            None => request,
        };
        let reply = served.send(&request);
        let reaches = |roles: &[String]| roles.iter().any(|role| role == asker.role);
        let (clicks, center) = match (reaches(&rule.any), reaches(&rule.center)) {
            (true, _) => (3, Value::Null),
            (false, true) => (1, json!(CENTER)),
            (false, false) => {
                let refused = if asker.token.is_some() { 403 } else { 401 };
                assert_eq!(reply.status, refused, "{}", asker.role);
                continue;
            }
        };
        let report = reply.json();
        assert_eq!(report["center"], center, "{}", asker.role);
        assert_eq!(report["items"][0]["clicks"], clicks, "{}", asker.role);
    }
}
