//! Speech models that are known by name: what their makers publish of them, and taking in what came.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha1::{Digest as _, Sha1};

use crate::error::Error;
use crate::hub::disk;

const KNOWN: &str = include_str!("../../data/speech_models.tsv");
/// How much of a file is read at a time.
const PIECE: usize = 1 << 20;

/// A model that is known by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownModel<'a> {
    /// Its name, such as `base` or `large-v3-turbo-q5_0`.
    pub name: &'a str,
    /// Its SHA-1, in hexadecimal digits: what its makers publish.
    pub sha1: &'a str,
    /// About how large it is, in MiB.
    pub mib: u32,
}

/// All models that are known by name.
pub fn known() -> impl Iterator<Item = KnownModel<'static>> {
    KNOWN.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (name, sha1, mib) = (columns.next()?, columns.next()?, columns.next()?);
        Some(KnownModel { name, sha1, mib: mib.parse().ok()? })
    })
}

/// The model of that name.
///
/// # Errors
/// When none is known.
pub fn named(name: &str) -> Result<KnownModel<'static>, Error> {
    known().find(|model| model.name == name).ok_or_else(|| {
        let names: Vec<&str> = known().map(|model| model.name).collect();
        failed(name, format!("it is not known; known are {}", names.join(", ")))
    })
}

/// The file of a model in a folder.
pub fn place(folder: &Path, name: &str) -> PathBuf {
    folder.join(file_name(name))
}

fn file_name(name: &str) -> String {
    format!("ggml-{name}.bin")
}

impl KnownModel<'_> {
    /// What its file is called.
    pub fn file_name(&self) -> String {
        file_name(self.name)
    }

    /// Whether a folder has it, as its makers published it.
    ///
    /// # Errors
    /// When what is there cannot be read.
    pub fn is_in(&self, folder: &Path) -> Result<bool, Error> {
        let file = place(folder, self.name);
        Ok(file.is_file() && sums(&file)?.sha1 == self.sha1)
    }

    /// Moves a file that came into its place in a folder, with its checksum beside it.
    ///
    /// # Errors
    /// When it is not what its makers published, or the folder cannot be written.
    pub fn take_in(&self, came: &Path, folder: &Path) -> Result<PathBuf, Error> {
        let found = sums(came)?;
        if found.sha1 != self.sha1 {
            let (sha1, published) = (found.sha1, self.sha1);
            let reason =
                format!("what came has the SHA-1 {sha1}, its makers published {published}");
            return Err(failed(self.name, reason));
        }
        let file = place(folder, self.name);
        disk::write(&disk::beside(&file, "blake3"), format!("{}\n", found.blake3).as_bytes())?;
        std::fs::rename(came, &file).map_err(|source| Error::Io {
            action: "write",
            what: disk::name(&file),
            source,
        })?;
        Ok(file)
    }
}

fn failed(model: &str, reason: String) -> Error {
    Error::Named { model: model.to_owned(), reason }
}

/// Checksums of a file, in hexadecimal digits.
struct Sums {
    sha1: String,
    blake3: String,
}

/// Reads a file piece by piece: large models are larger than what memory has to spare.
fn sums(path: &Path) -> Result<Sums, Error> {
    let read = || -> std::io::Result<Sums> {
        let mut file = std::fs::File::open(path)?;
        let (mut sha1, mut blake3) = (Sha1::new(), blake3::Hasher::new());
        let mut buffer = vec![0; PIECE];
        loop {
            let count = file.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            sha1.update(&buffer[..count]);
            blake3.update(&buffer[..count]);
        }
        let sha1 = sha1.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Sums { sha1, blake3: blake3.finalize().to_hex().to_string() })
    };
    read().map_err(|source| Error::Io { action: "read", what: disk::name(path), source })
}
