//! The files of one encoder, read but not yet understood.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bert_encoder::{BertEncoder, BertFiles};
use crate::embed::Embed;
use crate::error::Error;
use crate::fault::Fault;
use crate::gram_encoder::GramEncoder;
use crate::hub::disk;
use crate::queue::{EmbedQueue, QueueLimits};

/// The bundled weights; how they were made stands in the card beside them.
const BUNDLED: &[u8] = include_bytes!("../../weights/grams.safetensors");

/// Their recorded checksum.
const BUNDLED_CHECKSUM: &str = include_str!("../../weights/grams.safetensors.blake3");

/// What errors and lists call them.
pub(crate) const BUNDLED_NAME: &str = "bundled grams.safetensors";

/// The files of an encoder.
pub(crate) enum Files {
    /// Grams: one file.
    Grams { file: String, bytes: Cow<'static, [u8]> },
    /// BERT: the files of its folder.
    Bert(BertFiles),
}

impl Files {
    /// The bundled encoder.
    pub(crate) fn bundled() -> Result<Self, Error> {
        disk::check(BUNDLED_NAME, BUNDLED, BUNDLED_CHECKSUM)?;
        Ok(Self::Grams { file: BUNDLED_NAME.to_owned(), bytes: Cow::Borrowed(BUNDLED) })
    }

    /// The encoder at a path: a file of grams, a folder with one, or the folder of a BERT.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        if !path.is_dir() {
            let bytes = Cow::Owned(disk::read_checked(path)?);
            return Ok(Self::Grams { file: disk::name(path), bytes });
        }
        if path.join("config.json").is_file() {
            return bert(path).map(Self::Bert);
        }
        let mut files = disk::list(path)?;
        files.retain(|file: &PathBuf| file.extension().is_some_and(|end| end == "safetensors"));
        match files.as_slice() {
            [only] => Self::read(only),
            _ => Err(Error::weights(&disk::name(path), Fault::NoEncoder)),
        }
    }

    /// Understands the files.
    pub(crate) fn open(&self) -> Result<Arc<dyn Embed>, Error> {
        match self {
            Self::Grams { file, bytes } => Ok(Arc::new(GramEncoder::from_bytes(file, bytes)?)),
            Self::Bert(files) => {
                let encoder = Arc::new(BertEncoder::new(files)?);
                Ok(Arc::new(EmbedQueue::new(encoder, QueueLimits::default())?))
            }
        }
    }

    /// The file with the numbers.
    pub(crate) fn weights(&self) -> &[u8] {
        match self {
            Self::Grams { bytes, .. } => bytes,
            Self::Bert(files) => &files.weights,
        }
    }
}

/// The files of a BERT.
pub(crate) fn bert(folder: &Path) -> Result<BertFiles, Error> {
    Ok(BertFiles {
        folder: disk::name(folder),
        config: disk::read(&folder.join("config.json"))?,
        tokenizer: disk::read(&folder.join("tokenizer.json"))?,
        weights: disk::read_checked(&folder.join("model.safetensors"))?,
        pooling: disk::read_optional(&folder.join("1_Pooling").join("config.json"))?,
        lengths: disk::read_optional(&folder.join("sentence_bert_config.json"))?,
    })
}
