//! Training of the small speech model: tax questions spoken by a voice go in, a file of whisper.cpp's
//! layout comes out.
//!
//! The model is Whisper's network, much smaller. It knows the parts of its questions and nothing else;
//! it is there so that the way from sound to answer can be tested as a whole, with nothing faked.

pub mod batch;
pub mod corpus;
pub mod disturb;
pub mod fit;
pub mod fused;
pub mod ggml;
pub mod mel;
pub mod net;
pub mod phrases;
pub mod settings;
pub mod shape;
pub mod vocab;

use std::path::PathBuf;

use rand_pcg::Pcg64Mcg;

use crate::embed;
use crate::error::Error;
use crate::hub::disk;
use crate::train::grams::TrainedWeights;
use crate::train::grams::provenance::Input;
use crate::train::template::filled;
use crate::train::whisper::batch::{Batcher, Known};
use crate::train::whisper::corpus::Utterance;
use crate::train::whisper::mel::LogMel;
use crate::train::whisper::net::Net;
use crate::train::whisper::phrases::Phrases;
use crate::train::whisper::settings::WhisperSettings;
use crate::train::whisper::vocab::Vocabulary;

/// What is to be trained.
#[derive(Debug, Clone)]
pub struct WhisperPlan {
    /// Whisper's vocabulary in tiktoken's layout, `multilingual.tiktoken`.
    pub vocabulary: PathBuf,
    /// The numbers.
    pub settings: WhisperSettings,
}

/// What the model is called.
const NAME: &str = "questions";
/// The words of the card, with names in braces where numbers go.
const CARD: &str = include_str!("whisper/card.md");

/// Trains. `progress` gets every step that is done and its losses: of the text, and of the characters
/// that are spoken.
///
/// # Errors
/// When the vocabulary is none, espeak-ng is not there, or the numeric library fails.
pub fn train(
    plan: &WhisperPlan,
    mut progress: impl FnMut(usize, (f32, f32)),
) -> Result<TrainedWeights, Error> {
    let (settings, file) = (&plan.settings, disk::name(&plan.vocabulary));
    let bytes = disk::read(&plan.vocabulary)?;
    let vocabulary = Vocabulary::read(&file, &String::from_utf8_lossy(&bytes))?;
    let phrases = Phrases::bundled()?;
    // A stream of chance beside those of the network and its batches.
    let mut rng = Pcg64Mcg::new(u128::from(settings.seed) + 6);
    let mut utterances = corpus::speak(&phrases, settings.spoken, &mut rng)?;
    utterances.sort_by_key(|utterance| utterance.samples.len());
    let known = known(&phrases, &utterances, &vocabulary);
    let failed = |error: candle_core::Error| Error::Training {
        file: file.clone(),
        reason: error.to_string(),
    };
    let net = Net::new(settings, (known.tokens.len(), known.chars())).map_err(failed)?;
    let batcher = Batcher {
        utterances: &utterances,
        vocabulary: &vocabulary,
        known: &known,
        audio_ctx: settings.audio_ctx,
        mel: LogMel::default(),
    };
    fit::fit(&net, (&batcher, settings), &mut progress).map_err(failed)?;
    let weights = ggml::file(&net, (&known, &vocabulary), settings).map_err(failed)?;
    let id = embed::id(NAME, blake3::hash(&weights));
    let card = card(&id, &weights, (&phrases, settings, &Input::new(&plan.vocabulary, &bytes)));
    Ok(TrainedWeights { id, bytes: weights, card })
}

/// The tokens and characters of everything that is said.
fn known(phrases: &Phrases, utterances: &[Utterance], vocabulary: &Vocabulary) -> Known {
    let parts = phrases.openers.iter().chain(&phrases.topics).chain(&phrases.asks);
    let texts = parts.map(|part| part.text.as_str());
    Known::new(texts.chain(utterances.iter().map(|said| said.text.as_str())), vocabulary)
}

fn card(
    id: &str,
    weights: &[u8],
    (phrases, settings, input): (&Phrases, &WhisperSettings, &Input),
) -> String {
    let parts = phrases.openers.len() + phrases.topics.len() + phrases.asks.len();
    let values = [
        ("id", id.to_owned()),
        ("checksum", blake3::hash(weights).to_hex().to_string()),
        ("bytes", weights.len().to_string()),
        ("width", settings.width.to_string()),
        ("heads", settings.heads.to_string()),
        ("layers", settings.layers.to_string()),
        ("audio_ctx", settings.audio_ctx.to_string()),
        ("parts", parts.to_string()),
        ("kept_back", phrases.kept_back.len().to_string()),
        ("voices", phrases.voices.len().to_string()),
        ("voices_kept_back", phrases.voices_kept_back.len().to_string()),
        ("spoken", settings.spoken.to_string()),
        ("steps", settings.steps.to_string()),
        ("batch", settings.batch.to_string()),
        ("rate", settings.rate.to_string()),
        ("vocabulary", input.file.clone()),
        ("vocabulary_checksum", input.checksum.clone()),
    ];
    filled(CARD, &values)
}
