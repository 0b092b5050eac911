//! Rows L-03 to L-09 in a session: what is sent by either side, the lines that name it, and what is
//! refused.

use serde_json::{Value, json};

use crate::support::databases::on_both_with;
use crate::support::files::{PNG, SVG, archive, kept};
use crate::support::http::{Reply, Request, encoded};
use crate::support::served::{Served, wait_for};
use crate::support::talks::{act, ask, be, place, send, set_up, token};

fn upload(served: &Served, who: &str, (talk, name, content): (&Value, &str, &[u8])) -> Reply {
    let target = format!("{}?name={}", place(talk, "attachments"), encoded(name));
    let token = token(who);
    let request = Request { body: content, ..Request::new("POST", &target) };
    served.send(&request.with("authorization", &token))
}

/// The id of a file that is in order.
fn sent(served: &Served, who: &str, file: (&Value, &str, &[u8])) -> String {
    let reply = upload(served, who, file);
    assert_eq!(reply.status, 200, "{}: {}", file.1, reply.text());
    reply.json()["id"].as_str().unwrap().to_owned()
}

fn line(served: &Served, who: &str, (talk, line): (&Value, Value)) -> Reply {
    let action = if who.contains('/') { "reply" } else { "write" };
    act(served, who, (talk, json!({"action": action, "line": line})))
}

/// The faults of a refused line, as field and rule.
fn faults(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 422, "{}", reply.text());
    let body = reply.json();
    let told = |fault: &Value| {
        format!("{} {}", fault["field"].as_str().unwrap(), fault["rule"].as_str().unwrap())
    };
    body["faults"].as_array().unwrap().iter().map(told).collect()
}

const VOICE: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0";

#[test]
fn l_05_l_08_l_09_both_sides_send_images_files_screenshots_and_voice() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let one = sent(served, "li", (&talk, "发票.png", PNG));
        let two = sent(served, "li", (&talk, "a.svg", SVG));
        let voice = sent(served, "li", (&talk, "话.ogg", VOICE));
        let file = sent(served, "agent/east", (&talk, "说明.zip", &archive("a.txt")));
        let shot = sent(served, "agent/east", (&talk, "shot.png", PNG));
        for (who, said) in [
            ("li", json!({"kind": "images", "attachments": [one, two]})),
            (
                "li",
                json!({"kind": "voice", "attachment": voice, "seconds": 60, "transcript": null}),
            ),
            ("agent/east", json!({"kind": "files", "attachments": [file]})),
            ("agent/east", json!({"kind": "screenshot", "attachment": shot})),
        ] {
            let reply = line(served, who, (&talk, said));
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        let events =
            send(served, "li", ("GET", &place(&talk, "events?after=3"), &Value::Null)).json();
        let named = |event: &Value| {
            let files = event["files"].as_array().unwrap().clone();
            files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let named: Vec<_> = events["items"].as_array().unwrap().iter().map(named).collect();
        let names = [vec!["发票.png", "a.svg"], vec!["话.ogg"], vec!["说明.zip"], vec!["shot.png"]];
        assert_eq!(named, names, "in the order of each line");
        let href = events["items"][0]["files"][0]["href"].as_str().unwrap();
        for who in ["li", "agent/east"] {
            let given = send(served, who, ("GET", href, &Value::Null));
            assert_eq!((given.status, given.body.as_slice()), (200, PNG), "{who}");
        }
        for who in ["li", "agent/east", "supervisor/east"] {
            let given = send(served, who, ("GET", &format!("/v1/attachments/{one}"), &Value::Null));
            assert_eq!((given.status, given.body.as_slice()), (200, PNG), "{who}");
        }
        for who in ["wang", "agent/city"] {
            let given = send(served, who, ("GET", &format!("/v1/attachments/{one}"), &Value::Null));
            assert_eq!(given.json()["code"], "unknown_attachment", "{who}");
        }
    });
}

