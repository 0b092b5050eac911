//! How an answer is read aloud: a text goes in, syllables with tones and pauses come out.
//!
//! Markup is taken away first. Then finders recognise numbers, dates, addresses, letters and signs
//! from left to right, and what is left are runs of Chinese characters, which are read word by
//! word. Last, tones meet their neighbours. Words, readings and pauses are data; see
//! `data/reading`.

pub(crate) mod amount;
pub(crate) mod date;
pub(crate) mod draft;
pub(crate) mod hanzi;
pub(crate) mod latin;
pub(crate) mod markup;
pub(crate) mod number;
pub(crate) mod scan;
pub(crate) mod sign;
pub mod spoken;
pub(crate) mod tables;
pub(crate) mod tone;

use std::ops::Range;
use std::sync::Arc;

use crate::lexicon::speech::ReadingWords;
use crate::reading::draft::{Bond, Draft, Found, Syllable};
use crate::reading::markup::{Glyph, glyphs};
use crate::reading::scan::{Finder, Scan, characters};
use crate::reading::spoken::{Pause, Reading, Sentence, SpokenWord};
use crate::reading::tables::Tables;
use crate::text::segment::Segmenter;

/// Reads texts aloud.
#[derive(Debug, Clone)]
pub struct Reader {
    tables: Tables,
    segmenter: Arc<Segmenter>,
}

/// What may begin at a place, the first that fits. Dates come before numbers, since they are made
/// of them, and telephone numbers before ranges.
const FINDERS: [Finder; 15] = [
    latin::address,
    latin::letters_and_digits,
    date::document_year,
    sign::list_number,
    date::date,
    date::year,
    date::time,
    amount::digits,
    amount::fraction,
    amount::number,
    latin::word,
    sign::stroke,
    sign::slash,
    sign::spoken,
    sign::rest,
];

impl Reader {
    /// Builds the reader; the segmenter is the analyzer's own.
    pub fn new(words: &ReadingWords, segmenter: Arc<Segmenter>) -> Self {
        Self { tables: Tables::new(words), segmenter }
    }

    /// Reads any text. It takes time in proportion to its length.
    pub fn read(&self, text: &str) -> Reading {
        let glyphs = glyphs(text);
        let chars = characters(&glyphs);
        let scan = Scan { chars: &chars, tables: &self.tables };
        let mut writer = Writer { glyphs: &glyphs, ..Writer::default() };
        let mut at = 0;
        while at < chars.len() {
            at = if hanzi::is_han(chars[at]) {
                self.run(&chars, at, &mut writer)
            } else {
                let found = FINDERS.iter().find_map(|finder| finder(&scan, at));
                // What nobody knows is silent.
                let found = found.unwrap_or_else(|| Found::spoken(at + 1, Vec::new()));
                writer.take(at, found)
            };
        }
        writer.finish()
    }

    /// Takes the run of Chinese characters from `at` on, and says where it ends.
    fn run(&self, chars: &[char], at: usize, writer: &mut Writer<'_>) -> usize {
        let len = chars[at..].iter().take_while(|c| hanzi::is_han(**c)).count();
        for word in hanzi::read(&chars[at..at + len], &self.tables, &self.segmenter) {
            let span = at + word.span.start..at + word.span.end;
            let heads = self.tables.is_in("group_heads", chars[span.start]);
            writer.word(span, (word.syllables, if heads { Bond::Heads } else { Bond::Plain }));
        }
        at + len
    }
}

/// Writes down what is found.
#[derive(Default)]
struct Writer<'a> {
    glyphs: &'a [Glyph],
    words: Vec<Draft>,
    sentences: Vec<Sentence>,
}

impl Writer<'_> {
    /// Takes what was found at a place, and says where it ends.
    fn take(&mut self, at: usize, found: Found) -> usize {
        let digit = self.glyphs.get(found.end - 1).is_some_and(|glyph| glyph.c.is_ascii_digit());
        let bond = if digit { Bond::Leads } else { Bond::Plain };
        self.word(at..found.end, (found.syllables, bond));
        self.pause(found.end, found.pause);
        found.end
    }

    fn word(&mut self, glyphs: Range<usize>, (syllables, bond): (Vec<Syllable>, Bond)) {
        if !syllables.is_empty() {
            let span = self.place(glyphs.start)..self.place(glyphs.end - 1) + 1;
            self.words.push(Draft { span, syllables, pause: Pause::None, bond });
        }
    }

    /// Where a glyph stood in the text that was given.
    fn place(&self, glyph: usize) -> usize {
        self.glyphs.get(glyph).map_or(0, |glyph| glyph.at)
    }

    /// The voice rests after the last word; at the end of a sentence the sentence is closed.
    fn pause(&mut self, end: usize, pause: Pause) {
        match self.words.last_mut() {
            Some(last) => last.pause = last.pause.max(pause),
            // More marks at the end of a sentence belong to it.
            None => {
                let end = self.place(end - 1) + 1;
                if let Some(sentence) = self.sentences.last_mut().filter(|_| pause > Pause::None) {
                    sentence.span.end = end;
                    if let Some(last) = sentence.words.last_mut() {
                        last.pause = last.pause.max(pause);
                    }
                }
                return;
            }
        }
        if pause >= Pause::Sentence {
            let end = self.place(end - 1) + 1;
            self.close(end);
        }
    }

    fn close(&mut self, end: usize) {
        let mut words = std::mem::take(&mut self.words);
        let Some(start) = words.first().map(|word| word.span.start) else {
            return;
        };
        tone::settle(&mut words);
        let words = words.into_iter().map(|word| SpokenWord {
            span: word.span,
            spoken: word.syllables.into_iter().map(|syllable| syllable.spoken).collect(),
            pause: word.pause,
        });
        self.sentences.push(Sentence { span: start..end, words: words.collect() });
    }

    /// The end of the text is the end of a paragraph.
    fn finish(mut self) -> Reading {
        let end = self.words.last().map(|word| word.span.end);
        self.close(end.unwrap_or_default());
        let last = self.sentences.last_mut().and_then(|sentence| sentence.words.last_mut());
        if let Some(last) = last {
            last.pause = Pause::Paragraph;
        }
        Reading { sentences: self.sentences }
    }
}
