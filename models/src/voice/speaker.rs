//! A phrase said: its sound at one loudness without the silence around it, and where its words begin.

use std::ops::Range;

use crate::error::Error;
use crate::sound::level;
use crate::voice::espeak::Espeak;
use crate::voice::plan::Phrase;
use crate::voice::program::Watch;
use crate::voice::weight::weight;

/// Samples in a second of everything that is said: what OpenAI's raw sound has, and a rate of Opus.
pub const RATE: u32 = 24_000;
/// How loud a phrase is made, as the root of the mean square: -20 dB below full scale.
pub const LEVEL: f32 = 0.1;
/// No sample is louder; -1 dB.
pub const PEAK: f32 = 0.89;
/// What is quieter than this part of the loudest sample is the silence around the voice.
const QUIET: f32 = 1.0 / 200.0;
/// Samples of that silence that stay on either side, so that nothing begins with a click.
const MARGIN: usize = RATE as usize / 200;

/// A voice at a pace.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The program with its settings.
    pub espeak: Espeak,
    /// How many times as fast as usual; rests are as much shorter.
    pub speed: f64,
}

/// A phrase as it was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Its sound at [`RATE`], the rest after it included.
    pub samples: Vec<f32>,
    /// How many of them are voice.
    pub voiced: usize,
    /// For every word the samples in which it is said; they fill what is voice.
    pub words: Vec<Range<usize>>,
}

impl Speaker {
    /// Says a phrase for as long as somebody wants it, and rests.
    ///
    /// # Errors
    /// When the voice fails, or nobody wants it.
    pub fn say(&self, phrase: &Phrase, watch: Watch<'_>) -> Result<Said, Error> {
        let sound = self.espeak.speak_while(&phrase.pinyin(), watch)?.at_rate(RATE);
        let mut samples = trimmed(&sound.samples).to_vec();
        loudened(&mut samples);
        let voiced = samples.len();
        let words = moments(phrase, voiced);
        samples.resize(voiced + self.rest(phrase), 0.0);
        Ok(Said { samples, voiced, words })
    }

    /// The rest after a phrase, in samples.
    fn rest(&self, phrase: &Phrase) -> usize {
        let rest_ms = f64::from(phrase.rest_ms()) / self.speed;
        (rest_ms * f64::from(RATE) / 1000.0) as usize
    }
}

/// The voice without the silence around it.
fn trimmed(samples: &[f32]) -> &[f32] {
    let loudest = loudest(samples);
    let is_voice = |sample: &f32| loudest > 0.0 && sample.abs() > loudest * QUIET;
    let from = samples.iter().position(is_voice).unwrap_or(samples.len());
    let to = samples.iter().rposition(is_voice).map_or(from, |last| last + 1);
    &samples[from.saturating_sub(MARGIN)..(to + MARGIN).min(samples.len())]
}

/// Makes a voice as loud as all others, unless its loudest sample would be cut off.
fn loudened(samples: &mut [f32]) {
    let (now, loudest) = (level(samples), loudest(samples));
    if now > 0.0 {
        let gain = (LEVEL / now).min(PEAK / loudest);
        for sample in samples {
            *sample *= gain;
        }
    }
}

fn loudest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |most, sample| sample.abs().max(most))
}

/// When each word is said: the voice is parted among the words by what their syllables weigh.
fn moments(phrase: &Phrase, voiced: usize) -> Vec<Range<usize>> {
    let last = phrase.words.iter().map(|word| word.syllables.len()).sum::<usize>();
    let mut count = 0;
    let weights: Vec<f64> = (phrase.words.iter())
        .map(|word| {
            let syllables = word.syllables.iter();
            syllables.fold(0.0, |sum, syllable| {
                count += 1;
                sum + weight(syllable, count == last)
            })
        })
        .collect();
    let (all, mut before, mut from) = (weights.iter().sum::<f64>(), 0.0, 0);
    let part = |weight: &f64| {
        before += weight;
        let to = (before / all * voiced as f64).round() as usize;
        std::mem::replace(&mut from, to)..to
    };
    weights.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::{LEVEL, MARGIN, PEAK, RATE, Speaker, loudened, moments, trimmed};
    use crate::sound::level;
    use crate::voice::espeak::Espeak;
    use crate::voice::plan::{Phrase, Word};

    fn phrase() -> Phrase {
        let word = |syllables: &[&str], rest_ms| Word {
            syllables: syllables.iter().map(|syllable| (*syllable).to_owned()).collect(),
            rest_ms,
            ..Word::default()
        };
        let words = vec![word(&["zeng1", "zhi2", "shui4"], 0), word(&["de5"], 300)];
        Phrase { words, ..Phrase::default() }
    }

    #[test]
    fn silence_around_a_voice_goes_but_for_a_margin() {
        let silence = vec![0.0; 10 * MARGIN];
        let sound = [silence.as_slice(), &[0.5; 100], &[0.0; 50], &[-0.5; 10], &silence].concat();
        assert_eq!(trimmed(&sound).len(), 160 + 2 * MARGIN);
        assert!(trimmed(&silence).is_empty() || trimmed(&silence).iter().all(|s| *s == 0.0));
        assert!(trimmed(&[]).is_empty());
    }

    #[test]
    fn a_voice_is_as_loud_as_others_and_is_never_cut_off() {
        let mut quiet: Vec<f32> = (0..1000).map(|i| 0.001 * (i as f32 * 0.1).sin()).collect();
        loudened(&mut quiet);
        assert!((level(&quiet) - LEVEL).abs() < 1e-3);
        let mut click = vec![0.0; 1000];
        click[500] = 0.01;
        loudened(&mut click);
        assert!((click[500] - PEAK).abs() < 1e-3);
        let mut nothing = vec![0.0; 10];
        loudened(&mut nothing);
        assert_eq!(nothing, [0.0; 10]);
    }

    #[test]
    fn words_fill_the_voice_in_their_order() {
        let moments = moments(&phrase(), 10_000);
        assert_eq!(
            (moments[0].start, moments[0].end, moments[1].end),
            (0, moments[1].start, 10_000)
        );
        assert!(moments[0].len() > 3 * moments[1].len(), "{moments:?}");
    }

    #[test]
    fn rests_are_shorter_where_the_voice_is_faster() {
        let rest = |speed| Speaker { espeak: Espeak::default(), speed }.rest(&phrase());
        assert_eq!(rest(1.0), RATE as usize * 3 / 10);
        assert_eq!(rest(2.0) * 2, rest(1.0));
    }
}
