//! A linear classifier over runs of characters: how likely a text is of a kind, or of which kind it
//! is.
//!
//! Every run of one to three characters falls into a bucket with a weight; the sum over the buckets
//! of a text, each once and divided by the root of their number, goes through a logistic curve
//! (hashing after Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009).

pub mod header;
pub mod runs;

use crate::embed;
use crate::error::Error;
use crate::ngram_classifier::header::NgramsHeader;
use crate::weights::Weights;

/// The bundled weights; how they were made stands in the card beside them.
const BUNDLED_ABUSE: &[u8] = include_bytes!("../weights/abuse.safetensors");

/// The bundled weights of what is outside the field.
const BUNDLED_OUTSIDE: &[u8] = include_bytes!("../weights/outside.safetensors");

/// The bundled weights of feelings.
const BUNDLED_EMOTION: &[u8] = include_bytes!("../weights/emotion.safetensors");

/// Weights of hashed runs of characters. Reading a text takes some microseconds and shares no
/// state, so it needs no queue.
#[derive(Debug, Clone)]
pub struct NgramClassifier {
    id: String,
    header: NgramsHeader,
    /// Row after row.
    weights: Vec<f32>,
}

impl NgramClassifier {
    /// The bundled classifier of abuse.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled_abuse() -> Result<Self, Error> {
        Self::from_bytes("bundled abuse.safetensors", BUNDLED_ABUSE)
    }

    /// The bundled classifier of what people ask that is not about taxes.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled_outside() -> Result<Self, Error> {
        Self::from_bytes("bundled outside.safetensors", BUNDLED_OUTSIDE)
    }

    /// The bundled classifier of feelings.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled_emotion() -> Result<Self, Error> {
        Self::from_bytes("bundled emotion.safetensors", BUNDLED_EMOTION)
    }

    /// Reads weights from memory; `file` is what errors call them. The file holds `weights` (f16 or
    /// f32, a row for each label or one row, a number for each bucket).
    ///
    /// # Errors
    /// When the bytes are no safetensors, the tensor is missing or of another shape or type, or a
    /// number is not finite.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let parsed = Weights::parse(file, bytes)?;
        let header = NgramsHeader::read(&parsed)?;
        let weights = parsed.floats("weights", &[header.rows(), header.runs.buckets])?;
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

    /// The probability of each label, in the order of [`NgramsHeader::labels`]; they sum up to 1.
    pub fn probabilities(&self, text: &[char]) -> Vec<f32> {
        shares(&self.logits(text))
    }

    /// The probability, 0 to 1, that a text is of the kind, for a classifier without labels.
    pub fn probability(&self, text: &[char]) -> f32 {
        logistic(self.logit(text))
    }

    /// The same in logits.
    pub fn logit(&self, text: &[char]) -> f32 {
        self.logits(text).first().copied().unwrap_or_default()
    }

    /// A logit for each label, in the order of [`NgramsHeader::labels`]; the highest is the likeliest.
    pub fn logits(&self, text: &[char]) -> Vec<f32> {
        let buckets = self.header.runs.of(text);
        let scale = 1.0 / (buckets.len().max(1) as f32).sqrt();
        let rows = self.weights.chunks_exact(self.header.runs.buckets).zip(&self.header.bias);
        let sum = |row: &[f32]| buckets.iter().map(|at| row[*at as usize]).sum::<f32>();
        rows.map(|(row, bias)| sum(row) * scale + bias).collect()
    }
}

/// What each of several labels has of the whole, by their sums: e to the power of each, over the sum
/// of these.
pub(crate) fn shares(sums: &[f32]) -> Vec<f32> {
    let highest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = sums.iter().map(|sum| (sum - highest).exp()).collect();
    let whole: f32 = powers.iter().sum();
    powers.iter().map(|power| power / whole).collect()
}

/// 1 / (1 + e^−x).
pub(crate) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::NgramClassifier;

    #[test]
    fn the_bundled_weights_are_whole_and_small() {
        let classifier = NgramClassifier::bundled_abuse().unwrap();
        assert!(classifier.id().starts_with("abuse-"));
        assert!(super::BUNDLED_ABUSE.len() <= 1 << 20);
        assert_eq!(classifier.header().labels, ["fine", "hate", "abuse"]);
        let fine = |text: &str| classifier.probabilities(&text.chars().collect::<Vec<_>>())[0];
        assert!(fine("今天天气很好，我们去公园吧") > 0.5);
        assert!(fine("什么破系统，又崩了") > 0.5);
        assert!(fine("东北人没素质真恶心") < 0.5);
        assert!(fine("你这个蠢货客服") < 0.5);
        assert!((0.0..=1.0).contains(&fine("")));
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
    fn the_bundled_weights_know_feelings() {
        let classifier = NgramClassifier::bundled_emotion().unwrap();
        assert!(classifier.id().starts_with("emotion-"));
        let labels = &classifier.header().labels;
        assert_eq!(labels, &["calm", "worried", "dissatisfied", "agitated"]);
        let heard = |text: &str| {
            let logits = classifier.logits(&text.chars().collect::<Vec<_>>());
            let highest = logits.iter().zip(labels).max_by(|one, two| one.0.total_cmp(two.0));
            highest.map(|(_, label)| label.as_str())
        };
        assert_eq!(heard("请问增值税怎么申报"), Some("calm"));
        assert_eq!(heard("逾期了会不会被抓，我好怕"), Some("worried"));
        assert_eq!(heard("问了三遍都答非所问，真差劲"), Some("dissatisfied"));
        assert_eq!(heard("再不处理我就投诉到底！！！"), Some("agitated"));
    }
}
