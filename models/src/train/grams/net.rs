//! What is learnt: a vector for each gram, what it counts, and how sharply texts are told apart.

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::ops::log_softmax;
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::gram_encoder::gram::Gram;
use crate::train::grams::bags::Vocabulary;
use crate::train::grams::start::Start;

/// Grams of a text that are looked at in one step at most.
pub(crate) const WIDTH: usize = 80;
/// What a single character counts in the beginning where it is rare, and a longer gram.
const COUNTS: [f32; 2] = [0.5, 0.3];
/// A longer gram begins as this part of the mean of its characters.
const OF_CHARACTERS: f32 = 0.5;
/// How much chance there is in the beginning of a longer gram, in units of a vector's length.
const CHANCE: f32 = 0.3;
/// How sharply texts are told apart in the beginning.
const SHARPNESS: f32 = 20.0;
/// Takes a pair out of a choice.
const NEVER: f32 = -1e9;
/// Keeps empty texts from having a direction.
const LENGTH_MIN: f64 = 1e-12;

/// The variables; the last row is of no gram and fills up short texts.
pub(crate) struct Net {
    pub(crate) table: Var,
    pub(crate) counts: Var,
    pub(crate) sharpness: Var,
}

/// Texts side by side, filled up to [`WIDTH`] grams.
pub(crate) struct Texts {
    /// Rows, `[texts · WIDTH]`.
    pub(crate) rows: Tensor,
    /// What each counts in its text, `[texts, 1, WIDTH]`.
    pub(crate) times: Tensor,
}

/// Questions, what each shall find, and which pairs are of one matter without being meant.
pub(crate) struct Batch {
    pub(crate) questions: Texts,
    pub(crate) found: Texts,
    /// 1 for such a pair, else 0, `[questions, found]`.
    pub(crate) excluded: Tensor,
}

impl Net {
    /// Begins: characters as given, longer grams as the mean of theirs with some chance.
    pub(crate) fn new(
        vocabulary: &Vocabulary,
        (start, texts): (&Start, usize),
        rng: &mut Pcg64Mcg,
    ) -> Result<Self> {
        let dims = start.dims;
        let rows = vocabulary.grams.len();
        let mut table = vec![0.0_f32; (rows + 1) * dims];
        for (at, code) in start.codes.iter().enumerate() {
            if let Some(row) = vocabulary.row_of(*code) {
                table[row as usize * dims..][..dims].copy_from_slice(start.vector(at));
            }
        }
        for (row, gram) in vocabulary.grams.iter().enumerate() {
            let length = gram.len();
            if length > 1 {
                let parts: Vec<usize> = gram
                    .chars()
                    .filter_map(|code| vocabulary.row_of(code))
                    .map(|part| part as usize * dims)
                    .collect();
                for at in 0..dims {
                    let mean = parts.iter().map(|part| table[part + at]).sum::<f32>();
                    let chance = (rng.random::<f32>() - 0.5) * CHANCE;
                    table[row * dims + at] = mean / length as f32 * OF_CHARACTERS + chance;
                }
            }
        }
        let mut counts = counts(vocabulary, texts);
        counts.push(0.0);
        let cpu = &Device::Cpu;
        Ok(Self {
            table: Var::from_tensor(&Tensor::from_vec(table, (rows + 1, dims), cpu)?)?,
            counts: Var::from_tensor(&Tensor::from_vec(counts, (rows + 1, 1), cpu)?)?,
            sharpness: Var::from_tensor(&Tensor::new(&[SHARPNESS.ln()], cpu)?)?,
        })
    }

    /// The mean of nets over the same grams; of what grams count that of the logarithms.
    pub(crate) fn mean(nets: &[Self]) -> Result<Self> {
        let mean = |of: fn(&Self) -> &Var| {
            let all: Vec<&Tensor> = nets.iter().map(|net| of(net).as_tensor()).collect();
            Var::from_tensor(&Tensor::stack(&all, 0)?.mean(0)?)
        };
        Ok(Self {
            table: mean(|net| &net.table)?,
            counts: mean(|net| &net.counts)?,
            sharpness: mean(|net| &net.sharpness)?,
        })
    }

    /// Unit vectors, `[texts, dims]`.
    pub(crate) fn vectors(&self, texts: &Texts) -> Result<Tensor> {
        let (count, _, width) = texts.times.dims3()?;
        let counts = self.counts.index_select(&texts.rows, 0)?.exp()?;
        let counts = counts.reshape((count, 1, width))?.mul(&texts.times)?;
        let rows = self.table.index_select(&texts.rows, 0)?.reshape((count, width, ()))?;
        let sums = counts.matmul(&rows)?.squeeze(1)?;
        let lengths = (sums.sqr()?.sum_keepdim(D::Minus1)? + LENGTH_MIN)?.sqrt()?;
        sums.broadcast_div(&lengths)
    }

    /// The loss of a batch: every question shall choose what it is to find among all that is there,
    /// and be chosen by it (van den Oord, Li and Vinyals 2018, "Representation learning with
    /// contrastive predictive coding").
    pub(crate) fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let (questions, found) = (self.vectors(&batch.questions)?, self.vectors(&batch.found)?);
        let scores = questions.matmul(&found.t()?)?.broadcast_mul(&self.sharpness.exp()?)?;
        let scores = (scores + (&batch.excluded * f64::from(NEVER))?)?;
        let chosen = diagonal(&log_softmax(&scores, 1)?)?;
        let choosing = diagonal(&log_softmax(&scores, 0)?)?;
        (chosen + (choosing * BACKWARDS)?)?.neg()
    }
}

/// What being chosen is worth beside choosing.
const BACKWARDS: f64 = 0.5;

/// The logarithm of what every gram counts: less where it stands in many of `texts` texts.
fn counts(vocabulary: &Vocabulary, texts: usize) -> Vec<f32> {
    let rarity = |texts_with: &u32| (1.0 + texts as f32 / (1.0 + *texts_with as f32)).ln();
    let sum = vocabulary.texts.iter().map(rarity).sum::<f32>();
    let mean = sum / vocabulary.texts.len().max(1) as f32;
    let count = |(gram, with): (&Gram, &u32)| {
        let [single, longer] = COUNTS;
        let most = if gram.len() == 1 { single } else { longer };
        (most * (rarity(with) / mean).min(1.0) + f32::EPSILON).ln()
    };
    vocabulary.grams.iter().zip(&vocabulary.texts).map(count).collect()
}

/// The mean of a diagonal.
fn diagonal(square: &Tensor) -> Result<Tensor> {
    let places = Tensor::arange(0, square.dim(0)? as u32, square.device())?.unsqueeze(1)?;
    square.gather(&places, 1)?.to_dtype(DType::F32)?.mean_all()
}
