//! Looking into a content as a whole: drawings are cleaned of what a browser would run or load, and
//! archives are held to limits, so that whoever opens one is not flooded.

pub mod archive;
pub mod drawing;

use serde::Deserialize;

/// What of a content has to be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inside {
    /// A drawing.
    Svg,
    /// A packed drawing.
    Svgz,
    /// An archive, or an office file, which is one.
    Archive,
}

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

impl Inside {
    /// The content as it may be kept. It takes a while and belongs on a thread of its own.
    ///
    /// # Errors
    /// Why it is not kept.
    pub fn check(self, content: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, Refused> {
        match self {
            Self::Svg => drawing::clean(&content, limits),
            Self::Svgz => drawing::clean_packed(&content, limits),
            Self::Archive => archive::look(&content, limits).map(|()| content),
        }
    }
}
