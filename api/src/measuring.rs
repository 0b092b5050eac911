//! What commands and jobs that measure have in common.

use jiff::civil::Date;
use wenshui_engine::version::Version;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::case::Half;
use wenshui_eval::metrics::Seen;
use wenshui_eval::metrics::sample::Sample;
use wenshui_eval::report::{Report, Signature};
use wenshui_eval::suite::Suite;

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
    let signature = Signature {
        kb_version: version.id.clone(),
        encoder: version.encoder.id().to_owned(),
        suite: suite.hash.clone(),
        half: asked.half.map(|half| half.name().to_owned()),
        cases: seen.len(),
        targets: Sample::new(seen).targets(),
        without_concepts: asked.without_concepts,
        as_of: asked.as_of.to_string(),
        seed: asked.seed,
    };
    Report::new(signature, seen, Bootstrap { seed: asked.seed, ..Bootstrap::default() })
}
