//! An encoder of the BERT family, read from the files of a Hugging Face folder.

pub mod settings;
pub(crate) mod tokens;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::BertModel;

use crate::bert_encoder::settings::{Pooling, config_fault};
use crate::bert_encoder::tokens::{TokenIds, TokenSizes, Tokens};
use crate::embed::{self, Embed, check_length, scale_to_unit};
use crate::error::Error;
use crate::fault::Fault;
use crate::weights::{Weights, fault_of};

/// The most texts that go through the network at once; more only take more memory.
const BATCH_MAX: usize = 32;

/// The files of an encoder, in memory.
#[derive(Debug, Default)]
pub struct BertFiles {
    /// What errors call the folder; its last part is the first part of the encoder's id.
    pub folder: String,
    /// `config.json`.
    pub config: Vec<u8>,
    /// `tokenizer.json`.
    pub tokenizer: Vec<u8>,
    /// `model.safetensors`.
    pub weights: Vec<u8>,
    /// `1_Pooling/config.json`, where there is one.
    pub pooling: Option<Vec<u8>>,
    /// `sentence_bert_config.json`, where there is one.
    pub lengths: Option<Vec<u8>>,
}

/// A BERT encoder. One text costs milliseconds, so it belongs behind an
/// [`EmbedQueue`](crate::queue::EmbedQueue).
pub struct BertEncoder {
    id: String,
    dims: usize,
    pad: u32,
    pooling: Pooling,
    tokens: Tokens,
    network: BertModel,
}

impl BertEncoder {
    /// Builds the encoder from its files.
    ///
    /// # Errors
    /// When a file cannot be read as what it should be, or the files do not fit one another.
    pub fn new(files: &BertFiles) -> Result<Self, Error> {
        let named = |file: &str| format!("{}/{file}", files.folder);
        let config = settings::network(&named("config.json"), &files.config)?;
        let pooling = match &files.pooling {
            Some(json) => settings::pooling(&named("1_Pooling/config.json"), json)?,
            None => Pooling::default(),
        };
        let asked_max = match &files.lengths {
            Some(json) => settings::tokens_max(&named("sentence_bert_config.json"), json)?,
            None => None,
        };
        let positions = config.max_position_embeddings;
        let sizes = TokenSizes {
            tokens_max: asked_max.map_or(positions, |asked| asked.min(positions)),
            vocabulary: config.vocab_size,
        };
        let tokens = Tokens::new(&named("tokenizer.json"), &files.tokenizer, sizes)?;
        let weights_file = named("model.safetensors");
        Weights::parse(&weights_file, &files.weights)?.check_finite()?;
        let network = VarBuilder::from_slice_safetensors(&files.weights, DType::F32, &Device::Cpu)
            .and_then(|tensors| BertModel::load(tensors, &config))
            .map_err(|error| Error::weights(&weights_file, tensor_fault(&error)))?;
        let pad = u32::try_from(config.pad_token_id).map_err(|_| {
            config_fault(&named("config.json"), "`pad_token_id` is too large".into())
        })?;
        Ok(Self { id: id(files), dims: config.hidden_size, pad, pooling, tokens, network })
    }

    /// The vectors of at most [`BATCH_MAX`] texts.
    fn batch(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let failed = |reason: String| Error::Compute { encoder: self.id.clone(), reason };
        let read: Result<Vec<TokenIds>, String> =
            texts.iter().map(|text| self.tokens.read(text)).collect();
        let read = read.map_err(failed)?;
        let mut vectors = self.forward(&read).map_err(|error| failed(error.to_string()))?;
        for (vector, tokens) in vectors.iter_mut().zip(&read) {
            if tokens.any_known {
                scale_to_unit(vector);
            } else {
                vector.fill(0.0);
            }
        }
        Ok(vectors)
    }

    /// Runs the network over texts padded to one length.
    fn forward(&self, texts: &[TokenIds]) -> candle_core::Result<Vec<Vec<f32>>> {
        let count = texts.len();
        let length = texts.iter().map(|text| text.ids.len()).max().unwrap_or(0);
        let padded = texts.iter().flat_map(|text| (0..length).map(|at| text.ids.get(at).copied()));
        let tokens: Vec<Option<u32>> = padded.collect();
        let ids: Vec<u32> = tokens.iter().map(|token| token.unwrap_or(self.pad)).collect();
        let mask: Vec<u32> = tokens.iter().map(|token| u32::from(token.is_some())).collect();
        // Either pooling is a weighted sum over the tokens; the length of the sum does not matter,
        // because the vector is scaled to unit length afterwards.
        let shares: Vec<f32> = match self.pooling {
            Pooling::Mean => mask.iter().map(|mask| *mask as f32).collect(),
            Pooling::Cls => {
                let first = |at: usize| f32::from(u8::from(at.is_multiple_of(length)));
                (0..tokens.len()).map(first).collect()
            }
        };
        let ids = Tensor::from_vec(ids, (count, length), &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, (count, length), &Device::Cpu)?;
        let shares = Tensor::from_vec(shares, (count, 1, length), &Device::Cpu)?;
        let hidden = self.network.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        shares.matmul(&hidden)?.squeeze(1)?.to_vec2()
    }
}

impl Embed for BertEncoder {
    fn id(&self) -> &str {
        &self.id
    }

    fn dims(&self) -> usize {
        self.dims
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH_MAX) {
            vectors.extend(self.batch(batch)?);
        }
        Ok(vectors)
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        check_length(out, self.dims)?;
        for vector in self.batch(&[text])? {
            out.copy_from_slice(&vector);
        }
        Ok(())
    }
}

/// Everything that shapes the vectors goes into the id, because vectors are compared by it.
pub(crate) fn id(files: &BertFiles) -> String {
    let mut hasher = blake3::Hasher::new();
    let optional = [&files.pooling, &files.lengths].map(|file| file.as_deref().unwrap_or_default());
    for bytes in [&files.weights[..], &files.config, &files.tokenizer].into_iter().chain(optional) {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let name = files.folder.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("bert");
    embed::id(name, hasher.finalize())
}

/// What the network did not find in its weights.
pub(crate) fn tensor_fault(error: &candle_core::Error) -> Fault {
    use candle_core::Error as Candle;
    match error {
        Candle::CannotFindTensor { path } => Fault::TensorMissing { name: path.clone() },
        Candle::SafeTensor(error) => fault_of(error),
        Candle::UnexpectedShape { msg, expected, got } => Fault::Shape {
            name: msg.rsplit(' ').next().unwrap_or(msg).to_owned(),
            found: got.dims().to_vec(),
            expected: format!("{:?}", expected.dims()),
        },
        // The library wraps an error in the trace of where it arose.
        Candle::WithBacktrace { inner, .. } | Candle::Context { inner, .. } => tensor_fault(inner),
        other => Fault::NotSafetensors { reason: other.to_string() },
    }
}
