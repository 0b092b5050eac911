//! The analyzer: a text goes in, its folded form, both readings and terms come out.

use std::sync::Arc;

use crate::error::Error;
use crate::lexicon::Lexicons;
use crate::text::concept::{Concepts, Reading};
use crate::text::fold::Folded;
use crate::text::quantity::Quantity;
use crate::text::quantity::find::find;
use crate::text::quantity::rules::QuantityRules;
use crate::text::segment::{SegmentTerm, Segmenter};
use crate::text::term::{TermKey, TermKind};

/// Reads texts for the index and for questions alike.
#[derive(Debug)]
pub struct Analyzer {
    segmenter: Arc<Segmenter>,
    concepts: Concepts,
    quantities: QuantityRules,
    terms: Vec<String>,
}

/// What is known of one text; reusable memory for the answer path.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The folded text.
    pub folded: Folded,
    /// The text in the words of the law and as it was said.
    pub reading: Reading,
    /// The quantities of the folded text.
    pub quantities: Vec<Quantity>,
    /// Every term of the text as it was said, and its concepts, in order, repeated as often as it
    /// occurs.
    pub terms: Vec<TermKey>,
}

impl Analyzer {
    /// Builds the analyzer of a set of lexicons.
    ///
    /// # Errors
    /// When two concept pairs share a saying, which `Lexicons` refuses to read.
    pub fn new(lexicons: &Lexicons) -> Result<Self, Error> {
        let mut terms = [lexicons.terms.as_slice(), &lexicons.words].concat();
        // Sayings and law forms must be words, or they would be met only inside other words.
        for pair in &lexicons.concepts {
            for form in [&pair.said, &pair.law] {
                if !form.is_empty() {
                    terms.push(SegmentTerm { term: form.clone(), weight: FORM_WEIGHT });
                }
            }
        }
        let segmenter = Segmenter::shared(terms);
        let concepts = Concepts::new(&lexicons.concepts, &segmenter)?;
        let own = lexicons.terms.iter().map(|term| term.term.clone());
        let (quantities, terms) = (lexicons.quantities.clone(), own.collect());
        Ok(Self { segmenter, concepts, quantities, terms })
    }

    /// The terms of the lexicon's own list, folded: what stays whole and is a subject by itself.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The segmenter, for whoever needs the same words; building one takes time and memory.
    pub fn segmenter(&self) -> Arc<Segmenter> {
        Arc::clone(&self.segmenter)
    }

    /// The quantities of a folded text.
    pub fn quantities(&self, folded: &str) -> Vec<Quantity> {
        find(folded, &self.quantities)
    }

    /// Analyzes `text`.
    pub fn analyze(&self, text: &str) -> Analysis {
        let mut analysis = Analysis::default();
        self.analyze_into(text, &mut analysis);
        analysis
    }

    /// Analyzes `text` into memory that is already there.
    pub fn analyze_into(&self, text: &str, analysis: &mut Analysis) {
        let Analysis { folded, reading, quantities, terms } = analysis;
        folded.refill(text);
        self.concepts.read(folded.text(), &self.segmenter, reading);
        *quantities = find(folded.text(), &self.quantities);
        terms.clear();
        // Words are met as they were said; what they mean is a term of its own, and what the vector is
        // taken of (docs/decisions/0026).
        push_characters(&reading.said, terms);
        terms.extend(
            reading
                .said_words()
                .filter(|word| word.chars().nth(1).is_some())
                .map(|word| TermKey::text(TermKind::Word, word)),
        );
        terms.extend(&reading.concepts);
        for quantity in quantities.iter() {
            let spellings = quantity.value.spellings();
            terms.extend(spellings.iter().map(|text| TermKey::text(TermKind::Quantity, text)));
        }
    }

    /// The law form that a whole folded text stands for, if it is one concept.
    pub fn law_of(&self, folded: &str) -> Option<&str> {
        self.concepts.law_of(folded)
    }
}

/// The weight in jieba's counts that keeps the forms of the concept lexicon whole without letting
/// them break everyday words.
const FORM_WEIGHT: usize = 300;

/// Single characters, and pairs of them with no space between.
fn push_characters(text: &str, terms: &mut Vec<TermKey>) {
    let mut before = None;
    for c in text.chars() {
        if c == ' ' {
            before = None;
            continue;
        }
        terms.push(TermKey::char(c));
        if let Some(before) = before {
            terms.push(TermKey::bigram(before, c));
        }
        before = Some(c);
    }
}
