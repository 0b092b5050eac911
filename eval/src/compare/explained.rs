//! What the engine made of the cases that went otherwise, on both sides.

use std::collections::{BTreeMap, BTreeSet};

use wenshui_engine::version::Version;

use crate::case::Case;
use crate::compare::Comparison;
use crate::explain::explain;
use crate::seen::Seen;
use crate::suite::Suite;

/// How many cases are explained at most, broken ones first: nobody reads more, and each has two lists of
/// candidates with all their features.
const EXPLAINED_MAX: usize = 300;

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first report.
    Before,
    /// The second report.
    After,
}

impl Comparison {
    /// The cases of the suite that went otherwise, with all turns of their dialogues: what has to be asked
    /// again so that both sides can be explained.
    pub fn turned(&self, suite: &Suite) -> Suite {
        let flips: BTreeSet<&str> = self.flips.iter().map(|flip| flip.id.as_str()).collect();
        let goes_on = |_: &Case, next: &Case| next.turn.is_some_and(|turn| !turn.first);
        let talks = suite.cases.chunk_by(goes_on);
        let turned = talks.filter(|cases| cases.iter().any(|own| flips.contains(own.id.as_str())));
        Suite { cases: turned.flatten().cloned().collect(), hash: suite.hash.clone() }
    }

    /// Keeps what the engine made of the cases that went otherwise: `seen` is what `version` came to on
    /// that side. What is not seen keeps what its report has.
    pub fn explain(&mut self, side: Side, (version, seen): (&Version, &[Seen])) {
        let seen: BTreeMap<&str, &Seen> = seen.iter().map(|own| (own.id.as_str(), own)).collect();
        for flip in self.flips.iter_mut().take(EXPLAINED_MAX) {
            let kept = match side {
                Side::Before => &mut flip.explained_before,
                Side::After => &mut flip.explained_after,
            };
            if let Some(seen) = seen.get(flip.id.as_str()) {
                *kept = Some(explain(version, seen));
            }
        }
    }
}
