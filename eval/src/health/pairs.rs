//! When two wordings ask the same, and when two answers say the same.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use wenshui_engine::reply::Ranked;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::analyzer::Analysis;
use wenshui_knowledge::text::fold::Folded;

use crate::health::rules::{Answers, Same};

/// Judges pairs by a version's analyzer.
pub(super) struct Judge<'a> {
    version: &'a Version,
    same: &'a Same,
    /// What is a subject by itself.
    subjects: FxHashSet<&'a str>,
}

impl<'a> Judge<'a> {
    /// A judge with its thresholds.
    pub(super) fn new(version: &'a Version, same: &'a Same) -> Self {
        let subjects = version.analyzer.terms().iter().map(String::as_str).collect();
        Self { version, same, subjects }
    }

    /// Whether a question asks the same as the wording by which a candidate was found: near by
    /// vectors and by words, of the same subjects, with the same numbers and turned the same way, none
    /// of which vectors see well.
    pub(super) fn same(&self, text: &str, ranked: &Ranked) -> bool {
        if ranked.features.dense < self.same.cosine_min {
            return false;
        }
        let other = wording(self.version, ranked.wording);
        let (one, two) =
            (self.version.analyzer.analyze(text), self.version.analyzer.analyze(other));
        let by_words = ranked.features.overlap >= self.same.overlap_min
            || shared(&self.bare(&one), &self.bare(&two)) >= self.same.pairs_min;
        by_words
            && self.subjects(&one) == self.subjects(&two)
            && numbers(self.version, text) == numbers(self.version, other)
            && self.turns(text) == self.turns(other)
    }

    /// The pairs of characters of a question in the words of the law, without what only begins or
    /// ends it.
    fn bare(&self, analysis: &Analysis) -> FxHashSet<(char, char)> {
        let reading = analysis.reading.canonical.replace(' ', "");
        let around = &self.same.around;
        pairs(&around.iter().fold(reading, |reading, word| reading.replace(word.as_str(), "")))
    }

    /// The subjects that a question names.
    fn subjects<'b>(&self, analysis: &'b Analysis) -> BTreeSet<&'b str> {
        analysis.reading.words().filter(|word| self.subjects.contains(word)).collect()
    }

    /// How often a question is turned round.
    fn turns(&self, text: &str) -> usize {
        let key = Folded::new(text).key();
        let around = &self.same.around;
        // What only ends a question stands behind what asks (要交不呢).
        let mut asked = key.as_str();
        while let Some(rest) = around.iter().find_map(|word| asked.strip_suffix(word.as_str())) {
            asked = rest;
        }
        let chars: Vec<char> = asked.chars().collect();
        let turns = |(at, c): (usize, &char)| {
            let before = at.checked_sub(1).and_then(|before| chars.get(before));
            let after = chars.get(at + 1);
            let asks = after.is_none() || before.is_some() && before == after;
            self.same.turning.contains(c) && !asks
        };
        chars.iter().enumerate().filter(|place| turns(*place)).count()
    }
}

/// Whether two answers say the same: most pairs of characters of the shorter stand in the longer, and
/// all numbers agree. What is not answered contradicts nothing.
pub(super) fn agree(version: &Version, (one, two): (usize, usize), answers: Answers) -> bool {
    let answer = |at: usize| version.base.entries[at].answer.as_deref();
    let Some((one, two)) = answer(one).zip(answer(two)) else {
        return true;
    };
    let (first, second) = (pairs(one), pairs(two));
    let (less, more) =
        if first.len() <= second.len() { (&first, &second) } else { (&second, &first) };
    let both = less.iter().filter(|pair| more.contains(*pair)).count();
    let share = both as f64 / less.len().max(1) as f64;
    share >= answers.agree_min && numbers(version, one) == numbers(version, two)
}

/// The text of a document that is a wording.
pub(super) fn wording(version: &Version, doc: u32) -> &str {
    let entry = version.documents.entries[doc as usize];
    let number = doc - version.documents.wordings_of(entry).start;
    let mut wordings = version.base.entries[entry as usize].wordings();
    wordings.nth(number as usize).unwrap_or_default()
}

/// What two sets have in common, as twice that over both sizes (Dice 1945).
fn shared(one: &FxHashSet<(char, char)>, two: &FxHashSet<(char, char)>) -> f64 {
    let both = one.intersection(two).count();
    2.0 * both as f64 / (one.len() + two.len()).max(1) as f64
}

fn numbers(version: &Version, text: &str) -> BTreeSet<String> {
    let found = version.analyzer.quantities(Folded::new(text).text());
    found.iter().flat_map(|quantity| quantity.value.spellings().into_iter().take(1)).collect()
}

fn pairs(text: &str) -> FxHashSet<(char, char)> {
    let chars: Vec<char> = Folded::new(text).key().chars().collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
