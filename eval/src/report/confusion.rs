//! What should have been decided against what was.

use serde::Serialize;

use crate::report::CaseReport;

/// The decisions, from what helps most to what helps least.
const DECISIONS: [&str; 6] = ["answer", "clarify", "suggest", "reply", "handover", "refuse"];
/// What is expected of cases that name no decision: that there is an entry, or none.
const UNNAMED: [&str; 2] = ["answerable", "unanswerable"];

/// Counts of cases by what was expected and what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// What was decided, column by column.
    pub decided: Vec<&'static str>,
    /// What was expected, row by row.
    pub rows: Vec<Row>,
}

/// The cases of which one thing was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// A decision, or `answerable` or `unanswerable` where the case names none.
    pub expected: &'static str,
    /// How many there are.
    pub cases: usize,
    /// How many were decided so, in the order of the columns.
    pub counts: Vec<usize>,
}

/// Counts the cases. Only decisions that occur have a column, only expectations that occur a row.
pub fn confusion(cases: &[CaseReport]) -> Confusion {
    let occurs = |name: &&str| {
        let named = |case: &CaseReport| case.decision_expected.as_deref() == Some(*name);
        cases.iter().any(|case| case.decision == *name || named(case))
    };
    let decided: Vec<&'static str> = DECISIONS.into_iter().filter(occurs).collect();
    let row = |expected: &'static str| {
        let of: Vec<&CaseReport> =
            cases.iter().filter(|case| expectation(case) == expected).collect();
        let count = |name: &&str| of.iter().filter(|case| case.decision == *name).count();
        Row { expected, cases: of.len(), counts: decided.iter().map(count).collect() }
    };
    let rows = DECISIONS.into_iter().chain(UNNAMED).map(row).filter(|row| row.cases > 0);
    let rows = rows.collect();
    Confusion { decided, rows }
}

fn expectation(case: &CaseReport) -> &str {
    let unnamed = if case.expect.is_empty() { UNNAMED[1] } else { UNNAMED[0] };
    case.decision_expected.as_deref().unwrap_or(unnamed)
}
