//! A run of Chinese characters as words with syllables.

use std::ops::Range;

use crate::reading::draft::{Role, Syllable};
use crate::reading::spoken::Spoken;
use crate::reading::tables::{Tables, Word};
use crate::text::segment::Segmenter;

/// A word of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunWord {
    /// Where it stands in the run.
    pub(crate) span: Range<usize>,
    /// Its syllables; a character without a reading has none.
    pub(crate) syllables: Vec<Syllable>,
}

/// Whether a character belongs to such a run.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Reads a run. The words of the lexicon say how characters are read, those of the segmenter where
/// words end; where two words of the lexicon overlap, the segmenter's ends decide.
pub(crate) fn read(chars: &[char], tables: &Tables, segmenter: &Segmenter) -> Vec<RunWord> {
    let text: String = chars.iter().collect();
    let mut cuts = vec![false; chars.len() + 1];
    cuts[0] = true;
    let mut end = 0;
    for word in segmenter.words(&text) {
        end += word.chars().count();
        cuts[end.min(chars.len())] = true;
    }
    cuts[chars.len()] = true;
    let steps = cheapest(chars, tables, &cuts);
    let mut ends = vec![false; chars.len() + 1];
    let mut spoken: Vec<Option<Spoken>> = Vec::with_capacity(chars.len());
    while spoken.len() < chars.len() {
        let at = spoken.len();
        match steps[at] {
            Some(word) => {
                spoken.extend(of_word(&chars[at..], word, tables));
                join(&mut cuts, at..spoken.len());
                ends[spoken.len()] = true;
            }
            None => spoken.push(tables.alone(chars, at)),
        }
    }
    for (end, cut) in ends.iter_mut().zip(&cuts) {
        *end |= *cut;
    }
    split(Run { chars, ends: &ends, tables }, &cuts, spoken)
}

/// How a syllable without a tone is written.
const NO_TONE: u8 = 5;
/// What one character costs; a word of the lexicon costs a little less, whatever its length.
const CHARACTER_COST: u32 = 10;
const WORD_COST: u32 = 9;
/// What it costs that a word of the lexicon lies over an end of the segmenter's, for each of its own
/// ends that is none.
const CROSSING_COST: u32 = 25;

/// For every place the word that begins there on the cheapest way to the end.
fn cheapest<'a>(chars: &[char], tables: &'a Tables, cuts: &[bool]) -> Vec<Option<&'a Word>> {
    let mut costs = vec![0; chars.len() + 1];
    let mut steps = vec![None; chars.len()];
    // How many cuts there are up to a place, to know whether a word has one inside.
    let mut counts = vec![0_u32; cuts.len() + 1];
    for (at, cut) in cuts.iter().enumerate() {
        counts[at + 1] = counts[at] + u32::from(*cut);
    }
    for at in (0..chars.len()).rev() {
        costs[at] = costs[at + 1] + CHARACTER_COST;
        for word in tables.words(&chars[at..]) {
            let end = at + 1 + word.rest.len();
            // A word inside one of the segmenter's words crosses nothing.
            let crosses = u32::from(counts[end] > counts[at + 1]);
            let crossings = crosses * (u32::from(!cuts[at]) + u32::from(!cuts[end]));
            let cost = costs[end] + WORD_COST + crossings * CROSSING_COST;
            if cost < costs[at] {
                costs[at] = cost;
                steps[at] = Some(word);
            }
        }
    }
    steps
}

fn of_word<'a>(
    chars: &'a [char],
    word: &'a Word,
    tables: &'a Tables,
) -> impl Iterator<Item = Option<Spoken>> + 'a {
    let own = word.readings.iter().zip(chars);
    own.map(|(own, c)| own.clone().or_else(|| tables.common(*c)))
}

/// A word of the lexicon that runs over an end of the segmenter's is one word.
fn join(cuts: &mut [bool], word: Range<usize>) {
    let inside = &mut cuts[word.start + 1..word.end];
    if inside.contains(&true) {
        inside.fill(false);
        cuts[word.start] = true;
        cuts[word.end] = true;
    }
}

