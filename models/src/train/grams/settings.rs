//! The numbers of the training of gram vectors.

use std::fmt;

use crate::error::Error;

/// How vectors are begun and learnt.
///
/// The defaults were chosen on the tuning half of the project's suites and on sets of real tax
/// questions, from plateaus and not from peaks; the decision record of the second encoder has the
/// figures.
#[derive(Debug, Clone, PartialEq)]
pub struct GramsSettings {
    /// The numbers of a vector. A dense scan costs in proportion.
    pub dims: usize,
    /// `a` of the weight `a / (a + p)` of a character with the frequency `p` under which the
    /// components of the given vectors are measured (Arora, Liang and Ma 2017).
    pub spread_a: f64,
    /// Component k of the given vectors is divided by its variance to this power, relative to the
    /// first: 0 leaves principal components as they are, 0.5 gives all the same variance.
    pub whitening: f64,
    /// A gram that occurs n times in a text counts n to this power.
    pub repeat_power: f32,
    /// In how many texts a gram of several characters must stand to have a vector.
    pub texts_min: u32,
    /// How many descents go out from the same beginning, each seeing the questions in another order;
    /// the mean of where they arrive is taken.
    pub descents: usize,
    /// How often every question is seen in each of them.
    pub rounds: usize,
    /// How many questions are told apart at a time; all of them where there are fewer.
    pub batch: usize,
    /// The first step of vectors; it shrinks along a cosine.
    pub rate: f64,
    /// The first step of what grams count, in logarithms.
    pub weight_rate: f64,
    /// The part of the grams of a question that is left out each time it is seen.
    pub left_out: f32,
    /// The part of the questions that are to find their answer instead of another question.
    pub answers: f32,
    /// Seed of everything that is drawn.
    pub seed: u64,
}

impl Default for GramsSettings {
    fn default() -> Self {
        Self {
            dims: 128,
            spread_a: 0.003,
            whitening: 0.65,
            repeat_power: 0.5,
            texts_min: 3,
            descents: 5,
            rounds: 6,
            batch: 256,
            rate: 0.002,
            weight_rate: 0.01,
            left_out: 0.2,
            answers: 0.3,
            seed: 1,
        }
    }
}

impl GramsSettings {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// When one is not.
    pub fn check(&self) -> Result<(), Error> {
        let ranges = [
            ("dims", self.dims as f64, 1.0, 4_096.0),
            ("spread_a", self.spread_a, 1e-6, 1e6),
            ("whitening", self.whitening, 0.0, 1.0),
            ("repeat_power", f64::from(self.repeat_power), 0.0, 1.0),
            ("descents", self.descents as f64, 1.0, 100.0),
            ("rounds", self.rounds as f64, 0.0, 1_000.0),
            ("batch", self.batch as f64, 2.0, 8_192.0),
            ("rate", self.rate, 0.0, 1.0),
            ("weight_rate", self.weight_rate, 0.0, 1.0),
            ("left_out", f64::from(self.left_out), 0.0, 0.9),
            ("answers", f64::from(self.answers), 0.0, 1.0),
        ];
        match ranges.into_iter().find(|(_, value, min, max)| !(*min..=*max).contains(value)) {
            None => Ok(()),
            Some((name, value, min, max)) => {
                let expected = format!("from {min} to {max}");
                Err(Error::Setting { name, found: value.to_string(), expected })
            }
        }
    }
}

impl fmt::Display for GramsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dims, spread_a, whitening, repeat_power, texts_min, descents, .. } = self;
        let Self { rounds, batch, rate, weight_rate, left_out, answers, seed, .. } = self;
        write!(f, "dims {dims}, spread_a {spread_a}, whitening {whitening}, ")?;
        write!(f, "repeat_power {repeat_power}, texts_min {texts_min}, descents {descents}, ")?;
        write!(f, "rounds {rounds}, batch {batch}, rate {rate}, weight_rate {weight_rate}, ")?;
        write!(f, "left_out {left_out}, answers {answers}, seed {seed}")
    }
}
