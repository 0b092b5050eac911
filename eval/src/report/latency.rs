//! How long answers take.

use crate::report::CaseReport;

/// How many bins there are from one power of ten to the next.
const A_DECADE: i32 = 8;

/// Cases that took about as long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// From how many microseconds on.
    pub from_us: f64,
    /// Below how many.
    pub to_us: f64,
    /// How many cases there are.
    pub cases: usize,
}

/// Bins of equal width on a logarithmic scale, from the quickest case to the slowest. What took less
/// than a microsecond counts as one.
pub fn bins(cases: &[CaseReport]) -> Vec<Bin> {
    let bin =
        |case: &CaseReport| (case.latency_us.max(1.0).log10() * f64::from(A_DECADE)).floor() as i32;
    let edge = |bin: i32| 10.0_f64.powf(f64::from(bin) / f64::from(A_DECADE));
    let (Some(first), Some(last)) = (cases.iter().map(bin).min(), cases.iter().map(bin).max())
    else {
        return Vec::new();
    };
    let empty = |at: i32| Bin { from_us: edge(at), to_us: edge(at + 1), cases: 0 };
    let mut bins: Vec<Bin> = (first..=last).map(empty).collect();
    for case in cases {
        bins[(bin(case) - first) as usize].cases += 1;
    }
    bins
}
