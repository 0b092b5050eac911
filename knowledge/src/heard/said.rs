//! The words that numbers are said with, ready to be compared with characters.

use rustc_hash::FxHashMap;

use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::quantity::rules::QuantityRules;

/// The forms of numbers: those of written quantities, and what is only said.
#[derive(Debug, Clone)]
pub struct SaidWords {
    /// How quantities are written; it reads the numerals.
    pub rules: QuantityRules,
    /// What is said digit by digit.
    spoken: FxHashMap<char, char>,
    /// The decimal point.
    pub point: Vec<char>,
    /// The word for minutes.
    pub minute: Vec<char>,
    /// The sign of negative numbers.
    pub minus: Vec<char>,
    /// What makes a single digit before it a number.
    pub units: Vec<Vec<char>>,
    /// What makes ten and more before it a number.
    pub counters: Vec<Vec<char>>,
    /// What makes the ten, hundred or thousand behind it inexact.
    pub open: Vec<Vec<char>>,
    /// Sayings with a written form of their own.
    pub whole: Vec<(Vec<char>, String)>,
    /// Who numbers documents, and the form of the number.
    documents: FxHashMap<String, String>,
    /// What may stand around the year of a document.
    brackets: Vec<char>,
}

impl SaidWords {
    /// Takes the words from the data.
    pub fn new(rules: &QuantityRules, words: &HeardWords) -> Self {
        let mut spoken: FxHashMap<char, char> = FxHashMap::default();
        for c in words.form(HeardKind::Spoken).chars() {
            let value = rules.digits.get(&c).copied().unwrap_or_default();
            spoken.extend(char::from_digit(value as u32, 10).map(|digit| (c, digit)));
        }
        let others = words.pairs(HeardKind::Digit);
        spoken.extend(others.filter_map(|(c, d)| Some((c.chars().next()?, d.chars().next()?))));
        let whole = words.pairs(HeardKind::Said);
        let documents = words.pairs(HeardKind::Document);
        Self {
            rules: rules.clone(),
            spoken,
            point: words.form(HeardKind::Point).chars().collect(),
            minute: words.form(HeardKind::Minute).chars().collect(),
            minus: words.form(HeardKind::Minus).chars().collect(),
            units: forms(words, HeardKind::Unit),
            counters: forms(words, HeardKind::Counter),
            open: forms(words, HeardKind::Open),
            whole: whole.map(|(said, to)| (said.chars().collect(), to.to_owned())).collect(),
            documents: documents.map(|(of, form)| (of.to_owned(), form.to_owned())).collect(),
            brackets: words.form(HeardKind::Bracket).chars().collect(),
        }
    }

    /// The ASCII digit that a character says where digits are said one by one.
    pub fn digit(&self, c: char) -> Option<char> {
        self.spoken.get(&c).copied()
    }

    /// The ASCII digit that a character is or says.
    pub fn any_digit(&self, c: char) -> Option<char> {
        if c.is_ascii_digit() { Some(c) } else { self.digit(c) }
    }

    /// Ten, hundred and thousand, as they are said.
    pub fn tens(&self, c: char) -> Option<f64> {
        self.rules.tens.get(&c).copied().filter(|_| !c.is_ascii())
    }

    /// Ten thousand and a hundred million, as they are said.
    pub fn myriads(&self, c: char) -> Option<f64> {
        self.rules.myriads.get(&c).copied().filter(|_| !c.is_ascii())
    }

    /// Whether a character is part of numbers as they are said.
    pub fn is_numeral(&self, c: char) -> bool {
        let spoken = self.rules.digits.contains_key(&c) || self.spoken.contains_key(&c);
        spoken || self.tens(c).is_some() || self.myriads(c).is_some()
    }

    /// The form of an issuer's numbers.
    pub fn document(&self, issuer: &str) -> Option<&str> {
        let form = self.documents.get(issuer).or_else(|| self.documents.get(OTHERS));
        form.map(String::as_str)
    }

    /// Whether a character may stand around the year of a document.
    pub fn is_bracket(&self, c: char) -> bool {
        self.brackets.contains(&c)
    }
}

/// Stands for every issuer that has no form of its own.
const OTHERS: &str = "*";

/// The forms of a kind, the longest first.
fn forms(words: &HeardWords, kind: HeardKind) -> Vec<Vec<char>> {
    let mut forms: Vec<Vec<char>> = words.forms(kind).map(|form| form.chars().collect()).collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
}

/// The end of the first of the forms that stands at a place.
pub fn any(chars: &[char], at: usize, forms: &[Vec<char>]) -> Option<usize> {
    let rest = chars.get(at..)?;
    forms.iter().find(|form| rest.starts_with(form)).map(|form| at + form.len())
}

/// The end of a form that stands at a place, or the place itself.
pub fn skip(chars: &[char], at: usize, form: &[char]) -> usize {
    let stands = chars.get(at..).is_some_and(|rest| rest.starts_with(form));
    if stands { at + form.len() } else { at }
}
