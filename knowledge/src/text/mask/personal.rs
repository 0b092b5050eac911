//! What is personal in a text.

use std::ops::Range;

/// What kind of personal data stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// A mobile or fixed telephone number.
    Phone,
    /// A resident identity number of 18 or 15 characters (GB 11643).
    Identity,
    /// A taxpayer number or unified social credit code of 15, 18 or 20 characters.
    Taxpayer,
    /// A bank card (ISO/IEC 7812).
    Card,
    /// A mail address.
    Mail,
    /// A number that its label says to be personal.
    Labelled,
}

/// Personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// Where it stands, in characters of the text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: PersonalKind,
}
