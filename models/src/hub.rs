//! The one door to disk for weights: what is known, whether it is whole, and opening it.

pub(crate) mod disk;
mod files;
pub mod named;
pub mod repository;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cross_encoder::CrossEncoder;
use crate::embed::Embed;
use crate::error::Error;
use crate::gram_encoder::header::GramsHeader;
use crate::hub::files::{BUNDLED_NAME, Files};
use crate::weights::Weights;

/// Where an encoder comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EncoderSource {
    /// The weights inside the program.
    #[default]
    Bundled,
    /// A `.safetensors` file of grams, a folder with one such file, or the folder of a BERT
    /// encoder with `config.json`, `tokenizer.json` and `model.safetensors`.
    Path(PathBuf),
}

impl fmt::Display for EncoderSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundled => f.write_str(BUNDLED_NAME),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Opens an encoder. A BERT encoder stands behind a queue with the default limits; the encoder of
/// grams does not, because handing a text to another thread takes longer than encoding it.
///
/// Where a file named like the weights with `.blake3` behind stands beside them, the weights must
/// have that checksum.
///
/// # Errors
/// When a file is missing, damaged or does not fit; the words name the file, what is wrong and how
/// it is mended.
pub fn open_encoder(source: &EncoderSource) -> Result<Arc<dyn Embed>, Error> {
    read(source)?.open()
}

/// Opens a cross-encoder: the folder of one, as published on Hugging Face.
///
/// # Errors
/// As [`open_encoder`].
pub fn open_cross_encoder(path: &Path) -> Result<CrossEncoder, Error> {
    CrossEncoder::new(&files::bert(path)?)
}

/// The kinds of encoders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`GramEncoder`](crate::gram_encoder::GramEncoder).
    Grams,
    /// [`BertEncoder`](crate::bert_encoder::BertEncoder).
    Bert,
}

/// One encoder in the list. What is unknown, because the file cannot be read or does not say, is
/// `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it is.
    pub place: EncoderSource,
    /// The name, the first part of its id.
    pub name: Option<String>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// The size of the weights, in bytes.
    pub bytes: Option<usize>,
    /// The BLAKE3 of the weights, in hexadecimal digits.
    pub checksum: Option<String>,
    /// Whose texts and vectors they come from.
    pub source: Option<String>,
    /// Under which licences.
    pub licence: Option<String>,
}

/// What came of trying an encoder.
#[derive(Debug)]
pub struct Verified {
    /// Where it is.
    pub place: EncoderSource,
    /// Its id, or what is wrong and how it is mended.
    pub outcome: Result<String, Error>,
}

/// The encoders that a program knows: the bundled one and those at given paths.
#[derive(Debug, Clone)]
pub struct Hub {
    places: Vec<EncoderSource>,
}

impl Hub {
    /// A hub that knows the encoders at `paths` beside the bundled one.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let given = paths.into_iter().map(EncoderSource::Path);
        Self { places: std::iter::once(EncoderSource::Bundled).chain(given).collect() }
    }

    /// What is known of every encoder, the bundled one first. Nothing is checked.
    pub fn list(&self) -> Vec<Listed> {
        self.places.iter().map(describe).collect()
    }

    /// Opens every encoder and encodes a text with it.
    pub fn verify(&self) -> Vec<Verified> {
        let verified = |place: &EncoderSource| Verified {
            place: place.clone(),
            outcome: open_encoder(place).and_then(|encoder| {
                encoder.embed(&["a"])?;
                Ok(encoder.id().to_owned())
            }),
        };
        self.places.iter().map(verified).collect()
    }
}

fn read(source: &EncoderSource) -> Result<Files, Error> {
    match source {
        EncoderSource::Bundled => Files::bundled(),
        EncoderSource::Path(path) => Files::read(path),
    }
}

fn describe(place: &EncoderSource) -> Listed {
    let mut listed = Listed {
        place: place.clone(),
        name: None,
        kind: None,
        bytes: None,
        checksum: None,
        source: None,
        licence: None,
    };
    let Ok(files) = read(place) else {
        return listed;
    };
    listed.bytes = Some(files.weights().len());
    listed.checksum = Some(blake3::hash(files.weights()).to_hex().to_string());
    match &files {
        Files::Grams { file, bytes } => {
            listed.kind = Some(Kind::Grams);
            let header =
                Weights::parse(file, bytes).and_then(|weights| GramsHeader::read(&weights));
            if let Ok(header) = header {
                listed.name = Some(header.name);
                listed.source = Some(header.source);
                listed.licence = Some(header.licence);
            }
        }
        // Such a folder names neither source nor licence in a form that a program could rely on.
        Files::Bert(files) => {
            listed.kind = Some(Kind::Bert);
            let folder = Path::new(&files.folder).file_name();
            listed.name = folder.map(|name| name.to_string_lossy().into_owned());
        }
    }
    listed
}
