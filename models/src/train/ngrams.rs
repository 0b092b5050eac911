//! Training of a linear classifier of texts: labelled texts in, a weights file out.
//!
//! Logistic regression by stochastic gradient descent, of several labels together where there are
//! several. The order of the texts is drawn from their
//! hashes and the number of the round, so that equal files and settings give equal bytes.

mod card;
mod labelled;
pub mod plan;
pub mod settings;

use candle_core::{DType, Device, Tensor};

use crate::embed;
use crate::error::Error;
use crate::hub::disk;
use crate::ngram_classifier::header::{FORMAT, KIND, NgramsHeader};
use crate::ngram_classifier::runs::Runs;
use crate::ngram_classifier::{logistic, shares};
use crate::train::grams::TrainedWeights;
use crate::train::grams::provenance::{Input, licences, sources};
use crate::train::ngrams::labelled::Example;
use crate::train::ngrams::plan::NgramsPlan;
use crate::train::ngrams::settings::NgramsSettings;
use crate::weights;

/// Trains. `progress` gets the number of every round that is done and its mean loss.
///
/// # Errors
/// When a file cannot be read or holds no labelled text, or a setting is out of range.
pub fn train(plan: &NgramsPlan, progress: impl FnMut(u32, f64)) -> Result<TrainedWeights, Error> {
    check(plan)?;
    let runs = &plan.settings.runs;
    let mut inputs = Vec::new();
    let mut examples = Vec::new();
    for file in &plan.files {
        let bytes = disk::read(&file.path)?;
        inputs.push(Input::new(&file.path, &bytes));
        let names = plan.names(&file.by)?;
        labelled::read((&disk::name(&file.path), &bytes), (names, runs), &mut examples)?;
    }
    let other = |text: &String| Example::new((text, 0), text.as_bytes(), runs);
    examples.extend(plan.others.texts.iter().map(other));
    let fitted = fit(&mut examples, plan, progress);
    let header = header(plan, &inputs, fitted.bias);
    let file = plan.files.first().map(|file| disk::name(&file.path)).unwrap_or_default();
    let bytes =
        serialize(fitted.weights, &header).map_err(|reason| Error::Training { file, reason })?;
    let checksum = blake3::hash(&bytes);
    let id = embed::id(&header.name, checksum);
    let card = card::card(plan, (&header, &inputs), (&id, &bytes, examples.len()));
    Ok(TrainedWeights { id, bytes, card })
}

/// Whether the plan can be carried out.
fn check(plan: &NgramsPlan) -> Result<(), Error> {
    let setting = |name: &'static str, found: String, expected: &str| {
        Err(Error::Setting { name, found, expected: expected.to_owned() })
    };
    let Runs { length_max, buckets, .. } = plan.settings.runs;
    if buckets == 0 || length_max == 0 {
        return setting("buckets, length_max", format!("{buckets} and {length_max}"), "above 0");
    }
    if plan.labels.len() == 1 {
        return setting("labels", plan.labels.join(", "), "none or several");
    }
    Ok(())
}

struct Fitted {
    /// Row after row.
    weights: Vec<f32>,
    /// By row.
    bias: Vec<f32>,
}

fn fit(examples: &mut [Example], plan: &NgramsPlan, mut progress: impl FnMut(u32, f64)) -> Fitted {
    let settings = &plan.settings;
    let rows = plan.labels.len().max(1);
    let weights = vec![0.0; rows * settings.runs.buckets];
    let mut fitted = Fitted { weights, bias: vec![0.0; rows] };
    for round in 0..settings.rounds {
        examples.sort_by_cached_key(|example| example.order(round));
        let rate = settings.rate / (1.0 + BRAKE * round as f32);
        let mut loss = 0.0;
        for example in &*examples {
            loss += fitted.step(example, rate, settings.decay);
        }
        progress(round + 1, loss / examples.len().max(1) as f64);
    }
    fitted
}

/// How fast the steps shrink, by round.
const BRAKE: f32 = 0.7;
/// The bias moves slower than the weights: every text touches it.
const BIAS_RATE: f32 = 0.01;
/// Sums beyond this give probabilities that f32 cannot tell from 0 and 1.
const SUM_MAX: f32 = 30.0;

impl Fitted {
    /// One step of descent; gives the loss before it.
    fn step(&mut self, example: &Example, rate: f32, decay: f32) -> f64 {
        let scale = 1.0 / (example.buckets.len().max(1) as f32).sqrt();
        let columns = self.weights.len() / self.bias.len();
        let rows = self.weights.chunks_exact(columns).zip(&self.bias);
        let sums: Vec<f32> = rows
            .map(|(row, bias)| {
                let sum: f32 = example.buckets.iter().map(|at| row[*at as usize]).sum();
                (sum * scale + bias).clamp(-SUM_MAX, SUM_MAX)
            })
            .collect();
        let (errors, missed) = errors(&sums, example.label);
        let rows = self.weights.chunks_exact_mut(columns).zip(&mut self.bias);
        for ((row, bias), error) in rows.zip(errors) {
            *bias -= BIAS_RATE * error;
            let step = error * scale * rate;
            for at in &example.buckets {
                let weight = &mut row[*at as usize];
                *weight -= step + decay * *weight;
            }
        }
        -f64::from(1.0 - missed).max(f64::MIN_POSITIVE).ln()
    }
}

/// By how much each probability is too high, and how much of it the right label lacks.
fn errors(sums: &[f32], label: usize) -> (Vec<f32>, f32) {
    if let [sum] = sums {
        let error = logistic(*sum) - label as f32;
        return (vec![error], error.abs());
    }
    let right = |at: usize| f32::from(u8::from(at == label));
    let errors: Vec<f32> =
        shares(sums).into_iter().enumerate().map(|(at, share)| share - right(at)).collect();
    let missed = errors.get(label).map_or(1.0, |error| error.abs());
    (errors, missed)
}

fn header(plan: &NgramsPlan, inputs: &[Input], bias: Vec<f32>) -> NgramsHeader {
    let NgramsSettings { runs, rounds, rate, decay } = plan.settings;
    NgramsHeader {
        kind: KIND.to_owned(),
        format: FORMAT,
        name: plan.name.clone(),
        labels: plan.labels.clone(),
        runs,
        bias,
        source: sources(inputs),
        licence: licences(inputs),
        recipe: format!("rounds {rounds}, rate {rate}, decay {decay}"),
    }
}

/// The file that [`NgramClassifier`](crate::ngram_classifier::NgramClassifier) reads.
fn serialize(numbers: Vec<f32>, header: &NgramsHeader) -> Result<Vec<u8>, String> {
    let json = serde_json::to_string(header).map_err(|error| error.to_string())?;
    let tensor = Tensor::from_vec(numbers, (header.rows(), header.runs.buckets), &Device::Cpu)
        .and_then(|tensor| tensor.to_dtype(DType::F16))
        .map_err(|error| error.to_string())?;
    weights::serialize(vec![("weights", tensor)], json)
}
