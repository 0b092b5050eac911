//! Speech models by name, from a hub on the network to a folder where they stay; the one home of `hf_hub`.
//!
//! What is in the folder and whole is never fetched again, so a machine without a network is served by
//! copying the folder.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use hf_hub::api::Progress;
use hf_hub::api::sync::{ApiBuilder, ApiError};
use sha1::{Digest as _, Sha1};

use crate::error::Error;
use crate::hub::disk;

/// Where whisper.cpp's models are.
const REPOSITORY: &str = "ggerganov/whisper.cpp";
const KNOWN: &str = include_str!("../../data/speech_models.tsv");
/// Where a hub keeps what is half there, in the folder.
const HALF: &str = ".fetching";
/// How often a connection that breaks is tried again.
const RETRIES: usize = 5;
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

/// What came of fetching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It was there and whole.
    There(PathBuf),
    /// It came.
    New(PathBuf),
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

/// Fetches a model into a folder, with its checksum beside it; `progress` gets the bytes that came and
/// those that there are. A connection that breaks is taken up where it broke, also by the next call.
///
/// `endpoint` is another hub; without one `HF_ENDPOINT` names it, and `HF_TOKEN` what it is shown.
///
/// # Errors
/// When the hub cannot be reached, what came is not what its makers published, or the folder cannot be
/// written.
pub fn fetch(
    model: KnownModel<'_>,
    (folder, endpoint): (&Path, Option<String>),
    progress: impl FnMut(u64, u64),
) -> Result<Fetched, Error> {
    let file = place(folder, model.name);
    if file.is_file() && sums(&file)?.sha1 == model.sha1 {
        return Ok(Fetched::There(file));
    }
    let half = folder.join(HALF);
    let written = |source| Error::Io { action: "write", what: disk::name(folder), source };
    std::fs::create_dir_all(&half).map_err(written)?;
    let told = Told { done: 0, all: 0, progress };
    let came = download(model.name, (&half, endpoint), told)
        .map_err(|error| failed(model.name, error.to_string()))?;
    let found = sums(&came)?;
    if found.sha1 != model.sha1 {
        // A second try is to begin anew.
        std::fs::remove_dir_all(&half).map_err(written)?;
        let (sha1, published) = (found.sha1, model.sha1);
        let reason = format!("what came has the SHA-1 {sha1}, its makers published {published}");
        return Err(failed(model.name, reason));
    }
    // The hub's own name for it is a link into its store.
    let stored = std::fs::canonicalize(&came).map_err(written)?;
    disk::write(&disk::beside(&file, "blake3"), format!("{}\n", found.blake3).as_bytes())?;
    std::fs::rename(stored, &file).map_err(written)?;
    std::fs::remove_dir_all(&half).map_err(written)?;
    Ok(Fetched::New(file))
}

fn download<F: FnMut(u64, u64)>(
    name: &str,
    (half, endpoint): (&Path, Option<String>),
    told: Told<F>,
) -> Result<PathBuf, ApiError> {
    let mut api = ApiBuilder::from_env()
        .with_cache_dir(half.to_owned())
        .with_retries(RETRIES)
        .with_progress(false);
    if let Some(endpoint) = endpoint {
        api = api.with_endpoint(endpoint);
    }
    api.build()?.model(REPOSITORY.to_owned()).download_with_progress(&file_name(name), told)
}

fn failed(model: &str, reason: String) -> Error {
    Error::Fetch { model: model.to_owned(), reason }
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

struct Told<F> {
    done: u64,
    all: u64,
    progress: F,
}

impl<F: FnMut(u64, u64)> Progress for Told<F> {
    fn init(&mut self, size: usize, _: &str) {
        // Each try tells first how much is there from those before.
        self.done = 0;
        self.all = size as u64;
    }

    fn update(&mut self, size: usize) {
        self.done += size as u64;
        (self.progress)(self.done, self.all);
    }

    fn finish(&mut self) {}
}
