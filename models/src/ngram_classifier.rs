//! A linear classifier over runs of characters: how likely a text is of one kind.
//!
//! Every run of one to three characters falls into a bucket with a weight; the sum over the buckets
//! of a text, each once and divided by the root of their number, goes through a logistic curve
//! (hashing after Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009).

pub mod header;

use crate::embed;
use crate::error::Error;
use crate::ngram_classifier::header::NgramsHeader;
use crate::weights::Weights;

/// The bundled weights; how they were made stands in the card beside them.
const BUNDLED_ABUSE: &[u8] = include_bytes!("../weights/abuse.safetensors");

/// The bundled weights of what is outside the field.
const BUNDLED_OUTSIDE: &[u8] = include_bytes!("../weights/outside.safetensors");

/// The name by which errors call them.
const BUNDLED_OUTSIDE_NAME: &str = "bundled outside.safetensors";

/// The name by which errors call them.
const BUNDLED_ABUSE_NAME: &str = "bundled abuse.safetensors";

/// Weights of hashed runs of characters. Reading a text takes some microseconds and shares no
/// state, so it needs no queue.
#[derive(Debug, Clone)]
pub struct NgramClassifier {
    id: String,
    header: NgramsHeader,
    weights: Vec<f32>,
}

impl NgramClassifier {
    /// The bundled classifier of abuse.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled_abuse() -> Result<Self, Error> {
        Self::from_bytes(BUNDLED_ABUSE_NAME, BUNDLED_ABUSE)
    }

    /// The bundled classifier of what people ask that is not about taxes.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled_outside() -> Result<Self, Error> {
        Self::from_bytes(BUNDLED_OUTSIDE_NAME, BUNDLED_OUTSIDE)
    }

    /// Reads weights from memory; `file` is what errors call them. The file holds `weights` (f16 or
    /// f32, one for each bucket).
    ///
    /// # Errors
    /// When the bytes are no safetensors, the tensor is missing or of another shape or type, or a
    /// number is not finite.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let parsed = Weights::parse(file, bytes)?;
        let header = NgramsHeader::parse(file, parsed.header())?;
        let weights = parsed.floats("weights", &[header.buckets])?;
        let id = embed::id(&header.name, blake3::hash(bytes));
        Ok(Self { id, header, weights })
    }

    /// Its id: name and checksum.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the file says about itself.
    pub fn header(&self) -> &NgramsHeader {
        &self.header
    }

    /// The probability, 0 to 1, that a text is of the kind.
    pub fn probability(&self, text: &[char]) -> f32 {
        logistic(self.logit(text))
    }

    /// The same in logits.
    pub fn logit(&self, text: &[char]) -> f32 {
        let buckets = buckets(text, self.header.length_max, self.header.buckets);
        let sum: f32 = buckets.iter().map(|bucket| self.weights[*bucket as usize]).sum();
        sum / (buckets.len().max(1) as f32).sqrt() + self.header.bias
    }
}

/// 1 / (1 + e^−x).
pub(crate) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// The buckets of the runs of a text's letters, digits and ideographs, rising and each once.
pub(crate) fn buckets(text: &[char], length_max: usize, count: usize) -> Vec<u32> {
    let chars: Vec<char> =
        text.iter().filter(|c| c.is_alphanumeric()).flat_map(|c| c.to_lowercase()).collect();
    let mut buckets = Vec::with_capacity(chars.len() * length_max);
    for start in 0..chars.len() {
        let mut hash = FNV_BASIS;
        for c in chars[start..].iter().take(length_max) {
            hash = (*c as u32)
                .to_le_bytes()
                .iter()
                .fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME));
            // The high half of the product is the better mixed one.
            buckets.push(((hash >> 32) % count as u64) as u32);
        }
    }
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo).
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::{NgramClassifier, buckets};

    #[test]
    fn the_bundled_weights_are_whole_and_small() {
        let classifier = NgramClassifier::bundled_abuse().unwrap();
        assert!(classifier.id().starts_with("abuse-"));
        assert!(super::BUNDLED_ABUSE.len() <= 1 << 20);
        let probability = |text: &str| classifier.probability(&text.chars().collect::<Vec<_>>());
        assert!(probability("今天天气很好，我们去公园吧") < 0.5);
        assert!(probability("东北人没素质真恶心") > 0.5);
        assert!((0.0..=1.0).contains(&probability("")));
    }

    #[test]
    fn the_bundled_weights_know_the_field() {
        let classifier = NgramClassifier::bundled_outside().unwrap();
        assert!(classifier.id().starts_with("outside-"));
        let logit = |text: &str| classifier.logit(&text.chars().collect::<Vec<_>>());
        for text in ["增值税怎么申报", "开错的发票怎么冲红", "社保断缴了怎么补"]
        {
            assert!(logit(text) < 0.0, "{text}: {}", logit(text));
        }
        for text in ["明天会下雨吗", "红烧肉怎么做", "孩子发烧吃什么药"] {
            assert!(logit(text) > 0.0, "{text}: {}", logit(text));
        }
    }

    #[test]
    fn case_and_marks_make_no_difference() {
        let of = |text: &str| buckets(&text.chars().collect::<Vec<_>>(), 3, 1 << 17);
        assert_eq!(of("Ab税，务"), of("aB 税务！"));
        assert_eq!(of("税务").len(), 3);
        assert_eq!(of(""), Vec::<u32>::new());
    }
}
