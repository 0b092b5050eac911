//! What descent begins from: the given vectors of characters, turned and shortened.

use crate::error::Error;
use crate::train::grams::corpus::Counts;
use crate::train::grams::eigen::{Component, Symmetric};
use crate::train::grams::settings::GramsSettings;
use crate::train::grams::vectors::CharVectors;

/// A component whose variance is smaller than this part of the mean square length of the vectors is
/// rounding, not direction.
const VARIANCE_SHARE_MIN: f64 = 1e-9;

/// The vectors of characters in the beginning.
#[derive(Debug)]
pub(crate) struct Start {
    /// The numbers of a vector.
    pub(crate) dims: usize,
    /// The characters as code points, rising.
    pub(crate) codes: Vec<u32>,
    /// A vector for each, one after the other; their mean square length is 1.
    pub(crate) table: Vec<f32>,
    /// The part of the variance that the vectors keep, from 0 to 1.
    pub(crate) variance_kept: f64,
}

impl Start {
    /// The vector of the character at `index`.
    pub(crate) fn vector(&self, index: usize) -> &[f32] {
        &self.table[index * self.dims..][..self.dims]
    }

    /// Shortens the vectors to their strongest components.
    ///
    /// Components and mean are those of a text's characters as they add up: each counts with its
    /// frequency times its squared weight `spread_a / (spread_a + p)`.
    ///
    /// # Errors
    /// When the vectors do not have as many components as are asked for.
    pub(crate) fn new(
        vectors: &CharVectors,
        counts: &Counts,
        settings: &GramsSettings,
    ) -> Result<Self, Error> {
        let frequencies: Vec<f64> = vectors.chars.iter().map(|c| counts.frequency(*c)).collect();
        let spread: Vec<f64> = frequencies
            .iter()
            .map(|p| p * (settings.spread_a / (settings.spread_a + p)).powi(2))
            .collect();
        let mean = mean(vectors, &spread);
        let all = covariance(vectors, &spread, &mean).components();
        let kept = choose(&all, dot(&mean, &mean), settings)?;
        let total: f64 = all.iter().map(|component| component.value.max(0.0)).sum();
        let axes: Vec<Vec<f64>> =
            kept.iter().map(|component| axis(component, kept, settings)).collect();
        let mut table = Vec::with_capacity(vectors.chars.len() * axes.len());
        for at in 0..vectors.chars.len() {
            let centred: Vec<f64> =
                vectors.row(at).iter().zip(&mean).map(|(x, mean)| x - mean).collect();
            table.extend(axes.iter().map(|axis| dot(axis, &centred)));
        }
        let square: f64 = table.iter().map(|x| x * x).sum();
        let unit = (square / vectors.chars.len() as f64).sqrt().max(f64::MIN_POSITIVE);
        Ok(Self {
            dims: axes.len(),
            codes: vectors.chars.iter().map(|c| *c as u32).collect(),
            table: table.iter().map(|x| (x / unit) as f32).collect(),
            variance_kept: kept.iter().map(|component| component.value).sum::<f64>() / total,
        })
    }
}

fn mean(vectors: &CharVectors, spread: &[f64]) -> Vec<f64> {
    let total: f64 = spread.iter().sum();
    let mut mean = vec![0.0; vectors.width];
    for (at, weight) in spread.iter().enumerate() {
        let row = vectors.row(at);
        mean.iter_mut().zip(row).for_each(|(mean, x)| *mean += weight * x / total);
    }
    mean
}

fn covariance(vectors: &CharVectors, spread: &[f64], mean: &[f64]) -> Symmetric {
    let total: f64 = spread.iter().sum();
    let mut covariance = Symmetric::zeros(vectors.width);
    for (at, weight) in spread.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        let centred: Vec<f64> =
            vectors.row(at).iter().zip(mean).map(|(x, mean)| x - mean).collect();
        covariance.add_outer(weight / total, &centred);
    }
    covariance
}

/// The components that stay; `common` is the square length of the mean.
fn choose<'a>(
    all: &'a [Component],
    common: f64,
    settings: &GramsSettings,
) -> Result<&'a [Component], Error> {
    let square_length = common + all.iter().map(|component| component.value).sum::<f64>();
    let solid = |component: &&Component| component.value > square_length * VARIANCE_SHARE_MIN;
    let rank = all.iter().take_while(solid).count();
    all[..rank].get(..settings.dims).ok_or_else(|| Error::Setting {
        name: "dims",
        found: settings.dims.to_string(),
        expected: format!(
            "at most {rank}: the counted characters have so many independent components"
        ),
    })
}

/// The direction of a component, scaled so that the first has the variance 1 and the others what
/// whitening makes of theirs.
fn axis(component: &Component, kept: &[Component], settings: &GramsSettings) -> Vec<f64> {
    let first = kept.first().map_or(1.0, |first| first.value);
    let scale = (component.value / first).powf(-settings.whitening) / first.sqrt();
    component.vector.iter().map(|x| x * scale).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
