//! Questions, spoken: what the small model is trained on.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64Mcg;

use crate::error::Error;
use crate::sound::SPEECH_RATE;
use crate::train::whisper::phrases::{Part, Phrases};
use crate::voice::espeak::Espeak;

/// Something that was said.
#[derive(Debug, Clone)]
pub struct Utterance {
    /// The sound at 16 kHz.
    pub samples: Vec<f32>,
    /// What was said; empty when it is none of the questions.
    pub text: String,
    /// Where in the samples the first character begins and the last ends.
    pub voiced: (usize, usize),
}

/// Syllables of nonsense.
const NONSENSE: std::ops::Range<usize> = 2..14;
/// Syllables of known characters in any order.
const SCRAMBLE: std::ops::Range<usize> = 1..7;
/// Words a minute.
const SPEEDS: std::ops::Range<u32> = 105..235;
/// The pitches of espeak-ng.
const PITCHES: std::ops::Range<u32> = 10..90;
/// Below this part of the loudest sample nothing is said.
const QUIET: f32 = 0.02;

/// Speaks `count` utterances that `phrases` allows to train on.
///
/// # Errors
/// When the voice fails.
pub fn speak(phrases: &Phrases, count: usize, rng: &mut Pcg64Mcg) -> Result<Vec<Utterance>, Error> {
    let questions = phrases.questions();
    let characters = phrases.characters();
    let mut wanted = Vec::with_capacity(count);
    for _ in 0..count {
        // Known characters in any order teach hearing; questions teach what is likely.
        let (part, is_question) = match rng.random_range(0..20) {
            0..5 => (scramble(&characters, rng), true),
            5..14 => (question(phrases, &questions, rng), true),
            _ => (stray(phrases, rng), false),
        };
        let voice = Espeak {
            variant: phrases.voices.choose(rng).cloned().unwrap_or_default(),
            speed: rng.random_range(SPEEDS),
            pitch: rng.random_range(PITCHES),
            ..Espeak::default()
        };
        let text = if is_question { part.text } else { String::new() };
        wanted.push((voice, part.pinyin, text));
    }
    wanted.iter().map(|(voice, pinyin, text)| utter(voice, (pinyin, text))).collect()
}

/// Something said by a voice, as the recogniser gets it.
///
/// # Errors
/// When the voice fails.
pub fn utter(voice: &Espeak, (pinyin, text): (&str, &str)) -> Result<Utterance, Error> {
    let samples = voice.speak(pinyin)?.at_rate(SPEECH_RATE).samples;
    let loudest = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    let is_said = |sample: &f32| sample.abs() > loudest * QUIET;
    let from = samples.iter().position(is_said).unwrap_or(0);
    let to = samples.iter().rposition(is_said).unwrap_or(samples.len());
    Ok(Utterance { samples, text: text.to_owned(), voiced: (from, to) })
}

fn scramble(characters: &[Part], rng: &mut Pcg64Mcg) -> Part {
    let mut whole = characters.choose(rng).cloned().unwrap_or_default();
    for _ in 1..rng.random_range(SCRAMBLE) {
        whole = characters.choose(rng).map_or(whole.clone(), |next| whole.then(next));
    }
    whole
}

fn question(phrases: &Phrases, questions: &[(usize, usize)], rng: &mut Pcg64Mcg) -> Part {
    let whole = questions.choose(rng).map(|pair| phrases.question(*pair)).unwrap_or_default();
    match rng.random_range(0..10) {
        0 | 1 => phrases.topics.choose(rng).cloned().unwrap_or(whole),
        2 | 3 => phrases.asks.choose(rng).cloned().unwrap_or(whole),
        4 | 5 => phrases.openers.choose(rng).map_or(whole.clone(), |opener| opener.then(&whole)),
        _ => whole,
    }
}

/// Something that is none of the questions, the likest to them too: it may begin or end like one.
fn stray(phrases: &Phrases, rng: &mut Pcg64Mcg) -> Part {
    let sentence = phrases.stray.choose(rng).cloned().unwrap_or_default();
    match rng.random_range(0..20) {
        0..9 => sentence,
        9..13 => {
            let other = phrases.stray.choose(rng).cloned().unwrap_or_default();
            halves(&sentence, rng).0.then(&halves(&other, rng).1)
        }
        13 | 14 => {
            let half = halves(&sentence, rng).0;
            phrases.asks.choose(rng).map_or(half.clone(), |ask| half.then(ask))
        }
        15 => {
            let opener = phrases.openers.choose(rng).cloned().unwrap_or_default();
            opener.then(&sentence)
        }
        _ => nonsense(phrases, rng),
    }
}

/// The beginning and the end of a sentence, cut anywhere.
fn halves(sentence: &Part, rng: &mut Pcg64Mcg) -> (Part, Part) {
    let syllables: Vec<&str> = sentence.pinyin.split(' ').collect();
    let (begin, end) = syllables.split_at(rng.random_range(1..syllables.len().max(2)));
    (spoken_only(begin), spoken_only(end))
}

fn nonsense(phrases: &Phrases, rng: &mut Pcg64Mcg) -> Part {
    let length = rng.random_range(NONSENSE);
    let syllables: Vec<&str> =
        (0..length).filter_map(|_| phrases.syllables.choose(rng).map(String::as_str)).collect();
    spoken_only(&syllables)
}

/// Syllables that nobody is to write down.
fn spoken_only(syllables: &[&str]) -> Part {
    Part { text: String::new(), pinyin: syllables.join(" ") }
}
