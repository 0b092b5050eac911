//! Training of character vectors: given vectors and the texts of a field in, a weights file out.
//!
//! Nothing is learnt by descent. The given vectors are turned and shortened by principal components
//! whose importance is measured on the corpora, and each character gets its weight from how often
//! it occurs there. So training takes seconds and has no random number in it.

pub mod card;
mod corpus;
mod eigen;
mod fit;
mod npz;
pub(crate) mod provenance;
pub mod settings;
pub mod step;
mod vectors;

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
use crate::train::chars::step::Step;
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

/// The result of training weights of any kind.
#[derive(Debug, Clone)]
pub struct TrainedWeights {
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
pub fn train(plan: &CharsPlan, mut progress: impl FnMut(&Step)) -> Result<TrainedWeights, Error> {
    plan.settings.check()?;
    let read = Read::from_disk(plan, &mut progress)?;
    let fitted = fit::fit(&read.vectors, &read.counts, &plan.settings)?;
    progress(&Step::Components { dims: plan.settings.dims, variance: fitted.variance_kept });
    let header = header(&read.inputs, &plan.settings);
    let bytes = serialize(&fitted, &header, plan.settings.dims)
        .map_err(|reason| fault(&plan.vectors, reason))?;
    let checksum = blake3::hash(&bytes);
    let id = embed::id(&header.name, checksum);
    let card = Card {
        id: &id,
        checksum: &checksum.to_hex(),
        header: &header,
        inputs: &read.inputs,
        settings: &plan.settings,
        bytes: bytes.len(),
        chars: read.vectors.chars.len(),
        chars_counted: read.counts.total(),
        variance_kept: fitted.variance_kept,
    };
    let card = card.to_markdown();
    Ok(TrainedWeights { id, bytes, card })
}

/// The files of a plan, understood.
struct Read {
    inputs: Vec<Input>,
    vectors: CharVectors,
    counts: Counts,
}

impl Read {
    fn from_disk(plan: &CharsPlan, progress: &mut impl FnMut(&Step)) -> Result<Self, Error> {
        let (vectors, vocab) = (disk::read(&plan.vectors)?, disk::read(&plan.vocab)?);
        let mut inputs = vec![Input::new(&plan.vectors, &vectors), Input::new(&plan.vocab, &vocab)];
        let rows = vectors::rows_of(&vocab).map_err(|reason| fault(&plan.vocab, reason))?;
        let matrix = npz::read_matrix(&vectors, vectors::ARRAY)
            .map_err(|reason| fault(&plan.vectors, reason))?;
        let vectors =
            CharVectors::pick(&matrix, &rows).map_err(|reason| fault(&plan.vocab, reason))?;
        progress(&Step::Vectors { chars: vectors.chars.len(), width: vectors.width });
        let mut counts = Counts::default();
        for path in &plan.corpora {
            let bytes = disk::read(path)?;
            let input = Input::new(path, &bytes);
            let added = counts.add_json_lines(&disk::name(path), &bytes)?;
            progress(&Step::Corpus {
                file: input.file.clone(),
                lines: added.lines,
                chars: added.chars,
            });
            inputs.push(input);
        }
        Ok(Self { inputs, vectors, counts })
    }
}

fn fault(path: &Path, reason: String) -> Error {
    let file = disk::name(path);
    Error::Training { file, reason }
}

/// Writes weights to `path`, their checksum beside them under the same name with `.blake3` behind,
/// and the card beside them with the ending `md`. A file beside them with the ending `notes.md`,
/// where people keep measured figures and known limits, becomes the end of the card.
///
/// # Errors
/// When the system refuses.
pub fn write(trained: &TrainedWeights, path: &Path) -> Result<Written, Error> {
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
