//! Sensitive words, in questions and in answers: blocked, masked or replaced.

use std::ops::Range;

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::guard::aim::Signs;
use crate::guard::evasion::Evasions;
use crate::phrase::{Marks, PhraseBook};
use crate::table::{Fault, Table};
use crate::utterance::{Hit, Utterance};

/// What is done about a sensitive word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// Other words stand in its place.
    Replace,
    /// Stars stand in its place.
    Mask,
    /// The whole text is not shown.
    Block,
}

/// In which direction a word is sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// In what people ask.
    In,
    /// In what is answered.
    Out,
}

/// A sensitive word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    treatment: Treatment,
    inward: bool,
    outward: bool,
    /// The place of the words that stand instead.
    instead: Option<usize>,
}

/// The sensitive words, read from `sensitive.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Sensitive {
    marks: Marks<Word>,
    instead: Vec<String>,
}

/// A sensitive word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveFound<'a> {
    /// Where, in characters of the text.
    pub span: Range<usize>,
    /// What is done about it.
    pub treatment: Treatment,
    /// The words that stand instead, where it is replaced.
    pub instead: Option<&'a str>,
}

const COLUMNS: &[&str] = &["treatment", "direction", "spellings", "word", "instead"];
const TREATMENTS: [(&str, Treatment); 3] =
    [("block", Treatment::Block), ("mask", Treatment::Mask), ("replace", Treatment::Replace)];
const DIRECTIONS: [(&str, (bool, bool)); 3] =
    [("in", (true, false)), ("out", (false, true)), ("both", (true, true))];
const SPREAD: [(&str, bool); 2] = [("yes", true), ("no", false)];

impl Sensitive {
    /// Reads the table.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(
        file: &DataFile,
        evasions: &Evasions,
        book: &mut PhraseBook,
    ) -> Result<Self, Vec<Problem>> {
        let mut sensitive = Self::default();
        let problems = Table::new(file, COLUMNS).read(|row| {
            let treatment = row.one_of(0, &TREATMENTS)?;
            let (inward, outward) = row.one_of(1, &DIRECTIONS)?;
            let (other_spellings, text) = (row.one_of(2, &SPREAD)?, row.text(3)?);
            let instead = match (treatment, row.optional(4)) {
                (Treatment::Replace, None) => return Err(Fault::new(4, "empty_field", &[])),
                (Treatment::Replace, Some(words)) => {
                    sensitive.instead.push(words.to_owned());
                    Some(sensitive.instead.len() - 1)
                }
                _ => None,
            };
            let word = Word { treatment, inward, outward, instead };
            if !sensitive.marks.add(book, text, word) {
                return Err(Fault::new(3, "empty_form", &[]));
            }
            if other_spellings {
                for spelling in evasions.spellings(text) {
                    sensitive.marks.add(book, &spelling, word);
                }
            }
            Ok(())
        });
        if problems.is_empty() { Ok(sensitive) } else { Err(problems) }
    }

    /// The sensitive words of a direction, in order; of two that overlap the earlier and longer.
    pub fn find(
        &self,
        utterance: &Utterance,
        signs: &Signs,
        direction: Direction,
    ) -> Vec<SensitiveFound<'_>> {
        let mut end = 0;
        let free = |hit: &&Hit| !signs.is_harmless(hit);
        let hits = utterance.hits.iter().filter(free);
        let words = hits.flat_map(|hit| self.marks.of(hit.phrase).iter().map(move |w| (hit, w)));
        let words = words.filter(|(_, word)| match direction {
            Direction::In => word.inward,
            Direction::Out => word.outward,
        });
        let mut found = Vec::new();
        for (hit, word) in words {
            if hit.start >= end {
                end = hit.end;
                found.push(SensitiveFound {
                    span: utterance.written_span(hit.start..hit.end),
                    treatment: word.treatment,
                    instead: word.instead.map(|at| self.instead[at].as_str()),
                });
            }
        }
        found
    }
}
