//! Training of character vectors: given vectors and the texts of a field in, a weights file out.
//!
//! Nothing is learnt by descent. The given vectors are turned and shortened by principal components
//! whose importance is measured on the corpora, and each character gets its weight from how often
//! it occurs there. So training takes seconds and has no random number in it.

pub mod card;
mod corpus;
mod eigen;
mod fit;
mod provenance;
pub mod settings;
mod vectors;

use std::fmt;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};

use crate::char_encoder::header::{CharsHeader, FORMAT, KIND};
use crate::embed;
use crate::error::Error;
use crate::hub::disk;
use crate::train::chars::card::Card;
use crate::train::chars::corpus::Counts;
use crate::train::chars::fit::Fitted;
use crate::train::chars::provenance::Input;
use crate::train::chars::settings::CharsSettings;
use crate::train::chars::vectors::CharVectors;
use crate::weights;

/// What is to be trained from what.
#[derive(Debug, Clone, Default)]
pub struct CharsPlan {
    /// A `.npz` file whose array `embeddings` holds one row for each character.
    pub vectors: PathBuf,
    /// A pickled dictionary from character to row.
    pub vocab: PathBuf,
    /// JSON-lines files; the strings of their fields `text`, `question`, `similar` and `answer` are
    /// counted. They should be in simplified characters.
    pub corpora: Vec<PathBuf>,
    /// The numbers.
    pub settings: CharsSettings,
}

/// A step of training that is done; its `Display` is a line for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The given vectors are read.
    Vectors {
        /// How many characters were taken.
        chars: usize,
        /// The numbers of a given vector.
        width: usize,
    },
    /// A corpus is counted.
    Corpus {
        /// The file.
        file: String,
        /// Its lines.
        lines: usize,
        /// The characters that counted.
        chars: u64,
    },
    /// The components are chosen.
    Components {
        /// How many.
        dims: usize,
        /// The part of the variance of the weighted vectors that they keep, from 0 to 1.
        variance: f64,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vectors { chars, width } => write!(f, "read {chars} characters of {width} numbers"),
            Self::Corpus { file, lines, chars } => {
                write!(f, "counted {chars} characters in {lines} lines of `{file}`")
            }
            Self::Components { dims, variance } => {
                write!(f, "kept {dims} components, {:.1} % of the variance", variance * 100.0)
            }
        }
    }
}

/// The result of training.
#[derive(Debug, Clone)]
pub struct TrainedChars {
    /// The id that the encoder will have.
    pub id: String,
    /// The weights file.
    pub bytes: Vec<u8>,
    /// The model card, without figures of quality: those are measured, not trained.
    pub card: String,
}

/// The files that [`write`] wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The weights.
    pub weights: PathBuf,
    /// Their checksum.
    pub checksum: PathBuf,
    /// The model card.
    pub card: PathBuf,
}

/// Trains. Equal files and settings give equal bytes.
///
/// # Errors
/// When a setting is out of range, a file cannot be read as what it should be, or the vectors have
/// fewer independent components than are asked for.
pub fn train(plan: &CharsPlan, mut progress: impl FnMut(&Step)) -> Result<TrainedChars, Error> {
    plan.settings.check()?;
    let vectors_bytes = disk::read(&plan.vectors)?;
    let vocab_bytes = disk::read(&plan.vocab)?;
    let mut inputs =
        vec![Input::new(&plan.vectors, &vectors_bytes), Input::new(&plan.vocab, &vocab_bytes)];
    let vectors = CharVectors::read(&plan.vectors, &plan.vocab, &vocab_bytes)?;
    progress(&Step::Vectors { chars: vectors.chars.len(), width: vectors.width });
    let mut counts = Counts::default();
    for path in &plan.corpora {
        let bytes = disk::read(path)?;
        inputs.push(Input::new(path, &bytes));
        let counted = counts.add_json_lines(&disk::name(path), &bytes)?;
        let file = inputs.last().map(|input| input.file.clone()).unwrap_or_default();
        progress(&Step::Corpus { file, lines: counted.lines, chars: counted.chars });
    }
    let fitted = fit::fit(&vectors, &counts, &plan.settings)?;
    let dims = plan.settings.dims;
    progress(&Step::Components { dims, variance: fitted.variance_kept });
    let header = header(&inputs, &plan.settings);
    let bytes = serialize(&fitted, &header, dims)
        .map_err(|reason| Error::Training { file: disk::name(&plan.vectors), reason })?;
    let checksum = blake3::hash(&bytes);
    let id = embed::id(&header.name, checksum);
    let card = Card {
        id: &id,
        checksum: &checksum.to_hex(),
        header: &header,
        inputs: &inputs,
        settings: &plan.settings,
        bytes: bytes.len(),
        chars: vectors.chars.len(),
        chars_counted: counts.total(),
        variance_kept: fitted.variance_kept,
    };
    let card = card.to_markdown();
    Ok(TrainedChars { id, bytes, card })
}

/// Writes weights to `path`, their checksum beside them under the same name with `.blake3` behind,
/// and the card beside them with the ending `md`. A file beside them with the ending `notes.md`,
/// where people keep measured figures and known limits, becomes the end of the card.
///
/// # Errors
/// When the system refuses.
pub fn write(trained: &TrainedChars, path: &Path) -> Result<Written, Error> {
    let checksum = disk::beside(path, "blake3");
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let line = format!("{}  {file}\n", blake3::hash(&trained.bytes).to_hex());
    let card = path.with_extension("md");
    let mut words = trained.card.clone().into_bytes();
    if let Some(notes) = disk::read_optional(&path.with_extension("notes.md"))? {
        words.push(b'\n');
        words.extend(notes);
    }
    disk::write(path, &trained.bytes)?;
    disk::write(&checksum, line.as_bytes())?;
    disk::write(&card, &words)?;
    Ok(Written { weights: path.to_owned(), checksum, card })
}

fn header(inputs: &[Input], settings: &CharsSettings) -> CharsHeader {
    CharsHeader {
        kind: KIND.to_owned(),
        format: FORMAT,
        name: KIND.to_owned(),
        repeat_power: settings.repeat_power,
        source: provenance::sources(inputs),
        licence: provenance::licences(inputs),
        recipe: settings.to_string(),
    }
}

/// The file that [`CharEncoder`](crate::char_encoder::CharEncoder) reads.
fn serialize(fitted: &Fitted, header: &CharsHeader, dims: usize) -> Result<Vec<u8>, String> {
    let header = serde_json::to_string(header).map_err(|error| error.to_string())?;
    let tensors = tensors(fitted, dims).map_err(|error| error.to_string())?;
    weights::serialize(tensors, header)
}

fn tensors(fitted: &Fitted, dims: usize) -> candle_core::Result<Vec<(&'static str, Tensor)>> {
    let (count, cpu) = (fitted.codes.len(), &Device::Cpu);
    let table = Tensor::from_slice(&fitted.table, (count, dims), cpu)?;
    Ok(vec![
        ("chars", Tensor::from_slice(&fitted.codes, count, cpu)?),
        ("table", table.to_dtype(DType::F16)?),
        ("weight", Tensor::from_slice(&fitted.weights, count, cpu)?),
        ("mean", Tensor::from_slice(&fitted.mean, dims, cpu)?),
    ])
}
