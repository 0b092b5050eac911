//! Reading an index file: header and checksum first, then array after array.

use std::path::Path;

use safetensors::tensor::SafeTensors;

use crate::error::Error;
use crate::index::dense::Dense;
use crate::index::documents::Documents;
use crate::index::impacts::{Impacts, Run};
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::open::layout::{BYTE_ORDER, FORMAT, unusable};
use crate::settings::TermWeights;
use crate::version::build::Indexes;

/// Reads the indexes of the version `id`.
pub(crate) fn load(path: &Path, id: &str, terms: TermWeights) -> Result<Indexes, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Io {
        action: "read",
        path: path.display().to_string(),
        source,
    })?;
    let damaged = |reason: &str| unusable(path, reason);
    let (_, header) = SafeTensors::read_metadata(&bytes)
        .map_err(|error| damaged(&format!("is damaged: {error}")))?;
    let tensors = SafeTensors::deserialize(&bytes)
        .map_err(|error| damaged(&format!("is damaged: {error}")))?;
    let metadata = header.metadata().as_ref();
    let says = |name: &str| metadata.and_then(|metadata| metadata.get(name)).map(String::as_str);
    if says("format") != Some(FORMAT) || says("byte_order") != Some(BYTE_ORDER) {
        return Err(damaged("has another layout"));
    }
    if says("version") != Some(id) {
        return Err(damaged("belongs to another knowledge version"));
    }
    let mut hasher = blake3::Hasher::new();
    let mut names: Vec<&str> = tensors.names();
    names.sort_unstable();
    for name in names {
        hasher.update(tensors.tensor(name).map(|tensor| tensor.data()).unwrap_or_default());
    }
    if says("blake3") != Some(hasher.finalize().to_hex().as_str()) {
        return Err(damaged("is damaged: its checksum does not fit"));
    }
    Reader { path, tensors: &tensors }.indexes(terms)
}

/// Takes arrays out of a file whose checksum fits.
struct Reader<'a> {
    path: &'a Path,
    tensors: &'a SafeTensors<'a>,
}

impl Reader<'_> {
    fn indexes(&self, terms: TermWeights) -> Result<Indexes, Error> {
        let sizes: Vec<u32> = self.take("sizes")?;
        let step: Vec<f32> = self.take("step")?;
        let ([wordings, counted, dims], [step]) = (sizes.as_slice(), step.as_slice()) else {
            return Err(unusable(self.path, "has arrays of the wrong length"));
        };
        let firsts: Vec<u32> = self.take("documents.firsts")?;
        let vocabulary = Vocabulary::new(
            self.take("vocabulary.keys")?,
            self.take("vocabulary.frequencies")?,
            firsts.len() as u32 - 1,
            terms,
        );
        let mut documents = Documents {
            entries: self.take("documents.entries")?,
            roles: self.take("documents.roles")?,
            starts: self.take("documents.starts")?,
            terms: self.take("documents.terms")?,
            counts: self.take("documents.counts")?,
            lengths: self.take("documents.lengths")?,
            hashes: self.take("documents.hashes")?,
            masses: Vec::new(),
            wholes: Vec::new(),
            firsts,
            wordings: *wordings,
        };
        documents.finish(&vocabulary);
        let runs: Vec<u32> = self.take("impacts.runs")?;
        let pairs = runs.chunks_exact(2).map(|pair| Run { block: pair[0], start: pair[1] });
        let impacts = Impacts {
            terms: self.take("impacts.terms")?,
            runs: pairs.collect(),
            locals: self.take("impacts.locals")?,
            values: self.take("impacts.values")?,
            documents: *counted,
            step: *step,
        };
        let dense = Dense {
            dims: *dims as usize,
            count: documents.len(),
            components: self.take("dense.components")?,
            scales: self.take("dense.scales")?,
        };
        let prefix = self.prefix()?.finish(&documents.entries);
        let sounds = self.sounds(&prefix)?;
        Ok(Indexes { vocabulary, documents, impacts, dense, prefix, sounds })
    }

    fn prefix(&self) -> Result<Prefix, Error> {
        Ok(Prefix {
            chars: self.take("prefix.chars")?,
            starts: self.take("prefix.starts")?,
            suffixes: self.take("prefix.suffixes")?,
            order: self.take("prefix.order")?,
            plain: self.take("prefix.plain")?,
            ..Prefix::default()
        })
    }

    fn sounds(&self, prefix: &Prefix) -> Result<Sounds, Error> {
        let sounds = Sounds {
            syllables: self.take("sounds.syllables")?,
            letters: self.take("sounds.letters")?,
            by_syllable: self.take("sounds.by_syllable")?,
            by_letter: self.take("sounds.by_letter")?,
            ..Sounds::default()
        };
        Ok(sounds.finish(&prefix.order))
    }

    /// Copies an array out; the file's bytes need not be aligned for its type.
    fn take<T: bytemuck::AnyBitPattern>(&self, name: &str) -> Result<Vec<T>, Error> {
        let tensor = self.tensors.tensor(name);
        let tensor =
            tensor.map_err(|error| unusable(self.path, &format!("lacks `{name}`: {error}")))?;
        if tensor.dtype().bitsize() != size_of::<T>() * 8 {
            return Err(unusable(self.path, &format!("has `{name}` in another type")));
        }
        let values = tensor.data().chunks_exact(size_of::<T>());
        Ok(values.map(bytemuck::pod_read_unaligned).collect())
    }
}