/// A run with what is known of it.
#[derive(Clone, Copy)]
struct Run<'a> {
    chars: &'a [char],
    /// Where words end, those of the lexicon too.
    ends: &'a [bool],
    tables: &'a Tables,
}

fn split(run: Run<'_>, cuts: &[bool], spoken: Vec<Option<Spoken>>) -> Vec<RunWord> {
    let mut spoken = spoken.into_iter().enumerate();
    let mut start = 0;
    let mut words = Vec::new();
    for end in (1..cuts.len()).filter(|at| cuts[*at]) {
        let own = spoken.by_ref().take(end - start);
        let syllables = own.filter_map(|(at, spoken)| {
            let role = run.role(at, at > start);
            let mut spoken = spoken?;
            // 看不到, 评不上: 不 between a verb and what comes of it has no tone.
            if role == Role::Not && end - start == 3 && at == start + 1 {
                spoken.tone = NO_TONE;
            }
            Some(Syllable { spoken, role })
        });
        words.push(RunWord { span: start..end, syllables: syllables.collect() });
        start = end;
    }
    words
}

impl Run<'_> {
    /// How the character at `at` behaves, `inside` a word or at its head.
    fn role(&self, at: usize, inside: bool) -> Role {
        let c = self.chars[at];
        if self.tables.is_in("not", c) {
            Role::Not
        } else if self.tables.is_in("one", c) {
            if self.is_fixed_one(at, inside) { Role::Fixed } else { Role::One }
        } else if self.is_digit(Some(c)) && self.among_digits(at) {
            // 二〇二六 is read digit by digit, and digits do not change beside each other.
            Role::Fixed
        } else {
            Role::Plain
        }
    }

    /// 一 changes where it counts: not in an ordinal, not as a digit among digits, not at a word's
    /// end.
    fn is_fixed_one(&self, at: usize, inside: bool) -> bool {
        let after = &self.chars[at + 1..];
        let is_after = |set: &str| self.before(at).is_some_and(|c| self.tables.is_in(set, c));
        let Some(next) = after.first() else {
            return true;
        };
        if self.tables.is_in("powers", *next) {
            return is_after("before_last");
        }
        let last = inside && self.ends[at + 1];
        let ordinal = is_after("before_ordinal") || self.tables.heads("ordinal_nouns", after);
        self.among_digits(at) || last || ordinal
    }

    fn among_digits(&self, at: usize) -> bool {
        self.is_digit(self.before(at)) || self.is_digit(self.chars.get(at + 1).copied())
    }

    fn is_digit(&self, c: Option<char>) -> bool {
        c.is_some_and(|c| self.tables.is_in("digits", c))
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).map(|at| self.chars[at])
    }
}

#[cfg(test)]
mod tests {
    use super::{is_han, read};
    use crate::bundled;
    use crate::lexicon::Lexicons;
    use crate::reading::tables::Tables;
    use crate::text::segment::Segmenter;

    /// Words apart by blanks, their syllables by `-`.
    fn check(text: &str, expected: &str) {
        let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
        let tables = Tables::new(&lexicons.reading);
        let chars: Vec<char> = text.chars().collect();
        let words = read(&chars, &tables, &Segmenter::new(&lexicons.terms));
        let words: Vec<String> = words
            .iter()
            .map(|word| {
                let said: Vec<String> =
                    word.syllables.iter().map(|s| s.spoken.to_string()).collect();
                said.join("-")
            })
            .collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn the_segmenters_ends_decide_between_words() {
        check("合同行为", "he2-tong2 xing2-wei2");
        check("详细地址", "xiang2-xi4 di4-zhi3");
        check("行政处罚", "xing2-zheng4-chu3-fa2");
    }

    #[test]
    fn a_run_ends_where_no_character_is() {
        assert!(is_han('税') && is_han('〇') && !is_han('，') && !is_han('a'));
    }
}
