//! The cases that went worst: wrong and sure of it.

use std::cmp::Ordering;

use wenshui_engine::version::Version;

use crate::explain::explain;
use crate::report::fault::{Fault, fault};
use crate::report::{CaseReport, Report};
use crate::seen::Seen;

/// The places of the cases with a wrong entry or an answer that should not be, the most confident first;
/// of equal ones the heavier, then the earlier.
pub fn worst(cases: &[CaseReport], count: usize) -> Vec<usize> {
    let is_grave = |case: &CaseReport| fault(case).is_some_and(|fault| fault != Fault::Decision);
    let mut wrong: Vec<usize> = (0..cases.len()).filter(|at| is_grave(&cases[*at])).collect();
    let surer = |one: &usize, two: &usize| -> Ordering {
        let [one, two] = [&cases[*one], &cases[*two]];
        two.confidence.total_cmp(&one.confidence).then(two.weight.total_cmp(&one.weight))
    };
    wrong.sort_by(surer);
    wrong.truncate(count);
    wrong
}

/// Lets a report keep why so many of the worst cases came out as they did. `seen` is what the report
/// was made of, in its order, by `version`.
pub fn keep_explained(report: &mut Report, (version, seen): (&Version, &[Seen]), count: usize) {
    for at in worst(&report.cases, count) {
        report.cases[at].explained = Some(explain(version, &seen[at]));
    }
}
