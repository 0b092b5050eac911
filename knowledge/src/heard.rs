//! What a speech recogniser wrote, brought to the form in which people write Chinese and the
//! knowledge spells its terms.
//!
//! One pass after the other: script and white space, documents and numbers, terms by their sound,
//! punctuation. Every change is kept, so that whoever spoke sees what was made of it and can undo it.

pub mod change;
pub mod clean;
pub mod correct;
pub mod document;
pub mod extent;
pub mod kept;
pub mod likeness;
pub mod look;
pub mod mishearing;
pub mod number;
pub mod prompt;
pub mod punctuate;
pub mod said;
pub mod sounds;
pub mod transcript;
pub mod tree;

use crate::heard::change::{ChangeKind, Heard};
use crate::heard::clean::Silence;
use crate::heard::correct::{Corrector, is_term};
use crate::heard::kept::Kept;
use crate::heard::prompt::Prompt;
use crate::heard::punctuate::Punctuator;
use crate::heard::said::SaidWords;
use crate::heard::sounds::Sounds;
use crate::heard::transcript::{Edit, Transcript};
use crate::lexicon::Lexicons;
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::concept::ConceptPair;
use crate::text::segment::{SegmentTerm, Segmenter};

/// Brings what was heard to its written form. Built once; hearing needs nothing but the text.
#[derive(Debug)]
pub struct Ear {
    words: HeardWords,
    silence: Silence,
    said: SaidWords,
    kept: Kept,
    segmenter: Segmenter,
    corrector: Corrector,
    punctuator: Punctuator,
    prompt: Prompt,
}

/// The weight in jieba's counts of terms and forms that bring none of their own.
const WEIGHT: usize = 300;
/// The weight of terms that are only listened for: that of most terms of the lexicon.
const WEIGHT_OWN: usize = 1000;

impl Ear {
    /// An ear for the terms of the lexicons and for `terms`, those of the published knowledge;
    /// whole questions and what is not written in Chinese among them are left out.
    pub fn new(lexicons: &Lexicons, terms: impl IntoIterator<Item = String>) -> Self {
        let words = lexicons.heard.clone();
        let asks = |term: &String| words.forms(HeardKind::Asking).any(|form| term.contains(form));
        let more = terms.into_iter().filter(|term| is_term(term) && !asks(term));
        let own = words.forms(HeardKind::Term);
        let own = own.map(|term| SegmentTerm { term: term.to_owned(), weight: WEIGHT_OWN });
        let mut known: Vec<SegmentTerm> = more.map(word).chain(own).collect();
        known.extend(lexicons.terms.iter().cloned());
        let mut segmenter = Segmenter::new(&known);
        let sounds = Sounds::new(&lexicons.pinyin);
        segmenter.add(&called(&lexicons.concepts, &segmenter, &sounds));
        let never = words.forms(HeardKind::Never).map(|form| word(form.to_owned()));
        segmenter.add(&never.collect::<Vec<_>>());
        let law = lexicons.concepts.iter().map(|pair| pair.law.clone());
        let targets = law.filter(|law| law.chars().count() > 2 && !asks(law));
        let targets: Vec<String> =
            known.into_iter().map(|known| known.term).chain(targets).collect();
        let said = SaidWords::new(&lexicons.quantities, &words);
        Self {
            silence: Silence::new(&words),
            kept: Kept::new(&words, &lexicons.terms, &said),
            corrector: Corrector::new(&targets, &segmenter, (sounds, &words)),
            punctuator: Punctuator::new(&words),
            prompt: Prompt::new(&words, &lexicons.terms),
            segmenter,
            said,
            words,
        }
    }

    /// What was heard, as people write it, and every change that was made.
    pub fn hear(&self, raw: &str) -> Heard {
        let mut transcript = Transcript::new(raw);
        if self.silence.is(raw) {
            let span = 0..raw.chars().count();
            transcript.apply(ChangeKind::Silence, &[Edit { span, to: String::new() }]);
            return transcript.into_heard();
        }
        clean::simplify(&mut transcript, &self.words);
        clean::close_up(&mut transcript);
        clean::cut_repetitions(&mut transcript, &self.words);
        let documents = document::edits(&transcript.chars(), &self.said);
        transcript.apply(ChangeKind::Document, &documents);
        let chars = transcript.chars();
        let kept = self.kept.marks(&chars, &self.said, &self.segmenter);
        transcript.apply(ChangeKind::Number, &number::edits(&chars, &kept, &self.said));
        let (chars, fixed) = (transcript.chars(), transcript.numbers());
        let terms = self.corrector.edits((&chars, &fixed), &self.segmenter);
        transcript.apply(ChangeKind::Term, &terms);
        self.punctuator.punctuate(&mut transcript, &self.segmenter);
        transcript.into_heard()
    }

    /// The most useful terms as a prompt for the recogniser, of at most `chars_max` characters.
    pub fn prompt(&self, chars_max: usize) -> String {
        self.prompt.text(chars_max)
    }
}

/// What people and the law call things: it has to be known as words, or it would be corrected
/// away. Sayings that are only another spelling of what they mean are no words but to be corrected.
fn called(pairs: &[ConceptPair], segmenter: &Segmenter, sounds: &Sounds) -> Vec<SegmentTerm> {
    let misspelt =
        |pair: &ConceptPair| !segmenter.knows(&pair.said) && sounds.confused(&pair.said, &pair.law);
    let said = pairs.iter().filter(|pair| !misspelt(pair)).map(|pair| &pair.said);
    let forms = said.chain(pairs.iter().map(|pair| &pair.law)).filter(|form| !form.is_empty());
    forms.cloned().map(word).collect()
}

/// A word that brings no weight of its own.
fn word(term: String) -> SegmentTerm {
    SegmentTerm { term, weight: WEIGHT }
}
