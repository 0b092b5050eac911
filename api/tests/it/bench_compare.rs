//! `wenshui bench compare`: peers that are given the same and judged alike. SQLite and PostgreSQL are the
//! real ones; of Meilisearch, OpenSearch and Qdrant what they document is kept to by little servers.

use serde_json::Value;

use crate::support::peers::Contract;
use crate::support::postgres;
use crate::support::program::{Ran, Workplace};

/// Entries whose questions share few characters, and questions that are worded otherwise.
const KNOWLEDGE: &str = r#"{"id": "deed", "question": "购买住房缴纳契税的税率是多少？", "similar": ["买房契税怎么算"], "answer": "按面积和套数适用优惠税率。"}
{"id": "invoice", "question": "增值税专用发票丢失了如何处理？", "answer": "凭记账联复印件抵扣。"}
{"id": "salary", "question": "个人所得税专项附加扣除包括哪些项目？", "answer": "子女教育、赡养老人、房贷利息。"}
{"id": "stamp", "question": "签订借款合同需要贴印花吗？", "answer": "银行借款合同按万分之零点五。"}
"#;
const SUITE: &str = r#"{"id": "1", "question": "买房子契税税率", "expect": ["deed"]}
{"id": "2", "question": "专用发票丢失怎么处理", "expect": ["invoice"]}
{"id": "3", "question": "专项附加扣除有哪些项目", "expect": ["salary"]}
{"id": "4", "question": "借款合同贴印花", "expect": ["stamp"]}
{"id": "5", "question": "今天天气好吗", "expect": []}
"#;

fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.file("kb.jsonl", KNOWLEDGE);
    workplace.file("suite.jsonl", SUITE);
    workplace
}

fn compare(workplace: &Workplace, more: &[&str]) -> Ran {
    workplace.run(&[&["bench", "compare", "--kb", "kb.jsonl"], more].concat())
}

fn measured<'a>(comparison: &'a Value, name: &str) -> &'a Value {
    let mut peers = comparison["peers"].as_array().expect("peers").iter();
    peers.find(|peer| peer["name"] == name).unwrap_or_else(|| panic!("{name}: {comparison}"))
}

/// A peer finds everything in the best of so many ways.
fn finds(comparison: &Value, name: &str, ways: usize) {
    let peer = measured(comparison, name);
    assert_eq!(peer["quality"]["metrics"]["hit@1"], 1.0, "{peer}");
    assert_eq!(peer["tried"].as_array().expect("ways").len(), ways, "{peer}");
    assert!(peer["build_s"].as_f64().is_some_and(|built| built > 0.0), "{peer}");
    assert!(!peer["version"].as_str().unwrap_or_default().is_empty(), "{peer}");
}

#[test]
fn every_peer_is_filled_asked_judged_and_left_as_it_was() {
    let workplace = workplace();
    let database = postgres::database();
    let (meilisearch, opensearch) = (Contract::meilisearch(), Contract::opensearch());
    let qdrant = Contract::qdrant();
    let ran = compare(
        &workplace,
        &[
            &["--suite", "suite.jsonl", "--seconds", "0", "--json", "out.json"],
            &["--postgres", &database, "--meilisearch", &meilisearch.url][..],
            &["--opensearch", &opensearch.url, "--qdrant", &qdrant.url][..],
        ]
        .concat(),
    );
    assert_eq!(ran.code, 0, "{}", ran.told());
    let comparison: Value = serde_json::from_str(&workplace.text("out.json")).expect("JSON");
    assert_eq!(comparison["failed"], Value::Array(Vec::new()));
    assert_eq!((&comparison["entries"], &comparison["wordings"]), (&4.into(), &5.into()));
    let suite = &comparison["suite"];
    assert_eq!((&suite["cases"], &suite["left_out"]), (&4.into(), &1.into()));
    for (name, ways) in
        [("wenshui", 1), ("sqlite", 4), ("postgresql", 10), ("meilisearch", 4), ("opensearch", 4)]
    {
        finds(&comparison, name, ways);
    }
    // What vectors find is the encoder's; that the right numbers come back shows in the hits.
    let hits = measured(&comparison, "qdrant")["quality"]["metrics"]["hit@5"].as_f64();
    assert!(hits >= Some(0.75), "{hits:?}");
    assert_eq!(measured(&comparison, "echo")["quality"], Value::Null);
    let more = &measured(&comparison, "sqlite")["quality"]["wenshui_more"]["hit@1"];
    assert_eq!((&more["difference"], &more["p"]), (&0.0.into(), &1.0.into()));
    for contract in [meilisearch, opensearch, qdrant] {
        contract.is_clean();
    }
    // The table of the same figures names everybody.
    for name in ["wenshui", "echo", "sqlite", "postgresql", "meilisearch", "opensearch", "qdrant"] {
        assert!(ran.stdout.contains(&format!("\n{name}")), "{}", ran.stdout);
    }
}

