//! Row D-06: recordings that come into a session without words are written down by the small model, for
//! whoever sees the line, once, whatever happens in between. espeak-ng speaks; nothing is faked.

use std::sync::Arc;

use serde_json::{Value, json};
use wenshui_api::clock;
use wenshui_api::config::Config;
use wenshui_api::config::backend::BackendConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::config::transcription::TranscriptionEngine;
use wenshui_engine::screen::Screen;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_models::sound::{SPEECH_RATE, Sound};

use crate::speech_in::{PINYIN, WRITTEN, file, hearing, said};
use crate::support::callers::{act as act_as, acted, done, office, seen, send_bytes};
use crate::support::databases::on_both_with;
use crate::support::http::{Request, encoded};
use crate::support::people::{Outside, People as _, SECRET};
use crate::support::ports::free_address;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::talks::{act, ask, be, place, send, set_up, token};

/// How long is waited for a transcript, in tenths of a second.
const PATIENCE: usize = 600;

fn hears(config: &mut Config) {
    set_up(config);
    hearing(config);
}

/// A server whose ear is a server outside that nobody runs.
fn deaf(config: &mut Config) {
    set_up(config);
    let url = format!("http://{}/v1", free_address());
    let model = "whisper-1".to_owned();
    config.transcription.engine = TranscriptionEngine::Server { url, model, key: None };
}

fn sent(served: &Served, who: &str, (talk, content): (&Value, &[u8])) -> Value {
    let target = format!("{}?name={}", place(talk, "attachments"), encoded("话.wav"));
    let token = token(who);
    let request = Request { body: content, ..Request::new("POST", &target) };
    let reply = served.send(&request.with("authorization", &token));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["id"].clone()
}

/// Sends a recording as a line; gives the number of its event.
fn speak(served: &Served, who: &str, (talk, content): (&Value, &[u8])) -> i64 {
    let attachment = sent(served, who, (talk, content));
    let line = json!({"kind": "voice", "attachment": attachment, "seconds": 3, "transcript": null});
    let action = if who.contains('/') { "reply" } else { "write" };
    let reply = act(served, who, (talk, json!({"action": action, "line": line})));
    assert_eq!(reply.status, 200, "{}", reply.text());
    let spoken = events(served, who, (talk, 0))
        .into_iter()
        .rfind(|event| event["action"] == action && event["line"]["attachment"] == attachment);
    spoken.unwrap()["number"].as_i64().unwrap()
}

fn events(served: &Served, who: &str, (talk, after): (&Value, i64)) -> Vec<Value> {
    let target = format!("{}?after={after}", place(talk, "events"));
    let listed = send(served, who, ("GET", &target, &Value::Null)).json();
    listed["items"].as_array().unwrap().clone()
}

fn transcripts(served: &Served, who: &str, talk: &Value) -> Vec<Value> {
    let events = events(served, who, (talk, 0)).into_iter();
    events.filter(|event| event["action"] == "transcribe").collect()
}

/// Looks until it is so.
fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    for _ in 0..PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("in vain: {what}");
}

/// The transcript of a line, once it is there.
fn written(served: &Served, who: &str, (talk, number): (&Value, i64)) -> Value {
    until("a transcript", || {
        let told = transcripts(served, who, talk);
        let mut told = told.into_iter().map(|event| event["transcript"].clone());
        told.find(|transcript| transcript["number"] == number)
    })
}

fn words(number: i64) -> Value {
    json!({"number": number, "text": WRITTEN, "confident": true, "problem": null})
}

#[test]
fn d_06_the_agent_reads_what_a_taxpayer_said_and_no_outsider_does() {
    on_both_with(hears, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let agent = token("agent/east");
        let headers = [("authorization", agent.as_str())];
        let mut stream = Sse::open(served.address, &place(&talk, "stream"), &headers);
        // What came with its words needs no others.
        let attachment = sent(served, "li", (&talk, &file(&said(PINYIN))));
        let line =
            json!({"kind": "voice", "attachment": attachment, "seconds": 3, "transcript": "契税"});
        assert_eq!(
            act(served, "li", (&talk, json!({"action": "write", "line": line}))).status,
            200
        );
        let number = speak(served, "li", (&talk, &file(&said(PINYIN))));
        let mut told = std::iter::from_fn(|| stream.next()).map(|sign| sign["event"].clone());
        let told = told.find(|event| event["action"] == "transcribe").unwrap();
        assert_eq!(told["transcript"], words(number));
        assert_eq!((&told["part"], &told["line"]), (&json!("clock"), &Value::Null));
        assert_eq!(told["client_id"], Value::Null);
        for who in ["li", "agent/east", "supervisor/east"] {
            assert_eq!(transcripts(served, who, &talk), std::slice::from_ref(&told), "{who}");
        }
        // Who comes back goes on behind the line.
        let target = format!("{}?after={number}", place(&talk, "stream"));
        let again = Sse::open(served.address, &target, &headers).next().unwrap();
        assert_eq!(again["event"], told);
        for who in ["wang", "agent/city"] {
            for what in ["events", "stream"] {
                let target = place(&talk, what);
                let refused = send(served, who, ("GET", &target, &Value::Null));
                assert_eq!(refused.status, 404, "{who} {what}");
            }
        }
        let assist = send(served, "agent/east", ("GET", &place(&talk, "assist"), &Value::Null));
        let assist = assist.json();
        assert_eq!((&assist["question"], &assist["number"]), (&json!(WRITTEN), &json!(number)));
        // Nobody says it in the place of the house.
        let forged = act(served, "agent/east", (&talk, json!({"action": "transcribe"})));
        assert_eq!(forged.status, 403, "{}", forged.text());
    });
}