#[test]
fn l_03_l_06_a_line_names_what_is_there_in_this_talk_and_of_its_kind() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let (talk, other) = (ask(served, "li"), ask(served, "wang"));
        let image = sent(served, "li", (&talk, "a.png", PNG));
        let text = sent(served, "li", (&talk, "a.txt", b"text"));
        let foreign = sent(served, "wang", (&other, "b.png", PNG));
        let refused = |said: Value| faults(&line(served, "li", (&talk, said)));
        for (said, wrong) in [
            (json!({"kind": "images", "attachments": [image, text]}), vec!["attachments kind"]),
            (
                json!({"kind": "images", "attachments": ["nowhere", foreign]}),
                vec!["attachments no_attachment", "attachments no_attachment"],
            ),
            (json!({"kind": "files", "attachments": [image]}), vec!["attachments kind"]),
            (json!({"kind": "screenshot", "attachment": text}), vec!["attachment kind"]),
            (
                json!({"kind": "voice", "attachment": image, "seconds": 5, "transcript": null}),
                vec!["attachment kind"],
            ),
            (
                json!({"kind": "voice", "attachment": "", "seconds": 61, "transcript": " "}),
                vec!["attachment required", "seconds range", "transcript required"],
            ),
            (json!({"kind": "images", "attachments": [image, image]}), vec!["attachments twice"]),
        ] {
            assert_eq!(refused(said.clone()), wrong, "{said}");
        }
        let events = send(served, "li", ("GET", &place(&talk, "events"), &Value::Null)).json();
        assert_eq!(events["version"], 3, "nothing of that was said");
    });
}

#[test]
fn l_03_l_06_only_who_may_speak_sends_and_what_is_hostile_leaves_nothing() {
    let served = Served::small(set_up);
    let waiting = ask(&served, "li");
    assert_eq!(upload(&served, "li", (&waiting, "a.png", PNG)).status, 409, "nobody is there yet");
    be(&served, "agent/east", "online");
    for (who, status) in [("wang", 404), ("agent/city", 404), ("supervisor/east", 403)] {
        assert_eq!(upload(&served, who, (&waiting, "a.png", PNG)).status, status, "{who}");
    }
    let image = archive("../../etc/passwd");
    for (name, content, code) in [
        ("run.exe", b"MZ".as_slice(), "attachment_kind_refused"),
        ("page.png", b"<html>", "attachment_kind_mismatch"),
        ("page.ogg", b"<html>", "attachment_kind_mismatch"),
        ("out.zip", &image, "attachment_archive"),
        ("empty.png", b"", "attachment_empty"),
    ] {
        let reply = upload(&served, "li", (&waiting, name, content));
        assert_eq!(reply.json()["code"], code, "{name}");
    }
    assert!(kept(&served).is_empty());
    let most = served.state.attachments.session.count_max;
    for number in 0..most {
        sent(&served, "agent/east", (&waiting, &format!("{number}.txt"), b"text"));
    }
    let full = upload(&served, "agent/east", (&waiting, "more.txt", b"text"));
    assert_eq!((full.status, full.json()["code"].clone()), (409, json!("attachments_full")));
    assert_eq!(kept(&served).len() as i64, most);
}

#[test]
fn what_was_sent_is_kept_once_and_goes_with_its_owner() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let target = format!("{}?name=a.txt&client_id=one", place(&talk, "attachments"));
        let token = token("agent/east");
        let again = || {
            let request = Request { body: b"text", ..Request::new("POST", &target) };
            served.send(&request.with("authorization", &token)).json()["id"].clone()
        };
        let first = again();
        assert_eq!((again(), kept(served).len()), (first, 1));
        let erased = send(served, "li", ("DELETE", "/v1/me", &json!({}))).json();
        assert_eq!(erased["erased"]["session_attachments"], 1, "{erased}");
        assert!(kept(served).is_empty(), "whoever sent it, it is the taxpayer's");
    });
}

#[test]
fn e_05_what_the_guard_would_stop_is_recorded_and_let_through() {
    let served = Served::small(set_up);
    be(&served, "agent/east", "online");
    let talk = ask(&served, "li");
    for (who, text) in
        [("li", "你们都是傻逼"), ("agent/east", "请说具体问题"), ("agent/east", "你是傻逼")]
    {
        assert_eq!(line(&served, who, (&talk, json!({"kind": "text", "text": text}))).status, 200);
    }
    wait_for(served.state.store.writer.settle()).unwrap();
    let listed = send(&served, "auditor/east", ("GET", "/v1/interceptions", &Value::Null)).json();
    let items = listed["items"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> =
        items.iter().map(|item| (&item["direction"], &item["action"])).collect();
    assert_eq!(told, [(&json!("out"), &json!("pass")), (&json!("in"), &json!("pass"))], "{listed}");
    assert!(!listed.to_string().contains("傻逼"));
}
