//! What `wenshui eval run` gives out besides its table: a page, JUnit, files of TREC, gates on tags.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::program::{Ran, Workplace};
use crate::support::served;

/// Two cases of one tag, one of which is wrong; a dialogue without one.
const SUITE: &str = r#"{"id":"rate","question":"征收率是多少","expect":["rate-new"],"tags":["money"]}
{"id":"wrong","question":"征收率是多少","expect":["bare"],"tags":["money"]}
{"id":"talk","turns":[{"question":"征收率是多少","expect":["rate-new"]},{"question":"2025年6月呢","expect":["rate-old"]}]}
"#;

fn run(arguments: &[&str]) -> (Ran, Workplace) {
    let workplace = Workplace::new();
    workplace.file("suite.jsonl", SUITE);
    let fixed = ["eval", "run", "--kb", served::SMALL, "--suite", "suite.jsonl"];
    let ran = workplace.run(&[&fixed[..], &["--as-of", "2026-06-30"], arguments].concat());
    (ran, workplace)
}

/// A gate that fails does not keep anything from being written.
#[test]
fn every_form_is_written_whatever_becomes_of_the_gates() {
    let (ran, workplace) = run(&[
        "--html",
        "page.html",
        "--junit",
        "junit.xml",
        "--trec-run",
        "run.txt",
        "--trec-qrels",
        "qrels.txt",
        "--json",
        "report.json",
        "--gate",
        "hit@1>=0.99",
        "--gate",
        "hit@1[money]>=0.5",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.told());
    assert!(ran.stderr.contains("gate not kept: hit@1>=0.99: 0."), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&workplace.text("report.json")).unwrap();
    assert_eq!(report["gates"][0]["kept"], false);
    let kept = json!({"gate": "hit@1[money]>=0.5", "kept": true, "value": 0.5});
    assert_eq!(report["gates"][1], kept);
    assert_eq!(report["by_tag"]["money"]["cases"], 2);
    // The wrong case keeps its reasons, the others need none.
    let explained = |at: usize| report["cases"][at].get("explained").is_some();
    assert!(explained(1) && !explained(0));
    let page = workplace.text("page.html");
    assert!(page.contains("评测报告 <span class=\"of\">suite.jsonl</span>"));
    assert!(page.contains("✗ 未达到</span> <code>hit@1&gt;=0.99</code>"));
    let junit = workplace.text("junit.xml");
    assert!(junit.contains(
        "<testcase classname=\"gates\" name=\"hit@1[money]&gt;=0.5\" time=\"0.000000\"/>"
    ));
    assert!(junit.contains("<testcase classname=\"cases.money\" name=\"wrong\""));
    let judged: Vec<String> = workplace.text("qrels.txt").lines().map(str::to_owned).collect();
    assert_eq!(
        judged,
        ["rate 0 rate-new 1", "wrong 0 bare 1", "talk.1 0 rate-new 1", "talk.2 0 rate-old 1"]
    );
    assert!(workplace.text("run.txt").starts_with("rate Q0 rate-new 1 "));
}

/// The page runs the one script that it names by its hash, and no other.
#[test]
fn the_script_of_a_page_is_the_one_it_names() {
    let (ran, workplace) = run(&["--html", "page.html"]);
    assert_eq!(ran.code, 0, "{}", ran.told());
    let page = workplace.text("page.html");
    let (_, after) = page.split_once("<script>").unwrap();
    let (script, rest) = after.split_once("</script>").unwrap();
    assert!(!rest.contains("<script"));
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    assert!(page.contains(&format!("script-src 'sha256-{hash}'\"")), "it is sha256-{hash}");
}

/// Exactly when a gate is not kept the exit code is 1.
#[test]
fn a_gate_on_a_tag_decides_the_exit_code() {
    let code = |gate: &str| run(&["--gate", gate]).0.code;
    assert_eq!(code("hit@1[money]>=0.5"), 0);
    assert_eq!(code("hit@1[money]<=0.4"), 1);
    assert_eq!(code("hit@1[nothing]>=0"), 1);
    assert_eq!(code("hit@1[money]"), 2);
}

/// Takes out whatever is called a latency.
fn forget(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|name, _| !name.starts_with("latency"));
        fields.values_mut().for_each(forget);
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(forget);
    }
}

/// However many ask at a time, the numbers are the same; the report says how many there were, and a gate
/// on latency lets one ask alone.
#[test]
fn how_many_ask_at_a_time_is_told_and_changes_nothing_else() {
    let report = |arguments: &[&str]| -> Value {
        let mut report =
            serde_json::from_str(&run(&[arguments, &["--json"]].concat()).0.stdout).unwrap();
        forget(&mut report);
        report
    };
    let [mut one, mut four] = [report(&["--threads", "1"]), report(&["--threads", "4"])];
    assert_eq!((one["threads"].take(), four["threads"].take()), (json!(1), json!(4)));
    assert_eq!(one, four);
    assert_eq!(report(&["--gate", "latency_us.p50<=60000000"])["threads"], 1);
    assert_eq!(run(&["--threads", "0"]).0.code, 2);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    for option in ["--html", "--junit", "--trec-run", "--trec-qrels"] {
        let (ran, _) = run(&[option, "no/such/folder"]);
        assert_eq!(ran.code, 2, "{}", ran.told());
        assert!(ran.stderr.contains("there is no folder `no/such`"), "{}", ran.stderr);
    }
}
