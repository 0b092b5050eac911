//! Runs and judgements in the format of TREC, and what an independent reader makes of them.

use std::collections::BTreeMap;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::metrics;
use wenshui_eval::report::Report;
use wenshui_eval::seen::{Seen, target};
use wenshui_eval::trec;

use crate::python::python;
use crate::support::{bare, signature};

/// Prints every measure of every query, and their means.
const SCRIPT: &str = r"
import sys
import ir_measures
from ir_measures import nDCG, RR, Success
measures = [nDCG@10, RR@10, Success@1, Success@3, Success@5]
qrels = list(ir_measures.read_trec_qrels(sys.argv[2]))
run = list(ir_measures.read_trec_run(sys.argv[1]))
for one in ir_measures.iter_calc(measures, qrels, run):
    print(one.query_id, one.measure, repr(float(one.value)))
for measure, value in ir_measures.calc_aggregate(measures, qrels, run).items():
    print('all', measure, repr(float(value)))
";

/// Names of ours and of theirs.
const NAMES: [(&str, &str); 5] = [
    ("ndcg@10", "nDCG@10"),
    ("mrr@10", "RR@10"),
    ("hit@1", "Success@1"),
    ("hit@3", "Success@3"),
    ("hit@5", "Success@5"),
];

/// A thousand queries with up to ten candidates out of forty, in ids that need care, and one to twelve
/// right entries; some find nothing at all.
fn random_run(seed: u64) -> Vec<Seen> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let id = |at: usize| ["a b", "百分之5%", "e", "x\ty"][at % 4].to_owned() + &at.to_string();
    let mut drawn = |least: usize, most: usize| -> Vec<String> {
        let mut left: Vec<usize> = (0..40).collect();
        let count = random.random_range(least..=most);
        (0..count).map(|_| id(left.swap_remove(random.random_range(0..left.len())))).collect()
    };
    let case = |at: usize| {
        let expect = drawn(1, 12);
        let forbid = drawn(0, 2).into_iter().filter(|id| !expect.contains(id)).collect();
        let candidates = drawn(0, 10);
        Seen { candidates, target: target(&expect), expect, forbid, ..bare(&format!("q {at}")) }
    };
    (0..1_000).map(case).collect()
}

#[test]
fn metrics_are_those_of_ir_measures() {
    for seed in [1, 2] {
        let seen = random_run(seed);
        let report = Report::new(signature(), &seen, Bootstrap { rounds: 1, seed });
        let folder = tempfile::tempdir().unwrap();
        let [run, qrels] = ["run.txt", "qrels.txt"].map(|name| folder.path().join(name));
        std::fs::write(&run, trec::run(&report)).unwrap();
        std::fs::write(&qrels, trec::qrels(&report)).unwrap();
        let printed = python(SCRIPT, &[&run, &qrels]);
        let mut theirs: BTreeMap<(String, String), f64> = BTreeMap::new();
        for line in printed.lines() {
            let [query, measure, value] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            theirs.insert((query.to_owned(), measure.to_owned()), value.parse().unwrap());
        }
        assert_eq!(theirs.len(), NAMES.len() * (seen.len() + 1));
        let close = |ours: f64, query: &str, measure: &str| {
            let theirs = theirs[&(query.to_owned(), measure.to_owned())];
            assert!((ours - theirs).abs() <= 1e-9, "{query} {measure}: {ours}, {theirs}");
        };
        for (ours, measure) in NAMES {
            close(report.metrics[ours], "all", measure);
            for case in &seen {
                close(metrics::all(&[case])[ours], &case.id.replace(' ', "%20"), measure);
            }
        }
    }
}

/// Ranks rise and scores fall line by line, and different ids stay different.
#[test]
fn lines_have_no_ties_and_no_white_space() {
    let ids = ["a b", "a%20b", "a\u{3000}b", "a\nb", "税"].map(str::to_owned);
    let seen = [
        Seen {
            candidates: ids.to_vec(),
            expect: vec![ids[0].clone(), "税".to_owned()],
            forbid: vec![ids[1].clone(), "税".to_owned()],
            ..bare("q\t1")
        },
        Seen { candidates: Vec::new(), forbid: vec!["x".to_owned()], ..bare("none") },
    ];
    let report = Report::new(signature(), &seen, Bootstrap { rounds: 1, seed: 1 });
    expect_test::expect![[r"
        q%091 Q0 a%20b 1 5 0123456789abcdef
        q%091 Q0 a%2520b 2 4 0123456789abcdef
        q%091 Q0 a%E3%80%80b 3 3 0123456789abcdef
        q%091 Q0 a%0Ab 4 2 0123456789abcdef
        q%091 Q0 税 5 1 0123456789abcdef
    "]]
    .assert_eq(&trec::run(&report));
    expect_test::expect![[r"
        q%091 0 a%20b 1
        q%091 0 税 1
        q%091 0 a%2520b 0
    "]]
    .assert_eq(&trec::qrels(&report));
}
