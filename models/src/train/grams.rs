//! Training of gram vectors: given vectors of characters and questions that ask the same in, a
//! weights file out.
//!
//! The given vectors are turned and shortened by principal components whose importance is measured
//! on the corpora; a run of several characters begins as the mean of its characters. Then the
//! vectors, what every gram counts, and how sharply texts are told apart are learnt together: a
//! question shall lie nearer to another question on the same matter, or to its answer, than to those
//! of all other matters in the batch.

pub mod bags;
mod card;
mod corpus;
mod descent;
mod eigen;
mod net;
mod npz;
pub(crate) mod provenance;
pub mod settings;
mod start;
pub mod step;
mod vectors;

use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};
use rand_pcg::Pcg64Mcg;

use crate::embed;
use crate::error::Error;
use crate::gram_encoder::header::{FORMAT, GramsHeader, KIND};
use crate::gram_encoder::table::ZERO;
use crate::hub::disk;
use crate::train::grams::bags::{Matter, Vocabulary};
use crate::train::grams::card::Card;
use crate::train::grams::corpus::Counts;
use crate::train::grams::descent::Lesson;
use crate::train::grams::net::Net;
use crate::train::grams::provenance::Input;
use crate::train::grams::settings::GramsSettings;
use crate::train::grams::start::Start;
use crate::train::grams::step::Step;
use crate::train::grams::vectors::CharVectors;
use crate::weights;

