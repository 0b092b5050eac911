//! The first few candidates judged by a cross-encoder, where there is one.

use wenshui_knowledge::entry::Entry;

use crate::error::Error;
use crate::rank::{self, Candidate};
use crate::version::Version;

/// So much of an answer is read, in characters: what is essential stands first.
const ANSWER_CHARS_MAX: usize = 200;

/// Lets the cross-encoder read the question with each of the first candidates, and puts all in order anew.
///
/// # Errors
/// When its queue is full, nothing comes in time, or it fails.
pub fn judge(version: &Version, text: &str, candidates: &mut [Candidate]) -> Result<(), Error> {
    let Some(cross) = version.cross.as_ref().filter(|_| !candidates.is_empty()) else {
        return Ok(());
    };
    let count = candidates.len().min(version.settings.pool.judged);
    let (first, _) = candidates.split_at_mut(count);
    let passages: Vec<String> =
        first.iter().map(|one| passage(&version.base.entries[one.entry as usize])).collect();
    let passages: Vec<&str> = passages.iter().map(String::as_str).collect();
    for (candidate, logit) in first.iter_mut().zip(cross.judge(text, &passages)?) {
        candidate.features.cross = 1.0 / (1.0 + (-logit).exp());
        candidate.score = candidate.features.score(&version.settings.ranker);
    }
    rank::put_in_order(version, candidates);
    Ok(())
}

/// What is read of an entry.
fn passage(entry: &Entry) -> String {
    let answer = entry.answer.as_deref().unwrap_or_default();
    entry.question.chars().chain(['\n']).chain(answer.chars().take(ANSWER_CHARS_MAX)).collect()
}
