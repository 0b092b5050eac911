//! The files of a version: laid beside the others, checked, and moved into place; never changed again.

use std::collections::BTreeMap;
use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use wenshui_knowledge::contents::Contents;
use wenshui_knowledge::load;

use crate::source::KNOWLEDGE;

/// The file that names all others with their checksums.
const MANIFEST: &str = "manifest.json";
/// What is laid and not moved into place ends so.
const PART: &str = ".part";
/// How many digits of a checksum stand in the name of a directory.
const DIGITS: usize = 12;
/// After this what somebody left behind is nobody's.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// What a version has on disk.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// Its number.
    number: i64,
    /// Its name in answers when it was published.
    id: String,
    /// The BLAKE3 of every other file, by name.
    files: BTreeMap<String, String>,
}

/// Why the files of a version cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The system refuses.
    #[error("version {number}: cannot {action} `{}`: {source}", path.display())]
    Io {
        /// The number.
        number: i64,
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not what was published.
    #[error("version {number} is damaged: `{file}` {fault}")]
    Damaged {
        /// The number.
        number: i64,
        /// The file.
        file: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

impl FilesError {
    /// The number of the version.
    pub fn number(&self) -> i64 {
        match self {
            Self::Io { number, .. } | Self::Damaged { number, .. } => *number,
        }
    }
}

/// Where versions lie in a data directory.
pub fn versions(data: &Path) -> PathBuf {
    data.join("versions")
}

/// Where built indexes lie in a data directory.
pub fn indexes(data: &Path) -> PathBuf {
    data.join("indexes")
}

/// Where a version lies in a data directory: by its number and the head of the checksum of its manifest,
/// so that what never was committed, or belongs to another database, is never in its place.
pub fn directory(data: &Path, (number, digest): (i64, &str)) -> PathBuf {
    versions(data).join(format!("{number}-{}", digest.get(..DIGITS).unwrap_or_default()))
}

/// Files that lie beside those of versions. Dropped, they go, unless they were moved into place.
#[derive(Debug)]
pub struct Laid {
    number: i64,
    directory: PathBuf,
    files: BTreeMap<String, String>,
}

impl Laid {
    /// Lays the files of a version beside the others.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(data: &Path, (number, contents): (i64, &Contents)) -> Result<Self, FilesError> {
        let mut laid = Self::begin(data, number)?;
        laid.write(KNOWLEDGE, &contents.base.to_jsonl())?;
        for (name, text) in &contents.files {
            laid.write(name, text)?;
        }
        Ok(laid)
    }

    /// Lays files that come from elsewhere, their manifest among them, beside the others.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn handed(
        data: &Path,
        number: i64,
        files: &BTreeMap<String, String>,
    ) -> Result<Self, FilesError> {
        let mut laid = Self::begin(data, number)?;
        for (name, text) in files {
            laid.write(name, text)?;
        }
        Ok(laid)
    }

    fn begin(data: &Path, number: i64) -> Result<Self, FilesError> {
        let all = versions(data);
        let directory = all.join(format!("{}{PART}", uuid::Uuid::now_v7()));
        let laid = Self { number, directory, files: BTreeMap::new() };
        // What is not published yet is nobody else's to read.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&laid.directory);
        made.map_err(|source| laid.refused("make", &laid.directory, source))?;
        sweep(&all);
        Ok(laid)
    }

    /// Where they lie now.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Names all files with their checksums; gives the checksum of that.
    ///
    /// # Errors
    /// When it cannot be written.
    ///
    /// # Panics
    /// Never: a manifest is plain data.
    pub fn seal(&mut self, id: &str) -> Result<String, FilesError> {
        let files = std::mem::take(&mut self.files);
        let manifest = Manifest { number: self.number, id: id.to_owned(), files };
        let text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
        self.write(MANIFEST, &text)?;
        Ok(checksum(text.as_bytes()))
    }

    /// Moves them into place. What lies there already is the same, left by somebody who was stopped before
    /// the commit.
    ///
    /// # Errors
    /// When they cannot be moved.
    pub fn place(self, (data, digest): (&Path, &str)) -> std::io::Result<()> {
        let place = directory(data, (self.number, digest));
        if check(&place, (self.number, digest)).is_ok() {
            return Ok(());
        }
        if place.exists() {
            std::fs::remove_dir_all(&place)?;
        }
        if let Err(error) = std::fs::rename(&self.directory, &place) {
            // Another process on this directory may have been faster.
            return check(&place, (self.number, digest)).map_err(|_| error);
        }
        // The names are on the disk when their directory is.
        std::fs::File::open(&place)?.sync_all()?;
        std::fs::File::open(versions(data))?.sync_all()
    }

    fn write(&mut self, name: &str, text: &str) -> Result<(), FilesError> {
        let path = self.directory.join(name);
        let written = write(&path, text.as_bytes());
        written.map_err(|source| self.refused("write", &path, source))?;
        self.files.insert(name.to_owned(), checksum(text.as_bytes()));
        Ok(())
    }

    fn refused(&self, action: &'static str, path: &Path, source: std::io::Error) -> FilesError {
        FilesError::Io { number: self.number, action, path: path.to_owned(), source }
    }
}

