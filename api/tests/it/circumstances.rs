//! `POST /v1/answers`: what is asked for beside the question is honoured.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::support::contract;
use crate::support::served;

/// What comes of a question of the small knowledge: the decision with its entry, or the options.
fn check(body: &Value, expected: &Expect) {
    let answer = served::small().answer(body);
    let mut told = format!("{} {}", answer["decision"], answer["answer"]["id"]);
    if let Some(asked) = answer["clarification"].as_object() {
        let options = asked["options"].as_array().expect("a list").iter();
        let options: Vec<String> =
            options.map(|option| format!("{} {}", option["id"], option["label"])).collect();
        told = format!("{} by {}: {}", answer["decision"], asked["facet"], options.join(", "));
    }
    expected.assert_eq(&told);
}

#[test]
fn the_rules_of_the_day_asked_for_answer() {
    let ask = |day: &str| json!({"question": "征收率是多少", "as_of": day});
    check(&ask("2025-12-31"), &expect![[r#""answer" "rate-old""#]]);
    check(&ask("2026-01-01"), &expect![[r#""answer" "rate-new""#]]);
    check(&json!({"question": "征收率是多少"}), &expect![[r#""answer" "rate-new""#]]);
}

#[test]
fn the_narrowest_region_answers() {
    let ask = |region: Value| json!({"question": "在哪里办理登记", "region": region});
    check(&ask(Value::Null), &expect![[r#""answer" "place-nation""#]]);
    check(&ask(json!("110000")), &expect![[r#""answer" "place-nation""#]]);
    check(&ask(json!("370000")), &expect![[r#""answer" "place-shandong""#]]);
    check(&ask(json!("370100")), &expect![[r#""answer" "place-shandong""#]]);
    check(&ask(json!("370202")), &expect![[r#""answer" "place-qingdao""#]]);
}

#[test]
fn the_type_of_taxpayer_settles_what_is_asked_back() {
    let ask = |kind: Value| json!({"question": "多久申报一次", "taxpayer_type": kind});
    check(
        &ask(Value::Null),
        &expect![[
            r#""clarify" by "taxpayer_type": "period-general" "一般纳税人", "period-small" "小规模纳税人", "none=" "都不是""#
        ]],
    );
    check(&ask(json!("小规模纳税人")), &expect![[r#""answer" "period-small""#]]);
    check(&ask(json!("一般纳税人")), &expect![[r#""answer" "period-general""#]]);
    check(
        &json!({"question": "怎样退税"}),
        &expect![[
            r#""clarify" by "question": "refund-person" "个人怎样退税？", "refund-company" "企业怎样退税？", "none=" "都不是""#
        ]],
    );
    check(
        &json!({"question": "怎样退税", "taxpayer_type": "自然人"}),
        &expect![[r#""answer" "refund-person""#]],
    );
}

#[test]
fn an_option_settles_what_was_asked_back() {
    let asked = served::small().answer(&json!({"question": "多久申报一次"}));
    let clarification = &asked["clarification"];
    assert_eq!((&clarification["round"], &clarification["rounds_max"]), (&json!(1), &json!(3)));
    assert_eq!(clarification["why"], asked["say"][0]["markdown"]);
    let (none, entries) = clarification["options"].as_array().unwrap().split_last().unwrap();
    assert_eq!(none["id"], "none=");
    for option in entries {
        // An option alone is enough, and it stands above the question.
        for question in [Value::Null, json!("征收率是多少")] {
            let body = json!({
                "question": question,
                "option": option["id"],
                "conversation_id": asked["conversation_id"],
                "source": "option",
            });
            let answer = served::small().answer(&body);
            assert_eq!(answer["decision"], "answer");
            assert_eq!(answer["answer"]["id"], option["id"]);
            assert_eq!(answer["conversation_id"], asked["conversation_id"]);
        }
    }
}

#[test]
fn as_many_candidates_as_wanted_are_shown() {
    let count = |top_k: Value| {
        let answer =
            served::bundled().answer(&json!({"question": "增值税怎么申报", "top_k": top_k}));
        let candidates = answer["candidates"].as_array().unwrap();
        let confidences: Vec<f64> =
            candidates.iter().map(|candidate| candidate["confidence"].as_f64().unwrap()).collect();
        assert!(confidences.is_sorted_by(|a, b| a >= b), "{confidences:?}");
        candidates.len()
    };
    assert_eq!([1, 2, 10].map(|k| count(json!(k))), [1, 2, 10]);
    // How many are looked at is a matter of settings; never more than are wanted.
    assert!((11..=50).contains(&count(json!(50))));
    assert_eq!(count(Value::Null), 5);
}

#[test]
fn the_first_candidates_are_the_same_for_every_number_of_them() {
    let ask = |top_k: usize| {
        let answer =
            served::bundled().answer(&json!({"question": "增值税怎么申报", "top_k": top_k}));
        (answer["decision"].clone(), answer["candidates"].as_array().unwrap().clone())
    };
    let (decision, all) = ask(50);
    for top_k in [1, 3, 10] {
        assert_eq!(ask(top_k), (decision.clone(), all[..top_k].to_vec()));
    }
}

#[test]
fn nothing_below_the_least_confidence_is_shown_or_answers() {
    let ask = |least: f64| {
        let body = json!({"question": "征收率是多少", "top_k": 50, "min_confidence": least});
        served::small().answer(&body)
    };
    let all = ask(0.0)["candidates"].as_array().unwrap().len();
    assert!(all > 1, "there is something to leave out");
    let sure = ask(0.99);
    assert_eq!(sure["decision"], "answer");
    assert_eq!(sure["candidates"].as_array().unwrap().len(), 1);
    let unsure = ask(1.0);
    assert_eq!(unsure["decision"], "suggest");
    assert_eq!((&unsure["answer"], &unsure["candidates"]), (&Value::Null, &json!([])));
    assert_eq!(unsure["guesses"][0]["id"], "rate-new");
}

#[test]
fn the_version_in_service_can_be_asked_for_by_name() {
    let version = served::small().state.engine.version().id.clone();
    let answer =
        served::small().answer(&json!({"question": "征收率是多少", "kb_version": version}));
    assert_eq!(answer["kb_version"], version);
}

#[test]
fn every_source_of_a_turn_is_accepted() {
    let sources = [
        "typed",
        "voice",
        "suggestion",
        "guess_open",
        "guess_nomatch",
        "hot",
        "hotword",
        "topic",
        "option",
        "followup",
    ];
    for source in sources {
        let body = json!({"question": "征收率是多少", "source": source, "entry_scene": "首页"});
        assert_eq!(served::small().answer(&body)["decision"], "answer", "{source}");
    }
    let documented = &contract::document()["components"]["schemas"]["TurnSource"]["enum"];
    assert_eq!(*documented, json!(sources));
}

#[test]
fn every_field_may_be_null() {
    let body = json!({
        "question": "征收率是多少", "conversation_id": null, "client_id": null, "option": null,
        "source": null, "entry_scene": null, "region": null, "taxpayer_type": null, "as_of": null,
        "kb_version": null, "conversation_token": null, "top_k": null, "min_confidence": null, "explain": false,
    });
    assert_eq!(served::small().answer(&body)["answer"]["id"], "rate-new");
    let fields = &contract::document()["components"]["schemas"]["AnswerRequest"]["properties"];
    let documented: Vec<&String> = fields.as_object().unwrap().keys().collect();
    assert_eq!(documented, body.as_object().unwrap().keys().collect::<Vec<_>>());
}
