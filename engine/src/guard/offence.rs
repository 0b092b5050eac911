//! What a text does that it should not.

use std::ops::Range;

use crate::guard::action::Action;

/// One thing that a text does and should not, before strikes are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offence {
    /// The number of the rule.
    pub rule: usize,
    /// What the rule wants done.
    pub action: Action,
    /// Where, in characters of the text.
    pub span: Range<usize>,
    /// Whether the word was written so that a list would not find it.
    pub evaded: bool,
}
