//! Where numerals are no numbers: fixed expressions, terms, and words with a numeral in them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::heard::said::{SaidWords, any};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::segment::{SegmentTerm, Segmenter};

/// The fixed expressions with numerals in them, by their first character, the longest first.
#[derive(Debug, Clone)]
pub struct Kept {
    fixed: FxHashMap<char, Vec<Vec<char>>>,
}

impl Kept {
    /// The expressions of the data, and every term that has a numeral.
    pub fn new(words: &HeardWords, terms: &[SegmentTerm], said: &SaidWords) -> Self {
        let terms = terms.iter().map(|term| term.term.as_str());
        let terms = terms.filter(|term| term.chars().any(|c| said.is_numeral(c)));
        let mut fixed: FxHashMap<char, Vec<Vec<char>>> = FxHashMap::default();
        for form in words.forms(HeardKind::Kept).chain(terms) {
            let form: Vec<char> = form.chars().collect();
            fixed.entry(form[0]).or_default().push(form);
        }
        for forms in fixed.values_mut() {
            forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        }
        Self { fixed }
    }

    /// For every character whether it belongs to an expression that is kept as it was said.
    pub fn marks(&self, chars: &[char], said: &SaidWords, segmenter: &Segmenter) -> Vec<bool> {
        let mut kept = vec![false; chars.len()];
        if !chars.iter().any(|c| said.is_numeral(*c)) {
            return kept;
        }
        for (at, c) in chars.iter().enumerate() {
            let forms = self.fixed.get(c).map_or(&[][..], Vec::as_slice);
            let fits = forms.iter().filter(|form| chars[at..].starts_with(form));
            for span in fits.map(|form| at..at + form.len()) {
                if stands_alone(chars, &span, said) {
                    kept[span].fill(true);
                }
            }
        }
        let text: String = chars.iter().collect();
        for span in segmenter.spans(&text) {
            if is_word(&chars[span.clone()], said) {
                kept[span].fill(true);
            }
        }
        kept
    }
}

/// Whether an expression is not the middle of a longer number: `二百五` in `一千二百五十`.
fn stands_alone(chars: &[char], span: &Range<usize>, said: &SaidWords) -> bool {
    let inside = &chars[span.clone()];
    let head = inside.iter().take_while(|c| said.is_numeral(**c)).count();
    let before = span.start.checked_sub(1).map(|at| chars[at]);
    let after = chars.get(span.end).copied();
    let numeral = |c: Option<char>| c.is_some_and(|c| said.is_numeral(c));
    if head == inside.len() {
        return !numeral(before) && !numeral(after);
    }
    // Behind ten thousand a word may begin with a numeral: `十万一般纳税人`.
    let myriad = before.is_some_and(|c| said.myriads(c).is_some());
    head == 0 || !numeral(before) || (head == 1 && myriad)
}

/// Whether a word of the segmenter is a word with a numeral in it (`统一`, `二手车`) and not a
/// number with its unit (`一万户`, `三月`), which its dictionary holds in great number.
fn is_word(word: &[char], said: &SaidWords) -> bool {
    let numerals = word.iter().filter(|c| said.is_numeral(**c)).count();
    let share = said
        .rules
        .fractions
        .iter()
        .any(|(form, _)| word.windows(form.len()).any(|part| part == form.as_slice()));
    let side_by_side = word.windows(2).any(|pair| pair.iter().all(|c| said.is_numeral(*c)));
    if numerals == 0 || side_by_side || share {
        return false;
    }
    let begins = word.iter().take_while(|c| said.is_numeral(**c)).count();
    let rest = &word[begins..];
    let counted = |forms| any(rest, 0, forms) == Some(rest.len());
    let number = begins > 0
        && (rest.is_empty()
            || rest == said.point
            || counted(&said.units)
            || counted(&said.counters)
            || counted(&said.rules.money));
    !number
}
