//! Reading and writing whole files, with the faults that people can mend told apart.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::fault::Fault;

/// The bytes of a file.
///
/// # Errors
/// When it is missing or the system refuses.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    read_optional(path)?.ok_or_else(|| Error::weights(&name(path), Fault::Missing))
}

/// The bytes of a file, if there is one.
///
/// # Errors
/// When the system refuses.
pub(crate) fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { action: "read", what: name(path), source }),
    }
}

/// The bytes of a file, compared with the checksum that stands beside it under the same name with
/// `.blake3` behind, where there is one.
///
/// # Errors
/// As [`read`], and when the checksum is another.
pub(crate) fn read_checked(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = read(path)?;
    if let Some(recorded) = read_optional(&beside(path, "blake3"))? {
        check(&name(path), &bytes, &String::from_utf8_lossy(&recorded))?;
    }
    Ok(bytes)
}

/// Compares bytes with a recorded checksum: hexadecimal digits, and after a space whatever b3sum
/// writes there.
///
/// # Errors
/// When they differ.
pub(crate) fn check(file: &str, bytes: &[u8], recorded: &str) -> Result<(), Error> {
    let expected = recorded.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let found = blake3::hash(bytes).to_hex().to_string();
    if found == expected {
        return Ok(());
    }
    Err(Error::weights(file, Fault::Checksum { expected, found }))
}

/// Writes a file as a whole: a reader sees the old one or the new one.
///
/// # Errors
/// When the system refuses.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let part = beside(path, "part");
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|source| Error::Io { action: "write", what: name(path), source })
}

/// The paths of a folder, in order.
///
/// # Errors
/// When the system refuses.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let paths = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
    let mut paths: Vec<PathBuf> =
        paths.map_err(|source| Error::Io { action: "read", what: name(folder), source })?;
    paths.sort();
    Ok(paths)
}

/// A path as errors name it.
pub(crate) fn name(path: &Path) -> String {
    path.display().to_string()
}

/// The path with a further extension.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut longer = path.as_os_str().to_owned();
    longer.push(".");
    longer.push(extension);
    PathBuf::from(longer)
}
