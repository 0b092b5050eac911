//! Personal data in a text: found and masked before anything is stored or logged.
//!
//! Phones, identity numbers, taxpayer numbers, bank cards and mail addresses, however they are
//! spaced or spelled. Amounts, dates and the numbers of documents stay.

pub mod checks;
pub mod glyph;
pub mod mail;
pub mod number;
pub mod personal;
pub mod rules;

use std::borrow::Cow;

use crate::lexicon::DataFile;
use crate::problem::Problem;
use crate::text::mask::glyph::Glyphs;
use crate::text::mask::personal::{Personal, PersonalKind};
use crate::text::mask::rules::MaskRules;

/// Finds and masks personal data by its rules.
#[derive(Debug, Clone)]
pub struct Masker {
    rules: MaskRules,
}

/// How many characters stay in clear at the beginning and at the end.
const CLEAR: (usize, usize) = (3, 4);
/// Stands for a hidden character.
const STAR: char = '*';
/// The stars of a mail address, whatever its length.
const MAIL_STARS: usize = 4;

impl Masker {
    /// The masker with the rules that ship with the program.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Vec<Problem>> {
        let text = include_str!("../../data/personal.tsv").to_owned();
        Self::read(&DataFile { name: "personal.tsv".to_owned(), text })
    }

    /// Reads the rules from a data file of the form of `personal.tsv`.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        Ok(Self { rules: MaskRules::read(file)? })
    }

    /// The personal data in `text`, in order and without overlaps.
    pub fn find(&self, text: &str) -> Vec<Personal> {
        let chars: Vec<char> = text.chars().collect();
        // Neither a number nor an address is shorter, and most questions have neither.
        if !self.may_hold(&chars) {
            return Vec::new();
        }
        let glyphs = Glyphs::new(&chars, &self.rules);
        let mut found = mail::find(&chars);
        for personal in number::find(&glyphs, &self.rules) {
            let apart = |other: &Personal| {
                other.span.end <= personal.span.start || personal.span.end <= other.span.start
            };
            if found.iter().all(apart) {
                found.push(personal);
            }
        }
        found.sort_by_key(|personal| personal.span.start);
        found
    }

    fn may_hold(&self, chars: &[char]) -> bool {
        let digits = chars.iter().filter(|c| self.rules.digit(**c).is_some()).count();
        digits >= DIGITS_MIN || chars.iter().any(|c| mail::is_at(*c))
    }

    /// The text with personal data masked, as in `134****3624`.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.find(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let chars: Vec<char> = text.chars().collect();
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for personal in found {
            masked.extend(&chars[at..personal.span.start]);
            self.push_masked(&chars[personal.span.clone()], personal.kind, &mut masked);
            at = personal.span.end;
        }
        masked.extend(&chars[at..]);
        Cow::Owned(masked)
    }

    /// Gaps inside a number go, so that the length of its parts tells nothing.
    fn push_masked(&self, chars: &[char], kind: PersonalKind, masked: &mut String) {
        if kind == PersonalKind::Mail {
            masked.extend(chars.first());
            masked.extend(std::iter::repeat_n(STAR, MAIL_STARS));
            let domain = chars.iter().position(|c| mail::is_at(*c)).unwrap_or_default();
            masked.extend(&chars[domain..]);
            return;
        }
        let kept: Vec<char> =
            chars.iter().copied().filter(|c| self.rules.glyph(*c).is_some()).collect();
        let (head, tail) = if kept.len() > CLEAR.0 + CLEAR.1 { CLEAR } else { (1, 1) };
        for (at, c) in kept.iter().enumerate() {
            let clear = at < head || at + tail >= kept.len();
            masked.push(if clear { *c } else { STAR });
        }
    }
}

/// The fewest digits of anything personal but a mail address.
const DIGITS_MIN: usize = 5;