#[test]
fn d_06_what_agents_say_is_written_down_even_after_the_end() {
    on_both_with(hears, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let number = speak(served, "agent/east", (&talk, &file(&said(PINYIN))));
        assert_eq!(act(served, "agent/east", (&talk, json!({"action": "finish"}))).status, 200);
        assert_eq!(written(served, "li", (&talk, number)), words(number));
    });
}

#[test]
fn d_06_what_is_no_sound_or_too_long_gives_one_word_and_the_line_stays() {
    on_both_with(hears, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let long = Sound { rate: SPEECH_RATE, samples: vec![0.1; SPEECH_RATE as usize * 61] };
        let silence = Sound { rate: SPEECH_RATE, samples: vec![0.0; SPEECH_RATE as usize] };
        let whole = file(&said(PINYIN));
        for (content, text, problem) in [
            (&whole[..whole.len() / 2], Value::Null, "audio_truncated"),
            (&file(&long), Value::Null, "audio_too_long"),
            (&file(&silence), json!(""), ""),
        ] {
            let number = speak(served, "li", (&talk, content));
            let told = written(served, "agent/east", (&talk, number));
            assert_eq!((&told["text"], &told["confident"]), (&text, &json!(false)), "{told}");
            assert_eq!(told["problem"]["name"].as_str().unwrap_or_default(), problem, "{told}");
            let labelled = told["problem"]["label"].as_str().is_some_and(|label| label != problem);
            assert_eq!(labelled, !problem.is_empty(), "{told}");
        }
        let lines = events(served, "li", (&talk, 0)).into_iter();
        assert_eq!(lines.filter(|event| event["line"]["kind"] == "voice").count(), 3);
    });
}

#[test]
fn d_06_t_09_what_is_whispered_is_written_down_for_those_who_hear_it() {
    let change = |config: &mut Config| {
        office(config);
        hearing(config);
    };
    on_both_with(change, |served| {
        let (origin, handler) = ("agent/night", "agent/east");
        let form = json!({"channel": "counter", "matter": "跨区税源登记", "facts": "在外地有项目", "handling_center": "east"});
        let case = done(served, origin, ("/v1/cases", &json!({"taxpayer": "li", "form": form})));
        let id = case["id"].as_str().unwrap();
        acted(served, origin, ("cases", id, &json!({"action": "invite", "no_risk": true})));
        let joined = acted(served, handler, ("cases", id, &json!({"action": "join"})));
        let talk = joined["session_id"].as_str().unwrap();
        let target = format!("/v1/sessions/{talk}");
        let sent = send_bytes(
            served,
            origin,
            (&format!("{target}/attachments?name=a.wav"), &file(&said(PINYIN))),
        );
        assert_eq!(sent.status, 200, "{}", sent.text());
        let line = json!({"kind": "voice", "attachment": sent.json()["id"], "seconds": 3, "transcript": null});
        let whisper = json!({"action": "whisper", "line": line});
        assert_eq!(act_as(served, origin, ("sessions", talk, &whisper)).status, 200);
        let told = |who: &str| {
            let events = seen(served, who, &format!("{target}/events"));
            let items = events["items"].as_array().unwrap().clone().into_iter();
            items.filter(|event| event["transcript"].is_object()).collect::<Vec<_>>()
        };
        let heard = until("a transcript", || told(handler).pop());
        assert_eq!(heard["transcript"]["text"], WRITTEN);
        assert_eq!((told(origin), told("li")), (vec![heard], vec![]));
        assert!(!seen(served, "li", &format!("{target}/events")).to_string().contains(WRITTEN));
    });
}

/// Recordings that wait, each with how often it was tried, this time included.
fn unheard(served: &Served) -> Vec<i64> {
    let late = clock::now_ms() + 1_000_000_000;
    let waiting = wait_for(served.state.store.db.take_unheard((late, 0), 10)).unwrap();
    waiting.iter().map(|owed| owed.tries).collect()
}

