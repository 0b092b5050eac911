//! The numbers of a weights file from vectors and counts.

use crate::error::Error;
use crate::train::chars::corpus::Counts;
use crate::train::chars::eigen::{Component, Symmetric};
use crate::train::chars::settings::CharsSettings;
use crate::train::chars::vectors::CharVectors;

/// A component whose variance is smaller than this part of the mean square length of the vectors is
/// rounding, not direction.
const VARIANCE_SHARE_MIN: f64 = 1e-9;

/// What goes into the file.
#[derive(Debug)]
pub(crate) struct Fitted {
    /// The characters as code points, rising.
    pub(crate) codes: Vec<u32>,
    /// A vector for each, one after the other.
    pub(crate) table: Vec<f32>,
    /// A weight for each.
    pub(crate) weights: Vec<f32>,
    /// The component common to all texts.
    pub(crate) mean: Vec<f32>,
    /// The part of the variance that the vectors keep, from 0 to 1.
    pub(crate) variance_kept: f64,
}

/// Shortens the vectors and weighs the characters.
///
/// Components and mean are those of a text's characters as they add up: each counts with its
/// frequency times its squared weight `spread_a / (spread_a + p)`.
///
/// # Errors
/// When the vectors do not have as many components as are asked for.
pub(crate) fn fit(
    vectors: &CharVectors,
    counts: &Counts,
    settings: &CharsSettings,
) -> Result<Fitted, Error> {
    let frequencies: Vec<f64> = vectors.chars.iter().map(|c| counts.frequency(*c)).collect();
    let spread: Vec<f64> =
        frequencies.iter().map(|p| p * smooth_inverse(settings.spread_a, *p).powi(2)).collect();
    let mean = mean(vectors, &spread);
    let all = covariance(vectors, &spread, &mean).components();
    let kept = choose(&all, dot(&mean, &mean), settings)?;
    let total: f64 = all.iter().map(|component| component.value.max(0.0)).sum();
    let axes: Vec<Vec<f64>> =
        kept.iter().map(|component| axis(component, kept, settings)).collect();
    let project = |x: &[f64]| -> Vec<f32> { axes.iter().map(|axis| dot(axis, x) as f32).collect() };
    Ok(Fitted {
        codes: vectors.chars.iter().map(|c| *c as u32).collect(),
        table: (0..vectors.chars.len()).flat_map(|at| project(vectors.row(at))).collect(),
        weights: frequencies.iter().map(|p| smooth_inverse(settings.sif_a, *p) as f32).collect(),
        mean: project(&mean),
        variance_kept: kept.iter().map(|component| component.value).sum::<f64>() / total,
    })
}

/// `a / (a + p)`.
fn smooth_inverse(a: f64, p: f64) -> f64 {
    a / (a + p)
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
    settings: &CharsSettings,
) -> Result<&'a [Component], Error> {
    let square_length = common + all.iter().map(|component| component.value).sum::<f64>();
    let solid = |component: &&Component| component.value > square_length * VARIANCE_SHARE_MIN;
    let rank = all.iter().take_while(solid).count();
    let removed = settings.components_removed;
    all[..rank].get(removed..removed + settings.dims).ok_or_else(|| Error::Setting {
        name: "dims",
        found: settings.dims.to_string(),
        expected: format!(
            "at most {}: the counted characters have {rank} independent components, {removed} of \
             them removed",
            rank.saturating_sub(removed)
        ),
    })
}

/// The direction of a component, scaled so that the first has the variance 1 and the others what
/// whitening makes of theirs.
fn axis(component: &Component, kept: &[Component], settings: &CharsSettings) -> Vec<f64> {
    let first = kept.first().map_or(1.0, |first| first.value);
    let scale = (component.value / first).powf(-settings.whitening) / first.sqrt();
    component.vector.iter().map(|x| x * scale).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