impl Drop for Laid {
    fn drop(&mut self) {
        // Once moved into place it is not there any more; what stays is swept another day.
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// Looks whether a version is what was published; `digest` is the checksum of its manifest.
///
/// # Errors
/// The first file that is not what it was, by name.
pub fn check(directory: &Path, (number, digest): (i64, &str)) -> Result<(), FilesError> {
    let text = read(directory, (number, MANIFEST))?;
    if checksum(&text) != digest {
        return Err(damaged((number, MANIFEST), "has another checksum"));
    }
    for (name, sum) in &manifest(number, &text)?.files {
        if checksum(&read(directory, (number, name))?) != *sum {
            return Err(damaged((number, name), "has another checksum"));
        }
    }
    Ok(())
}

/// The files of a version that was checked, by name, its manifest among them.
///
/// # Errors
/// When the manifest cannot be read.
pub fn names(directory: &Path, number: i64) -> Result<Vec<String>, FilesError> {
    let text = read(directory, (number, MANIFEST))?;
    let named = manifest(number, &text)?.files.into_keys();
    Ok(named.chain([MANIFEST.to_owned()]).collect())
}

fn manifest(number: i64, text: &[u8]) -> Result<Manifest, FilesError> {
    serde_json::from_slice(text).map_err(|_| damaged((number, MANIFEST), "is no manifest"))
}

fn read(directory: &Path, (number, name): (i64, &str)) -> Result<Vec<u8>, FilesError> {
    let path = directory.join(name);
    std::fs::read(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => damaged((number, name), "is missing"),
        _ => FilesError::Io { number, action: "read", path, source },
    })
}

fn damaged((number, file): (i64, &str), fault: &'static str) -> FilesError {
    FilesError::Damaged { number, file: file.to_owned(), fault }
}

/// Reads the contents of a version that was checked.
///
/// # Errors
/// When a file cannot be read.
pub fn contents(directory: &Path, number: i64) -> Result<Contents, FilesError> {
    let refused = |error| FilesError::Io {
        number,
        action: "read",
        path: directory.to_owned(),
        source: std::io::Error::other(error),
    };
    let base = load::inside(directory, KNOWLEDGE).map_err(refused)?.base;
    let all = load::data_files(directory).map_err(refused)?;
    let beside = all.into_iter().filter(|file| file.name != KNOWLEDGE && file.name != MANIFEST);
    Ok(Contents { base, files: beside.map(|file| (file.name, file.text)).collect() })
}

/// Removes what was left behind long ago.
fn sweep(versions: &Path) {
    let is_old = |path: &Path| {
        let changed = std::fs::metadata(path).and_then(|meta| meta.modified()).ok();
        let age = changed.and_then(|changed| SystemTime::now().duration_since(changed).ok());
        age.is_some_and(|age| age > LEFT_BEHIND)
    };
    let listed = std::fs::read_dir(versions).into_iter().flatten().flatten();
    for path in listed.map(|found| found.path()) {
        if path.to_string_lossy().ends_with(PART) && is_old(&path) {
            // Another day is as good.
            drop(std::fs::remove_dir_all(&path));
        }
    }
}

/// Writes a file that nobody is to change, through to the disk.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    let mut rights = file.metadata()?.permissions();
    rights.set_readonly(true);
    file.set_permissions(rights)?;
    file.sync_all()
}

fn checksum(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
