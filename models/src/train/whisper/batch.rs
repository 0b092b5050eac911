//! Utterances as the network takes them.

use candle_core::{Device, Result, Tensor};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64Mcg;
use rustc_hash::FxHashMap;

use crate::sound::clean::clean;
use crate::train::whisper::corpus::Utterance;
use crate::train::whisper::disturb::{faster, tilt};
use crate::train::whisper::mel::{BANDS, HOP, LogMel};
use crate::train::whisper::vocab::{Vocabulary, special};
use crate::trial::noise::{NOISES, add, noise};

/// The tokens that training knows, by their places in the network's table.
#[derive(Debug, Clone)]
pub struct Known {
    /// Their numbers in the vocabulary.
    pub tokens: Vec<u32>,
    places: FxHashMap<u32, u32>,
    chars: FxHashMap<char, u32>,
}

/// The first place of the table: any token that training does not know.
const UNKNOWN: u32 = 0;

impl Known {
    /// The tokens and characters of texts.
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>, vocabulary: &Vocabulary) -> Self {
        // No token has the number that the unknown ones share.
        let mut known = Self {
            tokens: vec![u32::MAX],
            places: FxHashMap::default(),
            chars: FxHashMap::default(),
        };
        let specials = [
            special::END,
            special::START,
            special::CHINESE,
            special::TRANSCRIBE,
            special::BEFORE,
            special::NO_TIMES,
        ];
        for token in specials {
            known.take(token);
        }
        for text in texts.chain([NOTHING]) {
            vocabulary.encode(text).into_iter().for_each(|token| known.take(token));
            for c in text.chars() {
                let next = known.chars.len() as u32 + 1;
                known.chars.entry(c).or_insert(next);
            }
        }
        known
    }

    fn take(&mut self, token: u32) {
        if !self.places.contains_key(&token) {
            self.places.insert(token, self.tokens.len() as u32);
            self.tokens.push(token);
        }
    }

    /// Characters and the silence between them.
    pub fn chars(&self) -> usize {
        self.chars.len() + 1
    }

    fn place(&self, token: u32) -> u32 {
        self.places.get(&token).copied().unwrap_or(UNKNOWN)
    }
}

/// Some utterances, side by side.
#[derive(Debug)]
pub struct Batch {
    /// Batch × 2·places × bands.
    pub bands: Tensor,
    /// Batch × tokens: what stands before.
    pub tokens: Tensor,
    /// Batch·tokens: what is to follow.
    pub targets: Tensor,
    /// Batch·tokens: what a right answer is worth, 0 where nothing is asked.
    pub weights: Tensor,
    /// Batch·places: the character that is spoken, 0 for none.
    pub spoken: Tensor,
}

/// A batch is drawn from this part of the utterances, on either side of one of them.
const NEIGHBOURS: usize = 20;
/// How many batches fill all places of the encoder.
const WHOLE: f64 = 0.04;

/// How many transcripts have a prompt before them, of how many tokens at most.
const PROMPTED: f64 = 0.3;
const PROMPT_MAX: usize = 80;
/// How many sounds are cleaned as they will be when they are heard.
const CLEANED: f64 = 0.6;
/// What the model writes where it hears none of its questions: no word.
pub const NOTHING: &str = "\u{2026}";

/// Makes batches.
#[derive(Debug)]
pub struct Batcher<'a> {
    /// What is drawn from, the shortest first.
    pub utterances: &'a [Utterance],
    /// Texts as tokens.
    pub vocabulary: &'a Vocabulary,
    /// Tokens as places.
    pub known: &'a Known,
    /// Places of the encoder at most.
    pub audio_ctx: usize,
    /// Sound as bands.
    pub mel: LogMel,
}

/// What one utterance became.
struct Example {
    samples: Vec<f32>,
    /// What was said from which sample to which.
    said: Vec<(String, usize, usize)>,
}

