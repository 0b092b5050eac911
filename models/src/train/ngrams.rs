//! Training of a linear classifier of texts: labelled texts in, a weights file out.
//!
//! Logistic regression by stochastic gradient descent. The order of the texts is drawn from their
//! hashes and the number of the round, so that equal files and settings give equal bytes.

mod labelled;
pub mod settings;

use std::path::PathBuf;

use candle_core::{DType, Device, Tensor};

use crate::embed;
use crate::error::Error;
use crate::hub::disk;
use crate::ngram_classifier::header::{FORMAT, KIND, NgramsHeader};
use crate::ngram_classifier::logistic;
use crate::train::grams::TrainedWeights;
use crate::train::grams::provenance::{Input, licences, sources};
use crate::train::ngrams::labelled::Example;
use crate::train::ngrams::settings::NgramsSettings;
use crate::weights;

/// What is to be trained from what.
#[derive(Debug, Clone, Default)]
pub struct NgramsPlan {
    /// JSON-lines files with `text` and `label`, 0 or 1.
    pub data: Vec<PathBuf>,
    /// JSON-lines files every line of which is of the kind, whatever its label: the text stands in
    /// `text` or `question`.
    pub of_kind: Vec<PathBuf>,
    /// JSON-lines files no line of which is of the kind, whatever its label.
    pub not_of_kind: Vec<PathBuf>,
    /// Texts that are not of the kind.
    pub others: Vec<String>,
    /// What is told, such as `abuse`.
    pub name: String,
    /// The numbers.
    pub settings: NgramsSettings,
}

/// The words of the card, with names in braces where numbers go.
const CARD: &str = include_str!("ngrams/card.md");

/// Trains. `progress` gets the number of every round that is done and its mean loss.
///
/// # Errors
/// When a file cannot be read or holds no labelled text, or a setting is out of range.
pub fn train(plan: &NgramsPlan, progress: impl FnMut(u32, f64)) -> Result<TrainedWeights, Error> {
    let settings = &plan.settings;
    if settings.buckets == 0 || settings.length_max == 0 {
        let found = format!("{} and {}", settings.buckets, settings.length_max);
        return Err(Error::Setting {
            name: "buckets, length_max",
            found,
            expected: "above 0".to_owned(),
        });
    }
    let mut inputs = Vec::new();
    let mut examples = Vec::new();
    for path in &plan.data {
        let bytes = disk::read(path)?;
        inputs.push(Input::new(path, &bytes));
        labelled::read(&disk::name(path), &bytes, settings, &mut examples)?;
    }
    let of_kind = plan.of_kind.iter().map(|path| (path, true));
    for (path, is_kind) in of_kind.chain(plan.not_of_kind.iter().map(|path| (path, false))) {
        let bytes = disk::read(path)?;
        inputs.push(Input::new(path, &bytes));
        labelled::read_all((&disk::name(path), is_kind), &bytes, settings, &mut examples)?;
    }
    let other = |text: &String| Example::new((text, false), text.as_bytes(), settings);
    examples.extend(plan.others.iter().map(other));
    let fitted = fit(&mut examples, settings, progress);
    let header = header(plan, &inputs, fitted.bias);
    let file = plan.data.iter().chain(&plan.of_kind).next();
    let file = file.map(|path| disk::name(path)).unwrap_or_default();
    let bytes =
        serialize(&fitted.weights, &header).map_err(|reason| Error::Training { file, reason })?;
    let checksum = blake3::hash(&bytes);
    let id = embed::id(&header.name, checksum);
    let card = card(plan, (&header, &inputs), (&id, &bytes, examples.len()));
    Ok(TrainedWeights { id, bytes, card })
}

struct Fitted {
    weights: Vec<f32>,
    bias: f32,
}

fn fit(
    examples: &mut [Example],
    settings: &NgramsSettings,
    mut progress: impl FnMut(u32, f64),
) -> Fitted {
    let mut fitted = Fitted { weights: vec![0.0; settings.buckets], bias: 0.0 };
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
        let sum: f32 = example.buckets.iter().map(|at| self.weights[*at as usize]).sum();
        let probability = logistic((sum * scale + self.bias).clamp(-SUM_MAX, SUM_MAX));
        let error = probability - f32::from(u8::from(example.is_kind));
        self.bias -= BIAS_RATE * error;
        let step = error * scale * rate;
        for at in &example.buckets {
            let weight = &mut self.weights[*at as usize];
            *weight -= step + decay * *weight;
        }
        -f64::from(1.0 - error.abs()).max(f64::MIN_POSITIVE).ln()
    }
}

fn header(plan: &NgramsPlan, inputs: &[Input], bias: f32) -> NgramsHeader {
    let NgramsSettings { buckets, length_max, rounds, rate, decay } = plan.settings;
    NgramsHeader {
        kind: KIND.to_owned(),
        format: FORMAT,
        name: plan.name.clone(),
        length_max,
        buckets,
        bias,
        source: sources(inputs),
        licence: licences(inputs),
        recipe: format!("rounds {rounds}, rate {rate}, decay {decay}"),
    }
}

/// The file that [`NgramClassifier`](crate::ngram_classifier::NgramClassifier) reads.
fn serialize(numbers: &[f32], header: &NgramsHeader) -> Result<Vec<u8>, String> {
    let header = serde_json::to_string(header).map_err(|error| error.to_string())?;
    let tensor = Tensor::from_slice(numbers, numbers.len(), &Device::Cpu)
        .and_then(|tensor| tensor.to_dtype(DType::F16))
        .map_err(|error| error.to_string())?;
    weights::serialize(vec![("weights", tensor)], header)
}

fn card(
    plan: &NgramsPlan,
    (header, inputs): (&NgramsHeader, &[Input]),
    (id, bytes, texts): (&str, &[u8], usize),
) -> String {
    let row = |input: &Input| {
        let (title, licence, credit) = input
            .origin
            .map_or(("unknown", "unknown", "unknown"), |o| (o.title, o.licence, o.credit));
        let Input { file, checksum, bytes, .. } = input;
        format!("| {file} | {title} | {licence} | {credit} | {bytes} | `{}` |", &checksum[..16])
    };
    let flags = std::iter::repeat_n(" --data", plan.data.len())
        .chain(std::iter::repeat_n(" --of-kind", plan.of_kind.len()))
        .chain(std::iter::repeat(" --not-of-kind"));
    let mut files: String =
        flags.zip(inputs).map(|(flag, input)| format!("{flag} {}", input.file)).collect();
    if !plan.others.is_empty() {
        files.push_str(" --not-knowledge");
    }
    let values = [
        ("id", id.to_owned()),
        ("checksum", blake3::hash(bytes).to_hex().to_string()),
        ("bytes", bytes.len().to_string()),
        ("texts", texts.to_string()),
        ("others", plan.others.len().to_string()),
        ("buckets", header.buckets.to_string()),
        ("length_max", header.length_max.to_string()),
        ("licence", header.licence.clone()),
        ("recipe", header.recipe.clone()),
        ("name", header.name.clone()),
        ("inputs", inputs.iter().map(row).collect::<Vec<String>>().join("\n")),
        ("files", files),
    ];
    values
        .iter()
        .fold(CARD.to_owned(), |card, (name, value)| card.replace(&format!("{{{name}}}"), value))
}
