//! Whisper's vocabulary: texts as tokens.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use rustc_hash::FxHashMap;

use crate::error::Error;

/// The number at the beginning of whisper.cpp's files.
pub(super) const MAGIC: u32 = 0x6767_6d6c;

/// The tokens by number, and the special ones behind them.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The bytes of every token that stands for text.
    pub tokens: Vec<Vec<u8>>,
    ids: FxHashMap<Vec<u8>, u32>,
}

/// Tokens that stand for no text, by the layout of the multilingual vocabulary with 99 languages.
pub mod special {
    /// The text is over.
    pub const END: u32 = 50_257;
    /// A transcript begins.
    pub const START: u32 = 50_258;
    /// Chinese.
    pub const CHINESE: u32 = 50_260;
    /// What is said is to be written down, not translated.
    pub const TRANSCRIBE: u32 = 50_359;
    /// What stood before follows.
    pub const BEFORE: u32 = 50_361;
    /// No times are wanted.
    pub const NO_TIMES: u32 = 50_363;
    /// All tokens of the vocabulary.
    pub const ALL: u32 = 51_865;
}

impl Vocabulary {
    /// The vocabulary in tiktoken's layout: a line for each token, its bytes in base64 and its number.
    ///
    /// # Errors
    /// When the file is none, with the line.
    pub fn read(file: &str, text: &str) -> Result<Self, Error> {
        let mut tokens = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let broken = |reason: &str| Error::Corpus {
                file: file.to_owned(),
                line: at + 1,
                field: None,
                reason: reason.to_owned(),
            };
            let (bytes, number) = line.split_once(' ').ok_or_else(|| broken("is no token"))?;
            // The last token is empty; one sign of filling stands for it.
            let bytes = STANDARD.decode(bytes).or_else(|_| match bytes {
                "=" => Ok(Vec::new()),
                _ => Err(broken("holds no base64")),
            })?;
            if number.parse() != Ok(at) {
                return Err(broken("is out of order"));
            }
            tokens.push(bytes);
        }
        let ids = tokens.iter().cloned().zip(0..).collect();
        Ok(Self { tokens, ids })
    }

    /// A text as tokens: neighbours whose union has the lowest number are joined until none is left,
    /// which is how byte-pair encodings are applied whose numbers are in the order of their merges.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut parts: Vec<Vec<u8>> = text.bytes().map(|byte| vec![byte]).collect();
        loop {
            let joined = |at: usize| [parts[at].as_slice(), parts[at + 1].as_slice()].concat();
            let best = (0..parts.len().saturating_sub(1))
                .filter_map(|at| self.ids.get(&joined(at)).map(|id| (*id, at)))
                .min();
            let Some((_, at)) = best else {
                break;
            };
            let next = parts.remove(at + 1);
            parts[at].extend(next);
        }
        parts.iter().filter_map(|part| self.ids.get(part).copied()).collect()
    }
}