/// Under the locale that it is started with ideographs are letters to `pg_trgm`.
#[test]
fn a_postgresql_of_its_own_knows_trigrams_of_ideographs() {
    let workplace = workplace();
    let programs = postgres::programs();
    let ran = compare(
        &workplace,
        &[
            &["--suite", "suite.jsonl", "--seconds", "0", "--without-sqlite", "--json"][..],
            &["--postgres-programs", &programs.display().to_string()],
        ]
        .concat(),
    );
    let comparison: Value = serde_json::from_str(&ran.done()).expect("JSON");
    let postgresql = measured(&comparison, "postgresql");
    let ways = postgresql["tried"].as_array().expect("ways").iter();
    let mut trigrams =
        ways.filter(|way| way["way"].as_str().unwrap_or_default().starts_with("pg_trgm gist"));
    assert!(trigrams.all(|way| way["quality"]["metrics"]["hit@1"] == 1.0), "{postgresql}");
    assert!(postgresql["resident_mib"].as_f64().is_some_and(|memory| memory > 1.0));
}

#[test]
fn load_is_put_on_everybody_and_held_against_echo() {
    let workplace = workplace();
    let arguments = ["--seconds", "1", "--connections", "2", "--rate", "5", "--json"];
    let comparison: Value =
        serde_json::from_str(&compare(&workplace, &arguments).done()).expect("JSON");
    assert_eq!(comparison["suite"], Value::Null);
    for name in ["wenshui", "sqlite"] {
        let peer = measured(&comparison, name);
        let [closed, single, open] = ["closed", "single", "open"].map(|load| &peer[load]);
        for (load, connections) in [(closed, 2), (single, 1), (open, 2)] {
            assert_eq!(load["connections"], connections, "{peer}");
            assert!(load["latency"]["count"].as_u64() > Some(0), "{peer}");
        }
        assert_eq!(open["rate"], 5);
        assert!(peer["share_of_echo"].as_f64().is_some_and(|share| share > 0.0), "{peer}");
    }
    assert_eq!(measured(&comparison, "echo")["share_of_echo"], Value::Null);
}

#[test]
fn a_peer_that_fails_is_told_and_the_others_are_measured() {
    let workplace = workplace();
    let ran = compare(
        &workplace,
        &[
            &["--suite", "suite.jsonl", "--seconds", "0", "--json", "out.json"][..],
            &["--meilisearch", "http://127.0.0.1:1", "--opensearch", "https://localhost"],
            &["--lucene", "nowhere.jar"],
        ]
        .concat(),
    );
    assert_eq!(ran.code, 1, "{}", ran.told());
    let comparison: Value = serde_json::from_str(&workplace.text("out.json")).expect("JSON");
    finds(&comparison, "sqlite", 4);
    let failed = comparison["failed"].as_array().expect("a list");
    let told: Vec<String> = failed
        .iter()
        .map(|one| format!("{}: {}", one["name"], one["reason"]).replace('"', ""))
        .collect();
    assert!(told[0].starts_with("meilisearch: cannot talk to 127.0.0.1:1: "), "{told:?}");
    assert_eq!(
        told[1..],
        [
            "opensearch: `https://localhost` is no address of a peer: it does not begin with http://",
            "lucene: there is no file `nowhere.jar`",
        ]
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let workplace = workplace();
    let refused = |more: &[&str], words: &str| {
        let ran = compare(&workplace, more);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.told());
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    };
    refused(&["--seconds", "0"], "nothing to measure: --seconds is 0 and there is no --suite");
    workplace.file("small-talk.jsonl", r#"{"id": "1", "question": "你好", "expect": []}"#);
    refused(
        &["--suite", "small-talk.jsonl"],
        "`small-talk.jsonl` has no single question with a right entry",
    );
    refused(&["--rate", "0"], "0 is not in 1..");
}
