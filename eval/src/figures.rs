//! The figures of some of the cases: of those with one tag.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bootstrap::Bootstrap;
use crate::metrics::sample::Sample;
use crate::seen::Seen;

/// Metrics with intervals, and how many cases they rest on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many cases there are.
    pub cases: usize,
    /// How many targets; a case without a right entry is one of its own.
    pub targets: usize,
    /// The metrics by name.
    pub metrics: BTreeMap<String, f64>,
    /// The 95 % interval of each metric, low and high.
    pub intervals: BTreeMap<String, [f64; 2]>,
}

/// The figures of the cases with each tag.
pub fn by_tag(seen: &[Seen], bootstrap: Bootstrap) -> BTreeMap<String, Figures> {
    let mut tagged: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for case in seen {
        // A tag that stands twice on a case is one tag.
        let tags: BTreeSet<&str> = case.tags.iter().map(String::as_str).collect();
        for tag in tags {
            tagged.entry(tag).or_default().push(case);
        }
    }
    let figures = |cases: Vec<&Seen>| {
        let sample = Sample::new(cases.iter().copied());
        Figures {
            cases: cases.len(),
            targets: sample.targets(),
            metrics: sample.metrics(),
            intervals: bootstrap.intervals(&sample),
        }
    };
    tagged.into_iter().map(|(tag, cases)| (tag.to_owned(), figures(cases))).collect()
}