/// Another node on the same data and database.
fn beside(served: &Served, change: fn(&mut Config)) -> Served {
    let database = served.state.config.database.clone();
    Served::beside(served, |config| {
        change(config);
        config.database = database;
    })
}

#[test]
fn d_06_a_restart_in_between_loses_nothing_and_two_nodes_tell_it_once() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let mut before = beside(served, deaf);
        let numbers: Vec<i64> =
            (0..3).map(|_| speak(&before, "li", (&talk, &file(&said(PINYIN))))).collect();
        before.stop();
        before.ended().unwrap();
        assert!(transcripts(served, "li", &talk).is_empty());
        assert_eq!(act(served, "agent/east", (&talk, json!({"action": "finish"}))).status, 200);
        let nodes = [beside(served, hears), beside(served, hears)];
        for number in &numbers {
            assert_eq!(written(&nodes[0], "li", (&talk, *number)), words(*number));
        }
        until("nothing waits any more", || unheard(served).is_empty().then_some(()));
        assert_eq!(transcripts(&nodes[1], "agent/east", &talk).len(), 3);
        // The talk is as old as its end, whatever was understood of it later.
        let (db, id) = (&served.state.store.db, talk["id"].as_str().unwrap());
        let told = wait_for(db.matter_events(("session", id), (0, 99))).unwrap();
        let ended = told.iter().find(|event| event.action == "finish").unwrap().created_at;
        let talk = wait_for(db.matter("session", id)).unwrap().unwrap();
        assert_eq!(talk.updated_at, ended);
    });
}

#[test]
fn d_06_where_no_try_helps_it_is_said_and_of_what_was_erased_nothing_is() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let (talk, other) = (ask(served, "li"), ask(served, "wang"));
        // Without anybody who hears nothing waits.
        speak(served, "li", (&talk, &file(&said(PINYIN))));
        assert!(unheard(served).is_empty());
        let mut before = beside(served, deaf);
        let number = speak(&before, "li", (&talk, &file(&said(PINYIN))));
        speak(&before, "wang", (&other, &file(&said(PINYIN))));
        before.stop();
        before.ended().unwrap();
        assert_eq!(unheard(served).len(), 2);
        assert_eq!(send(served, "wang", ("DELETE", "/v1/me", &json!({}))).status, 200);
        // All tries but the last.
        let left = std::iter::from_fn(|| Some(unheard(served))).find(|tries| tries[..] >= [5][..]);
        assert_eq!(left.unwrap(), [5], "what was erased is heard by nobody");
        let node = beside(served, deaf);
        let told = written(&node, "agent/east", (&talk, number));
        assert_eq!((&told["text"], &told["confident"]), (&Value::Null, &json!(false)));
        assert_eq!(told["problem"]["name"], "speech_server_failed", "{told}");
    });
}

#[test]
fn d_06_e_05_the_guard_sees_the_words_of_a_recording() {
    let served = Served::small(hears);
    let list = "block\tboth\tno\t怎么申报\t-\n".to_owned();
    let file_of = DataFile { name: "sensitive.tsv".to_owned(), text: list };
    served.state.engine.swap_screen(Arc::new(Screen::read(&[file_of]).unwrap()));
    be(&served, "agent/east", "online");
    let talk = ask(&served, "li");
    for who in ["li", "agent/east"] {
        let number = speak(&served, who, (&talk, &file(&said(PINYIN))));
        written(&served, "li", (&talk, number));
    }
    let listed = until("both are recorded", || {
        wait_for(served.state.store.writer.settle()).unwrap();
        let target = "/v1/interceptions";
        let listed = send(&served, "auditor/east", ("GET", target, &Value::Null)).json();
        (listed["items"].as_array().unwrap().len() == 2).then_some(listed)
    });
    let items = listed["items"].as_array().unwrap().iter();
    let told: Vec<_> = items.map(|item| (&item["direction"], &item["rule"])).collect();
    let rule = json!("sensitive.block");
    assert_eq!(told, [(&json!("out"), &rule), (&json!("in"), &rule)], "{listed}");
}

#[test]
fn d_06_an_outside_desk_gets_the_transcript_too() {
    let address = free_address();
    let served = Served::small(|config| {
        hears(config);
        let secret = Secret::new(SECRET.to_owned());
        let url = format!("http://{address}/wenshui");
        config.backend = Some(BackendConfig { url, secret });
    });
    let desk = Outside::start(address, &served);
    let talk = ask(&served, "li");
    let id = talk["id"].as_str().unwrap();
    assert_eq!(desk.take_up(id), 200);
    let number = speak(&served, "li", (&talk, &file(&said(PINYIN))));
    let heard = desk.heard(id, number as usize + 1);
    assert_eq!(heard.last().unwrap().0, "transcribe", "{heard:?}");
}
