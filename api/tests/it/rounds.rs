//! Rows C-07 to C-09 of the features: a conversation asks back until it answers or offers a person.

use serde_json::{Value, json};

use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::served::{self, Served};

/// A question that every tax answers otherwise.
const VAGUE: &str = "税率是多少";

fn on(conversation: &Value, more: &Value) -> Value {
    let mut body = json!({"conversation_id": conversation, "source": "option"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    served::bundled().answer(&body)
}

#[test]
fn c_07_c_08_an_option_leads_to_the_next_round_and_to_an_answer() {
    let first = served::bundled().answer(&json!({"question": VAGUE}));
    let talk = &first["conversation_id"];
    let asked = &first["clarification"];
    assert_eq!(
        (&asked["facet"], &asked["round"], &asked["rounds_max"]),
        (&json!("tax"), &json!(1), &json!(3))
    );
    assert!(!asked["why"].as_str().unwrap().is_empty());
    let option = &asked["options"][1];
    let second = on(talk, &json!({"option": option["id"]}));
    let chosen = match second["decision"].as_str().unwrap() {
        "clarify" => {
            assert_eq!(second["clarification"]["round"], 2);
            on(talk, &json!({"option": second["clarification"]["options"][0]["id"]}))
        }
        _ => second,
    };
    assert_eq!(chosen["decision"], "answer", "{chosen}");
    let entry = chosen["answer"]["id"].as_str().unwrap();
    let label = option["label"].as_str().unwrap();
    let entry = served::bundled().get(&format!("/v1/entries/{entry}")).json();
    assert_eq!(entry["tax"], label, "what was chosen is what is answered about");
}

#[test]
fn c_07_words_do_for_a_click_and_another_question_is_another_question() {
    let first = served::bundled().answer(&json!({"question": VAGUE}));
    let talk = &first["conversation_id"];
    let label = &first["clarification"]["options"][0]["label"];
    let by_words = on(talk, &json!({"question": label, "source": "typed"}));
    let first = served::bundled().answer(&json!({"question": VAGUE}));
    let option = &first["clarification"]["options"][0]["id"];
    let by_click = on(&first["conversation_id"], &json!({"option": option}));
    assert_eq!(by_words["candidates"], by_click["candidates"]);
    let question = "个人养老金领取时如何缴纳个人所得税？";
    let other = on(&first["conversation_id"], &json!({"question": question, "source": "typed"}));
    assert_eq!(other["decision"], "answer");
}

#[test]
fn c_09_after_the_last_round_a_person_is_offered() {
    let mut reply = served::bundled().answer(&json!({"question": VAGUE}));
    let talk = reply["conversation_id"].clone();
    let mut rounds = 0;
    while reply["exits"] == json!([]) {
        rounds += 1;
        assert!(rounds <= 6, "{reply}");
        reply = on(&talk, &json!({"question": "都不是", "source": "typed"}));
    }
    assert_eq!(reply["exits"], json!(["handover", "note", "reservation"]));
    assert!(["suggest", "refuse"].contains(&reply["decision"].as_str().unwrap()), "{reply}");
}

#[test]
fn an_option_that_was_not_offered_is_unknown() {
    let first = served::bundled().answer(&json!({"question": VAGUE}));
    for (conversation, option) in [
        (&first["conversation_id"], "tax=没有这种税"),
        (&Value::Null, "tax=增值税"),
        (&Value::Null, "none="),
    ] {
        let body = json!({"option": option, "conversation_id": conversation});
        let refused =
            served::bundled().send(&Request::post("/v1/answers", body.to_string().as_bytes()));
        let problem = problem(&refused);
        assert_eq!((refused.status, problem.code.as_str()), (404, "unknown_option"), "{option}");
    }
}

#[test]
fn any_node_goes_on_by_the_token_and_only_by_its_own() {
    let here = Served::small(|_| ());
    let there = Served::beside(&here, |_| ());
    let first = here.answer(&json!({"question": "怎样退税"}));
    let (talk, token) = (&first["conversation_id"], &first["conversation_token"]);
    let second = &first["clarification"]["options"][1]["id"];
    let body = |token: &Value| json!({"question": "第二个", "conversation_id": talk, "conversation_token": token});
    let unknowing = there.answer(&body(&Value::Null));
    assert_eq!(unknowing["answer"], Value::Null, "{unknowing}");
    for node in [&there, &here] {
        let next = node.answer(&body(token));
        assert_eq!(next["answer"]["id"], *second, "{next}");
    }
    // A token from elsewhere, or one that was changed, is refused and nothing is answered by it.
    let other = here.answer(&json!({"question": "怎样退税"}));
    let changed = token.as_str().unwrap().replacen(|c| c != 'A', "A", 1);
    for token in [&other["conversation_token"], &json!(changed), &json!("契税"), &json!("")] {
        let refused = there.ask(&body(token));
        let problem = problem(&refused);
        assert_eq!((refused.status, problem.code.as_str()), (422, "bad_conversation_token"));
    }
}

#[test]
fn c_07_a_part_of_a_question_is_understood_as_the_whole() {
    let first = served::bundled().answer(&json!({"question": "首套房契税税率是多少"}));
    assert_eq!(
        (&first["understood"], &first["answer"]["id"]),
        (&Value::Null, &json!("deed-first-home"))
    );
    let talk = &first["conversation_id"];
    let next = on(talk, &json!({"question": "那二套呢？", "source": "typed"}));
    assert_eq!(next["understood"], "二套契税税率是多少");
    assert_eq!(next["answer"]["id"], "deed-second-home", "{next}");
    let again = on(talk, &json!({"question": "依据是什么", "source": "typed"}));
    assert_eq!(
        (&again["decision"], &again["answer"]["id"]),
        (&json!("answer"), &json!("deed-second-home"))
    );
}
