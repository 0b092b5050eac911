//! How well questions of a suite are put together: their entry is the label.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;

use crate::case::Case;
use crate::cluster::bcubed::BCubed;
use crate::cluster::cluster;
use crate::cluster::decided::SuggestionKind;
use crate::cluster::how::How;
use crate::cluster::logged::{Logged, Reason};
use crate::error::Error;
use crate::progress::Progress;

/// How well a suite was put together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// The figures of the clusters.
    pub bcubed: BCubed,
    /// How many clusters there were.
    pub clusters: usize,
    /// How many labels.
    pub labels: usize,
    /// The share of questions for whose cluster the right entry was suggested.
    pub suggested_right: f64,
    /// The share for whose cluster another entry was suggested.
    pub suggested_wrong: f64,
    /// The share for whose cluster a new entry was suggested.
    pub suggested_new: f64,
}

/// Logs every case that has a right entry once, and holds the clusters against the first right entry.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn measure(
    (engine, version): (&Engine, &Version),
    cases: &[Case],
    how: How,
    progress: Progress,
) -> Result<Measured, Error> {
    let logged: Vec<Logged> = cases.iter().filter_map(|case| logged(case, how.today)).collect();
    let mut labels: FxHashMap<&str, usize> = FxHashMap::default();
    let mut of: FxHashMap<&str, &str> = FxHashMap::default();
    for case in cases.iter().filter(|case| case.turn.is_none()) {
        if let Some(right) = case.expect.first() {
            let next = labels.len();
            labels.entry(right).or_insert(next);
            of.entry(&case.question).or_insert(right);
        }
    }
    let how = How { size_min: 1, ..how };
    let report = cluster((engine, version), &logged, how, progress)?;
    let mut items = Vec::new();
    let mut suggested = [0_usize; 3];
    for (number, cluster) in report.clusters.iter().enumerate() {
        let suggestion = cluster.suggestion.as_ref().map(|own| &own.fingerprint);
        for question in &cluster.questions {
            let Some(right) = of.get(question.text.as_str()).copied() else { continue };
            items.push((number, labels[right]));
            match suggestion {
                Some(own) if own.kind == SuggestionKind::Entry => suggested[2] += 1,
                Some(own) if own.target.as_deref() == Some(right) => suggested[0] += 1,
                Some(_) => suggested[1] += 1,
                None => {}
            }
        }
    }
    let [right, wrong, new] = suggested.map(|count| count as f64 / items.len().max(1) as f64);
    Ok(Measured {
        bcubed: BCubed::of(&items),
        clusters: report.clusters.len(),
        labels: labels.len(),
        suggested_right: right,
        suggested_wrong: wrong,
        suggested_new: new,
    })
}

fn logged(case: &Case, today: Date) -> Option<Logged> {
    (case.turn.is_none() && !case.expect.is_empty()).then(|| Logged {
        question: case.question.clone(),
        reason: Reason::NoAnswer,
        useless_reason: None,
        at: today,
        count: 1,
        region: case.region,
    })
}

impl Measured {
    /// The figures for a terminal.
    pub fn table(&self) -> String {
        let BCubed { items, precision, recall, f1 } = self.bcubed;
        let (clusters, labels) = (self.clusters, self.labels);
        let Self { suggested_right, suggested_wrong, suggested_new, .. } = self;
        format!(
            "{items} questions of {labels} entries in {clusters} clusters\n\
             b-cubed precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}\n\
             suggested: the right entry {suggested_right:.4}, another {suggested_wrong:.4}, \
             a new one {suggested_new:.4}\n"
        )
    }
}
