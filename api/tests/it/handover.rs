//! Rows J-01 to J-06 with C-09, C-16 and F-05: how a person comes to be asked for, what points to
//! one, what is said, and what whoever takes over gets.

use serde_json::{Value, json};

use crate::support::centers::always_open;
use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::files::{PNG, begin, events, sent};
use crate::support::http::{Reply, Request};
use crate::support::served::{self, Served};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

/// The words of the bureaus' guides.
const TRANSFER: &str = "好的，现在为您转接人工坐席";
/// What the small knowledge has no answer to.
const UNKNOWN: &str = "xyzzy";
const ANSWERED: &str = "征收率是多少";

fn ask(served: &Served, talk: Option<&str>, question: &str) -> Value {
    served.answer(&json!({"question": question, "conversation_id": talk}))
}

fn request(served: &Served, talk: &str, body: &Value) -> Reply {
    let target = format!("/v1/conversations/{talk}/handover");
    served.send(&Request::post(&target, body.to_string().as_bytes()))
}

fn requested(served: &Served, talk: &str, body: &Value) -> Value {
    let reply = request(served, talk, body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn packet(served: &Served, talk: &str) -> Value {
    served.get(&format!("/v1/conversations/{talk}/packet")).json()
}

fn judge(served: &Served, answer: &Value, body: &Value) -> Value {
    let target = format!("/v1/answers/{}/feedback", answer["answer_id"].as_str().unwrap());
    let body = body.to_string();
    let request = Request { method: "PUT", ..Request::post(&target, body.as_bytes()) };
    served.send(&request).json()
}

/// Mode and signal of a reply, `-` where there is none.
fn pointed(reply: &Value) -> String {
    let handover = &reply["handover"];
    // Where nobody serves, that way is shut.
    let shut = handover["handed_to"]["state"] == "no_center";
    let ways = &["handover", "note", "reservation"][usize::from(shut)..];
    let exits = reply["exits"] == json!(ways);
    assert!(exits || handover.is_null(), "{reply}");
    let name = |field: &str| handover[field].as_str().unwrap_or("-").to_owned();
    format!("{} {}", name("mode"), name("signal"))
}

#[test]
fn j_01_j_02_the_button_asks_for_a_person_once() {
    on_both(|served| {
        let talk = begin(served);
        let first = requested(served, &talk, &json!({}));
        assert_eq!((&first["mode"], &first["signal"]), (&json!("direct"), &Value::Null));
        assert_eq!(
            (&first["status"], &first["exits"]),
            (&json!("requested"), &json!(["note", "reservation"]))
        );
        assert!(first["reason"].as_str().unwrap().contains("人工"));
        // While it stands, asking again by whatever way changes nothing.
        assert_eq!(requested(served, &talk, &json!({"signal": "rounds"})), first);
        ask(served, Some(&talk), "转人工");
        assert_eq!(requested(served, &talk, &json!({})), first);
        assert_eq!(events(served, &talk), [(1, "handover"), (2, "turn")]);
        let mut stream =
            Sse::open(served.address, &format!("/v1/conversations/{talk}/events"), &[]);
        let told = stream.next().unwrap()["handover"].clone();
        let expected = json!({"packet_id": first["packet_id"], "mode": "direct", "signal": null});
        assert_eq!(told, expected);
    });
}

#[test]
fn j_02_what_has_ended_or_is_nowhere_hands_nobody_over() {
    on_both(|served| {
        let talk = begin(served);
        served.send(&Request::new("POST", &format!("/v1/conversations/{talk}/end")));
        let late = problem(&request(served, &talk, &json!({})));
        assert_eq!(
            (late.code.as_str(), late.state.as_deref()),
            ("conversation_ended", Some("ended"))
        );
        assert_eq!(problem(&request(served, "nowhere", &json!({}))).code, "unknown_conversation");
        let wrong = problem(&request(served, &begin(served), &json!({"signal": "mood"})));
        assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("bad_field", Some("signal")));
    });
}

#[test]
fn j_03_words_ask_for_a_person_and_the_request_stands() {
    on_both(|served| {
        // The first words of a conversation, and words in the middle of one.
        let first = ask(served, None, "转人工");
        let talk = first["conversation_id"].as_str().unwrap().to_owned();
        let later = ask(served, None, ANSWERED)["conversation_id"].as_str().unwrap().to_owned();
        let second = ask(served, Some(&later), "我不想跟机器人说话，找个真人");
        for (reply, talk) in [(&first, &talk), (&second, &later)] {
            assert_eq!(
                (&reply["decision"], pointed(reply)),
                (&json!("handover"), "intent -".to_owned())
            );
            let standing = requested(served, talk, &json!({}));
            assert_eq!(
                (&standing["mode"], &standing["packet_id"]),
                (&json!("intent"), &reply["answer_id"])
            );
            assert_eq!(packet(served, talk)["packet_id"], reply["answer_id"]);
        }
        assert_eq!(events(served, &later), [(1, "turn"), (2, "turn")], "the turn is the event");
    });
}

#[test]
fn j_04_no_answer_and_unsolved_point_to_a_person() {
    on_both(|served| {
        let refused = ask(served, None, UNKNOWN);
        assert_eq!(
            (&refused["decision"], pointed(&refused)),
            (&json!("refuse"), "signal no_answer".to_owned())
        );
        assert!(refused["handover"]["reason"].as_str().unwrap().contains("转人工"));
        let answered = ask(served, None, ANSWERED);
        assert_eq!((pointed(&answered), &answered["exits"]), ("- -".to_owned(), &json!([])));
        let talk = answered["conversation_id"].as_str();
        for words in ["没解决", "还是没解决"] {
            ask(served, talk, ANSWERED);
            assert_eq!(pointed(&ask(served, talk, words)), "signal unsolved", "{words}");
        }
        assert_eq!(pointed(&ask(served, talk, "在哪里办理登记？")), "- -");
    });
}

#[test]
fn j_04_agitation_points_to_a_person_and_the_answer_comes_all_the_same() {
    let served = served::small();
    let angry = ask(served, None, "气死我了！！！征收率是多少！！");
    assert_eq!(angry["emotion"]["label"], "agitated");
    assert!(angry["emotion"]["level"].as_u64().unwrap() >= 2, "{}", angry["emotion"]);
    assert_eq!(pointed(&angry), "signal emotion", "{angry}");
    assert_eq!(angry["decision"], "answer");
    assert_eq!(angry["candidates"][0]["id"], "rate-new");
    // Who is stopped by the guard is not rewarded with a person.
    let stopped = ask(served, None, "本公司长期代开各类增值税发票，点数低，加微信 13800001234");
    assert_eq!((pointed(&stopped), &stopped["exits"]), ("- -".to_owned(), &json!([])));
}

#[test]
fn c_09_j_05_rounds_in_vain_point_to_a_person_and_hand_nobody_over() {
    let served = served::bundled();
    let mut reply = ask(served, None, "税率是多少");
    let talk = reply["conversation_id"].as_str().unwrap().to_owned();
    let mut rounds = 0;
    while reply["exits"] == json!([]) {
        assert_eq!(pointed(&reply), "- -");
        rounds += 1;
        assert!(rounds <= 6, "{reply}");
        reply = ask(served, Some(&talk), "都不是");
    }
    assert_eq!(pointed(&reply), "signal rounds", "{reply}");
    assert_ne!(reply["decision"], "handover");
    let before = packet(served, &talk);
    assert_eq!((&before["handover"], &before["packet_id"]), (&Value::Null, &Value::Null));
    let taken = requested(served, &talk, &json!({"signal": "rounds"}));
    assert_eq!((&taken["mode"], &taken["signal"]), (&json!("signal"), &json!("rounds")));
    assert_eq!(packet(served, &talk)["handover"]["reason"], reply["handover"]["reason"]);
}

#[test]
fn j_04_signals_are_the_operators() {
    let served = Served::small(|config| {
        let text = include_str!("../../data/signals.toml");
        let off = text.replacen("on = true\nat = 1", "on = true\nat = 2", 1);
        let off = off.replacen("[unsolved]\non = true", "[unsolved]\non = false", 1);
        assert_ne!(off, text);
        let path = config.data.join("signals.toml");
        std::fs::write(&path, off).unwrap();
        config.serving.signals = Some(path);
    });
    let first = ask(&served, None, UNKNOWN);
    let talk = first["conversation_id"].as_str();
    assert_eq!(pointed(&first), "- -");
    assert_eq!(first["exits"], json!(["handover", "note", "reservation"]), "never a dead end");
    assert_eq!(pointed(&ask(&served, talk, UNKNOWN)), "signal no_answer");
    let answered = ask(&served, talk, ANSWERED);
    let judged = judge(&served, &answered, &json!({"useful": false}));
    assert_eq!((pointed(&judged), &judged["exits"]), ("- -".to_owned(), &json!([])));
}

#[test]
fn j_06_what_is_said_at_a_handover() {
    let served = Served::small(always_open);
    let said = |reply: &Value| -> Vec<String> {
        let blocks = reply["say"].as_array().unwrap().iter();
        blocks.map(|block| block["markdown"].as_str().unwrap().to_owned()).collect()
    };
    let by_words =
        |region: &str| said(&served.answer(&json!({"question": "人工客服", "region": region})));
    let by_button = |region: &str| {
        let body = json!({"region": region}).to_string();
        let begun = served.send(&Request::post("/v1/conversations", body.as_bytes())).json();
        said(&requested(&served, begun["id"].as_str().unwrap(), &json!({})))
    };
    for say in [by_words("440106"), by_button("440106")] {
        assert!(say[0].starts_with(TRANSFER) && say.len() == 2, "{say:?}");
        assert!(
            say[1].contains("等待") || say[1].contains("下一位"),
            "what that comes to: {say:?}"
        );
    }
    // Nobody is said to be connected where nobody serves.
    for say in [by_words("110101"), by_button("110101"), by_button("440200")] {
        assert!(say[0].contains("12366") && say.len() == 1, "{say:?}");
    }
}

#[test]
fn f_05_useless_points_to_a_person() {
    on_both(|served| {
        let answered = ask(served, None, ANSWERED);
        let useful = judge(served, &answered, &json!({"useful": true}));
        assert_eq!((pointed(&useful), &useful["exits"]), ("- -".to_owned(), &json!([])));
        let useless = judge(served, &answered, &json!({"useful": false, "reason": "wrong"}));
        assert_eq!(pointed(&useless), "signal unsolved");
        assert!(useless["handover"]["reason"].as_str().unwrap().contains("没有解决"));
    });
}

#[test]
fn c_16_the_machine_answers_on_while_a_person_is_waited_for() {
    on_both(|served| {
        let talk = begin(served);
        requested(served, &talk, &json!({}));
        let answered = ask(served, Some(&talk), ANSWERED);
        assert_eq!(answered["decision"], "answer");
        let shown = served.get(&format!("/v1/conversations/{talk}")).json();
        assert_eq!(shown["allowed_actions"], json!(["ask", "attach", "hand_over", "end"]));
    });
}

#[test]
fn the_packet_has_what_whoever_takes_over_should_know() {
    on_both_with(believe, |served| {
        let begin = r#"{"entry_scene": "电票平台-税务数字账户", "region": "370000", "taxpayer_type": "企业"}"#;
        let begun = served.send(&Request::post("/v1/conversations", begin.as_bytes())).json();
        let talk = begun["id"].as_str().unwrap();
        let asked = ask(served, Some(talk), "多久申报一次？");
        assert_eq!(asked["decision"], "clarify", "{asked}");
        let option = &asked["clarification"]["options"][0];
        let answered = served.answer(&json!({"option": option["id"], "conversation_id": talk}));
        let comment = json!({"useful": false, "reason": "wrong", "comment": "请回电 13812345678"});
        judge(served, &answered, &comment);
        let file = sent(served, talk, ("发票.png", PNG));
        ask(served, Some(talk), "气死我了！！！你们到底管不管！征收率是多少，我的电话 13812345678");
        let handed = requested(served, talk, &json!({"signal": "unsolved"}));
        let packet = packet(served, talk);
        for (field, expected) in [
            ("packet_id", handed["packet_id"].clone()),
            ("conversation_id", json!(talk)),
            ("entry_scene", json!("电票平台-税务数字账户")),
            ("region", json!("370000")),
            ("taxpayer_type", json!("企业")),
        ] {
            assert_eq!(packet[field], expected, "{field}");
        }
        assert_eq!(
            (&packet["handover"]["mode"], &packet["handover"]["signal"]),
            (&json!("signal"), &json!("unsolved"))
        );
        assert_eq!(packet["emotion"]["label"], "agitated");
        let questions = packet["questions"].as_array().unwrap();
        let said: Vec<_> = questions.iter().map(|q| q["question"].as_str().unwrap()).collect();
        assert_eq!(said[..2], ["多久申报一次？", option["label"].as_str().unwrap()]);
        assert!(said[2].contains("138****5678"), "{said:?}");
        let decisions: Vec<_> = questions.iter().map(|q| q["decision"].clone()).collect();
        assert_eq!(decisions[..2], [json!("clarify"), json!("answer")]);
        assert_eq!(questions[1]["entry"]["id"], answered["answer"]["id"]);
        let clarified = json!([{"facet": asked["clarification"]["facet"], "why": asked["clarification"]["why"], "said": option["label"]}]);
        assert_eq!(packet["clarified"], clarified);
        assert_eq!(packet["candidates"][0]["id"], "rate-new");
        let failed = &packet["failed"];
        assert_eq!(
            (failed.as_array().unwrap().len(), &failed[0]["answer_id"]),
            (1, &answered["answer_id"])
        );
        assert_eq!(failed[0]["comment"], "请回电 138****5678");
        assert_eq!(packet["attachments"][0]["id"], file["attachment"]["id"]);
        assert!(!packet.to_string().contains("13812345678"));
    });
}

#[test]
fn a_packet_is_bounded_and_for_the_center() {
    let served = Served::small(believe);
    let one = bearer("one", &json!({"center": "c"}));
    let begun = Request::post("/v1/conversations", b"{}").with("authorization", &one);
    let talk = served.send(&begun).json()["id"].as_str().unwrap().to_owned();
    for number in 0..30 {
        let body =
            json!({"question": format!("第{number}次问征收率是多少"), "conversation_id": talk})
                .to_string();
        served.send(&Request::post("/v1/answers", body.as_bytes()).with("authorization", &one));
    }
    let target = format!("/v1/conversations/{talk}/packet");
    for (center, status) in [("c", 200), ("elsewhere", 404)] {
        let agent = bearer("agent", &json!({"staff_roles": ["agent"], "center": center}));
        let reply = served.send(&Request::get(&target).with("authorization", &agent));
        assert_eq!(reply.status, status, "{center}");
        if status == 200 {
            let packet = reply.json();
            let questions = packet["questions"].as_array().unwrap();
            assert_eq!(questions.len(), 10);
            assert!(questions[9]["question"].as_str().unwrap().contains("29"), "the last is last");
        }
    }
}
