//! The statuses of conversations and of what staff does.

use std::collections::BTreeSet;

use serde_json::json;
use wenshui_api::store::interception::{Direction, NewInterception};
use wenshui_api::store::owner::Owner;
use wenshui_api::store::write::Write;

use super::given::give;
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::stream::{Socket, Sse};
use crate::support::tokens::bearer;

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let asked = served.answer(&json!({"question": "征收率是多少"}));
    let prompt = served.answer(&json!({"question": "今天天气怎么样"}));
    let id = asked["conversation_id"].as_str().unwrap();
    let feedback = |answer: &str| format!("/v1/answers/{answer}/feedback");
    let body = br#"{"useful": true}"#;
    for answer in [&asked["answer_id"], &prompt["answer_id"], &json!("nowhere")] {
        let target = feedback(answer.as_str().unwrap());
        let request = Request { method: "PUT", ..Request::post(&target, body) };
        give(served, given, ("/v1/answers/{answer_id}/feedback", request));
    }
    for path in [
        "",
        "/turns",
        "/turns?limit=0",
        "/turns?x=1",
        "/events?x=1",
        "/events?after=-1",
        "/socket",
        "/socket?x=1",
        "/socket?after=-1",
    ] {
        let template = format!("/v1/conversations/{{id}}{}", path.split('?').next().unwrap());
        for id in [id, "nowhere"] {
            let target = format!("/v1/conversations/{id}{path}");
            give(served, given, (&template, Request::get(&target)));
        }
    }
    give(
        served,
        given,
        ("/v1/conversations/{id}/events", Request::get("/v1/conversations/nowhere/events")),
    );
    let answers = [&asked, &prompt].map(|reply| reply["answer_id"].as_str().unwrap());
    beside(served, given, (answers[0], answers[1]));
    let stream = Sse::open(served.address, &format!("/v1/conversations/{id}/events"), &[]);
    given.insert(format!("get /v1/conversations/{{id}}/events {}", stream.status));
    let socket = format!("/v1/conversations/{id}/socket");
    assert!(Socket::open(served.address, &socket, &[]).is_ok());
    given.insert("get /v1/conversations/{id}/socket 101".to_owned());
    for id in [id, "nowhere"] {
        let target = format!("/v1/conversations/{id}/end");
        give(served, given, ("/v1/conversations/{id}/end", Request::new("POST", &target)));
    }
    let late = json!({"question": "税", "conversation_id": id}).to_string();
    give(served, given, ("/v1/answers", Request::post("/v1/answers", late.as_bytes())));
    staff(served, given);
}

/// The statuses of attachments, handover and shared answers.
fn beside(served: &Served, given: &mut BTreeSet<String>, asked: (&str, &str)) {
    // Somebody with a token may send more often than the conversations of this server.
    let token = bearer("sender", &json!({}));
    let begin = Request::post("/v1/conversations", b"{}").with("authorization", &token);
    let talk = served.send(&begin).json()["id"].as_str().unwrap().to_owned();
    let mut give = |template: &str, request: Request| {
        give(served, given, (template, request.with("authorization", &token)));
    };
    let files = "/v1/conversations/{id}/attachments";
    let place = |talk: &str, query: &str| format!("/v1/conversations/{talk}/attachments{query}");
    for (talk, query, body) in [
        ("nowhere", "?name=a.txt", b"text".as_slice()),
        (&talk, "?x=1", b"text"),
        (&talk, "?name=a.exe", b"text"),
        (&talk, "?name=a.txt", b""),
        (&talk, "?name=a.txt", &vec![b'x'; served.state.attachments.bytes_below as usize]),
    ] {
        let target = place(talk, query);
        give(files, Request { body, ..Request::new("POST", &target) });
    }
    let target = place(&talk, "?name=a.txt&client_id=one");
    let file = || Request { body: b"text", ..Request::new("POST", &target) };
    let places = served.state.upload_places.available_permits() as u32;
    let taken = served.state.upload_places.try_acquire_many(places).unwrap();
    give(files, file());
    drop(taken);
    give(files, file());
    let sent = served.send(&file().with("authorization", &token)).json();
    let sent = format!("/v1/attachments/{}", sent["attachment"]["id"].as_str().unwrap());
    for more in ["", "?x=1", "?kind=x&of=y"] {
        give("/v1/attachments/{id}", Request::get(&format!("{sent}{more}")));
    }
    give("/v1/attachments/{id}", Request::get("/v1/attachments/nowhere"));
    for path in ["packet", "handover", "end", "handover"] {
        for talk in [&talk, "nowhere"] {
            let target = format!("/v1/conversations/{talk}/{path}");
            let template = format!("/v1/conversations/{{id}}/{path}");
            let request = Request::post(&target, b"{}");
            let method = if path == "packet" { "GET" } else { "POST" };
            give(&template, Request { method, ..request });
        }
    }
    let late = place(&talk, "?name=a.txt");
    give(files, Request { body: b"text", ..Request::new("POST", &late) });
    shared(served, given, asked);
}

