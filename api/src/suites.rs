//! The door to the suites that people keep on the server: a JSONL file for each, by its name.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// How many suites are kept at most.
pub const SUITES_MAX: usize = 200;
const ENDING: &str = ".jsonl";

/// The name of a suite: small letters, digits, `-` and `_`, a letter or digit first. It leads nowhere else
/// than into the folder of suites, and names one file also where capitals do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SuiteName(String);

impl SuiteName {
    /// Reads a name; nothing where it is none.
    pub fn parse(name: &str) -> Option<Self> {
        let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=NAME_BYTES_MAX).contains(&name.len())
            && name.bytes().all(|byte| alphanumeric(byte) || b"-_".contains(&byte))
            && name.bytes().next().is_some_and(alphanumeric);
        fits.then(|| Self(name.to_owned()))
    }

    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the list of suites says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: SuiteName,
    /// How long it is.
    pub bytes: u64,
    /// When it was last written, in milliseconds since 1970.
    pub changed_at: i64,
}

/// The suites; cheap to clone.
#[derive(Debug, Clone)]
pub struct Suites {
    place: PathBuf,
}

impl Suites {
    /// In a data directory.
    pub fn new(data: &Path) -> Self {
        Self { place: data.join("suites") }
    }

    /// Every suite, by name.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn list(&self) -> io::Result<Vec<Listed>> {
        let listed = match fs::read_dir(&self.place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed?,
        };
        let mut found = Vec::new();
        for entry in listed {
            let entry = entry?;
            let file = entry.file_name();
            // Files that are being written begin with a dot.
            let name = file.to_str().and_then(|file| file.strip_suffix(ENDING));
            if let Some(name) = name.and_then(SuiteName::parse) {
                found.push(looked_at(name, &entry.metadata()?)?);
            }
        }
        found.sort_by(|one, two| one.name.cmp(&two.name));
        Ok(found)
    }

    /// What the list says of one suite.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn look(&self, name: &SuiteName) -> io::Result<Option<Listed>> {
        let meta = found(fs::metadata(self.file(name)))?;
        meta.map(|meta| looked_at(name.clone(), &meta)).transpose()
    }

    /// Reads a suite; nothing where there is none of that name.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, name: &SuiteName) -> io::Result<Option<String>> {
        found(fs::read_to_string(self.file(name)))
    }

    /// Writes a suite, which is there whole or as it was before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &SuiteName, text: &str) -> io::Result<()> {
        // They may quote what people asked.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.place)?;
        let beside = self.place.join(format!(".{}.{}", name.as_str(), uuid::Uuid::now_v7()));
        let written = fs::File::create_new(&beside).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, self.file(name))
        });
        if written.is_err() {
            // What hinders this as well is told by the first error.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Removes a suite; whether there was one.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, name: &SuiteName) -> io::Result<bool> {
        Ok(found(fs::remove_file(self.file(name)))?.is_some())
    }

    fn file(&self, name: &SuiteName) -> PathBuf {
        self.place.join(format!("{}{ENDING}", name.as_str()))
    }
}

fn looked_at(name: SuiteName, meta: &fs::Metadata) -> io::Result<Listed> {
    let changed = meta.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Listed { name, bytes: meta.len(), changed_at: changed.as_millis() as i64 })
}

/// What is there, where it is.
fn found<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::{SuiteName, Suites};

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["a", "2026-vat_questions", "x9", &"a".repeat(64)] {
            assert!(SuiteName::parse(name).is_some(), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../a",
            "a/b",
            "a\\b",
            "a.b",
            "-a",
            "_a",
            "A",
            "税",
            "a b",
            "a\0",
            "a\n",
            &"a".repeat(65),
        ] {
            assert_eq!(SuiteName::parse(name), None, "{name:?}");
        }
    }

    #[test]
    fn suites_come_and_go() {
        let directory = tempfile::tempdir().unwrap();
        let suites = Suites::new(directory.path());
        let name = SuiteName::parse("mine").unwrap();
        assert!(suites.list().unwrap().is_empty() && suites.read(&name).unwrap().is_none());
        for text in ["one", "three"] {
            suites.write(&name, text).unwrap();
            assert_eq!(suites.read(&name).unwrap().as_deref(), Some(text));
        }
        let place = directory.path().join("suites");
        assert_eq!(place.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::write(place.join(".mine.part"), "x").unwrap();
        let listed = suites.list().unwrap();
        assert_eq!((listed.len(), listed[0].bytes), (1, 5));
        assert_eq!(suites.look(&name).unwrap().as_ref(), Some(&listed[0]));
        assert!(suites.remove(&name).unwrap() && !suites.remove(&name).unwrap());
    }
}
