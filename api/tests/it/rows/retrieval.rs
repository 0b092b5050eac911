//! Section C: an answer, what is offered while typing, guesses, and being led to an answer.

use serde_json::{Value, json};

use crate::support::dialogue::Dialogue;
use crate::support::http::encoded;
use crate::support::served;

#[test]
fn c_01_a_question_of_the_base_is_answered_from_the_base() {
    let mut dialogue = Dialogue::begin(served::bundled());
    let known = dialogue.say("小规模纳税人月销售额多少可以免增值税");
    assert_eq!(
        (&known["decision"], &known["answer"]["id"]),
        (&json!("answer"), &json!("vat-small-threshold"))
    );
    let entry = dialogue.get("/v1/entries/vat-small-threshold").json();
    assert_eq!(known["answer"]["blocks"][0]["markdown"], entry["answer"]);
    assert_eq!(known["answer"]["basis"], entry["basis"]);
    // In other words it is the same question.
    let reworded = dialogue.say("小规模一个月卖多少钱不用交增值税");
    assert_eq!(reworded["answer"]["id"], known["answer"]["id"]);
    // What no entry answers is not answered.
    let unknown = dialogue.say("明天的天气怎么样");
    assert_eq!((&unknown["answer"], unknown["decision"] == "answer"), (&Value::Null, false));
}

/// What is spoken is heard as what is typed: the same intent, emotion and guard.
#[test]
fn c_02_voice_is_understood_as_text_is() {
    let heard = |source: &str| {
        let lines = [
            "我要找真人",
            "你们到底管不管！！急死人了",
            "代开各类增值税发票，加微信 13800001234",
            "征收率是多少",
        ];
        lines.map(|text| {
            let mut dialogue = Dialogue::begin(served::small());
            let reply = dialogue.send(&json!({"question": text, "source": source}));
            json!([
                reply["decision"],
                reply["emotion"]["label"],
                reply["guard"]["action"],
                reply["answer"]["id"]
            ])
        })
    };
    let typed = heard("typed");
    assert_eq!(typed[0][0], "handover");
    assert_eq!(typed[1][1], "agitated");
    assert_eq!(typed[2][2], "block");
    assert_eq!(typed[3], json!(["answer", "calm", "pass", "rate-new"]));
    assert_eq!(heard("voice"), typed);
}

#[test]
fn c_03_what_is_offered_while_typing_is_answered_precisely() {
    let mut dialogue = Dialogue::begin(served::bundled());
    let mut clicked = 0;
    for typed in ["小规模", "fapiao", "个税"] {
        let target = format!("/v1/suggestions?q={}&limit=5&seq=7", encoded(typed));
        let offered = dialogue.get(&target).json();
        assert_eq!(offered["seq"], 7);
        for item in offered["items"].as_array().unwrap() {
            assert!(!item["highlights"].as_array().unwrap().is_empty(), "{item}");
            let turn = json!({"question": item["question"], "source": "suggestion"});
            let reply = dialogue.send(&turn);
            assert_eq!(reply["decision"], "answer", "{item}");
            assert_eq!(reply["answer"]["id"], item["id"]);
            clicked += 1;
        }
    }
    assert!(clicked >= 12, "{clicked}");
}

/// A keyword and no more: what the base has about it is offered, and a click on it is answered.
#[test]
fn c_05_a_keyword_without_an_answer_brings_questions_about_it() {
    for keyword in ["滞纳金", "离境", "协定"] {
        let mut dialogue = Dialogue::begin(served::bundled());
        let unclear = dialogue.say(keyword);
        assert_eq!((&unclear["decision"], &unclear["answer"]), (&json!("suggest"), &Value::Null));
        let said = &unclear["say"][0]["markdown"];
        assert_eq!(said, "没有完全对上的问题，您想问的是不是下面这些？");
        let offered = unclear["guesses"].as_array().unwrap();
        assert!((3..=5).contains(&offered.len()), "{unclear}");
        let about =
            offered.iter().filter(|guess| guess["question"].as_str().unwrap().contains(keyword));
        assert!(about.count() >= 3, "{unclear}");
        let turn = json!({"question": offered[0]["question"], "source": "guess_nomatch"});
        let reply = dialogue.send(&turn);
        assert_eq!(
            (&reply["decision"], &reply["answer"]["id"]),
            (&json!("answer"), &offered[0]["id"])
        );
    }
    // The row's own example has so many questions that it is asked back, and still not answered.
    let mut dialogue = Dialogue::begin(served::bundled());
    let wide = dialogue.say("发票");
    assert_eq!((&wide["decision"], &wide["answer"]), (&json!("clarify"), &Value::Null));
    for candidate in wide["candidates"].as_array().unwrap() {
        assert!(candidate["question"].as_str().unwrap().contains("票"), "{candidate}");
    }
}

/// Whoever says little is led to an answer by questions back, in no more rounds than are configured.
#[test]
fn c_10_a_vague_question_is_answered_by_being_led() {
    for (question, choices) in [("税率是多少", [0, 1]), ("印花税", [1, 0])] {
        let mut dialogue = Dialogue::begin(served::bundled());
        dialogue.say(question);
        let mut rounds = 0;
        while dialogue.reply["decision"] == "clarify" {
            rounds += 1;
            let asked = dialogue.reply["clarification"].clone();
            assert_eq!(asked["round"], rounds, "{asked}");
            assert!(asked["round"].as_i64() <= asked["rounds_max"].as_i64(), "{asked}");
            assert!(!asked["why"].as_str().unwrap().is_empty());
            dialogue.click(choices[rounds % 2]);
        }
        assert!(rounds >= 1, "{question} is vague");
        assert_eq!(dialogue.reply["decision"], "answer", "{question}: {}", dialogue.reply);
        assert_eq!(dialogue.history(50).len(), rounds + 1);
    }
}
