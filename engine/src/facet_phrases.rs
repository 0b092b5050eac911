//! Phrases that tell a value of a facet, in the questions of entries and in what people say.

use std::cmp::Reverse;
use std::ops::Range;

use wenshui_knowledge::error::Error::Problems;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::region::places;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::Patterns;

use crate::error::Error;
use crate::facet::REGION;
use crate::phrase::{Marks, PhraseBook};
use crate::table::Table;

/// The phrases that ship with the engine, as they stand in their file.
pub const BUNDLED: &str = include_str!("../data/facet_phrases.tsv");

/// Phrases with what they mean.
pub struct FacetPhrases {
    patterns: Patterns,
    marks: Marks<Meaning>,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The facet.
    pub facet: String,
    /// The value.
    pub value: String,
}

/// A phrase that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What it means.
    pub meaning: &'a Meaning,
}

impl FacetPhrases {
    /// The phrases that ship with the engine, and the names of places.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        let text = BUNDLED.to_owned();
        let file = DataFile { name: "facet_phrases.tsv".to_owned(), text };
        let (mut book, mut marks) = (PhraseBook::default(), Marks::default());
        let problems = Table::new(&file, &["facet", "value", "phrase"]).read(|row| {
            let meaning =
                Meaning { facet: row.text(0)?.to_owned(), value: row.text(1)?.to_owned() };
            marks.add(&mut book, row.text(2)?, meaning);
            Ok(())
        });
        if !problems.is_empty() {
            return Err(Problems(problems).into());
        }
        for place in places() {
            let meaning = Meaning { facet: REGION.to_owned(), value: place.name.to_owned() };
            for name in place.names() {
                marks.add(&mut book, name, meaning.clone());
            }
        }
        Ok(Self { patterns: book.compile()?, marks })
    }

    /// The value of a facet that a text names: the longest phrase in it decides, of equally long
    /// ones the later.
    pub fn value(&self, text: &str, facet: &str) -> Option<&str> {
        let key = Folded::new(text).key();
        let found = self.patterns.find(&key).filter_map(|found| {
            let meaning = self.marks.of(found.pattern).iter().find(|own| own.facet == facet)?;
            Some((found.span.len(), found.span.start, meaning.value.as_str()))
        });
        found.max_by_key(|(len, start, _)| (*len, *start)).map(|(.., value)| value)
    }

    /// Calls `each` with the values of a facet that a folded text without spaces names.
    pub fn values<'a>(&'a self, key: &str, facet: &str, mut each: impl FnMut(&'a str)) {
        for found in self.patterns.find(key) {
            let meant = self.marks.of(found.pattern).iter().filter(|own| own.facet == facet);
            meant.for_each(|own| each(&own.value));
        }
    }

    /// The phrases of a folded text without spaces, from left to right; where two overlap, the
    /// longer one.
    pub fn parts(&self, key: &str) -> Vec<Part<'_>> {
        let found = self.patterns.find(key).filter_map(|found| {
            let meaning = self.marks.of(found.pattern).first()?;
            Some(Part { span: found.span, meaning })
        });
        let mut found: Vec<Part> = found.collect();
        found.sort_by_key(|part| (Reverse(part.span.len()), part.span.start));
        let mut parts: Vec<Part> = Vec::new();
        for part in found {
            let free =
                |own: &Part| own.span.end <= part.span.start || part.span.end <= own.span.start;
            if parts.iter().all(free) {
                parts.push(part);
            }
        }
        parts.sort_by_key(|part| part.span.start);
        parts
    }
}
