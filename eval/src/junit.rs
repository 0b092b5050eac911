//! A report as JUnit XML, the form in which GitLab, GitHub and Jenkins show tests: one test for each
//! gate and one for each case.

use std::fmt::Write as _;

use crate::gate::Judged;
use crate::report::fault::{Fault, fault};
use crate::report::{CaseReport, Report};

/// The document.
pub fn document(report: &Report) -> String {
    let gates: Vec<Test> = report.gates.iter().map(of_gate).collect();
    let cases: Vec<Test> = report.cases.iter().map(of_case).collect();
    let suites = [("gates", &gates), ("cases", &cases)];
    let total = |count: fn(&[Test]) -> usize| count(&gates) + count(&cases);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        out,
        "<testsuites name=\"wenshui eval\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.6}\">",
        total(<[Test]>::len),
        total(failures),
        seconds(&cases),
    );
    for (name, tests) in suites.into_iter().filter(|(_, tests)| !tests.is_empty()) {
        suite(&mut out, (name, tests), report);
    }
    out.push_str("</testsuites>\n");
    out
}

/// A test as the format knows it.
struct Test {
    name: String,
    class: String,
    seconds: f64,
    failure: Option<Failure>,
}

struct Failure {
    kind: &'static str,
    message: String,
    text: String,
}

fn failures(tests: &[Test]) -> usize {
    tests.iter().filter(|test| test.failure.is_some()).count()
}

fn seconds(tests: &[Test]) -> f64 {
    tests.iter().map(|test| test.seconds).sum()
}

fn of_gate(gate: &Judged) -> Test {
    let failure =
        gate.fault().map(|fault| Failure { kind: "gate", text: fault.clone(), message: fault });
    Test { name: gate.gate.clone(), class: "gates".to_owned(), seconds: 0.0, failure }
}

fn of_case(case: &CaseReport) -> Test {
    // Tests are folded by class where they are shown.
    let class = case.tags.first().map_or_else(|| "cases".to_owned(), |tag| format!("cases.{tag}"));
    let failure = fault(case).map(|fault| failure(case, fault));
    Test { name: case.id.clone(), class, seconds: case.latency_us / 1e6, failure }
}

/// What was asked, what should have come and what came.
fn failure(case: &CaseReport, fault: Fault) -> Failure {
    let list = |ids: &[String]| if ids.is_empty() { "-".to_owned() } else { ids.join(", ") };
    let expected = match case.decision_expected.as_deref() {
        Some(decision) => format!("{} ({decision})", list(&case.expect)),
        None => list(&case.expect),
    };
    let got =
        format!("{} ({})", list(&case.candidates[..case.candidates.len().min(1)]), case.decision);
    let mut text = format!(
        "asked: {}\nexpected: {expected}\ngot: {got}\nconfidence: {:.3}\ncandidates: {}",
        case.question,
        case.confidence,
        list(&case.candidates),
    );
    if !case.forbid.is_empty() {
        let _ = write!(text, "\nforbidden: {}", list(&case.forbid));
    }
    let message = format!("expected {expected}, got {got}");
    Failure { kind: fault.name(), message, text }
}

fn suite(out: &mut String, (name, tests): (&str, &[Test]), report: &Report) {
    let (count, failures, seconds) = (tests.len(), failures(tests), seconds(tests));
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" time=\"{seconds:.6}\">",
    );
    out.push_str("    <properties>\n");
    for (name, value) in properties(report) {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", escaped(&value));
    }
    out.push_str("    </properties>\n");
    for test in tests {
        let (class, name, seconds) = (escaped(&test.class), escaped(&test.name), test.seconds);
        let _ = write!(
            out,
            "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.6}\""
        );
        let Some(Failure { kind, message, text }) = &test.failure else {
            out.push_str("/>\n");
            continue;
        };
        let (message, text) = (escaped(message), escaped(text));
        let _ = writeln!(
            out,
            ">\n      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n    </testcase>"
        );
    }
    out.push_str("  </testsuite>\n");
}

/// What the numbers belong to.
fn properties(report: &Report) -> Vec<(&'static str, String)> {
    let signature = &report.signature;
    let mut properties = vec![
        ("kb_version", signature.kb_version.clone()),
        ("encoder", signature.encoder.clone()),
        ("suite", signature.suite.clone()),
        ("cases", signature.cases.to_string()),
        ("targets", signature.targets.to_string()),
        ("as_of", signature.as_of.clone()),
        ("seed", signature.seed.to_string()),
        ("threads", report.threads.to_string()),
    ];
    properties.extend(signature.half.clone().map(|half| ("half", half)));
    if !signature.without_concepts.is_empty() {
        properties.push(("without_concepts", signature.without_concepts.join(", ")));
    }
    properties
}

/// Text for an attribute or an element. What XML 1.0 cannot hold at all is shown by the sign of
/// replacement; line ends and tabs are written by number, so that attributes keep them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => drop(write!(out, "&#{};", c as u32)),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            // Not forbidden by XML, but shown by nobody: C1 controls.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