impl Batcher<'_> {
    /// A batch of `count` utterances of about one length, disturbed by chance; `noisy` of them by noise.
    ///
    /// # Errors
    /// When the numeric library fails.
    pub fn draw(&self, (count, noisy): (usize, f64), rng: &mut Pcg64Mcg) -> Result<Batch> {
        let near = self.utterances.len() / NEIGHBOURS;
        let at = rng.random_range(0..self.utterances.len());
        let alike = at.saturating_sub(near)..(at + near).clamp(1, self.utterances.len());
        let alike = &self.utterances[alike];
        let examples: Vec<Example> =
            (0..count).map(|_| self.example((alike, noisy), rng)).collect();
        let longest = examples.iter().map(|e| e.samples.len()).max().unwrap_or_default();
        let spare = if rng.random_bool(WHOLE) { self.audio_ctx } else { rng.random_range(0..30) };
        let places = (longest / (2 * HOP) + 5 + spare).min(self.audio_ctx);
        let mut bands = Vec::with_capacity(count * places * 2 * BANDS);
        let mut spoken = Vec::with_capacity(count * places);
        let mut rows = Vec::with_capacity(count);
        for example in &examples {
            bands.extend(self.mel.of(&example.samples, places * 2));
            spoken.extend((0..places).map(|at| self.spoken(example, at * 2 * HOP)));
            rows.push(self.tokens(example, rng));
        }
        let length = rows.iter().map(|(tokens, _)| tokens.len()).max().unwrap_or(1) - 1;
        let (mut tokens, mut targets, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (row, asked) in &rows {
            let end = self.known.place(special::END);
            let at = |at: usize| row.get(at).copied().unwrap_or(end);
            tokens.extend((0..length).map(at));
            targets.extend((1..=length).map(at));
            weights.extend((0..length).map(|at| asked.get(at).copied().unwrap_or_default()));
        }
        let device = &Device::Cpu;
        Ok(Batch {
            bands: Tensor::from_vec(bands, (count, places * 2, BANDS), device)?,
            tokens: Tensor::from_vec(tokens, (count, length), device)?,
            targets: Tensor::from_vec(targets, (count * length, 1), device)?,
            weights: Tensor::from_vec(weights, (count * length, 1), device)?,
            spoken: Tensor::from_vec(spoken, (count * places, 1), device)?,
        })
    }

    fn example(&self, (alike, noisy): (&[Utterance], f64), rng: &mut Pcg64Mcg) -> Example {
        if rng.random_bool(0.04) {
            let kind = NOISES.choose(rng).copied().unwrap_or(NOISES[0]);
            let length = rng.random_range(16_000..64_000);
            let loudness = rng.random_range(0.0005..0.3_f32);
            let samples = noise(kind, length, rng).into_iter().map(|sample| sample * loudness);
            return Example { samples: samples.collect(), said: Vec::new() };
        }
        let mut example = Example { samples: Vec::new(), said: Vec::new() };
        append(&mut example, alike, rng);
        if rng.random_bool(0.15) && example.samples.len() < 60_000 && !example.said.is_empty() {
            append(&mut example, alike, rng);
        }
        let (from, to) = (
            example.said.first().map_or(0, |said| said.1),
            example.said.last().map_or(example.samples.len(), |said| said.2),
        );
        let most = self.audio_ctx * 2 * HOP - 1600;
        example.samples.truncate(most);
        if rng.random_bool(noisy) {
            let kind = NOISES.choose(rng).copied().unwrap_or(NOISES[0]);
            let noise = noise(kind, example.samples.len(), rng);
            add(&mut example.samples, (&noise, (from, to)), rng.random_range(4.0..30.0));
        }
        tilt(&mut example.samples, rng.random_range(-0.7..0.7));
        if rng.random_bool(CLEANED) {
            example.samples = clean(&example.samples).samples;
        }
        let loudest = example.samples.iter().fold(1e-6_f32, |most, s| most.max(s.abs()));
        let scale = rng.random_range(0.05..0.95) / loudest;
        example.samples.iter_mut().for_each(|sample| *sample *= scale);
        example
    }

    /// The character that is spoken at a sample: they are taken to be equally long.
    fn spoken(&self, example: &Example, sample: usize) -> u32 {
        let said = example.said.iter().find(|(_, from, to)| (*from..*to).contains(&sample));
        let Some((text, from, to)) = said else {
            return 0;
        };
        let count = text.chars().count();
        let at = (sample - from) * count / (to - from).max(1);
        text.chars().nth(at).and_then(|c| self.known.chars.get(&c)).copied().unwrap_or_default()
    }

    /// The places of the tokens, and what each that follows is worth.
    fn tokens(&self, example: &Example, rng: &mut Pcg64Mcg) -> (Vec<u32>, Vec<f32>) {
        let mut tokens = Vec::new();
        if rng.random_bool(PROMPTED) {
            tokens.push(self.known.place(special::BEFORE));
            tokens.extend(self.prompt(rng));
        }
        let mut weights = vec![0.0; tokens.len()];
        let head = [special::START, special::CHINESE, special::TRANSCRIBE, special::NO_TIMES];
        tokens.extend(head.map(|token| self.known.place(token)));
        weights.extend([0.1, 0.0, 0.0]);
        let text: String = example.said.iter().map(|(text, ..)| text.as_str()).collect();
        let text = if text.is_empty() { NOTHING } else { &text };
        let body = self.vocabulary.encode(text);
        tokens.extend(body.into_iter().chain([special::END]).map(|token| self.known.place(token)));
        weights.resize(tokens.len() - 1, 1.0);
        (tokens, weights)
    }

    /// What may stand before a transcript: terms that training knows and tokens that it does not.
    fn prompt(&self, rng: &mut Pcg64Mcg) -> Vec<u32> {
        let length = rng.random_range(1..PROMPT_MAX);
        let mut tokens = Vec::with_capacity(length);
        while tokens.len() < length {
            match self.utterances.choose(rng).filter(|said| !said.text.is_empty()) {
                Some(said) if rng.random_bool(0.5) => {
                    let said = self.vocabulary.encode(&said.text);
                    tokens.extend(said.into_iter().map(|token| self.known.place(token)));
                }
                _ => tokens.extend(vec![UNKNOWN; rng.random_range(1..12)]),
            }
        }
        tokens.truncate(length);
        tokens
    }
}

