//! Whether confidence means what it says: how sure it was against how often it was right.

use crate::report::CaseReport;

/// How many bins there are, as for the calibration error.
const BINS: usize = 10;
/// The quantile of the normal distribution for a 95 % interval.
const Z: f64 = 1.96;

/// Cases of like confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// How many cases there are.
    pub cases: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share whose first candidate is right.
    pub right: f64,
    /// The interval of that share, by Wilson's score (1927).
    pub interval: [f64; 2],
}

/// Ten bins of equal mass by rising confidence, as `ece` takes them; empty ones are left out.
pub fn bins(cases: &[CaseReport]) -> Vec<Bin> {
    let mut sorted: Vec<(f64, bool)> = cases.iter().map(|c| (c.confidence, c.right)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = sorted.len();
    let parts = (0..BINS).map(|bin| &sorted[bin * count / BINS..(bin + 1) * count / BINS]);
    parts.filter(|part| !part.is_empty()).map(bin).collect()
}

fn bin(cases: &[(f64, bool)]) -> Bin {
    let count = cases.len() as f64;
    let right = cases.iter().filter(|(_, right)| *right).count() as f64 / count;
    let confidence = cases.iter().map(|(confidence, _)| confidence).sum::<f64>() / count;
    Bin { cases: cases.len(), confidence, right, interval: wilson(right, count) }
}

/// The 95 % interval of a share of `count` cases.
fn wilson(share: f64, count: f64) -> [f64; 2] {
    let spread = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let middle = share + Z * Z / (2.0 * count);
    let scale = 1.0 + Z * Z / count;
    [((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0)]
}
