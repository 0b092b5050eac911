//! The door to disk: knowledge files and lexicon files into memory.

use std::path::{Path, PathBuf};

use crate::base::Draft;
use crate::error::Error;
use crate::exchange::format::Format;
use crate::exchange::{self, File};
use crate::lexicon::DataFile;

/// Reads knowledge from a file of any format, or from a directory of `.jsonl` and `.yaml` files.
///
/// # Errors
/// When the path cannot be read or holds no knowledge; problems inside the files are in the draft.
pub fn knowledge(path: &Path) -> Result<Draft, Error> {
    knowledge_as(path, None)
}

/// The same, with every file read in `format` where it is named, whatever it is called.
///
/// # Errors
/// As of [`knowledge`].
pub fn knowledge_as(path: &Path, format: Option<Format>) -> Result<Draft, Error> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, &mut files)?;
        files.retain(|file| is_knowledge(file));
    } else if format.is_some() || is_readable(path) {
        files.push(path.to_owned());
    }
    if files.is_empty() {
        if !path.exists() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Error::Read { path: path.display().to_string(), source });
        }
        return Err(Error::NotKnowledge { path: path.display().to_string() });
    }
    files.sort();
    let mut draft = Draft::default();
    for file in files {
        let name = file.display().to_string();
        let read = std::fs::read(&file);
        let bytes = read.map_err(|source| Error::Read { path: name.clone(), source })?;
        exchange::read(File { name: &name, bytes: &bytes }, format, &mut draft);
    }
    Ok(draft)
}

/// Reads one knowledge file of a directory. The places of its entries are told to people far away: they
/// name the directory, and not where that lies.
///
/// # Errors
/// When the file cannot be read; problems inside are in the draft.
pub fn inside(directory: &Path, file: &str) -> Result<Draft, Error> {
    let path = directory.join(file);
    let refused = |source| Error::Read { path: path.display().to_string(), source };
    let bytes = std::fs::read(&path).map_err(refused)?;
    let name = Path::new(directory.file_name().unwrap_or_default()).join(file);
    let mut draft = Draft::default();
    exchange::read(File { name: &name.to_string_lossy(), bytes: &bytes }, None, &mut draft);
    Ok(draft)
}

/// Reads lexicon files below a directory, with names relative to it.
///
/// # Errors
/// When a file cannot be read or is not UTF-8.
pub fn data_files(root: &Path) -> Result<Vec<DataFile>, Error> {
    let mut paths = Vec::new();
    collect(root, &mut paths)?;
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|source| Error::Read { path: path.display().to_string(), source })?;
        Ok(DataFile { name, text })
    };
    paths.into_iter().map(read).collect()
}

/// Reads one knowledge file that is already in memory and adds it to a draft.
pub fn read_file(name: &str, text: &str, draft: &mut Draft) {
    exchange::read(File { name, bytes: text.as_bytes() }, None, draft);
}

/// Every file below a directory, hidden ones left out.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let refused = |source| Error::Read { path: directory.display().to_string(), source };
    for found in std::fs::read_dir(directory).map_err(refused)? {
        let path = found.map_err(refused)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            collect(&path, files)?;
        } else if !hidden {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether a file of a directory is taken: tables lie beside knowledge for many reasons.
fn is_knowledge(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("jsonl" | "yaml" | "yml"))
}

fn is_readable(path: &Path) -> bool {
    Format::of_extension(&path.to_string_lossy()).is_some()
}
