//! Sections F, G and I: judging an answer, keeping it, and the quick entries beside it.

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;

use crate::support::contract::problem;
use crate::support::databases::on_both;
use crate::support::dialogue::Dialogue;
use crate::support::http::Reply;

/// What is kept within one millisecond is ordered by its id and not by time.
fn wait_a_millisecond() {
    let now = now_ms();
    while now_ms() == now {
        std::hint::spin_loop();
    }
}

fn judge(dialogue: &Dialogue, body: &Value) -> Reply {
    let answer = dialogue.reply["answer_id"].as_str().unwrap();
    dialogue.put(&format!("/v1/answers/{answer}/feedback"), body)
}

#[test]
fn f_01_every_answer_may_be_judged_useful_or_useless() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        for (question, useful) in [("征收率是多少", true), ("🧾发票丢了怎么办？", false)]
        {
            dialogue.say(question);
            let judged = judge(&dialogue, &json!({"useful": useful})).json();
            assert_eq!(
                (&judged["answer_id"], &judged["useful"]),
                (&dialogue.reply["answer_id"], &json!(useful))
            );
        }
    });
}

/// Words of guidance, guesses, small talk and refusals are no answers to be judged.
#[test]
fn f_02_nothing_but_an_answer_is_judged() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        for (question, decision) in [
            ("多久申报一次", "clarify"),
            ("你好", "reply"),
            ("转人工", "handover"),
            ("xyzzy", "refuse"),
        ] {
            assert_eq!(dialogue.say(question)["decision"], decision, "{question}");
            let refused = judge(&dialogue, &json!({"useful": true}));
            assert_eq!(
                (refused.status, problem(&refused).code.as_str()),
                (422, "no_feedback_on_prompts")
            );
        }
    });
}

#[test]
fn f_03_whoever_judges_is_thanked() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        dialogue.say("征收率是多少");
        let thanked = judge(&dialogue, &json!({"useful": true})).json();
        assert_eq!(
            thanked["say"],
            json!([{"type": "text", "markdown": "我会继续努力，感谢您的支持。"}])
        );
        let sorry = judge(&dialogue, &json!({"useful": false})).json();
        assert!(sorry["say"][0]["markdown"].as_str().unwrap().starts_with("抱歉没有帮到您"));
    });
}

#[test]
fn f_04_a_useless_answer_asks_what_was_wrong() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        dialogue.say("征收率是多少");
        let asked = judge(&dialogue, &json!({"useful": false})).json();
        let reasons = asked["reasons"].as_array().unwrap();
        let labels: Vec<&Value> = reasons.iter().map(|reason| &reason["label"]).collect();
        assert_eq!(labels, ["答非所问", "答案错误", "其他"]);
        for reason in reasons {
            let told = judge(&dialogue, &json!({"useful": false, "reason": reason["id"]})).json();
            assert_eq!(told["reason"], reason["id"]);
        }
        assert_eq!(judge(&dialogue, &json!({"useful": true})).json()["reasons"], json!([]));
    });
}

#[test]
fn g_01_g_02_keeping_is_switched_on_and_off() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let entry = dialogue.say("征收率是多少")["answer"]["id"].as_str().unwrap().to_owned();
        let own = format!("conversation_id={}", dialogue.id);
        let target = format!("/v1/favorites/{entry}?{own}");
        let kept = |dialogue: &Dialogue| {
            let listed = dialogue.get(&format!("/v1/favorites?{own}")).json();
            listed["items"].as_array().unwrap().len()
        };
        for _ in 0..2 {
            assert_eq!(dialogue.put(&target, &Value::Null).status, 204);
            assert_eq!(kept(&dialogue), 1);
            assert_eq!(dialogue.delete(&target).status, 204);
            assert_eq!(kept(&dialogue), 0);
        }
    });
}

