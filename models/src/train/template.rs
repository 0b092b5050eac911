//! The words of cards, with names in braces where numbers go.

/// The words with every name in its place.
pub(crate) fn filled(words: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(words.to_owned(), |card, (name, value)| card.replace(&format!("{{{name}}}"), value))
}
