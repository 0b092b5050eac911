//! A text as it is to be said: read as the knowledge reads it, with rests from `data/speech.toml`.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::reading::Reader;
use wenshui_knowledge::reading::spoken::{Pause, Reading};
use wenshui_knowledge::text::segment::Segmenter;
use wenshui_models::voice::plan::{Phrase, Sentence, Word, phrases};

use crate::error::ApiError;
use crate::speaking::piece::{SpeechMark, SpeechMarks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    rest_ms: Rests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rests {
    short: u32,
    comma: u32,
    clause: u32,
    sentence: u32,
    paragraph: u32,
}

impl Rests {
    fn of(&self, pause: Pause) -> u32 {
        match pause {
            Pause::None => 0,
            Pause::Short => self.short,
            Pause::Comma => self.comma,
            Pause::Clause => self.clause,
            Pause::Sentence => self.sentence,
            Pause::Paragraph => self.paragraph,
        }
    }
}

/// The reader of texts. The lexicons are those that ship with the program, so all servers of a process
/// share it; who comes first lends the segmenter.
///
/// # Errors
/// Never, as the bundled lexicons are clean; a test reads them.
pub fn reader(segmenter: &Arc<Segmenter>) -> Result<&'static Reader, ApiError> {
    static READER: OnceLock<Option<Reader>> = OnceLock::new();
    let reader = READER.get_or_init(|| {
        let lexicons = Lexicons::read(&bundled::lexicons()).ok()?;
        Some(Reader::new(&lexicons.reading, Arc::clone(segmenter)))
    });
    reader.as_ref().ok_or_else(|| ApiError::internal(&"the bundled lexicons cannot be read"))
}

/// The phrases of a text that was read.
pub fn planned(reading: Reading) -> Vec<Phrase> {
    let rests = rests();
    let sentences = reading.sentences.into_iter().map(|sentence| Sentence {
        span: sentence.span,
        words: (sentence.words.into_iter())
            .map(|word| Word {
                span: word.span,
                syllables: word.spoken.iter().map(ToString::to_string).collect(),
                rest_ms: rests.of(word.pause),
            })
            .collect(),
    });
    phrases(sentences.collect())
}

/// When the sentences of a text are heard in a sound of which only the length is known: each takes its
/// part by its syllables.
pub fn proportional(reading: &Reading, length_ms: u64) -> Vec<SpeechMarks> {
    let weighed: Vec<(Range<usize>, usize)> = (reading.sentences.iter())
        .map(|sentence| {
            let syllables = sentence.words.iter().map(|word| word.spoken.len()).sum();
            (sentence.span.clone(), syllables)
        })
        .collect();
    let all = weighed.iter().map(|(_, syllables)| syllables).sum::<usize>().max(1);
    let mut before = 0;
    let moment = |syllables: usize| length_ms * syllables as u64 / all as u64;
    let marks = weighed.into_iter().map(|(span, syllables)| {
        let start_ms = moment(before);
        before += syllables;
        let (from, to) = (span.start, span.end);
        let sentence = SpeechMark { from, to, start_ms, end_ms: moment(before) };
        SpeechMarks { sentence, words: Vec::new() }
    });
    marks.collect()
}

fn rests() -> &'static Rests {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    let settings = SETTINGS.get_or_init(|| {
        toml::from_str(include_str!("../../data/speech.toml")).expect("the settings are TOML")
    });
    &settings.rest_ms
}
