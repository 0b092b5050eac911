//! What was heard, and every change that was made of it.

use std::ops::Range;

/// What was heard, as people write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The text.
    pub text: String,
    /// Every change, from left to right. With all of them undone from right to left the text is
    /// the raw one.
    pub changes: Vec<Change>,
}

impl Heard {
    /// The text with every change undone: what the recogniser wrote.
    pub fn raw(&self) -> String {
        let mut chars: Vec<char> = self.text.chars().collect();
        for change in self.changes.iter().rev() {
            chars.splice(change.span.clone(), change.from.chars());
        }
        chars.into_iter().collect()
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Why. Where several reasons met, the last one.
    pub kind: ChangeKind,
    /// What the recogniser wrote.
    pub from: String,
    /// What stands there now; empty where something was left out.
    pub to: String,
    /// Where it stands, in characters of the text.
    pub span: Range<usize>,
}

/// Why something was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Traditional characters, and letters and digits of full width.
    Simplified,
    /// White space between Chinese characters.
    Space,
    /// A term that was heard as something that sounds like it.
    Term,
    /// A number, a share, an amount or a date that was said in words.
    Number,
    /// The number of a document.
    Document,
    /// Punctuation.
    Punctuation,
    /// The same phrase again and again.
    Repetition,
    /// What recognisers write where nobody spoke.
    Silence,
}
