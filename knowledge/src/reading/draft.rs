//! What is going to be spoken, before tones meet their neighbours.

use std::ops::Range;

use crate::reading::spoken::{Pause, Spoken};

/// How a syllable behaves beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A third tone gives way to a third tone.
    Plain,
    /// 一, whose tone depends on the next.
    One,
    /// 不, whose tone depends on the next.
    Not,
    /// A digit or a letter, which never changes.
    Fixed,
}

/// A syllable with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Syllable {
    /// As the dictionary has it.
    pub(crate) spoken: Spoken,
    /// How it behaves.
    pub(crate) role: Role,
}

/// How closely a word stands to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bond {
    /// As words do.
    Plain,
    /// It begins a group of words, as 每月 does.
    Heads,
    /// It belongs to what follows, as a bare number does, however long it is.
    Leads,
}

/// A word with its syllables as the dictionary has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// In characters of the text that was given.
    pub(crate) span: Range<usize>,
    /// At least one.
    pub(crate) syllables: Vec<Syllable>,
    /// The pause after it.
    pub(crate) pause: Pause,
    /// How closely it stands to its neighbours.
    pub(crate) bond: Bond,
}

/// Something other than Han characters that was recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it ends, as a place among the glyphs; behind its beginning.
    pub(crate) end: usize,
    /// What is said; nothing where it is silent.
    pub(crate) syllables: Vec<Syllable>,
    /// The pause after it.
    pub(crate) pause: Pause,
}

impl Found {
    /// What is said up to `end`, without a pause.
    pub(crate) fn spoken(end: usize, syllables: Vec<Syllable>) -> Self {
        Self { end, syllables, pause: Pause::None }
    }
}

/// Syllables that all behave alike.
pub(crate) fn all(spoken: &[Spoken], role: Role) -> impl Iterator<Item = Syllable> {
    spoken.iter().map(move |spoken| Syllable { spoken: spoken.clone(), role })
}
