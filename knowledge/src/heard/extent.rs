//! How far a number goes that is said in words. What it is worth, `Numeral` reads.

use crate::heard::said::{SaidWords, any};

/// An integer in words, and how far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// It ends here, exclusive.
    Number(usize),
    /// It is said by its bounds (`两三万`), or is no number: up to here nothing is to be written
    /// in digits.
    Vague(usize),
}

/// What was read of a number.
#[derive(Default)]
struct Progress {
    digit: Option<f64>,
    tens: Option<f64>,
    myriads: Option<f64>,
}

/// The number that begins at `at`, which is the first numeral of its run; `kept` ends a run.
pub fn extent(chars: &[char], at: usize, (said, kept): (&SaidWords, &[bool])) -> Extent {
    let run = run_end(chars, at, (said, kept));
    let mut progress = Progress::default();
    let mut end = at;
    while end < run {
        let c = chars[end];
        let goes_on = if let Some(digit) = said.rules.digits.get(&c) {
            if progress.digit.is_some_and(|before| before != 0.0) {
                return two_digits(chars, (at, end, run), said);
            }
            progress.digit = Some(*digit);
            true
        } else if let Some(times) = said.tens(c) {
            progress.takes_tens(times)
        } else if let Some(times) = said.myriads(c) {
            progress.takes_myriads(times)
        } else {
            false
        };
        if !goes_on {
            return Extent::Vague(run);
        }
        end += 1;
    }
    Extent::Number(without_count(chars, (at, end), said))
}

/// The end of the numerals that stand together.
pub fn run_end(chars: &[char], at: usize, (said, kept): (&SaidWords, &[bool])) -> usize {
    let rest = chars[at..].iter().zip(&kept[at..]);
    at + rest.take_while(|(c, kept)| said.is_numeral(**c) && !**kept).count()
}

impl Progress {
    /// Ten may stand for one ten; a hundred and a thousand count digits, each less than the last.
    fn takes_tens(&mut self, times: f64) -> bool {
        let counted = self.digit.is_some_and(|digit| digit != 0.0);
        // Nothing but ten is said without the digit that it multiplies: 十五, 一万零十.
        let fits = counted || times <= 10.0;
        let falls = self.tens.is_none_or(|before| times < before);
        self.tens = Some(times);
        self.digit = None;
        fits && falls
    }

    /// A myriad multiplies what stands before it; 万亿 is the one that grows.
    fn takes_myriads(&mut self, times: f64) -> bool {
        let counts = self.digit.is_some() || self.tens.is_some();
        let falls = self.myriads.is_none_or(|before| times < before);
        let grows = !counts && self.myriads.is_some_and(|before| times > before);
        *self = Self { myriads: Some(times), ..Self::default() };
        (counts && falls) || grows
    }
}

/// Two digits side by side: bounds, or the number ends and a count begins (`三万五|一个月`).
fn two_digits(
    chars: &[char],
    (at, second, run): (usize, usize, usize),
    said: &SaidWords,
) -> Extent {
    let value = |place: usize| said.rules.digits.get(&chars[place]).copied().unwrap_or_default();
    let rises = value(second) == value(second - 1) + 1.0;
    let counted = any(chars, second + 1, &said.counters).is_some();
    if second + 1 == run && !rises && counted && second - at > 1 {
        Extent::Number(second)
    } else {
        Extent::Vague(run)
    }
}

/// A last digit that counts what follows is not part of the number before it: `三万|一个月`.
fn without_count(chars: &[char], (at, end): (usize, usize), said: &SaidWords) -> usize {
    let elliptic = end - at > 2
        && said.digit(chars[end - 1]).is_some()
        && (said.myriads(chars[end - 2]).is_some() || said.tens(chars[end - 2]) > Some(10.0));
    let money = any(chars, end, &said.rules.money).is_some();
    let counted = any(chars, end, &said.counters).is_some();
    if elliptic && counted && !money { end - 1 } else { end }
}
