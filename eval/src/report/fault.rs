//! What is wrong with a case, if anything is.

use crate::report::CaseReport;

/// What went wrong, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// What must not come first came first.
    Forbidden,
    /// It was answered and should not have been.
    Answered,
    /// Another entry came first, or none.
    Entry,
    /// The entry is right, but something else was decided than the suite names.
    Decision,
}

impl Fault {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Answered => "answered",
            Self::Entry => "entry",
            Self::Decision => "decision",
        }
    }
}

/// What is wrong with a case; `None` where it went as the suite says.
pub fn fault(case: &CaseReport) -> Option<Fault> {
    let first = case.candidates.first();
    let decided = case.decision_expected.as_deref().is_none_or(|named| named == case.decision);
    // A decision that is named stands above the rule that what has no entry is not to be answered.
    let may_answer = case.decision_expected.as_deref() == Some("answer");
    if first.is_some_and(|first| case.forbid.contains(first)) {
        Some(Fault::Forbidden)
    } else if case.expect.is_empty() && case.decision == "answer" && !may_answer {
        Some(Fault::Answered)
    } else if !case.expect.is_empty() && !case.right {
        Some(Fault::Entry)
    } else {
        (!decided).then_some(Fault::Decision)
    }
}