/// Newest first, with the question of each, page by page.
#[test]
fn g_03_what_is_kept_is_listed() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        let own = format!("conversation_id={}", dialogue.id);
        let mut expected = Vec::new();
        for question in ["征收率是多少？", "🧾发票丢了怎么办？", "在哪里办理登记？"]
        {
            let entry = dialogue.say(question)["answer"]["id"].as_str().unwrap().to_owned();
            assert_eq!(
                dialogue.put(&format!("/v1/favorites/{entry}?{own}"), &Value::Null).status,
                204
            );
            expected.insert(0, json!([entry, question]));
            wait_a_millisecond();
        }
        let pair = |kept: &Value| json!([kept["entry_id"], kept["question"]]);
        let first = dialogue.get(&format!("/v1/favorites?{own}&limit=2")).json();
        let next = first["next"].as_str().expect("a next page");
        let second = dialogue.get(&format!("/v1/favorites?{own}&limit=2&after={next}")).json();
        assert_eq!(second["next"], Value::Null);
        let pages = [&first, &second];
        let listed =
            pages.iter().flat_map(|page| page["items"].as_array().unwrap().iter().map(pair));
        assert_eq!(listed.collect::<Vec<_>>(), expected);
    });
}

#[test]
fn i_01_i_02_i_03_every_quick_entry_is_there_to_be_opened_or_put_up() {
    on_both(|served| {
        let dialogue = Dialogue::begin(served);
        let shortcuts = dialogue.get("/v1/shortcuts").json();
        let available = shortcuts["available"].as_array().unwrap();
        let titles: Vec<&str> =
            available.iter().map(|entry| entry["title"].as_str().unwrap()).collect();
        for title in
            ["办税指南", "办税地图", "办税日历", "税务小工具", "政策法规", "下载中心", "开业第一课"]
        {
            assert!(titles.contains(&title), "{title}");
        }
        for entry in available {
            let url = entry["url"].as_str().unwrap();
            assert!(url.starts_with("https://") || url.starts_with('/'), "{entry}");
            let kinds = ["system", "page", "function"];
            assert!(kinds.contains(&entry["kind"].as_str().unwrap()), "{entry}");
        }
        // Fewer are shown than there are, so that there is something behind "more" and to be added.
        let chosen = shortcuts["chosen"].as_array().unwrap();
        assert!(!chosen.is_empty() && chosen.len() < available.len(), "{shortcuts}");
        let keys: Vec<&Value> = available.iter().map(|entry| &entry["key"]).collect();
        assert!(chosen.iter().all(|key| keys.contains(&key)), "{shortcuts}");
    });
}

#[test]
fn i_04_entries_are_added_and_removed_by_each_taxpayer() {
    on_both(|served| {
        let [one, two] = [0, 1].map(|_| Dialogue::begin(served));
        let target = |dialogue: &Dialogue| format!("/v1/shortcuts?conversation_id={}", dialogue.id);
        let chosen = |dialogue: &Dialogue| dialogue.get(&target(dialogue)).json()["chosen"].clone();
        let unchosen = chosen(&two);
        let mut keys: Vec<Value> = unchosen.as_array().unwrap().clone();
        keys.push(json!("downloads"));
        assert_eq!(one.put(&target(&one), &json!({"keys": keys})).json()["chosen"], json!(keys));
        keys.remove(0);
        assert_eq!(one.put(&target(&one), &json!({"keys": keys})).json()["chosen"], json!(keys));
        assert_eq!(chosen(&one), json!(keys));
        assert_eq!(chosen(&two), unchosen, "somebody else's stay as they were");
    });
}

#[test]
fn i_05_the_downloads_are_a_quick_entry() {
    on_both(|served| {
        let shortcuts = Dialogue::begin(served).get("/v1/shortcuts").json();
        let mut available = shortcuts["available"].as_array().unwrap().iter();
        let downloads = available.find(|entry| entry["key"] == "downloads").expect("downloads");
        assert_eq!((&downloads["title"], &downloads["kind"]), (&json!("下载中心"), &json!("page")));
        assert!(downloads["url"].as_str().unwrap().starts_with("https://"));
    });
}
