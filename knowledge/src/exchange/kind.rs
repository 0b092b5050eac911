//! How cells are written, by what they hold.

/// How the cells of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text as it is.
    Text,
    /// A name without spaces around it: ids, codes.
    Name,
    /// Several texts, one a line; a field of several columns has the texts of all.
    Texts,
    /// Several `key: value`, one a line.
    Pairs,
    /// A day.
    Day,
    /// A number.
    Number,
    /// JSON.
    Json,
}
