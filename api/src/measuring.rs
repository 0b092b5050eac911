//! What commands and jobs that measure have in common.

use jiff::civil::Date;
use wenshui_engine::version::Version;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::case::{Case, Half};
use wenshui_eval::metrics::Seen;
use wenshui_eval::report::{Report, Signature};
use wenshui_eval::suite::Suite;
use wenshui_knowledge::region::Region;

/// How a suite is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The half of it that is asked; all of it where none is named.
    pub half: Option<Half>,
    /// The categories of the concept lexicon that are left out.
    pub without_concepts: Vec<String>,
    /// The day whose rules are asked for, where a case names none.
    pub as_of: Date,
    /// The seed of the intervals.
    pub seed: u64,
}

/// The report of a run.
pub fn report(asked: Asked, (suite, version): (&Suite, &Version), seen: &[Seen]) -> Report {
    let mut targets: Vec<&String> = seen.iter().map(|seen| &seen.target).collect();
    targets.sort_unstable();
    targets.dedup();
    let signature = Signature {
        kb_version: version.id.clone(),
        encoder: version.encoder.id().to_owned(),
        suite: suite.hash.clone(),
        half: asked.half.map(|half| half.name().to_owned()),
        cases: seen.len(),
        targets: targets.len(),
        without_concepts: asked.without_concepts,
        as_of: asked.as_of.to_string(),
        seed: asked.seed,
    };
    Report::new(signature, seen, Bootstrap { seed: asked.seed, ..Bootstrap::default() })
}

/// Every wording of the knowledge, each with its own entry as the right one; what holds not yet or no more
/// on a day is asked on the first day on which it does.
pub fn own_wordings(version: &Version, today: Date) -> Suite {
    let cases = version.base.entries.iter().flat_map(|entry| {
        entry.wordings().enumerate().map(move |(number, wording)| Case {
            id: format!("{}#{number}", entry.id),
            question: wording.to_owned(),
            expect: vec![entry.id.clone()],
            // What holds in a region is asked from there.
            region: entry.regions.first().and_then(|code| Region::parse(code)),
            as_of: entry.valid_from.filter(|from| !entry.holds_on(today.max(*from))),
            half: Half::of(&entry.id),
            weight: 1.0,
            ..Case::default()
        })
    });
    Suite { cases: cases.collect(), hash: "own-wordings".to_owned() }
}
