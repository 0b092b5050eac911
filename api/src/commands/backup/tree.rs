//! The files of a directory, copied with their sums while others come and go.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::commands::backup::manifest::{Kept, pass};

/// How deep folders lie in each other at most; deeper they lead into themselves.
const DEPTH_MAX: usize = 32;
/// How what is not finished yet is called.
const UNFINISHED: &str = ".part";

/// Copies a file to a new one with the same rights; nothing where it has gone meanwhile.
///
/// # Errors
/// When it cannot be read, or the new one cannot be written.
pub fn copy_file(from: &Path, to: &Path) -> anyhow::Result<Option<Kept>> {
    let mut source = match File::open(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.with_context(|| format!("cannot read `{}`", from.display()))?,
    };
    let rights = source.metadata()?.permissions().mode() & 0o777;
    let written = || format!("cannot write `{}`", to.display());
    if let Some(folder) = to.parent() {
        make(folder)?;
    }
    let mut new = OpenOptions::new();
    let mut new = new.write(true).create_new(true).mode(rights).open(to).with_context(written)?;
    let copied = pass(&mut source, &mut new);
    let (bytes, blake3) = copied
        .with_context(|| format!("cannot copy `{}` to `{}`", from.display(), to.display()))?;
    new.sync_all().with_context(written)?;
    let path = to.display().to_string();
    Ok(Some(Kept { path, bytes, blake3, rights: format!("{rights:o}") }))
}

/// Makes a directory with those above it, for its owner only.
///
/// # Errors
/// When it cannot be made.
pub fn make(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))
}

/// Every file below a directory but those that are left out, as paths from it on; links are followed. A
/// directory that is not there has none.
///
/// # Errors
/// When a folder cannot be read, or leads into itself.
pub fn files(root: &Path, is_left_out: &dyn Fn(&Path) -> bool) -> anyhow::Result<Vec<PathBuf>> {
    let (mut found, mut open) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = open.pop() {
        let place = root.join(&folder);
        ensure!(folder.components().count() < DEPTH_MAX, "`{}` leads into itself", place.display());
        let listed = match fs::read_dir(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            listed => listed.with_context(|| format!("cannot read `{}`", place.display()))?,
        };
        for entry in listed {
            let path = folder.join(entry?.file_name());
            if is_left_out(&path) || is_unfinished(&path) {
                continue;
            }
            match fs::metadata(root.join(&path)) {
                Ok(about) if about.is_dir() => open.push(path),
                Ok(about) if about.is_file() => found.push(path),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("`{}`", path.display())),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether something is only on its way to where it will be: results of jobs, versions, uploads.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(UNFINISHED) || name.contains('#')
}
