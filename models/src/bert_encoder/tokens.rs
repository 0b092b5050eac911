//! Texts into token numbers; the one home of the tokenizers library.
//!
//! That library takes its files for granted and falls where one is odd. Here it falls alone, and the file is
//! told of as any other that cannot be used.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::de::IgnoredAny;
use tokenizers::{EncodeInput, PostProcessor, Tokenizer, TruncationParams};

use crate::bert_encoder::settings::config_fault;
use crate::error::Error;

/// The token that stands for what the vocabulary of BERT does not have.
const UNKNOWN: &str = "[UNK]";

/// Reads texts as tokens, cut at the most that the network takes.
pub(crate) struct Tokens {
    tokenizer: Tokenizer,
    /// The tokens that stand for no text: `[CLS]` and its like, and the unknown.
    marks: Vec<u32>,
}

/// The tokens of one text.
#[derive(Debug, Default)]
pub(crate) struct TokenIds {
    /// The numbers, the special tokens included.
    pub(crate) ids: Vec<u32>,
    /// Of which text each is: 0 of the first, 1 of the second.
    pub(crate) kinds: Vec<u32>,
    /// Whether any of them is a known part of the text itself.
    pub(crate) any_known: bool,
}

/// The sizes that a tokenizer must fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenSizes {
    /// The most tokens of a text.
    pub(crate) tokens_max: usize,
    /// How many token numbers the network knows.
    pub(crate) vocabulary: usize,
}

impl Tokens {
    /// Reads a `tokenizer.json`.
    pub(crate) fn new(file: &str, json: &[u8], sizes: TokenSizes) -> Result<Self, Error> {
        let fault = |reason: String| config_fault(file, reason);
        // A word of it is read for itself, and it is not asked whether that is JSON.
        serde_json::from_slice::<IgnoredAny>(json).map_err(|error| fault(error.to_string()))?;
        let read = alone(|| Tokenizer::from_bytes(json).map_err(|error| error.to_string()));
        let mut tokenizer = read.map_err(fault)?;
        let found = tokenizer.get_vocab(true).into_values().max().map_or(0, |id| id as usize + 1);
        if found > sizes.vocabulary {
            let reason = format!(
                "it has token numbers up to {found}, the network knows {}",
                sizes.vocabulary
            );
            return Err(fault(reason));
        }
        // The library subtracts the special tokens from the limit without looking.
        let special = tokenizer.get_post_processor().map_or(0, |post| post.added_tokens(false));
        if sizes.tokens_max <= special {
            let max = sizes.tokens_max;
            return Err(fault(format!("{special} special tokens leave no room in {max}")));
        }
        let truncation = TruncationParams { max_length: sizes.tokens_max, ..Default::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(|e| fault(e.to_string()))?;
        // A batch is padded by the encoder, which knows how long its texts came out.
        tokenizer.with_padding(None);
        let added = tokenizer.get_added_tokens_decoder();
        let special = added.iter().filter(|(_, token)| token.special).map(|(id, _)| *id);
        let marks = special.chain(tokenizer.token_to_id(UNKNOWN)).collect();
        Ok(Self { tokenizer, marks })
    }

    /// The tokens of a text.
    pub(crate) fn read(&self, text: &str) -> Result<TokenIds, String> {
        self.encoded(text.into())
    }

    /// The tokens of a pair of texts; where both are too long together, the longer one is cut.
    pub(crate) fn read_pair(&self, first: &str, second: &str) -> Result<TokenIds, String> {
        self.encoded((first, second).into())
    }

    fn encoded(&self, input: EncodeInput) -> Result<TokenIds, String> {
        let encode = || self.tokenizer.encode(input, true).map_err(|error| error.to_string());
        let encoding = alone(encode)?;
        let (ids, kinds) = (encoding.get_ids().to_vec(), encoding.get_type_ids().to_vec());
        let any_known = ids.iter().any(|id| !self.marks.contains(id));
        Ok(TokenIds { ids, kinds, any_known })
    }
}

/// What the library gives, or that it fell.
fn alone<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err("the tokenizer fell over it".to_owned()))
}
