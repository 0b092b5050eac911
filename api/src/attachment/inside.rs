//! Looking into a content as a whole: drawings are cleaned of what a browser would run or load, and
//! archives are held to limits, so that whoever opens one is not flooded.

pub mod archive;
pub mod drawing;
pub mod limits;

use serde::Deserialize;

use crate::attachment::inside::limits::{Limits, Refused};

/// The one entry by which an OFD is read (GB/T 33190-2016).
const OFD_ENTRY: &str = "OFD.xml";

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
    /// A document of fixed layout (OFD), which is an archive with an entry that names its parts.
    Ofd,
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
            Self::Ofd => archive::look_for(OFD_ENTRY, &content, limits).map(|()| content),
        }
    }
}
