//! `wenshui bench generate`: knowledge of any size to measure with.

use std::collections::HashSet;

use serde_json::Value;
use wenshui_knowledge::text::fold::Folded;

use crate::support::program::Workplace;

const ENTRIES: usize = 2_000;

/// The knowledge that a seed makes.
fn generate(workplace: &Workplace, seed: &str, output: &str) -> String {
    let arguments = ["bench", "generate", "--entries", "2000", "--seed", seed, "--output", output];
    let told = workplace.run(&arguments).done();
    assert!(told.starts_with("2000 distinct questions of "), "{told}");
    workplace.text(output)
}

#[test]
fn generated_questions_are_distinct_and_usable() {
    let workplace = Workplace::new();
    let made = generate(&workplace, "7", "made.jsonl");
    let entries: Vec<Value> =
        made.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), ENTRIES);
    let field = |name: &str| -> HashSet<String> {
        entries.iter().map(|entry| entry[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(field("id").len(), ENTRIES);
    let folded: HashSet<String> =
        field("question").iter().map(|question| Folded::new(question).key()).collect();
    assert_eq!(folded.len(), ENTRIES);
    let checked = workplace.run(&["kb", "check", "made.jsonl"]);
    assert_eq!(checked.code, 0, "{}", checked.told());
}

#[test]
fn a_seed_makes_the_same_knowledge_every_time() {
    let workplace = Workplace::new();
    let first = generate(&workplace, "7", "first.jsonl");
    assert!(generate(&workplace, "7", "again.jsonl") == first);
    assert!(generate(&workplace, "8", "other.jsonl") != first);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let ran = Workplace::new().run(&["bench", "generate", "--output", "nowhere/made.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("there is no folder `nowhere`"), "{}", ran.stderr);
}

/// A load of nothing reaches every target.
#[test]
fn nothing_is_no_load() {
    for words in [["http", "--connections", "0"], ["overload", "--seconds", "0"]] {
        let ran = Workplace::new().run(&[&["bench"][..], &words].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words:?}");
        assert!(ran.stderr.contains(words[1]), "{}", ran.stderr);
    }
}

/// The same seed types the same, and what is typed in full is found.
#[test]
fn typing_is_drawn_by_seed_and_finds_what_it_means() {
    let workplace = Workplace::new();
    generate(&workplace, "7", "made.jsonl");
    let measure = || {
        let arguments =
            ["bench", "suggest", "--kb", "made.jsonl", "--typings", "60", "--seed", "3", "--json"];
        let report: Value = serde_json::from_str(&workplace.run(&arguments).done()).unwrap();
        report["details"]["kinds"].as_array().unwrap().clone()
    };
    let (first, again) = (measure(), measure());
    let names: Vec<&str> = first.iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
    assert_eq!(names, ["characters", "pinyin", "initials", "mixed", "homophone", "slip"]);
    for (one, other) in first.iter().zip(&again) {
        assert_eq!(one["typings"], 60, "{one}");
        for field in ["kind", "hit_at_5", "length_mean", "curve"] {
            assert_eq!(one[field], other[field], "{field}");
        }
        let hit = one["hit_at_5"].as_f64().unwrap();
        assert!(hit > 0.6, "{one}");
    }
}
