//! The statuses of the desk.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use wenshui_api::config::Config;
use wenshui_api::config::backend::BackendConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::signature::sign;

use super::given::{give, until_limited};
use crate::support::centers::always_open;
use crate::support::http::Request;
use crate::support::people::SECRET;
use crate::support::served::Served;
use crate::support::tokens::{bearer, now_s};

/// A kind of matters: who makes one of what, and what is done to it by whom, twice.
struct Kind<'a> {
    name: &'a str,
    made: (&'a str, Value),
    done: (&'a str, Value),
}

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let taxpayer = bearer("li", &json!({"authority": "14401060000"}));
    let agent = bearer("agent", &json!({"staff_roles": ["agent"], "center": "east"}));
    let begins = Timestamp::now() + 2.hours();
    let begins = begins
        - (begins.as_second() % 1800).seconds()
        - i64::from(begins.subsec_nanosecond()).nanoseconds();
    let form = json!({"way": "online", "begins_at": begins.to_string(), "subject_matter": "问"});
    let note = json!({"note_type": "其他", "content": "想问一件事情", "remind": false});
    let wanted =
        json!({"wanted_at": begins.to_string(), "reason": "事由", "contact": "13400003624"});
    let case =
        json!({"channel": "online", "matter": "办", "facts": "事", "handling_center": "city"});
    let mine = json!({"taxpayer": "li", "subject_matter": "办"});
    let withdraw = json!({"action": "withdraw", "reason": "不用了"});
    let kind = |name, made, done| Kind { name, made, done };
    let kinds = [
        kind(
            "reservations",
            (taxpayer.as_str(), json!({"form": form})),
            (&taxpayer, json!({"action": "cancel"})),
        ),
        kind(
            "invitations",
            (&agent, json!({"form": form, "invitee": "li"})),
            (&taxpayer, json!({"action": "accept"})),
        ),
        kind("notes", (&taxpayer, json!({"form": note})), (&agent, json!({"action": "take"}))),
        kind("work-orders", (&agent, mine), (&taxpayer, json!({"action": "urge"}))),
        kind("mediations", (&taxpayer, json!({"form": wanted})), (&taxpayer, withdraw)),
        kind(
            "cases",
            (&taxpayer, json!({"form": case})),
            (&taxpayer, json!({"action": "withdraw"})),
        ),
    ];
    for one in &kinds {
        matters(served, given, (one, &agent));
    }
    let lost = bearer("lost", &json!({"authority": "19999999999"}));
    let homeless = json!({"form": wanted}).to_string();
    let homeless = Request::post("/v1/mediations", homeless.as_bytes());
    give(served, given, ("/v1/mediations", homeless.with("authorization", &lost)));
    let nowhere = br#"{"session_id": "nowhere", "subject_matter": "x"}"#;
    let nowhere = Request::post("/v1/work-orders", nowhere).with("authorization", &agent);
    give(served, given, ("/v1/work-orders", nowhere));
    personal(served, given);
    sessions(served, given, &agent);
    backend(given);
}

