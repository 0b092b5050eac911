//! How far a content is looked into, and why one is not taken.

use serde::Deserialize;

/// How far is looked.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The most entries of an archive, those of archives inside counted.
    pub entries_max: usize,
    /// The most bytes that all entries together unpack to.
    pub unpacked_max: u64,
    /// The most times its size that a large entry unpacks to.
    pub ratio_max: u64,
    /// How deep archives may lie in archives.
    pub depth_max: usize,
    /// The most bytes of an archive in an archive.
    pub nested_max: u64,
    /// The most bytes of a drawing, unpacked.
    pub drawing_max: u64,
}

/// Why a content is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not what its name says.
    Broken,
    /// It is an archive that is locked, cannot be read, or holds too much.
    Archive,
}
