//! The archive that a text lies in; the one home of `zip` among documents.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::document::charset::decode;
use crate::document::docx::xml::{Token, Xml, broken};
use crate::document::limit::{UNFOLDED_BYTES_MAX, too_much};
use crate::problem::Problem;

/// Where the text lies where the relations do not say.
const MAIN: &str = "word/document.xml";
/// What the relation to the text is called at its end.
const MAIN_RELATION: &str = "/officeDocument";

/// An open archive.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be unfolded.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let archive = ZipArchive::new(Cursor::new(bytes));
        let archive = archive.map_err(|error| broken(&error.to_string()))?;
        Ok(Self { archive, left: UNFOLDED_BYTES_MAX as u64 })
    }

    /// The text itself.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn main(&mut self) -> Result<Option<String>, Problem> {
        let relations = self.part("_rels/.rels")?.unwrap_or_default();
        let mut xml = Xml::new(&relations);
        while let Some(token) = xml.next()? {
            if let Token::Open(tag) = token
                && tag.attribute("Type").is_some_and(|kind| kind.ends_with(MAIN_RELATION))
                && let Some(target) = tag.attribute("Target")
            {
                return self.part(target.trim_start_matches('/'));
            }
        }
        self.part(MAIN)
    }

    /// A part by its name; `None` where there is none.
    ///
    /// # Errors
    /// When it is damaged or unfolds to more than is left.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let Some(at) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let entry = self.archive.by_index(at).map_err(|error| broken(&error.to_string()))?;
        let mut bytes = Vec::new();
        // One byte more than may be, so that more is seen.
        let read = entry.take(self.left + 1).read_to_end(&mut bytes);
        read.map_err(|error| broken(&error.to_string()))?;
        let left = self.left.checked_sub(bytes.len() as u64);
        self.left = left.ok_or_else(|| too_much("bytes", UNFOLDED_BYTES_MAX))?;
        Ok(Some(decode(&bytes)))
    }
}