/// What an outside desk gets; without one there is no such path.
fn backend(given: &mut BTreeSet<String>) {
    let served = Served::small(outside);
    let who = bearer("zhang", &json!({"authority": "14401060000"}));
    let talk = served.answer(&json!({"question": "征收率是多少"}));
    let talk = talk["conversation_id"].as_str().unwrap();
    let target = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let sent = served.send(&Request { body: b"text", ..Request::new("POST", &target) }).json();
    let file = &sent["attachment"]["id"];
    let body = json!({"conversation_id": talk, "region": "440106"}).to_string();
    let session = served.send(&Request::post("/v1/sessions", body.as_bytes())).json();
    let id = session["id"].as_str().unwrap();
    let packet = format!("/v1/sessions/{id}/packet");
    for request in [Request::get(&packet), Request::get(&packet).with("authorization", &who)] {
        give(&served, given, ("/v1/sessions/{id}/packet", request));
    }
    for id in [id, "nowhere"] {
        let command = |more: &Value| {
            let mut command = json!({"id": "c", "session": id, "action": "connect"});
            command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            command
        };
        let connect = json!({"id": "c1", "agent": "a"});
        let again = json!({"id": "c2", "agent": "b"});
        let commands = [command(&connect), command(&again), command(&json!({"id": ""}))];
        let replays = [json!({"session": id, "after": 0}), json!({"session": id, "after": -1})];
        let commands = commands.iter().map(|body| ("commands", body.to_string()));
        let replays = replays.iter().map(|body| ("replay", body.to_string()));
        let files =
            [json!({"session": id, "file": file}), json!({"session": "another", "file": "x"})];
        let files = files.iter().map(|body| ("files", body.to_string()));
        let broken = ["commands", "replay", "files"].map(|door| (door, "{".to_owned()));
        for (door, text) in commands.chain(replays).chain(files).chain(broken) {
            let target = format!("/v1/backend/sessions/{id}/{door}");
            let secret = Secret::new(SECRET.to_owned());
            let signature = sign(&secret, now_s(), text.as_bytes());
            let path = format!("/v1/backend/sessions/{{id}}/{door}");
            let request = Request::post(&target, text.as_bytes());
            give(&served, given, (&path, request.with("wenshui-signature", &signature)));
            give(&served, given, (&path, Request::post(&target, text.as_bytes())));
        }
    }
}

fn outside(config: &mut Config) {
    always_open(config);
    let (url, secret) = ("http://127.0.0.1:9/".to_owned(), Secret::new(SECRET.to_owned()));
    config.backend = Some(BackendConfig { url, secret });
}

