//! The amount that a question turns on, with the word for the side of it: 不超过10万元.

use serde::Deserialize;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::quantity::QuantityValue;

use crate::error::Error;

/// The words that ship with the engine, as they stand in their file.
pub const BUNDLED: &str = include_str!("../data/amounts.toml");

/// The words around amounts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountWords {
    before: Vec<String>,
    after: Vec<String>,
    units: Vec<String>,
}

impl AmountWords {
    /// The words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        toml::from_str(BUNDLED).map_err(|error| Error::Settings {
            file: "amounts.toml".to_owned(),
            reason: error.to_string(),
        })
    }

    /// The first amount of a text that has a side, as the text has it, folded.
    pub fn of(&self, text: &str, analyzer: &Analyzer) -> Option<String> {
        let folded = Folded::new(text);
        let chars: Vec<char> = folded.text().chars().collect();
        let quantities = analyzer.quantities(folded.text());
        let amounts =
            quantities.iter().filter(|found| matches!(found.value, QuantityValue::Amount(_)));
        amounts.into_iter().find_map(|found| {
            let ends = |words: &[String], at: usize| {
                let has = |word: &&String| chars[..at].ends_with(&word.chars().collect::<Vec<_>>());
                words.iter().filter(has).map(|word| word.chars().count()).max().unwrap_or(0)
            };
            let begins = |words: &[String], at: usize| {
                let has =
                    |word: &&String| chars[at..].starts_with(&word.chars().collect::<Vec<_>>());
                words.iter().filter(has).map(|word| word.chars().count()).max().unwrap_or(0)
            };
            let unit = found.span.end + begins(&self.units, found.span.end);
            let (before, after) = (ends(&self.before, found.span.start), begins(&self.after, unit));
            let sided = before + after > 0;
            sided.then(|| chars[found.span.start - before..unit + after].iter().collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use wenshui_knowledge::bundled;
    use wenshui_knowledge::lexicon::Lexicons;
    use wenshui_knowledge::text::analyzer::Analyzer;

    use super::AmountWords;

    #[test]
    fn an_amount_is_told_with_its_side() {
        let words = AmountWords::bundled().unwrap();
        let analyzer = Analyzer::new(&Lexicons::read(&bundled::lexicons()).unwrap()).unwrap();
        for (text, amount) in [
            ("单价500万元以下的设备可以一次性税前扣除吗？", Some("500万元以下")),
            ("月销售额不超过10万元，教育费附加免征吗？", Some("不超过10万元")),
            ("３０人以下的小企业免交残保金吗？", Some("30人以下")),
            ("年应纳税所得额超过 300 万元", None),
            ("小规模纳税人减按1%缴税", None),
            ("2025年的汇算", None),
            ("销售额500万元", None),
        ] {
            assert_eq!(words.of(text, &analyzer).as_deref(), amount, "{text}");
        }
    }
}
