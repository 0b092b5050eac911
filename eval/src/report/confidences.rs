//! How sure it was where it was right, and where it was wrong.

use crate::report::CaseReport;

/// How many bins of equal width there are between 0 and 1.
pub const BINS: usize = 20;

/// How many cases there are in each bin of the first candidate's confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confidences {
    /// Those whose first candidate is right.
    pub right: [usize; BINS],
    /// Those whose first candidate is wrong.
    pub wrong: [usize; BINS],
}

/// Counts the cases that have a candidate.
pub fn confidences(cases: &[CaseReport]) -> Confidences {
    let mut counts = Confidences { right: [0; BINS], wrong: [0; BINS] };
    for case in cases.iter().filter(|case| !case.candidates.is_empty()) {
        let bin = ((case.confidence.clamp(0.0, 1.0) * BINS as f64) as usize).min(BINS - 1);
        let side = if case.right { &mut counts.right } else { &mut counts.wrong };
        side[bin] += 1;
    }
    counts
}
