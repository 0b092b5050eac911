//! The copy of the repository that mutations are planted in.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::tidy::files;

/// A copy of everything that git does not ignore.
#[derive(Debug)]
pub struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Brings `to` into the state of `from`. What is equal is not written, so that it keeps its time
    /// and need not be built again; what a broken run left behind is put right.
    ///
    /// # Errors
    /// When files cannot be read or written.
    pub fn of(from: &Path, to: &Path) -> Result<Self, Error> {
        let (wanted, copy) = (files::paths(from)?, Self { root: to.to_owned() });
        for path in &wanted {
            let bytes = read(&from.join(path))?;
            if read(&to.join(path)).ok().as_ref() != Some(&bytes) {
                copy.write(path, &bytes)?;
            }
        }
        for gone in files::paths(to)?.difference(&wanted) {
            let path = to.join(gone);
            std::fs::remove_file(&path).map_err(|source| failed(&path, source))?;
        }
        Ok(copy)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> Result<String, Error> {
        let text = std::fs::read_to_string(self.root.join(path));
        text.map_err(|source| Error::Read { path: path.to_owned(), source })
    }

    /// Replaces a file, and makes its folder where there is none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        let path = self.root.join(path);
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| std::fs::write(&path, bytes));
        written.map_err(|source| failed(&path, source))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let shown = || path.display().to_string();
    std::fs::read(path).map_err(|source| Error::Read { path: shown(), source })
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Write { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::SystemTime;

    use super::Copy;

    fn write(path: &Path, text: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn changed(path: &Path) -> SystemTime {
        std::fs::metadata(path).unwrap().modified().unwrap()
    }

    #[test]
    fn a_copy_follows_and_what_is_equal_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        write(&from.join(".gitignore"), "/target\n");
        write(&from.join("a/one"), "1");
        write(&from.join("a/two"), "2");
        write(&from.join("target/x"), "not copied");
        let copy = Copy::of(&from, &to).unwrap();
        assert_eq!(copy.read("a/one").unwrap(), "1");
        assert!(copy.read("target/x").is_err());
        // A run that was broken off left a mutation and a file; the original has gone on meanwhile.
        let before = changed(&to.join("a/one"));
        copy.write("a/two", "mutated").unwrap();
        write(&to.join("a/three"), "left behind");
        write(&from.join("b/four"), "4");
        let copy = Copy::of(&from, &to).unwrap();
        assert_eq!(["a/two", "b/four"].map(|path| copy.read(path).unwrap()), ["2", "4"]);
        assert!(copy.read("a/three").is_err());
        assert_eq!(changed(&to.join("a/one")), before);
    }
}
