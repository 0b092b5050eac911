//! JUnit: what a build shows of gates and cases, read by a reader of XML that is not ours.

use expect_test::expect;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::gate::Gate;
use wenshui_eval::junit;
use wenshui_eval::report::Report;
use wenshui_eval::seen::Seen;

use crate::python::python;
use crate::support::{SUITE, bare, seen, signature};

/// Prints what a reader of XML finds.
const SCRIPT: &str = r"
import sys
import xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(root.tag, root.get('tests'), root.get('failures'))
for suite in root:
    print(suite.get('name'), suite.get('tests'), suite.get('failures'))
    for one in suite.iter('property'):
        print('  property', one.get('name'), ascii(one.get('value')))
    for case in suite.iter('testcase'):
        print(' ', ascii(case.get('classname')), ascii(case.get('name')), float(case.get('time')) >= 0)
        for failure in case:
            print('   ', failure.get('type'), ascii(failure.get('message')))
            print('   ', ascii(failure.text))
";

fn read(report: &Report) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("junit.xml");
    std::fs::write(&path, junit::document(report)).unwrap();
    python(SCRIPT, &[&path])
}

#[test]
fn gates_and_cases_are_tests_and_say_what_failed() {
    let cases = seen(&SUITE);
    let mut report = Report::new(signature(), &cases, Bootstrap { rounds: 1, seed: 7 });
    let gates = ["hit@1>=0.9", "hit@3>=0.5", "hit@1[none]<=1"].map(str::parse::<Gate>);
    let judge = |gate: Gate| gate.judge(&report.metrics, &report.by_tag);
    report.gates = gates.into_iter().map(|gate| judge(gate.unwrap())).collect();
    let read = read(&report);
    expect![[r#"
        testsuites 11 5
        gates 3 2
          property kb_version '0123456789abcdef'
          property encoder 'grams-0123456789ab'
          property suite '8fcce351d6319bf4'
          property cases '8'
          property targets '5'
          property as_of '2026-11-20'
          property seed '7'
          property threads '1'
          property without_concepts 'dialect'
          'gates' 'hit@1>=0.9' True
            gate 'hit@1>=0.9: 0.6667'
            'hit@1>=0.9: 0.6667'
          'gates' 'hit@3>=0.5' True
          'gates' 'hit@1[none]<=1' True
            gate 'hit@1[none]<=1: the suite does not yield `hit@1[none]`'
            'hit@1[none]<=1: the suite does not yield `hit@1[none]`'
        cases 8 3
          property kb_version '0123456789abcdef'
          property encoder 'grams-0123456789ab'
          property suite '8fcce351d6319bf4'
          property cases '8'
          property targets '5'
          property as_of '2026-11-20'
          property seed '7'
          property threads '1'
          property without_concepts 'dialect'
          'cases' 'right' True
          'cases' 'second' True
            forbidden 'expected rent, got price (answer)'
            'asked: \u623f\u4ea7\u7a0e\u4ece\u4ef7\u600e\u4e48\u8ba1\u7b97\nexpected: rent\ngot: price (answer)\nconfidence: 0.990\ncandidates: price, rent, small, general, invoice\nforbidden: price'
          'cases' 'typed' True
          'cases' 'either' True
          'cases' 'nonsense' True
          'cases' 'talk' True
          'cases' 'answered' True
            answered 'expected -, got invoice (answer)'
            'asked: \u4e13\u7528\u53d1\u7968\u600e\u4e48\u5f00\nexpected: -\ngot: invoice (answer)\nconfidence: 0.990\ncandidates: invoice, general, small, rent, price'
          'cases' 'unread' True
            entry 'expected invoice (answer), got - (refuse)'
            'asked: \uff1f\uff1f\uff1f\nexpected: invoice (answer)\ngot: - (refuse)\nconfidence: 0.000\ncandidates: -'
    "#]].assert_eq(&read);
}

/// Whatever stands in a question, a reader of XML reads it; what XML cannot hold is shown by a sign.
#[test]
fn foreign_text_breaks_nothing() {
    let foreign = "<b>&\"']]>\u{0}\u{b}\u{1b}\u{7f}\u{85}\u{fffe}\n\t税\u{1f600}";
    let case = Seen {
        decision: "answer",
        question: foreign.to_owned(),
        tags: vec![foreign.to_owned()],
        candidates: vec![foreign.to_owned()],
        ..bare(foreign)
    };
    let report = Report::new(signature(), &[case], Bootstrap { rounds: 1, seed: 7 });
    let read = read(&report);
    let shown = r#"'<b>&"\']]>\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\n\t\u7a0e\U0001f600'"#;
    assert!(read.contains(shown), "{read}");
    assert!(read.contains("    answered "), "{read}");
}
