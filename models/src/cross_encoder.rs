//! A cross-encoder of the BERT family: how well a passage answers a question, both read together.

use std::sync::Arc;

use candle_core::{DType, Device, Tensor};
use candle_nn::{Linear, Module as _, VarBuilder, linear};
use candle_transformers::models::bert::BertModel;

use crate::bert_encoder::settings::config_fault;
use crate::bert_encoder::tokens::{TokenIds, TokenSizes, Tokens};
use crate::bert_encoder::{BertFiles, id, settings, tensor_fault};
use crate::embed::{Embed, check_length};
use crate::error::Error;
use crate::queue::{EmbedQueue, QueueLimits};
use crate::weights::Weights;

/// Parts question and passage on their way through the queue; a text that holds it is cut there.
const PART: char = '\u{1f}';
/// The most pairs that go through the network at once.
const BATCH_MAX: usize = 16;

/// A cross-encoder behind a queue: `BertForSequenceClassification` with one label.
pub struct CrossEncoder {
    queue: EmbedQueue,
}

impl CrossEncoder {
    /// Builds it from its files.
    ///
    /// # Errors
    /// When a file cannot be read as what it should be, the files do not fit one another, or the system
    /// gives no thread.
    pub fn new(files: &BertFiles) -> Result<Self, Error> {
        let pairs: Arc<dyn Embed> = Arc::new(Pairs::new(files)?);
        Ok(Self { queue: EmbedQueue::new(pairs, QueueLimits::default())? })
    }

    /// Its id: the folder's name and a checksum over everything that shapes its judgement.
    pub fn id(&self) -> &str {
        self.queue.id()
    }

    /// How likely each passage answers the question, in logits, in the order of the passages.
    ///
    /// # Errors
    /// When the queue is full, nothing comes in time, or the network fails.
    pub fn judge(&self, question: &str, passages: &[&str]) -> Result<Vec<f32>, Error> {
        let joined: Vec<String> =
            passages.iter().map(|passage| format!("{question}{PART}{passage}")).collect();
        let texts: Vec<&str> = joined.iter().map(String::as_str).collect();
        Ok(self.queue.embed_in_time(&texts)?.into_iter().flatten().collect())
    }
}

impl std::fmt::Debug for CrossEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CrossEncoder").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// The network, as an encoder of joined pairs with one number each, so that it stands in the same kind of
/// queue as other networks.
struct Pairs {
    id: String,
    pad: u32,
    tokens: Tokens,
    network: BertModel,
    pooler: Linear,
    classifier: Linear,
}

impl Pairs {
    fn new(files: &BertFiles) -> Result<Self, Error> {
        let named = |file: &str| format!("{}/{file}", files.folder);
        let config = settings::network(&named("config.json"), &files.config)?;
        let sizes = TokenSizes {
            tokens_max: config.max_position_embeddings,
            vocabulary: config.vocab_size,
        };
        let tokens = Tokens::new(&named("tokenizer.json"), &files.tokenizer, sizes)?;
        let file = named("model.safetensors");
        Weights::parse(&file, &files.weights)?.check_finite()?;
        let pad = u32::try_from(config.pad_token_id).map_err(|_| {
            config_fault(&named("config.json"), "`pad_token_id` is too large".into())
        })?;
        let hidden = config.hidden_size;
        let read = || -> candle_core::Result<(BertModel, Linear, Linear)> {
            let tensors =
                VarBuilder::from_slice_safetensors(&files.weights, DType::F32, &Device::Cpu)?;
            Ok((
                BertModel::load(tensors.clone(), &config)?,
                linear(hidden, hidden, tensors.pp("bert.pooler.dense"))?,
                linear(hidden, 1, tensors.pp("classifier"))?,
            ))
        };
        let (network, pooler, classifier) =
            read().map_err(|error| Error::weights(&file, tensor_fault(&error)))?;
        Ok(Self { id: id(files), pad, tokens, network, pooler, classifier })
    }

    fn batch(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let failed = |reason: String| Error::Compute { encoder: self.id.clone(), reason };
        let pair = |text: &&str| {
            let (question, passage) = text.split_once(PART).unwrap_or((text, ""));
            self.tokens.read_pair(question, passage)
        };
        let read: Result<Vec<TokenIds>, String> = texts.iter().map(pair).collect();
        let logits = self.forward(&read.map_err(failed)?);
        logits.map_err(|error| failed(error.to_string()))
    }

    /// Runs the network over pairs padded to one length.
    fn forward(&self, pairs: &[TokenIds]) -> candle_core::Result<Vec<Vec<f32>>> {
        let count = pairs.len();
        let length = pairs.iter().map(|pair| pair.ids.len()).max().unwrap_or(0);
        let padded = |of: fn(&TokenIds) -> &[u32], pad: u32| {
            let rows = pairs.iter().flat_map(|pair| {
                (0..length).map(move |at| of(pair).get(at).copied().unwrap_or(pad))
            });
            Tensor::from_vec(rows.collect::<Vec<u32>>(), (count, length), &Device::Cpu)
        };
        let mask =
            pairs.iter().flat_map(|pair| (0..length).map(|at| u32::from(at < pair.ids.len())));
        let mask = Tensor::from_vec(mask.collect::<Vec<u32>>(), (count, length), &Device::Cpu)?;
        let (ids, kinds) = (padded(|pair| &pair.ids, self.pad)?, padded(|pair| &pair.kinds, 0)?);
        let hidden = self.network.forward(&ids, &kinds, Some(&mask))?;
        let first = hidden.narrow(1, 0, 1)?.squeeze(1)?;
        self.classifier.forward(&self.pooler.forward(&first)?.tanh()?)?.to_vec2()
    }
}

impl Embed for Pairs {
    fn id(&self) -> &str {
        &self.id
    }

    fn dims(&self) -> usize {
        1
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut logits = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH_MAX) {
            logits.extend(self.batch(batch)?);
        }
        Ok(logits)
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        check_length(out, 1)?;
        for logit in self.batch(&[text])? {
            out.copy_from_slice(&logit);
        }
        Ok(())
    }
}
