//! Results of `wenshui bench`: their form, their page, and the gates that hold them against each other.

use serde_json::{Value, json};
use wenshui_benches::result::{BenchResult, FORM_VERSION};

use crate::support::program::Workplace;

/// The schema that the repository tells others.
const SCHEMA: &str = include_str!("../../../docs/bench-result.schema.json");
/// The instructions of every stage that `make test` gates on.
const COUNTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/data/counts.json");

/// A workplace with generated knowledge.
fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.run(&["bench", "generate", "--entries", "300", "-o", "kb.jsonl"]).done();
    workplace
}

/// Measures, and gives what was written.
fn retrieval(workplace: &Workplace, out: &str) -> Value {
    let words = ["bench", "retrieval", "--kb", "kb.jsonl", "--questions", "30", "--out", out];
    workplace.run(&words).done();
    serde_json::from_str(&workplace.text(out)).unwrap()
}

/// What the schema has against a value.
fn faults(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    validator.iter_errors(value).map(|fault| fault.to_string()).collect()
}

#[test]
fn results_keep_to_the_schema_that_the_repository_tells() {
    let workplace = workplace();
    let printed = workplace.run(&["bench", "schema"]).done();
    assert!(printed == SCHEMA, "wenshui bench schema > docs/bench-result.schema.json\n{printed}");
    let result = retrieval(&workplace, "result.json");
    assert_eq!(faults(&result), [""; 0]);
    let typed = ["bench", "suggest", "--kb", "kb.jsonl", "--typings", "20", "--json"];
    let typed: Value = serde_json::from_str(&workplace.run(&typed).done()).unwrap();
    assert_eq!(faults(&typed), [""; 0]);
    let counts: Value = serde_json::from_str(&std::fs::read_to_string(COUNTS).unwrap()).unwrap();
    assert_eq!(faults(&counts), [""; 0]);
    let spoilt: [fn(&mut Value); 5] = [
        |result| result["form"] = json!("another"),
        |result| result["signature"]["machine"]["cores"] = json!("two"),
        |result| result["latencies"][0]["latency"]["p50_us"] = Value::Null,
        |result| result["figures"][0]["extra"] = json!(1),
        |result| drop(result.as_object_mut().unwrap().remove("signature")),
    ];
    for spoil in spoilt {
        let mut result = result.clone();
        spoil(&mut result);
        assert_ne!(faults(&result), [""; 0], "{result}");
    }
}

#[test]
fn a_result_says_what_it_belongs_to() {
    let workplace = workplace();
    let result = retrieval(&workplace, "result.json");
    let signature = &result["signature"];
    assert_eq!(signature["command"], "retrieval");
    assert_eq!(signature["command_line"][0], "wenshui");
    assert_eq!(signature["knowledge"]["entries"], 300);
    assert_eq!(signature["knowledge"]["version"].as_str().unwrap().len(), 16);
    assert!(signature["knowledge"]["models"]["encoder"].is_string(), "{signature}");
    assert!(signature["knowledge"]["settings"]["ranker"].is_object(), "{signature}");
    assert_eq!((&signature["seed"], &signature["program"]["build"]), (&json!(1), &json!("debug")));
    assert!(signature["echo_p50_us"].as_f64().unwrap() > 0.0, "{signature}");
    assert!(signature["machine"]["kernel"].as_str().unwrap().contains('.'), "{signature}");
    // Three of thirty warm up.
    assert_eq!(signature["cases"], 27);
    let read = BenchResult::read(&result.to_string(), "result.json").unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), result);
    let stages = read.latencies.iter().filter(|one| one.latency.count == 27).count();
    assert_eq!(stages, 8, "an answer and its seven stages");
}

#[test]
fn what_is_no_result_is_refused_by_name_and_field() {
    let workplace = workplace();
    let result = retrieval(&workplace, "result.json");
    let mut old = result.clone();
    old["form_version"] = json!(FORM_VERSION + 1);
    let mut damaged = result.clone();
    damaged["latencies"][2]["latency"]["p90_us"] = json!("fast");
    let half = result.to_string();
    let told = [
        (
            r#"{"form":"something"}"#.to_owned(),
            "no result of `wenshui bench`: its `form` is `something`",
        ),
        ("[]".to_owned(), "no result of `wenshui bench`"),
        (old.to_string(), "has `form_version` 2, and this program reads 1"),
        (damaged.to_string(), "damaged at `latencies[2].latency.p90_us`"),
        (half[..half.len() / 2].to_owned(), "is no JSON: "),
    ];
    for (text, words) in told {
        workplace.file("other.json", text);
        let ran = workplace.run(&["bench", "report", "other.json", "--out", "page.html"]);
        assert_eq!(ran.code, 2, "{}", ran.told());
        assert!(ran.stderr.contains("`other.json`"), "{}", ran.stderr);
        assert!(ran.stderr.contains(words), "{} is not in {}", words, ran.stderr);
    }
    let mut other = result.clone();
    other["signature"]["command"] = json!("capacity");
    workplace.file("other.json", other.to_string());
    let words = ["report", "result.json", "--baseline", "other.json", "--out", "page.html"];
    let ran = workplace.run(&[&["bench"][..], &words].concat());
    assert_eq!(ran.code, 2, "{}", ran.told());
    assert!(ran.stderr.contains("`other.json` is a result of `bench capacity`"), "{}", ran.stderr);
    let ran = workplace.run(&["bench", "report", "result.json", "--out", "nowhere/page.html"]);
    assert_eq!(ran.code, 2, "{}", ran.told());
    assert!(ran.stderr.contains("there is no folder `nowhere`"), "{}", ran.stderr);
}

