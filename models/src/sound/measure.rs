//! How good a sound is beside the one that it should be.

use std::ops::Range;

use serde::Serialize;

use crate::sound::{SPEECH_RATE, level};

/// The steps of [`truth`], 10 ms.
pub const STEP: usize = SPEECH_RATE as usize / 100;
/// Speech is louder than this part of the loudest …
const LOUD: f32 = 0.02;
/// … and than so many times the quietest, where a recording has a noise of its own.
const OVER_FLOOR: f32 = 3.0;
/// Pauses up to here (0.2 s) belong to speech.
const PAUSE: usize = 20;
/// What is shorter (40 ms) is a click.
const CLICK: usize = 4;

/// How far speech stands over everything else in `found`, in decibels, whatever its loudness: the
/// scale-invariant signal-to-distortion ratio (Le Roux et al. 2019).
pub fn distortion_db(clean: &[f32], found: &[f32]) -> f32 {
    let sum = |pairs: &mut dyn Iterator<Item = (f32, f32)>| -> f64 {
        pairs.map(|(a, b)| f64::from(a) * f64::from(b)).sum()
    };
    let both = || clean.iter().copied().zip(found.iter().copied());
    let power = sum(&mut clean.iter().map(|s| (*s, *s))).max(f64::MIN_POSITIVE);
    let scale = sum(&mut both()) / power;
    let rest: f64 = both().map(|(s, f)| (f64::from(f) - scale * f64::from(s)).powi(2)).sum();
    (10.0 * (scale * scale * power / rest.max(f64::MIN_POSITIVE)).log10()) as f32
}

/// Where somebody speaks in a recording without noise, in steps of [`STEP`], by loudness alone.
pub fn truth(clean: &[f32]) -> Vec<bool> {
    let steps: Vec<f32> = clean.chunks(STEP).map(level).collect();
    let smooth: Vec<f32> = (0..steps.len())
        .map(|at| {
            let near = &steps[at.saturating_sub(1)..(at + 2).min(steps.len())];
            near.iter().sum::<f32>() / near.len() as f32
        })
        .collect();
    let mut sorted = smooth.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let part = |part: usize| sorted.get(sorted.len() * part / 100).copied().unwrap_or_default();
    let (floor, loudest) = (part(2), part(99));
    // A recording that is never quiet would otherwise have no speech at all.
    let least = (loudest * LOUD).max(floor * OVER_FLOOR).min(loudest * 0.1);
    let mut spoken: Vec<bool> = smooth.iter().map(|level| *level > least).collect();
    fill(&mut spoken, (false, PAUSE));
    fill(&mut spoken, (true, CLICK));
    spoken
}

/// Turns runs of `value` up to so many steps, between two others, into the other value.
fn fill(steps: &mut [bool], (value, most): (bool, usize)) {
    let mut at = 0;
    while at < steps.len() {
        let length = steps[at..].iter().take_while(|step| **step == steps[at]).count();
        let is_between = at > 0 && at + length < steps.len();
        let few = if value { length < most } else { length <= most };
        if steps[at] == value && few && (is_between || value) {
            steps[at..at + length].fill(!value);
        }
        at += length;
    }
}

/// How often speech was found rightly: true finds, false finds, misses, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Finds {
    /// Speech that was found.
    pub found: usize,
    /// What was taken for speech.
    pub wrong: usize,
    /// Speech that was missed.
    pub missed: usize,
}

impl Finds {
    /// Compares speech that was found, as ranges of samples, with where it is.
    pub fn count(&mut self, truth: &[bool], found: &[Range<usize>]) {
        for (at, spoken) in truth.iter().enumerate() {
            let middle = at * STEP + STEP / 2;
            match (spoken, found.iter().any(|range| range.contains(&middle))) {
                (true, true) => self.found += 1,
                (false, true) => self.wrong += 1,
                (true, false) => self.missed += 1,
                (false, false) => {}
            }
        }
    }

    /// Adds those of another recording.
    pub fn add(&mut self, other: Self) {
        self.found += other.found;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    /// What part of the finds is speech.
    pub fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.wrong).max(1) as f64
    }

    /// What part of speech was found.
    pub fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed).max(1) as f64
    }
}

/// How many characters have to be put in, left out or changed to get from one text to another.
pub fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, c) in from.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (column, other) in to.iter().enumerate() {
            let changed = before + usize::from(c != *other);
            before = row[column + 1];
            row[column + 1] = changed.min(before + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
