//! The words of a question as the index looks them up, as an explanation shows them.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_engine::index::vocabulary::Vocabulary;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::analyzer::Analysis;
use wenshui_knowledge::text::term::{TermKey, TermKind};

/// A word or a quantity of the question.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct ExplainTerm {
    /// How it is written.
    pub text: String,
    /// `char`, `word` or `quantity`.
    pub kind: &'static str,
    /// Its weight: that of its kind times its inverse document frequency.
    pub weight: f32,
    /// Whether it stands anywhere in the knowledge.
    pub known: bool,
}

/// Every word and quantity of a question, in its order.
pub fn terms(version: &Version, analysis: &Analysis) -> Vec<ExplainTerm> {
    let words = analysis.reading.words().filter(|word| !word.trim().is_empty()).map(|word| {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => term(&version.vocabulary, (TermKey::char(only), "char"), word),
            _ => text(&version.vocabulary, (TermKind::Word, "word"), word),
        }
    });
    let spellings = analysis.quantities.iter().flat_map(|quantity| quantity.value.spellings());
    let quantities = spellings
        .map(|spelling| text(&version.vocabulary, (TermKind::Quantity, "quantity"), &spelling));
    words.chain(quantities).collect()
}

fn text(
    vocabulary: &Vocabulary,
    (kind, name): (TermKind, &'static str),
    text: &str,
) -> ExplainTerm {
    term(vocabulary, (TermKey::text(kind, text), name), text)
}

fn term(vocabulary: &Vocabulary, (key, kind): (TermKey, &'static str), text: &str) -> ExplainTerm {
    let id = vocabulary.id(key);
    let weight = id.map_or_else(|| vocabulary.weight_unseen(key), |id| vocabulary.weight(id));
    ExplainTerm { text: text.to_owned(), kind, weight, known: id.is_some() }
}
