//! Words that fill the templates of findings.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use wenshui_knowledge::lexicon::tsv::rows;

use crate::health::class::filled;

/// Words that fill templates, by their name in `phrases.tsv`.
pub(super) fn phrase(name: &str, details: &[&str]) -> String {
    static PHRASES: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let rows = rows(include_str!("../../data/health/phrases.tsv"));
        rows.filter_map(|(_, row)| row.split_once('\t')).collect()
    });
    filled(phrases.get(name).copied().unwrap_or(name), details)
}