/// Says something more after a pause.
fn append(example: &mut Example, alike: &[Utterance], rng: &mut Pcg64Mcg) {
    let Some(utterance) = alike.choose(rng) else {
        return;
    };
    // What is no question stands alone: a transcript holds either questions or nothing.
    if utterance.text.is_empty() && !example.samples.is_empty() {
        return;
    }
    let pause = rng.random_range(800..9600);
    example.samples.resize(example.samples.len() + pause, 0.0);
    // What is no question may sound like anybody, but not so often that its sound alone tells it.
    let is_strange = utterance.text.is_empty() && rng.random_bool(0.3);
    let strangeness: f32 = if is_strange { 0.4 } else { 0.07 };
    let factor = rng.random_range(1.0 - strangeness..1.0 + strangeness);
    let begin = example.samples.len();
    let at = |sample: usize| begin + (sample as f32 / factor) as usize;
    let mut samples = faster(&utterance.samples, factor);
    if utterance.text.is_empty() {
        estrange(&mut samples, alike, rng);
    }
    example.samples.extend(samples);
    if !utterance.text.is_empty() {
        let (from, to) = utterance.voiced;
        example.said.push((utterance.text.clone(), at(from), at(to)));
    }
}

/// Makes what is no question stranger still: played backwards, or spoken over.
fn estrange(samples: &mut [f32], alike: &[Utterance], rng: &mut Pcg64Mcg) {
    if rng.random_bool(0.1) {
        samples.reverse();
    }
    if rng.random_bool(0.1)
        && let Some(other) = alike.choose(rng)
    {
        samples.iter_mut().zip(&other.samples).for_each(|(sample, other)| *sample += other);
    }
}