#[test]
fn the_page_has_every_part_and_loads_nothing() {
    let workplace = workplace();
    retrieval(&workplace, "now.json");
    retrieval(&workplace, "before.json");
    let sizes =
        ["bench", "sizes", "--sizes", "100,200", "--questions", "20", "--out", "sizes.json"];
    workplace.run(&sizes).done();
    workplace
        .file("suite.jsonl", "{\"id\":\"1\",\"question\":\"专票怎么开\",\"expect\":[\"a\"]}\n");
    workplace.file(
        "small.jsonl",
        "{\"id\":\"a\",\"question\":\"专用发票怎么开具\"}\n{\"id\":\"b\",\"question\":\"房产税怎么算\"}\n",
    );
    let ablate =
        ["eval", "ablate", "--beside", "small.jsonl", "suite.jsonl", "--out", "ablation.json"];
    workplace.run(&ablate).done();
    let counts = COUNTS;
    let words = [
        "bench",
        "report",
        "now.json",
        "sizes.json",
        "ablation.json",
        counts,
        "--out",
        "page.html",
    ];
    let words = [&words[..], &["--baseline", "before.json", "--baseline", counts]].concat();
    let ran = workplace.run(&[&words[..], &["--markdown", "--pictures", "pictures"]].concat());
    for_documents(&workplace, &ran.done());
    let page = workplace.text("page.html");
    let parts = [
        "targets",
        "stages",
        "percentiles",
        "growth",
        "quality",
        "instructions",
        "changes",
        "numbers",
        "signatures",
    ];
    for part in parts {
        assert!(page.contains(&format!("<section id=\"{part}\"")), "{part}");
    }
    assert!(!page.contains("<section id=\"peers\""), "nothing was measured of them");
    assert!(page.contains("default-src 'none'") && !page.contains("<script"), "it runs nothing");
    for foreign in ["http:", "https:", "@import", "src="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("url(").count(), page.matches("url(#").count(), "only its own marks");
    assert!(page.contains("lang=\"en\""), "its words are English");
    for words in ["NaN", "inf ", "undefined"] {
        assert!(!page.contains(words), "{words}");
    }
}

/// The table tells every figure with its target and what it belongs to; pictures are whole SVG files that load
/// nothing.
fn for_documents(workplace: &Workplace, table: &str) {
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| P")).collect();
    let result: Value = serde_json::from_str(&workplace.text("now.json")).unwrap();
    let encode = result["figures"].as_array().unwrap();
    let encode = encode.iter().find(|figure| figure["name"] == "encode.mean").unwrap();
    let us = encode["value"].as_f64().unwrap();
    let row = rows.iter().find(|row| row.starts_with("| P5 |") && row.ends_with(" now |")).unwrap();
    assert!(row.contains("| ≤ 60 µs |"), "{row}");
    let told: f64 = row.split(" | ").nth(3).unwrap().strip_suffix(" µs").unwrap().parse().unwrap();
    assert!((told / us - 1.0).abs() < 0.01, "{row} tells {us}");
    assert_eq!(row.contains("| reached |"), us <= 60.0, "{row}");
    let belongs =
        table.lines().find(|line| line.starts_with("- **now**: `wenshui bench retrieval"));
    let version = result["signature"]["knowledge"]["version"].as_str().unwrap();
    assert!(belongs.is_some_and(|line| line.contains(&version[..12])), "{table}");
    for picture in ["growth", "stages", "stages-2"] {
        let text = workplace.text(&format!("pictures/{picture}.svg"));
        assert!(
            text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                && text.ends_with("</svg>")
        );
        assert_eq!(text.matches("http").count(), 1, "{picture} loads something");
        assert_eq!(text.matches("<svg").count(), text.matches("</svg>").count());
        assert!(text.contains("<title>"), "{picture} has no marks");
    }
}

