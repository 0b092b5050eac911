//! Section B: what is typed, what comes back, and what stays.

use serde_json::{Value, json};

use crate::support::contract::problem;
use crate::support::databases::on_both;
use crate::support::dialogue::Dialogue;
use crate::support::http::{Request, encoded};
use crate::support::served;

const RATE: &str = "征收率是多少";

#[test]
fn b_01_300_characters_are_taken_and_301_are_refused() {
    let dialogue = Dialogue::begin(served::small());
    for sign in ["税", "a", "𠮷"] {
        let taken = dialogue.try_send(&json!({"question": sign.repeat(300)}));
        assert_eq!(taken.status, 200, "{}", taken.text());
        let refused = dialogue.try_send(&json!({"question": sign.repeat(301)}));
        let told = problem(&refused);
        assert_eq!((refused.status, told.code.as_str()), (422, "question_too_long"));
        let detail = refused.json()["detail"].clone();
        assert_eq!(detail, "问题有 301 个字符，最多 300 个。请缩短后再发送。");
        let target = format!("/v1/suggestions?q={}", encoded(&sign.repeat(301)));
        assert_eq!(problem(&served::small().get(&target)).code, "question_too_long");
    }
    // What is trimmed does not count.
    let padded = format!("  {}\n", "税".repeat(300));
    assert_eq!(dialogue.try_send(&json!({"question": padded})).status, 200);
}

#[test]
fn b_02_a_new_line_is_part_of_the_question() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let text = "征收率\n是多少";
        assert_eq!(dialogue.say(text)["answer"]["id"], "rate-new");
        assert_eq!(dialogue.history(1)[0]["question"], text);
    });
}

#[test]
fn b_03_what_is_typed_or_chosen_is_answered_at_once() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let typed = dialogue.say(RATE);
        assert_eq!(typed["answer"]["blocks"][0]["markdown"], "现在是1%。");
        let offered = dialogue.get(&format!("/v1/suggestions?q={}", encoded("发票丢"))).json();
        let chosen = &offered["items"][0];
        let turn = json!({"question": chosen["question"], "source": "suggestion"});
        assert_eq!(dialogue.send(&turn)["answer"]["id"], chosen["id"]);
        let sources: Vec<Value> = dialogue.history(5).iter().map(|t| t["source"].clone()).collect();
        assert_eq!(sources, ["typed", "suggestion"]);
    });
}

#[test]
fn b_05_an_answer_has_seven_kinds_of_content() {
    let mut dialogue = Dialogue::begin(served::small());
    let answer = dialogue.say("这项优惠怎么办理");
    let blocks = answer["answer"]["blocks"].as_array().unwrap();
    let kinds: Vec<&str> = blocks.iter().map(|block| block["type"].as_str().unwrap()).collect();
    // The sum is our own; the seventh kind of the row, a question back with options, comes next.
    assert_eq!(kinds, ["text", "text", "link", "image", "video", "file", "guide", "sum"]);
    let places = [(2, "url"), (3, "url"), (4, "url"), (5, "url"), (5, "bytes"), (6, "steps")];
    for (at, field) in places {
        assert!(!blocks[at][field].is_null(), "{}", blocks[at]);
    }
    let back = dialogue.say("多久申报一次");
    let asked = &back["clarification"];
    assert_eq!(asked["why"], "不同类型的纳税人适用的规定不同，请选您的类型。");
    let labels: Vec<&Value> =
        asked["options"].as_array().unwrap().iter().map(|option| &option["label"]).collect();
    assert_eq!(labels, ["一般纳税人", "小规模纳税人", "都不是"]);
}

#[test]
fn b_06_an_answer_is_judged_and_kept_by_the_ids_that_it_carries() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let answer = dialogue.say(RATE);
        let feedback = format!("/v1/answers/{}/feedback", answer["answer_id"].as_str().unwrap());
        for useful in [true, false] {
            let judged = dialogue.put(&feedback, &json!({"useful": useful}));
            assert_eq!((judged.status, &judged.json()["useful"]), (200, &json!(useful)));
        }
        let own = format!("conversation_id={}", dialogue.id);
        let entry = answer["answer"]["id"].as_str().unwrap();
        let kept = dialogue.put(&format!("/v1/favorites/{entry}?{own}"), &Value::Null);
        assert_eq!(kept.status, 204);
        let listed = dialogue.get(&format!("/v1/favorites?{own}")).json();
        assert_eq!(listed["items"][0]["entry_id"], answer["answer"]["id"]);
    });
}

/// Clearing is a matter of the page: there is nothing to send, and loading brings everything back.
#[test]
fn b_08_a_cleared_screen_is_restored_from_the_history() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let said = ["征收率是多少", "这个条目有答案吗", "多久申报一次"];
        for text in said {
            dialogue.say(text);
        }
        let conversation = format!("/v1/conversations/{}", dialogue.id);
        for target in [conversation.clone(), format!("{conversation}/turns")] {
            let refused = served.send(&Request::new("DELETE", &target));
            assert_eq!(refused.status, 405, "{target}");
        }
        for limit in [1, 2, 100] {
            let loaded = dialogue.history(limit);
            let texts: Vec<&Value> = loaded.iter().map(|turn| &turn["question"]).collect();
            assert_eq!(texts, said, "by pages of {limit}");
        }
    });
}

/// Whatever is offered is sent by a click as the person's own text, and the turn says what was
/// clicked.
#[test]
fn b_10_a_click_sends_what_it_shows() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let clicked = |dialogue: &mut Dialogue, (text, source): (&Value, &str)| {
            let by_click = dialogue.send(&json!({"question": text, "source": source}));
            let by_hand = dialogue.say(text.as_str().unwrap());
            assert_eq!(by_click["answer"], by_hand["answer"], "{source}");
            let turns = dialogue.history(50);
            let turn = &turns[turns.len() - 2];
            assert_eq!((&turn["question"], &turn["source"]), (text, &json!(source)));
        };
        let offered = dialogue.get(&format!("/v1/suggestions?q={}", encoded("征收"))).json();
        clicked(&mut dialogue, (&offered["items"][0]["question"], "suggestion"));
        let answer = dialogue.say("这项优惠怎么办理");
        clicked(&mut dialogue, (&answer["answer"]["followups"][0]["question"], "followup"));
        for source in ["guess_open", "guess_nomatch", "hot", "hotword", "topic"] {
            clicked(&mut dialogue, (&json!("🧾发票丢了怎么办？"), source));
        }
        // An option goes by its id, with its words as the text; unsaid, its source is known.
        dialogue.say("多久申报一次");
        let option = dialogue.reply["clarification"]["options"][1].clone();
        let turn = json!({"option": option["id"], "question": option["label"]});
        assert_eq!(dialogue.send(&turn)["answer"]["id"], "period-small");
        let last = dialogue.history(50).pop().unwrap();
        assert_eq!(
            (&last["question"], &last["source"]),
            (&json!("小规模纳税人"), &json!("option"))
        );
    });
}
