//! Who may see what: every route, every role, and whose the thing is, held to the table of access.

mod looks;
mod sent;

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

use crate::access::looks::LOOKS;
use crate::access::sent::attach;
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
        let token = bearer("me", &json!({"role": capacity, "center": CENTER}));
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

/// Routes that are open to everybody, whoever they are.
const OPEN: [&str; 16] = [
    "get /healthz",
    "get /metrics",
    "get /readyz",
    "get /v1/entries/{id}",
    "get /v1/guesses",
    "get /v1/hot",
    "get /v1/hotwords",
    "get /v1/service",
    "get /v1/shared/{token}",
    "get /v1/shortcuts",
    "get /v1/suggestions",
    "get /v1/topics",
    "get /v1/topics/{name}/questions",
    "get /v1/versions",
    "post /v1/conversations",
    "post /v1/login",
];
/// Routes on what is one's own by its nature, with their action and a body.
const MINE: [(&str, &str, &str); 9] = [
    ("put /v1/agents/me", "serve", r#"{"presence": "online"}"#),
    ("get /v1/agents/me/socket", "serve", ""),
    ("get /v1/replies", "keep_replies", ""),
    ("get /v1/favorites", "keep_favorites", ""),
    ("put /v1/favorites/{entry_id}", "keep_favorites", ""),
    ("delete /v1/favorites/{entry_id}", "keep_favorites", ""),
    ("put /v1/shortcuts", "choose_shortcuts", r#"{"keys": []}"#),
    ("delete /v1/me", "erase_self", ""),
    ("post /v1/tickets", "take_ticket", r#"{"conversation_id": "x"}"#),
];
/// Routes on a thing that is somebody's, with their action and a body.
const THINGS: [(&str, &str, &str); 28] = [
    ("get /v1/sessions/{id}", "read_matter", ""),
    ("get /v1/sessions/{id}/stream", "read_matter", ""),
    ("get /v1/sessions/{id}/socket", "read_matter", ""),
    ("get /v1/sessions/{id}/assist", "assist_agent", ""),
    ("put /v1/sessions/{id}/marks", "speak", r#"{"read_to": 1}"#),
    // Nobody is there to be spoken to yet, so it is refused by the state, not by who asks.
    ("post /v1/sessions/{id}/typing", "speak", ""),
    ("post /v1/sessions/{id}/attachments", "speak", "text"),
    ("put /v1/replies/{id}", "keep_replies", r#"{"title": "a", "text": "b"}"#),
    ("delete /v1/replies/{id}", "keep_replies", ""),
    ("get /v1/sessions/{id}/events", "read_matter", ""),
    ("post /v1/sessions/{id}/actions", "move_matter", r#"{"action": "rate", "verdict": "solved"}"#),
    ("get /v1/reservations/{id}", "read_matter", ""),
    ("get /v1/invitations/{id}", "read_matter", ""),
    // Nothing that has just been made can end, so it is refused by its state, not by who asks.
    ("post /v1/reservations/{id}/actions", "move_matter", r#"{"action": "end"}"#),
    ("post /v1/invitations/{id}/actions", "move_matter", r#"{"action": "end"}"#),
    ("post /v1/answers", "ask", r#"{"question": "征收率是多少", "conversation_id": "{id}"}"#),
    ("get /v1/conversations/{id}", "read_conversation", ""),
    ("get /v1/conversations/{id}/turns", "read_conversation", ""),
    ("get /v1/conversations/{id}/events", "read_conversation", ""),
    ("get /v1/conversations/{id}/socket", "read_conversation", ""),
    ("post /v1/conversations/{id}/end", "end_conversation", ""),
    ("post /v1/conversations/{id}/attachments", "send_attachment", "text"),
    ("get /v1/attachments/{id}", "read_attachment", ""),
    ("post /v1/conversations/{id}/handover", "request_handover", "{}"),
    ("get /v1/conversations/{id}/packet", "read_packet", ""),
    ("post /v1/answers/{answer_id}/share", "share_answer", ""),
    ("put /v1/answers/{answer_id}/feedback", "give_feedback", r#"{"useful": true}"#),
    ("post /v1/interceptions/{id}/release", "release_interception", ""),
];
/// Routes that make something, with their action; what they are sent is refused for its time.
const MAKING: [(&str, &str, &str); 4] = [
    ("post /v1/replies", "keep_replies", r#"{"title": "", "text": ""}"#),
    (
        "post /v1/sessions",
        "ask_for_person",
        r#"{"skill": "a-skill-whose-name-is-longer-than-a-hundred-characters-can-be-and-therefore-is-no-name-of-a-skill-at-all"}"#,
    ),
    (
        "post /v1/reservations",
        "reserve",
        r#"{"form": {"way": "online", "begins_at": "2020-01-01T00:00:00Z", "subject_matter": "x"}}"#,
    ),
    (
        "post /v1/invitations",
        "invite",
        r#"{"invitee": "x", "form": {"way": "online", "begins_at": "2020-01-01T00:00:00Z", "subject_matter": "x"}}"#,
    ),
];
/// Lists of what the desk has in hand.
const HELD: [(&str, &str); 3] = [
    ("get /v1/reservations", "read_matter"),
    ("get /v1/invitations", "read_matter"),
    ("get /v1/sessions", "read_matter"),
];
const LIST: (&str, &str) = ("get /v1/interceptions", "list_interceptions");
/// What reports on everybody, or on the people of a center.
const REPORT: (&str, &str) = ("get /v1/reports/funnel", "read_funnel");

fn send(served: &Served, asker: &Asker, (route, body): (&str, &str)) -> u16 {
    let (method, target) = route.split_once(' ').expect("a method and a path");
    let method = method.to_uppercase();
    let mut headers = vec![("content-type", "application/json")];
    if let Some(token) = &asker.token {
        headers.push(("authorization", token));
    }
    let named = format!("{target}?name=a.txt");
    let target = if target.ends_with("/attachments") { &named } else { target };
    if target == "/v1/agents/me/socket" {
        return Socket::open(served.address, target, &headers).err().unwrap_or(101);
    }
    let conversation = target.starts_with("/v1/conversations") && target.ends_with("/events");
    if conversation || target.ends_with("/stream") {
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
    listed.extend([LIST.0, REPORT.0]);
    listed.extend(LOOKS.iter().map(|row| row.0));
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
    let (table, mut faults, mut number) = (table(), Vec::new(), 0);
    for asker in &askers() {
        for whose in [Whose::Own, Whose::Anonymous, Whose::SameCenter, Whose::Foreign] {
            for (route, action, body) in THINGS {
                number += 1;
                let id = format!("talk{number}");
                plant(&served, &id, &owner(asker, whose, &id));
                let id = if route.contains("interceptions") { format!("stopped-{id}") } else { id };
                let id = if route.contains("/attachments/") { attach(&served, &id) } else { id };
                let told =
                    route.replace("{answer_id}", &format!("answer-{id}")).replace("{id}", &id);
                let status = send(&served, asker, (&told, &body.replace("{id}", &id)));
                let may = !matches!(status, 401 | 403 | 404);
                if may != expected(&table.actions[action], asker, whose) || status >= 500 {
                    faults.push(format!("{} {whose:?} {route}: {status}", asker.role));
                }
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
            let named =
                asker.token.is_some() || matches!(action, "take_ticket" | "serve" | "keep_replies");
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
            let expected = if within(&rule.own) || within(&rule.center) { 422 } else { 403 };
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

#[test]
fn the_documents_show_the_table_that_holds() {
    let text = include_str!("../../../docs/identity.md");
    for (action, rule) in table().actions {
        let cell = |roles: &[String]| match roles.len() {
            0 => "–".to_owned(),
            9 => "everybody".to_owned(),
            8 if !roles.contains(&"anonymous".to_owned()) => "everybody with a token".to_owned(),
            _ => roles.join(", "),
        };
        let cells = [&rule.own, &rule.center, &rule.any].map(|roles| cell(roles));
        let row = format!("| `{action}` | {} |", cells.join(" | "));
        assert!(text.contains(&row), "docs/identity.md lacks {row}");
    }
}
