//! The engine's door to disk: a built index saved beside the knowledge and opened again.
//!
//! The file is a safetensors container: named arrays behind a header that names the knowledge
//! version and the checksum of the arrays. It holds nothing that cannot be rebuilt.

mod layout;
mod read;
mod sweep;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use safetensors::tensor::{Dtype, View};

use crate::error::Error;
use crate::index::impacts::Run;
use crate::open::layout::{BYTE_ORDER, FORMAT, checksum, unusable};
use crate::open::read::load;
use crate::open::sweep::{note_use, sweep};
use crate::version::Version;
use crate::version::build::{Indexes, Parts};

/// How many files this process has begun to write.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// How a version came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The index was on disk.
    Loaded,
    /// It was built and saved.
    Built,
    /// It was on disk but unusable, and was built anew; the words say what was wrong.
    Rebuilt(String),
}

/// Opens the version of `parts`: its index from `directory` when it is there, else built and saved.
///
/// # Errors
/// When the parts cannot be read, the index cannot be built, or the directory cannot be written.
pub fn open(parts: Parts, directory: &Path) -> Result<(Version, Opened), Error> {
    let frame = parts.frame()?;
    let before = frame.before();
    let path = place(directory, &frame.index_id);
    let terms = frame.settings.terms;
    let mut opened = Opened::Built;
    if path.exists() {
        let load = || load(&path, &frame.index_id, terms);
        let (loaded, held_back) = rayon::join(load, || frame.held_back(before.as_ref()));
        match loaded {
            Ok(indexes) => {
                note_use(&path);
                return Ok((frame.version((indexes, held_back)), Opened::Loaded));
            }
            Err(error) => opened = Opened::Rebuilt(error.to_string()),
        }
    }
    let indexes = frame.index(before.as_ref())?;
    let save = || save(&path, &frame.index_id, &indexes);
    let (saved, held_back) = rayon::join(save, || frame.held_back(before.as_ref()));
    saved?;
    sweep(directory);
    Ok((frame.version((indexes, held_back)), opened))
}

/// Notes that a version is in service that was opened before, so that its index stays: `directory` keeps those
/// that were last used.
pub fn note_service(version: &Version, directory: &Path) {
    note_use(&place(directory, &version.index_id));
}

fn place(directory: &Path, index_id: &str) -> PathBuf {
    directory.join(format!("{index_id}.index"))
}

/// An array on its way into the file.
struct Array<'a> {
    dtype: Dtype,
    bytes: Cow<'a, [u8]>,
    shape: [usize; 1],
}

impl View for &Array<'_> {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

fn array<T: bytemuck::NoUninit>(dtype: Dtype, values: &[T]) -> Array<'_> {
    let bytes: &[u8] = bytemuck::cast_slice(values);
    let shape = [bytes.len() * 8 / dtype.bitsize()];
    Array { dtype, bytes: Cow::Borrowed(bytes), shape }
}

fn save(path: &Path, id: &str, indexes: &Indexes) -> Result<(), Error> {
    let (documents, impacts) = (&indexes.documents, &indexes.impacts);
    let (vocabulary, prefix) = (&indexes.vocabulary, &indexes.prefix);
    let sounds = &indexes.sounds;
    let sizes = [documents.wordings, impacts.documents, indexes.dense.dims as u32];
    let arrays = [
        ("sizes", array(Dtype::U32, &sizes)),
        ("step", array(Dtype::F32, std::slice::from_ref(&impacts.step))),
        ("vocabulary.keys", array(Dtype::U64, vocabulary.keys())),
        ("vocabulary.frequencies", array(Dtype::U32, vocabulary.frequencies())),
        ("documents.entries", array(Dtype::U32, &documents.entries)),
        ("documents.roles", array(Dtype::U8, &documents.roles)),
        ("documents.starts", array(Dtype::U32, &documents.starts)),
        ("documents.terms", array(Dtype::U32, &documents.terms)),
        ("documents.firsts", array(Dtype::U32, &documents.firsts)),
        ("documents.counts", array(Dtype::U8, &documents.counts)),
        ("documents.lengths", array(Dtype::U32, &documents.lengths)),
        ("documents.hashes", array(Dtype::U64, &documents.hashes)),
        ("impacts.terms", array(Dtype::U32, &impacts.terms)),
        ("impacts.runs", array(Dtype::U32, bytemuck::cast_slice::<Run, u32>(&impacts.runs))),
        ("impacts.locals", array(Dtype::U16, &impacts.locals)),
        ("impacts.values", array(Dtype::U8, &impacts.values)),
        ("dense.components", array(Dtype::U8, &indexes.dense.components)),
        ("dense.scales", array(Dtype::F32, &indexes.dense.scales)),
        ("prefix.chars", array(Dtype::U32, &prefix.chars)),
        ("prefix.starts", array(Dtype::U32, &prefix.starts)),
        ("prefix.suffixes", array(Dtype::U32, &prefix.suffixes)),
        ("prefix.order", array(Dtype::U32, &prefix.order)),
        ("prefix.plain", array(Dtype::U8, &prefix.plain)),
        ("sounds.syllables", array(Dtype::U16, &sounds.syllables)),
        ("sounds.letters", array(Dtype::U8, &sounds.letters)),
        ("sounds.by_syllable", array(Dtype::U32, &sounds.by_syllable)),
        ("sounds.by_letter", array(Dtype::U32, &sounds.by_letter)),
    ];
    let mut hashes: Vec<(&str, blake3::Hash)> =
        arrays.iter().map(|(name, array)| (*name, blake3::hash(&array.bytes))).collect();
    let metadata = HashMap::from([
        ("format".to_owned(), FORMAT.to_owned()),
        ("version".to_owned(), id.to_owned()),
        ("blake3".to_owned(), checksum(&mut hashes)),
        ("byte_order".to_owned(), BYTE_ORDER.to_owned()),
    ]);
    let views = arrays.iter().map(|(name, array)| (*name, array));
    write(path, |beside| {
        safetensors::serialize_to_file(views, Some(metadata), beside)
            .map_err(|error| unusable(path, &format!("cannot be written: {error}")))
    })
}

/// Writes beside the place and moves there, so that nobody ever sees half a file.
fn write(path: &Path, laid: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let refused = |action| {
        let path = path.display().to_string();
        move |source| Error::Io { action, path, source }
    };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(refused("make the directory of"))?;
    }
    // Another process may be building the same.
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let beside = path.with_extension(format!("index.{}-{number}.part", std::process::id()));
    laid(&beside)?;
    std::fs::rename(&beside, path).map_err(refused("move into place"))
}
