//! Texts as bags of grams, and the grams that have a vector.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::gram_encoder::gram::{Gram, grams};
use crate::train::grams::settings::GramsSettings;

/// What somebody asks and what is answered; all texts as the analyzer leaves them.
#[derive(Debug, Clone, Default)]
pub struct Matter {
    /// Questions that ask the same.
    pub questions: Vec<String>,
    /// The answer; may be empty.
    pub answer: String,
}

/// Rows of grams with what they count.
pub(crate) type Bag = Vec<(u32, f32)>;

/// The grams that have a vector, rising, and in how many texts each stands.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) grams: Vec<Gram>,
    pub(crate) texts: Vec<u32>,
    rows: FxHashMap<Gram, u32>,
    repeat_power: f32,
}

impl Vocabulary {
    /// Every character with a given vector or in a text, and every longer gram that stands in enough
    /// texts.
    pub(crate) fn new(
        matters: &[Matter],
        given: impl Iterator<Item = char>,
        settings: &GramsSettings,
    ) -> Self {
        let mut counts: BTreeMap<Gram, u32> = BTreeMap::new();
        for c in given {
            grams(c.encode_utf8(&mut [0; 4]), |gram| {
                counts.insert(gram, 0);
            });
        }
        let mut once = FxHashSet::default();
        for text in matters.iter().flat_map(Matter::texts) {
            once.clear();
            grams(text, |gram| {
                once.insert(gram);
            });
            for gram in &once {
                *counts.entry(*gram).or_insert(0) += 1;
            }
        }
        counts.retain(|gram, texts| gram.len() == 1 || *texts >= settings.texts_min);
        let (grams, texts): (Vec<Gram>, Vec<u32>) = counts.into_iter().unzip();
        let rows = grams.iter().copied().zip(0..).collect();
        Self { grams, texts, rows, repeat_power: settings.repeat_power }
    }

    /// The bag of a text, by rising row.
    pub(crate) fn bag(&self, text: &str) -> Bag {
        let mut times: BTreeMap<u32, u32> = BTreeMap::new();
        grams(text, |gram| {
            if let Some(row) = self.rows.get(&gram) {
                *times.entry(*row).or_insert(0) += 1;
            }
        });
        let counted = |(row, times): (u32, u32)| (row, (times as f32).powf(self.repeat_power));
        times.into_iter().map(counted).collect()
    }

    /// The row of a single character.
    pub(crate) fn row_of(&self, code: u32) -> Option<u32> {
        Gram::from_bits(u64::from(code)).and_then(|gram| self.rows.get(&gram).copied())
    }
}

impl Matter {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let answer = Some(self.answer.as_str()).filter(|answer| !answer.is_empty());
        self.questions.iter().map(String::as_str).chain(answer)
    }
}
