//! Reading an index file: its header first, then array after array straight to where it stays, since a copy of the
//! whole file beside them would be most of what opening needs and does not keep.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use safetensors::tensor::Metadata;

use crate::error::Error;
use crate::index::dense::Dense;
use crate::index::documents::Documents;
use crate::index::impacts::{Impacts, Run};
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::open::layout::{BYTE_ORDER, FORMAT, checksum, unusable};
use crate::settings::TermWeights;
use crate::version::build::Indexes;

/// The most bytes of a header; ours have some three thousand.
const HEADER_MAX: u64 = 64 * 1024;

/// Reads the indexes of the version `id`.
pub(crate) fn load(path: &Path, id: &str, terms: TermWeights) -> Result<Indexes, Error> {
    let mut reader = Reader::open(path)?;
    reader.belongs_to(id)?;
    let arrays = reader.arrays()?;
    // Before anything is made of them: what is damaged may point anywhere.
    reader.is_sound()?;
    Ok(arrays.indexes(terms))
}

/// A file whose header was read.
struct Reader<'a> {
    path: &'a Path,
    file: File,
    header: Metadata,
    /// Where the bytes of the arrays begin.
    data: u64,
    /// What was read so far.
    hashes: Vec<(&'static str, blake3::Hash)>,
}

/// Everything that a file holds, as it was written.
struct Arrays {
    keys: Vec<u64>,
    frequencies: Vec<u32>,
    documents: Documents,
    impacts: Impacts,
    dense: Dense,
    prefix: Prefix,
    sounds: Sounds,
}

impl<'a> Reader<'a> {
    /// Opens a file and reads its header.
    fn open(path: &'a Path) -> Result<Self, Error> {
        let mut file = File::open(path).map_err(|source| failed(path, source))?;
        let size = file.metadata().map_err(|source| failed(path, source))?.len();
        let damaged = |reason: &str| unusable(path, &format!("is damaged: {reason}"));
        let mut length = [0; 8];
        file.read_exact(&mut length).map_err(|_| damaged("it has no header"))?;
        let length = u64::from_le_bytes(length);
        if length > HEADER_MAX || length > size - 8 {
            return Err(damaged("its header does not end"));
        }
        let mut header = vec![0; length as usize];
        file.read_exact(&mut header).map_err(|source| failed(path, source))?;
        let header: Metadata =
            serde_json::from_slice(&header).map_err(|error| damaged(&error.to_string()))?;
        let data = 8 + length;
        if header.data_len() as u64 != size - data {
            return Err(damaged("its size does not fit"));
        }
        Ok(Self { path, file, header, data, hashes: Vec::new() })
    }

    fn says(&self, name: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(name).map(String::as_str)
    }

    fn belongs_to(&self, id: &str) -> Result<(), Error> {
        if self.says("format") != Some(FORMAT) || self.says("byte_order") != Some(BYTE_ORDER) {
            return Err(unusable(self.path, "has another layout"));
        }
        if self.says("version") != Some(id) {
            return Err(unusable(self.path, "belongs to another knowledge version"));
        }
        Ok(())
    }

    /// Whether what was read is what was written.
    fn is_sound(&mut self) -> Result<(), Error> {
        let read = checksum(&mut self.hashes);
        if self.says("blake3") == Some(&read) {
            return Ok(());
        }
        Err(unusable(self.path, "is damaged: its checksum does not fit"))
    }

    fn arrays(&mut self) -> Result<Arrays, Error> {
        let sizes: Vec<u32> = self.take("sizes")?;
        let step: Vec<f32> = self.take("step")?;
        let ([wordings, counted, dims], [step]) = (sizes.as_slice(), step.as_slice()) else {
            return Err(unusable(self.path, "is damaged: it has arrays of the wrong length"));
        };
        let documents = Documents {
            entries: self.take("documents.entries")?,
            roles: self.take("documents.roles")?,
            starts: self.take("documents.starts")?,
            terms: self.take("documents.terms")?,
            counts: self.take("documents.counts")?,
            lengths: self.take("documents.lengths")?,
            hashes: self.take("documents.hashes")?,
            firsts: self.take("documents.firsts")?,
            wordings: *wordings,
            ..Documents::default()
        };
        Ok(Arrays {
            keys: self.take("vocabulary.keys")?,
            frequencies: self.take("vocabulary.frequencies")?,
            impacts: Impacts {
                terms: self.take("impacts.terms")?,
                runs: self.take_groups::<Run>("impacts.runs", size_of::<u32>())?,
                locals: self.take("impacts.locals")?,
                values: self.take("impacts.values")?,
                documents: *counted,
                step: *step,
            },
            dense: Dense {
                dims: *dims as usize,
                count: documents.len(),
                components: self.take("dense.components")?,
                scales: self.take("dense.scales")?,
            },
            documents,
            prefix: Prefix {
                chars: self.take("prefix.chars")?,
                starts: self.take("prefix.starts")?,
                suffixes: self.take("prefix.suffixes")?,
                order: self.take("prefix.order")?,
                plain: self.take("prefix.plain")?,
                ..Prefix::default()
            },
            sounds: Sounds {
                syllables: self.take("sounds.syllables")?,
                letters: self.take("sounds.letters")?,
                by_syllable: self.take("sounds.by_syllable")?,
                by_letter: self.take("sounds.by_letter")?,
                ..Sounds::default()
            },
        })
    }

    fn take<T: bytemuck::Pod>(&mut self, name: &'static str) -> Result<Vec<T>, Error> {
        self.take_groups(name, size_of::<T>())
    }

    /// Reads an array whose elements of `element` bytes stand in groups.
    fn take_groups<T: bytemuck::Pod>(
        &mut self,
        name: &'static str,
        element: usize,
    ) -> Result<Vec<T>, Error> {
        let damaged = |reason: &str| unusable(self.path, &format!("is damaged: {reason}"));
        let info = self.header.info(name).ok_or_else(|| damaged(&format!("it lacks `{name}`")))?;
        let (start, end) = info.data_offsets;
        let bytes = end - start;
        if info.dtype.bitsize() != element * 8 || bytes % size_of::<T>() != 0 {
            return Err(damaged(&format!("it has `{name}` in another type")));
        }
        let mut values = vec![T::zeroed(); bytes / size_of::<T>()];
        let room: &mut [u8] = bytemuck::cast_slice_mut(&mut values);
        let from = SeekFrom::Start(self.data + start as u64);
        let read = self.file.seek(from).and_then(|_| self.file.read_exact(room));
        read.map_err(|source| failed(self.path, source))?;
        self.hashes.push((name, blake3::hash(room)));
        Ok(values)
    }
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Io { action: "read", path: path.display().to_string(), source }
}

impl Arrays {
    /// Makes of sound arrays what is searched.
    fn indexes(self, terms: TermWeights) -> Indexes {
        let Self { keys, frequencies, mut documents, impacts, dense, prefix, sounds } = self;
        let entries = documents.firsts.len() as u32 - 1;
        let vocabulary = Vocabulary::new(keys, frequencies, entries, terms);
        documents.finish(&vocabulary);
        let prefix = prefix.finish(&documents.entries);
        let sounds = sounds.finish(&prefix.order);
        Indexes { vocabulary, documents, impacts, dense, prefix, sounds }
    }
}
