//! Section E: how somebody feels, what is said to somebody who is agitated, and what is done about
//! those who attack.

use serde_json::{Value, json};

use crate::support::dialogue::Dialogue;
use crate::support::served;

fn felt(reply: &Value) -> (&str, i64) {
    let emotion = &reply["emotion"];
    (emotion["label"].as_str().unwrap(), emotion["level"].as_i64().unwrap())
}

#[test]
fn e_01_how_somebody_feels_is_heard_and_carried_on() {
    let lines = [
        ("征收率是多少", "calm"),
        ("急死我了，明天就截止了怎么办", "worried"),
        ("你们这个系统太差劲了，太让人失望了", "dissatisfied"),
        ("气死我了！！你们到底管不管！！！", "agitated"),
    ];
    for (text, expected) in lines {
        for source in ["typed", "voice"] {
            let mut dialogue = Dialogue::begin(served::small());
            let reply = dialogue.send(&json!({"question": text, "source": source}));
            let (label, level) = felt(&reply);
            assert_eq!(label, expected, "{text}");
            assert_eq!(level > 0, expected != "calm", "{text}");
        }
    }
    // A calm line after an angry one does not undo it at once; after more of them it is over.
    let mut dialogue = Dialogue::begin(served::small());
    let mut last = felt(&dialogue.say(lines[3].0)).1;
    assert!(last >= 2, "{last}");
    for (turn, text) in ["征收率是多少", "印花税税率多少", "在哪里办理登记"].iter().enumerate()
    {
        let level = felt(&dialogue.say(text)).1;
        assert!(level < last || level == 0, "{level} after {last}");
        assert!(turn > 0 || level > 0, "anger is carried into the next turn");
        last = level;
    }
    assert_eq!(last, 0);
}

/// Somebody who is agitated is answered in fitting words first, and their question all the same.
#[test]
fn e_02_the_agitated_get_words_that_fit_and_their_answer() {
    let mut dialogue = Dialogue::begin(served::small());
    let angry = dialogue.say("气死我了！！！征收率是多少？到底是多少！！！");
    assert_eq!(felt(&angry).0, "agitated");
    let words = angry["say"][0]["markdown"].as_str().unwrap();
    assert!(words.contains("抱歉"), "{words}");
    assert_eq!(
        (&angry["decision"], &angry["answer"]["id"]),
        (&json!("answer"), &json!("rate-new"))
    );
    assert_eq!(angry["guard"]["action"], "pass", "anger is no offence");
    // Levels have words of their own.
    let said = |text: &str| {
        let reply = Dialogue::begin(served::small()).say(text);
        (felt(&reply).1, reply["say"][0]["markdown"].clone())
    };
    let (low, high) = (
        said("烦死了，征收率是多少！！"),
        said("气死我了！！！你们到底管不管！！！太过分了！！！"),
    );
    assert!(low.0 < high.0, "{low:?} {high:?}");
    assert_ne!(low.1, high.1);
    let calm = Dialogue::begin(served::small()).say("征收率是多少");
    assert_eq!(calm["say"], json!([]));
}

/// A trigger has its grade; offences of one person add up, and then even a proper question waits.
#[test]
fn e_03_triggers_have_grades_and_offences_add_up() {
    let graded = [
        ("你是傻子吗", "soften"),
        ("你们都是脑残", "warn"),
        ("操你妈", "block"),
        ("征收率是多少", "pass"),
    ];
    for (text, expected) in graded {
        let reply = Dialogue::begin(served::small()).say(text);
        assert_eq!(reply["guard"]["action"], expected, "{text}");
        assert_eq!(reply["guard"]["until"], Value::Null, "{text}: a first offence silences nobody");
    }
    let mut dialogue = Dialogue::begin(served::small());
    let actions: Vec<Value> = ["操你妈", "你全家死光", "信不信我弄死你", "你们都是脑残"]
        .map(|text| dialogue.say(text)["guard"]["action"].clone())
        .to_vec();
    assert_eq!((&actions[0], &actions[3]), (&json!("block"), &json!("silence")), "{actions:?}");
    let proper = dialogue.say("征收率是多少");
    assert_eq!(
        (&proper["decision"], &proper["guard"]["rule"]),
        (&json!("refuse"), &json!("silence"))
    );
    assert!(proper["guard"]["until"].is_string(), "{proper}");
}
