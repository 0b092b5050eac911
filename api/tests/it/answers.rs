//! `POST /v1/answers`: the shape of the contract, and what an answer tells about itself.

use expect_test::{ExpectFile, expect, expect_file};
use serde_json::{Value, json};
use wenshui_engine::settings;
use wenshui_engine::trace::Stage;

use crate::support::contract::shape;
use crate::support::served;

/// The contract's own example.
const KNOWN: &str = "小规模纳税人月销售额多少可以免增值税";

/// The keys and types of an answer of the small knowledge.
fn check_shape(body: &Value, expected: &ExpectFile) {
    expected.assert_eq(&shape(&served::small().answer(body)));
}

#[test]
fn an_answer_has_the_shape_of_the_contract() {
    let body = json!({"question": "这项优惠怎么办理"});
    check_shape(&body, &expect_file!["../snapshots/answer.txt"]);
}

#[test]
fn a_question_asked_back_has_the_shape_of_the_contract() {
    let body = json!({"question": "多久申报一次"});
    check_shape(&body, &expect_file!["../snapshots/clarification.txt"]);
}

#[test]
fn explaining_adds_what_every_stage_saw() {
    let plain = shape(&served::small().answer(&json!({"question": "征收率是多少"})));
    let body = json!({"question": "征收率是多少", "explain": true});
    let explained = shape(&served::small().answer(&body));
    let added: String = explained
        .lines()
        .filter(|line| !plain.lines().any(|known| known == *line))
        .map(|line| format!("{line}\n"))
        .collect();
    expect_file!["../snapshots/explanation.txt"].assert_eq(&added);
    assert!(plain.lines().all(|line| explained.contains(line)), "explaining takes nothing away");
}

#[test]
fn a_known_question_is_answered_with_its_grounds() {
    let answer = served::bundled().answer(&json!({"question": KNOWN}));
    assert_eq!(answer["decision"], "answer");
    assert_eq!(answer["answer"]["id"], "vat-small-threshold");
    let basis = answer["answer"]["basis"].as_array().unwrap();
    let full = basis.iter().find(|basis| basis["number"].is_string()).expect("a number");
    let from = full["effective_from"].as_str().expect("a date from which it holds");
    from.parse::<jiff::civil::Date>().expect("a date");
    let blocks = answer["answer"]["blocks"].as_array().unwrap();
    assert_eq!(blocks[0]["type"], "text");
    assert!(blocks[0]["markdown"].as_str().unwrap().contains("10万元"));
    assert_eq!(answer["candidates"][0]["id"], "vat-small-threshold");
    assert_eq!(answer["candidates"][0]["confidence"], answer["confidence"]);
}

#[test]
fn every_block_and_ground_of_an_entry_is_shown() {
    let answer = served::small().answer(&json!({"question": "这项优惠怎么办理"}));
    let line = std::fs::read_to_string(served::SMALL).unwrap();
    let entry: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    let shown = &answer["answer"];
    assert_eq!(shown["blocks"][0], json!({"type": "text", "markdown": entry["answer"]}));
    assert_eq!(shown["blocks"].as_array().unwrap()[1..], *entry["blocks"].as_array().unwrap());
    assert_eq!(shown["basis"], entry["basis"]);
    let followups = shown["followups"].as_array().unwrap().iter().map(|next| &next["id"]);
    assert_eq!(json!(followups.collect::<Vec<_>>()), entry["followups"]);
    assert!(!answer.to_string().contains("只给维护者看"));
}

#[test]
fn every_decision_says_what_it_must() {
    let words = &served::small().state.engine.version().words;
    let told = [
        ("征收率是多少", "answer", json!("rate-new"), None),
        ("这条答复有出处吗", "answer", json!("ungrounded"), Some(words.no_basis.as_str())),
        ("这个条目有答案吗", "answer", json!("bare"), None),
        ("多久申报一次", "clarify", Value::Null, Some(words.clarify_taxpayer_type.as_str())),
        ("怎样退税", "clarify", Value::Null, Some(words.clarify_question.as_str())),
        ("xyzzy", "refuse", Value::Null, Some(words.refuse.as_str())),
    ];
    for (question, decision, id, say) in told {
        let answer = served::small().answer(&json!({"question": question}));
        assert_eq!((&answer["decision"], &answer["answer"]["id"]), (&json!(decision), &id));
        let say = say.map(|markdown| json!({"type": "text", "markdown": markdown}));
        assert_eq!(answer["say"], json!(say.into_iter().collect::<Vec<_>>()), "{question}");
    }
}