fn matters(served: &Served, given: &mut BTreeSet<String>, (kind, agent): (&Kind, &str)) {
    let all = format!("/v1/{}", kind.name);
    let (one, acts) = (format!("{all}/{{id}}"), format!("{all}/{{id}}/actions"));
    let (maker, made) = &kind.made;
    let text = made.to_string();
    let made = served.send(&Request::post(&all, text.as_bytes()).with("authorization", maker));
    given.insert(format!("post {all} {}", made.status));
    let id = made.json()["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
    for query in ["", "?colour=red"] {
        let target = format!("{all}{query}");
        give(served, given, (&all, Request::get(&target).with("authorization", agent)));
    }
    give(served, given, (&all, Request::get(&all)));
    let cannot = bearer("m", &json!({"staff_roles": ["maintainer"]}));
    give(served, given, (&all, Request::get(&all).with("authorization", &cannot)));
    let (doer, done) = &kind.done;
    for id in [id.as_str(), "nowhere"] {
        let target = format!("{all}/{id}");
        give(served, given, (&one, Request::get(&target).with("authorization", maker)));
        give(served, given, (&one, Request::get(&target).with("authorization", &cannot)));
        for _ in 0..2 {
            let target = format!("{target}/actions");
            let body = done.to_string();
            let request = Request::post(&target, body.as_bytes());
            give(served, given, (&acts, request.with("authorization", doer)));
        }
    }
    limit(served, given, (&all, &kind.made.1));
}

fn personal(served: &Served, given: &mut BTreeSet<String>) {
    let (mine, acts) = ("/v1/authorities/mine", "/v1/authorities/mine/actions");
    give(served, given, ("/v1/rights", Request::get("/v1/rights")));
    give(served, given, ("/v1/centers", Request::get("/v1/centers")));
    let slots = "/v1/centers/{id}/slots";
    let day = "slots?day=2026-11-27";
    for of in [
        "east/slots?day=soon",
        &format!("east/{day}"),
        &format!("nowhere/{day}"),
        &format!("east/{day}&x=1"),
    ] {
        let target = format!("/v1/centers/{of}");
        give(served, given, (slots, Request::get(&target)));
    }
    let natural = bearer("zhao", &json!({"taxpayer_type": "自然人"}));
    give(served, given, (mine, Request::get(mine).with("authorization", &natural)));
    let company = bearer("company", &json!({"taxpayer_type": "企业"}));
    for who in [&natural, &company] {
        let request = Request::post(acts, br#"{"action": "choose", "center": "city"}"#);
        give(served, given, (acts, request.with("authorization", who)));
    }
    limit(served, given, (acts, &json!({"action": "log_in"})));
}

fn sessions(served: &Served, given: &mut BTreeSet<String>, agent: &str) {
    let all = "/v1/sessions";
    let taxpayer = bearer("zhang", &json!({"authority": "14401060000"}));
    let made = served.send(&Request::post(all, b"{}").with("authorization", &taxpayer));
    given.insert(format!("post {all} {}", made.status));
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let nowhere = br#"{"conversation_id": "nowhere"}"#;
    give(served, given, (all, Request::post(all, nowhere).with("authorization", &taxpayer)));
    let lost = bearer("lost", &json!({"authority": "19999999999"}));
    give(served, given, (all, Request::post(all, b"{}").with("authorization", &lost)));
    give(served, given, (all, Request::post(all, b"{}").with("authorization", agent)));
    give(served, given, (all, Request::post(all, b"{}")));
    for query in ["", "?colour=red"] {
        let target = format!("{all}{query}");
        give(served, given, (all, Request::get(&target).with("authorization", agent)));
    }
    give(served, given, (all, Request::get(all)));
    let maintainer = bearer("m", &json!({"staff_roles": ["maintainer"]}));
    give(served, given, (all, Request::get(all).with("authorization", &maintainer)));
    for id in [id.as_str(), "nowhere"] {
        for (template, query) in [
            ("", ""),
            ("/packet", ""),
            ("/events", ""),
            ("/events", "?x=1"),
            ("/events", "?after=-1"),
        ] {
            let target = format!("{all}/{id}{template}{query}");
            let request = Request::get(&target).with("authorization", &taxpayer);
            give(served, given, (&format!("{all}/{{id}}{template}"), request));
        }
        for action in ["end", "cancel"] {
            let body = json!({"action": action}).to_string();
            let target = format!("{all}/{id}/actions");
            let request = Request::post(&target, body.as_bytes()).with("authorization", &taxpayer);
            give(served, given, (&format!("{all}/{{id}}/actions"), request));
        }
    }
    // Those without a token have a limit by what they act on.
    for _ in 0..2 {
        let target = format!("{all}/often/actions");
        let request = Request::post(&target, br#"{"action": "end"}"#);
        give(served, given, (&format!("{all}/{{id}}/actions"), request));
    }
    let me = "/v1/agents/me";
    let body = br#"{"presence": "away"}"#;
    let homeless = bearer("agent", &json!({"staff_roles": ["agent"], "center": "c"}));
    for who in [Some(agent), Some(homeless.as_str()), Some(maintainer.as_str()), None] {
        let request = Request { method: "PUT", ..Request::post(me, body) };
        let request = match who {
            Some(who) => request.with("authorization", who),
            None => request,
        };
        give(served, given, (me, request));
    }
    let shown = || Request::get(me);
    let unsaid = bearer("unsaid", &json!({"staff_roles": ["agent"], "center": "east"}));
    for who in [agent, &unsaid, &maintainer] {
        give(served, given, (me, shown().with("authorization", who)));
    }
    give(served, given, (me, shown()));
    limit(served, given, (all, &json!({})));
    for kind in ["notes", "work-orders", "mediations", "cases", "reservations", "invitations"] {
        limit_actions(served, given, kind);
    }
}

/// Acts on what is not there until the limit of one person refuses.
fn limit_actions(served: &Served, given: &mut BTreeSet<String>, kind: &str) {
    let often = bearer(&format!("acts on {kind} often"), &json!({"center": "c"}));
    let target = format!("/v1/{kind}/nowhere/actions");
    let act = || Request::post(&target, br#"{"action": "end"}"#).with("authorization", &often);
    until_limited(served, given, (&format!("/v1/{kind}/{{id}}/actions"), &act));
}

/// Asks until the limit of one person refuses.
fn limit(served: &Served, given: &mut BTreeSet<String>, (path, body): (&str, &Value)) {
    let staff = json!({"staff_roles": ["agent"], "center": "c"});
    let by_staff = path.contains("invitations") || path.contains("work-orders");
    let who = if by_staff { staff } else { json!({"center": "c"}) };
    let often = bearer(&format!("often {path}"), &who);
    let body = body.to_string();
    let request = || Request::post(path, body.as_bytes()).with("authorization", &often);
    until_limited(served, given, (path, &request));
}