/// The statuses of links, and of limits on those without a token.
fn shared(served: &Served, given: &mut BTreeSet<String>, (answer, prompt): (&str, &str)) {
    for answer in [answer, prompt, "nowhere"] {
        let target = format!("/v1/answers/{answer}/share");
        give(served, given, ("/v1/answers/{answer_id}/share", Request::new("POST", &target)));
    }
    let link = |exp| served.state.identity.share(answer, exp).unwrap();
    for exp in [1, 4_000_000_000] {
        let target = format!("/v1/shared/{}", link(exp));
        give(served, given, ("/v1/shared/{token}", Request::get(&target)));
    }
    for path in ["attachments?name=a.txt", "handover"] {
        let template = format!("/v1/conversations/{{id}}/{}", path.split('?').next().unwrap());
        for _ in 0..2 {
            let target = format!("/v1/conversations/{path}/{path}");
            let target = target.replacen("attachments?name=a.txt", "often", 1);
            let request = Request::post(&target, b"{}");
            give(served, given, (&template, request));
        }
    }
}

fn staff(served: &Served, given: &mut BTreeSet<String>) {
    let stopped = NewInterception {
        id: "stopped".to_owned(),
        conversation_id: "talk".to_owned(),
        owner: Owner::default(),
        rule: "flood".to_owned(),
        action: "block".to_owned(),
        text_hash: "00".to_owned(),
        direction: Direction::In,
        entry_id: None,
        created_at: 1,
    };
    wait_for(served.state.store.writer.write(Write::Interception(Box::new(stopped)))).unwrap();
    let operator = bearer("me", &json!({"staff_roles": ["operator"]}));
    for query in ["", "?x=1", "?limit=0"] {
        let target = format!("/v1/interceptions{query}");
        let request = Request::get(&target).with("authorization", &operator);
        give(served, given, ("/v1/interceptions", request));
    }
    let auditor = bearer("me", &json!({"staff_roles": ["auditor"]}));
    for query in ["", "?x=1", "?from=x"] {
        let target = format!("/v1/reports/funnel{query}");
        let request = Request::get(&target).with("authorization", &auditor);
        give(served, given, ("/v1/reports/funnel", request));
    }
    for id in ["stopped", "stopped", "nowhere"] {
        let target = format!("/v1/interceptions/{id}/release");
        let request = Request::new("POST", &target).with("authorization", &operator);
        give(served, given, ("/v1/interceptions/{id}/release", request));
    }
    let ticket = Request::post("/v1/tickets", br#"{"conversation_id": "x"}"#);
    give(served, given, ("/v1/tickets", ticket.with("authorization", &operator)));
    login(served, given);
}

fn login(served: &Served, given: &mut BTreeSet<String>) {
    let user = wenshui_api::store::user::User {
        id: "one".to_owned(),
        name: "wang".to_owned(),
        password_hash: wenshui_api::identity::password::hash("correct horse battery").unwrap(),
        roles: r#"["agent"]"#.to_owned(),
        authority: String::new(),
        center: String::new(),
        created_at: 1,
        disabled_at: None,
    };
    assert!(wait_for(served.state.store.db.add_user(&user)).unwrap());
    let body = br#"{"name": "wang", "password": "correct horse battery"}"#;
    give(served, given, ("/v1/login", Request::post("/v1/login", body)));
}