/// What is to be trained from what.
#[derive(Debug, Clone, Default)]
pub struct GramsPlan {
    /// A `.npz` file whose array `embeddings` holds one row for each character.
    pub vectors: PathBuf,
    /// A pickled dictionary from character to row.
    pub vocab: PathBuf,
    /// JSON-lines files; the strings of their fields `text`, `question`, `similar` and `answer` are
    /// counted. They should be in simplified characters.
    pub corpora: Vec<PathBuf>,
    /// The questions, as the analyzer leaves them.
    pub matters: Vec<Matter>,
    /// What the card calls the questions.
    pub knowledge: String,
    /// The numbers.
    pub settings: GramsSettings,
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

/// Fewer questions have nothing to be told apart from.
const QUESTIONS_MIN: usize = 2;

/// Trains. Equal files, questions and settings give equal bytes on the same machine.
///
/// # Errors
/// When a setting is out of range, a file cannot be read as what it should be, the vectors have
/// fewer independent components than are asked for, or there are fewer questions than can be told apart.
pub fn train(plan: &GramsPlan, mut progress: impl FnMut(&Step)) -> Result<TrainedWeights, Error> {
    let settings = &plan.settings;
    settings.check()?;
    let questions = plan.matters.iter().map(|matter| matter.questions.len()).sum::<usize>();
    if questions < QUESTIONS_MIN {
        let reason = format!("there are {questions} questions, it takes at least {QUESTIONS_MIN}");
        return Err(Error::Training { file: plan.knowledge.clone(), reason });
    }
    let read = Read::from_disk(plan, &mut progress)?;
    let start = Start::new(&read.vectors, &read.counts, settings)?;
    progress(&Step::Components { dims: settings.dims, variance: start.variance_kept });
    let given = read.vectors.chars.iter().copied();
    let vocabulary = Vocabulary::new(&plan.matters, given, settings);
    let (matters, grams) = (plan.matters.len(), vocabulary.grams.len());
    progress(&Step::Questions { questions, matters, grams });
    let net = learn(plan, (&start, &vocabulary), &mut progress)
        .map_err(|error| fault(&plan.vectors, error.to_string()))?;
    let header = header(&read.inputs, plan);
    let bytes =
        serialize(&net, &vocabulary, &header).map_err(|reason| fault(&plan.vectors, reason))?;
    let checksum = blake3::hash(&bytes);
    let id = embed::id(&header.name, checksum);
    let card = Card {
        id: &id,
        checksum: &checksum.to_hex(),
        header: &header,
        inputs: &read.inputs,
        settings,
        knowledge: &plan.knowledge,
        matters,
        bytes: bytes.len(),
        grams,
        questions,
        variance_kept: start.variance_kept,
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
    fn from_disk(plan: &GramsPlan, progress: &mut impl FnMut(&Step)) -> Result<Self, Error> {
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

/// Descends from the beginning several times and takes the mean: a single descent ends a little
/// elsewhere by the order in which questions come, and so by every entry that is written anew
/// (Wortsman and others 2022, "Model soups").
fn learn(
    plan: &GramsPlan,
    (start, vocabulary): (&Start, &Vocabulary),
    progress: &mut impl FnMut(&Step),
) -> candle_core::Result<Net> {
    let lesson = |matter: &Matter| Lesson {
        questions: matter.questions.iter().map(|text| vocabulary.bag(text)).collect(),
        answer: vocabulary.bag(&matter.answer),
    };
    let lessons: Vec<Lesson> = plan.matters.iter().map(lesson).collect();
    let texts = lessons.iter().map(|lesson| lesson.questions.len() + 1).sum();
    let settings = &plan.settings;
    let (descents, rounds) = (settings.descents, settings.rounds);
    let mut ends = Vec::with_capacity(descents);
    for descent in 1..=descents {
        let net = Net::new(vocabulary, (start, texts), &mut random(settings.seed, 0))?;
        let mut told = |round, loss| {
            progress(&Step::Round { descent, descents, round, rounds, loss });
        };
        let mut order = random(settings.seed, descent as u64);
        descent::descend(&net, (&lessons, settings), &mut order, &mut told)?;
        ends.push(net);
    }
    Net::mean(&ends)
}

/// Chance that belongs to a seed and one of its streams.
fn random(seed: u64, stream: u64) -> Pcg64Mcg {
    Pcg64Mcg::new((u128::from(stream) << 64 | u128::from(seed)) << 1 | 1)
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

fn header(inputs: &[Input], plan: &GramsPlan) -> GramsHeader {
    GramsHeader {
        kind: KIND.to_owned(),
        format: FORMAT,
        name: KIND.to_owned(),
        repeat_power: plan.settings.repeat_power,
        source: format!("{}; {}", plan.knowledge, provenance::sources(inputs)),
        licence: provenance::licences(inputs),
        recipe: plan.settings.to_string(),
    }
}

/// The file that [`GramEncoder`](crate::gram_encoder::GramEncoder) reads: what a gram counts goes
/// into its vector, and every vector gets its own step.
fn serialize(net: &Net, vocabulary: &Vocabulary, header: &GramsHeader) -> Result<Vec<u8>, String> {
    let header = serde_json::to_string(header).map_err(|error| error.to_string())?;
    let tensors = tensors(net, vocabulary).map_err(|error| error.to_string())?;
    weights::serialize(tensors, header)
}

/// The largest number that a byte holds on either side of zero.
const STEPS: f32 = 127.0;

fn tensors(net: &Net, vocabulary: &Vocabulary) -> candle_core::Result<Vec<(&'static str, Tensor)>> {
    let count = vocabulary.grams.len();
    let counted = net.table.broadcast_mul(&net.counts.exp()?)?.narrow(0, 0, count)?;
    let rows: Vec<Vec<f32>> = counted.to_vec2()?;
    let mut scales = Vec::with_capacity(count);
    let mut table = Vec::with_capacity(count * rows.first().map_or(0, Vec::len));
    for row in &rows {
        let highest = row.iter().fold(0.0_f32, |highest, x| highest.max(x.abs()));
        let scale = (highest / STEPS).max(f32::MIN_POSITIVE);
        scales.push(scale);
        table.extend(row.iter().map(|x| (x / scale + f32::from(ZERO)).round() as u8));
    }
    let (dims, cpu) = (table.len() / count.max(1), &Device::Cpu);
    let keys = vocabulary.grams.iter().map(|gram| gram.bits().cast_signed());
    Ok(vec![
        ("grams", Tensor::from_iter(keys, cpu)?),
        ("table", Tensor::from_vec(table, (count, dims), cpu)?),
        ("scale", Tensor::from_vec(scales, count, cpu)?),
    ])
}