#[test]
fn the_stages_of_server_timing_add_up() {
    let request = json!({"question": KNOWN});
    let reply = served::bundled().ask(&request);
    let timing = reply.header("server-timing").expect("a Server-Timing header");
    let parts: Vec<(&str, f64)> = timing
        .split(", ")
        .map(|part| {
            let (name, duration) = part.split_once(";dur=").expect("a duration");
            (name, duration.parse().expect("milliseconds"))
        })
        .collect();
    let ((total, stages), names) = (parts.split_last().unwrap(), Stage::ALL.map(Stage::name));
    assert_eq!(stages.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    let sum: f64 = stages.iter().map(|(_, ms)| ms).sum();
    // Each figure is rounded to a ten-thousandth.
    let rounding = 0.000_05 * parts.len() as f64 + 1e-9;
    assert_eq!(total.0, "total");
    assert!((sum - total.1).abs() <= rounding, "{timing}");
    assert!(total.1 > 0.0, "{timing}");
}

#[test]
fn an_answer_names_its_version() {
    for served in [served::bundled(), served::small()] {
        let versions = served.get("/v1/versions").json();
        let answer = served.answer(&json!({"question": KNOWN}));
        assert_eq!(answer["kb_version"], versions["items"][0]["id"]);
    }
    let [one, other] = [served::bundled(), served::small()]
        .map(|served| served.answer(&json!({"question": KNOWN}))["kb_version"].clone());
    assert_ne!(one, other);
}

#[test]
fn a_conversation_is_kept_or_begun() {
    let ask = |conversation: Value| {
        let body = json!({"question": "征收率是多少", "conversation_id": conversation});
        served::small().answer(&body)
    };
    assert_eq!(ask(json!("会话 7"))["conversation_id"], "会话 7");
    let (first, second) = (ask(Value::Null), ask(Value::Null));
    for answer in [&first, &second] {
        assert_eq!(answer["conversation_id"].as_str().unwrap().len(), 36);
    }
    assert_ne!(first["conversation_id"], second["conversation_id"]);
    assert_ne!(first["answer_id"], second["answer_id"]);
}

#[test]
fn equal_questions_get_equal_answers() {
    let ask = || {
        let body = json!({"question": KNOWN, "conversation_id": "c", "client_id": "1"});
        let mut answer = served::bundled().answer(&body);
        answer.as_object_mut().unwrap().remove("answer_id");
        answer
    };
    assert_eq!(ask(), ask());
}

#[test]
fn an_explanation_rebuilds_the_scores() {
    let settings: toml::Table = settings::BUNDLED.parse().unwrap();
    let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|n| n as f64));
    let weights = settings["ranker"].as_table().unwrap();
    let calibration = settings["calibration"].as_table().unwrap();
    // No wording of the base, so that the confidence is the calibrated one.
    let body =
        json!({"question": "卖东西一个月卖了九万要交增值税吗", "explain": true, "top_k": 10});
    let answer = served::bundled().answer(&body);
    assert_eq!(answer["explain"]["exact"], false);
    let explained = answer["explain"]["candidates"].as_array().unwrap();
    assert_eq!(explained.len(), answer["candidates"].as_array().unwrap().len());
    assert!(explained.len() >= 5, "{explained:?}");
    for (explained, shown) in explained.iter().zip(answer["candidates"].as_array().unwrap()) {
        assert_eq!(explained["id"], shown["id"]);
        let score: f64 = weights
            .iter()
            .map(|(name, weight)| {
                let feature = explained[name].as_f64();
                let feature = feature.unwrap_or_else(|| panic!("`{name}` is not explained"));
                number(weight).unwrap() * feature
            })
            .sum();
        assert!((score - explained["score"].as_f64().unwrap()).abs() < 1e-4, "{explained}");
        let [per_score, per_share, length, offset] =
            ["score", "share", "length", "offset"].map(|name| number(&calibration[name]).unwrap());
        let [known, outside] = ["known", "outside"].map(|name| number(&calibration[name]).unwrap());
        let of = |name: &str| answer["explain"][name].as_f64().unwrap();
        let of_question = known * of("known_share") + outside * of("outside");
        let chars = answer["explain"]["folded"].as_str().unwrap().chars().count() as f64;
        let share = explained["share"].as_f64().unwrap();
        let logit =
            per_score * score + per_share * share + length * chars.ln() + of_question + offset;
        let confidence = 1.0 / (1.0 + (-logit).exp());
        let told = shown["confidence"].as_f64().unwrap();
        assert!((confidence.min(0.99) - told).abs() < 1e-3, "{confidence} {told}");
    }
}

#[test]
fn an_explanation_shows_how_the_question_was_read() {
    let body = json!({"question": "ＡＢＣ優惠 怎么办", "explain": true});
    let answer = served::small().answer(&body);
    let explain = &answer["explain"];
    assert_eq!(explain["exact"], true);
    assert_eq!(explain["folded"], "abc优惠 怎么办");
    assert_eq!(explain["candidates"][0]["wording"], "ＡＢＣ优惠 怎么办");
    let stages = explain["stages_us"].as_object().unwrap();
    let mut names = Stage::ALL.map(Stage::name);
    names.sort_unstable();
    assert_eq!(stages.keys().map(String::as_str).collect::<Vec<_>>(), names);
}

#[test]
fn odd_questions_are_answered_and_do_no_harm() {
    let long = "税".repeat(300);
    let words = [
        "？？？",
        "\u{200b}",
        "🧾🧾",
        "\u{202e}税",
        "a",
        " \n税\t率 ",
        "𠮷",
        long.as_str(),
        "%00",
        "<b>",
    ];
    for question in words {
        let answer = served::bundled().answer(&json!({"question": question, "explain": true}));
        let known = ["answer", "clarify", "suggest", "reply", "refuse"];
        let decision = answer["decision"].as_str().unwrap();
        assert!(known.contains(&decision), "{question}: {decision}");
    }
}