/// Every number of the table of ways of answering can be worked out again from what was written.
#[test]
fn the_table_of_ways_of_answering_holds_its_cases() {
    let workplace = Workplace::new();
    workplace
        .file("suite.jsonl", "{\"id\":\"1\",\"question\":\"专票怎么开\",\"expect\":[\"a\"]}\n");
    workplace.file(
        "small.jsonl",
        "{\"id\":\"a\",\"question\":\"专用发票怎么开具\"}\n{\"id\":\"b\",\"question\":\"房产税怎么算\"}\n",
    );
    let ablate =
        ["eval", "ablate", "--beside", "small.jsonl", "suite.jsonl", "--out", "ablation.json"];
    let told = workplace.run(&ablate).done();
    // Two vectors of two entries: whatever their bits, both bring both.
    assert!(
        told.contains("recall@10 of vectors alone against vectors alone, exact: 1.0000"),
        "{told}"
    );
    let table: Value = serde_json::from_str(&workplace.text("ablation.json")).unwrap();
    let rows = table["sets"][0]["rows"].as_array().unwrap();
    assert!(rows.len() >= 6, "{table}");
    for row in rows {
        let case = &row["report"]["cases"][0];
        let first = case["candidates"][0] == json!("a");
        assert_eq!(row["report"]["metrics"]["hit@1"], json!(f64::from(u8::from(first))), "{row}");
        assert_eq!(row["report"]["metrics"]["latency_us.p50"], case["latency_us"], "{row}");
    }
}

/// The gate on times: a stage that takes many times as long is named, and what cannot be compared is refused.
/// How long anything takes is not asserted.
#[test]
fn a_stage_that_became_much_slower_is_named_by_its_times() {
    let workplace = workplace();
    let measure = |more: &[&str]| {
        let words = ["bench", "gate", "--kb", "kb.jsonl", "--questions", "20", "--rounds", "2"];
        workplace.run(&[&words[..], &["--launches", "2"], more].concat())
    };
    measure(&["--out", "before.json"]).done();
    let slowed = measure(&["--baseline", "before.json", "--slow", "rank=30", "--limit", "2"]);
    assert_eq!(slowed.code, 1, "{}", slowed.told());
    let named = slowed.stderr.lines().find(|line| line.contains("× as long"));
    assert!(named.is_some_and(|line| line.starts_with("rank ")), "{}", slowed.stderr);
    let other = measure(&["--baseline", "before.json", "--seed", "2"]);
    assert_eq!(other.code, 2, "{}", other.told());
    assert!(
        other.stderr.contains("`before.json` was measured on other knowledge"),
        "{}",
        other.stderr
    );
    retrieval(&workplace, "retrieval.json");
    let foreign = measure(&["--baseline", "retrieval.json"]);
    assert_eq!(foreign.code, 2, "{}", foreign.told());
    assert!(foreign.stderr.contains("a result of `bench retrieval`"), "{}", foreign.stderr);
}

/// The gate on instructions: of what is accepted nothing but the stage that work was added to is exceeded. It counts
/// a program, so other tests beside it change nothing.
#[cfg(target_arch = "x86_64")]
#[test]
fn added_instructions_are_noticed_in_their_stage() {
    let workplace = Workplace::new();
    let accepted = if cfg!(debug_assertions) {
        std::fs::read_to_string(COUNTS).unwrap()
    } else {
        // What is accepted is that of the build that everybody tests.
        workplace.run(&["bench", "counts", "--out", "release.json"]).done();
        workplace.text("release.json")
    };
    workplace.file("accepted.json", &accepted);
    let words = ["bench", "counts", "--baseline", "accepted.json", "--slow", "compose=20000"];
    let ran = workplace.run(&words);
    assert_eq!(ran.code, 1, "{}", ran.told());
    let slower = ran.stderr.lines().filter(|line| line.ends_with("are tolerated"));
    let stages: Vec<&str> = slower.filter_map(|line| line.split(' ').next()).collect();
    // The answer as a whole may pass what is tolerated because of it.
    let stages: Vec<&str> = stages.into_iter().filter(|stage| *stage != "answer").collect();
    assert_eq!(stages, ["compose"], "{}", ran.stderr);
    assert!(ran.stderr.contains("accept it: wenshui bench counts --out "), "{}", ran.stderr);
    // A baseline of another build is no baseline.
    let (own, other) =
        if cfg!(debug_assertions) { ("debug", "release") } else { ("release", "debug") };
    workplace.file("other.json", accepted.replace(&format!("\"{own}\""), &format!("\"{other}\"")));
    let foreign = workplace.run(&["bench", "counts", "--baseline", "other.json"]);
    assert_eq!(foreign.code, 2, "{}", foreign.told());
    let told = format!("the baseline counts a {other} build");
    assert!(foreign.stderr.contains(&told), "{}", foreign.stderr);
}
