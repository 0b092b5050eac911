//! What the small files beside a BERT encoder's weights say.

use candle_transformers::models::bert::Config;
use serde::Deserialize;

use crate::error::Error;
use crate::fault::Fault;

/// How the vectors of the tokens become the vector of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooling {
    /// The mean over the tokens, `[CLS]` and `[SEP]` included; what sentence-transformers does
    /// unless told otherwise.
    #[default]
    Mean,
    /// The vector of the first token, `[CLS]`.
    Cls,
}

/// The shape of the network.
///
/// # Errors
/// When the text is no configuration of BERT or its numbers do not fit together.
pub(crate) fn network(file: &str, json: &[u8]) -> Result<Config, Error> {
    let config: Config = parse(file, json)?;
    let refuse = |reason: String| Err(config_fault(file, reason));
    if let Some(other) = config.model_type.as_deref().filter(|kind| *kind != "bert") {
        return refuse(format!("`model_type` is `{other}`, only `bert` can be read"));
    }
    // The network divides by the number of heads; a file from anywhere may say zero.
    if config.num_attention_heads == 0
        || !config.hidden_size.is_multiple_of(config.num_attention_heads)
    {
        return refuse(format!(
            "`hidden_size` is {}, which `num_attention_heads` {} does not divide",
            config.hidden_size, config.num_attention_heads
        ));
    }
    if config.hidden_size == 0 || config.type_vocab_size == 0 {
        return refuse("`hidden_size` and `type_vocab_size` must be at least 1".to_owned());
    }
    Ok(config)
}

/// The pooling that `1_Pooling/config.json` of sentence-transformers asks for.
///
/// # Errors
/// When it asks for another than mean or cls.
pub(crate) fn pooling(file: &str, json: &[u8]) -> Result<Pooling, Error> {
    let modes: PoolingModes = parse(file, json)?;
    match (modes.pooling_mode_cls_token, modes.pooling_mode_mean_tokens) {
        (true, false) => Ok(Pooling::Cls),
        (false, true) => Ok(Pooling::Mean),
        _ => {
            let reason = "exactly one of `pooling_mode_cls_token` and `pooling_mode_mean_tokens` \
                          must be true";
            Err(config_fault(file, reason.to_owned()))
        }
    }
}

/// The most tokens of a text that `sentence_bert_config.json` allows, if it says so.
///
/// # Errors
/// When the text is no JSON object.
pub(crate) fn tokens_max(file: &str, json: &[u8]) -> Result<Option<usize>, Error> {
    parse::<Lengths>(file, json).map(|lengths| lengths.max_seq_length)
}

#[derive(Deserialize)]
struct PoolingModes {
    #[serde(default)]
    pooling_mode_cls_token: bool,
    #[serde(default)]
    pooling_mode_mean_tokens: bool,
}

#[derive(Deserialize)]
struct Lengths {
    max_seq_length: Option<usize>,
}

fn parse<'a, T: Deserialize<'a>>(file: &str, json: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(json).map_err(|error| config_fault(file, error.to_string()))
}

/// A fault of a configuration file.
pub(crate) fn config_fault(file: &str, reason: String) -> Error {
    Error::weights(file, Fault::Config { reason })
}
