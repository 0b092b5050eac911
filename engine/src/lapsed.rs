//! Where the rule that is asked for does not hold on the day that is asked about: what is next to it is no answer
//! in its place.

use crate::decide::Decided;
use crate::question::Question;
use crate::rank::Candidate;
use crate::reply::Decision;
use crate::settings::Thresholds;
use crate::version::Version;

/// Whether entries that do not hold on the day are looked for.
pub fn is_asked(version: &Version, question: &Question) -> bool {
    !version.lasting.has(question.as_of)
}

/// A decision where an entry that does not hold on the day fits better than the best that does: that one is
/// offered at most.
pub fn hold_back(
    thresholds: &Thresholds,
    (lapsed, candidates): (&[Candidate], &[Candidate]),
    decided: Decided,
) -> Decided {
    let better = match (lapsed.first(), candidates.first()) {
        (Some(lapsed), Some(first)) => lapsed.score - first.score > thresholds.margin_min,
        _ => false,
    };
    if better && decided.decision == Decision::Answer {
        Decided { lapsed: true, ..Decided::plain(Decision::Suggest) }
    } else {
        decided
    }
}
