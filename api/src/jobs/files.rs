//! The door to where the results of jobs lie: a folder for each job, a file for each output. A folder is
//! there whole or not at all, and names lead nowhere else.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use crate::jobs::output::Output;

/// The longest name of a folder or file, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// What a folder is called while it is written.
const UNFINISHED: &str = ".part";

/// The results of all jobs; cheap to clone.
#[derive(Debug, Clone)]
pub struct JobFiles {
    place: PathBuf,
}

impl JobFiles {
    /// In a directory, which need not be there yet.
    pub fn new(place: PathBuf) -> Self {
        Self { place }
    }

    /// Keeps what came of a job. A folder of the same job is replaced.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is kept.
    pub fn keep(&self, job: &str, outputs: &[Output]) -> io::Result<()> {
        let (folder, beside) = (self.folder(job)?, self.folder(&format!("{job}{UNFINISHED}"))?);
        // What is learnt of knowledge is for its keepers only.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.place)?;
        remove(&beside)?;
        DirBuilder::new().mode(0o700).create(&beside)?;
        for output in outputs {
            let mut file = File::create_new(beside.join(checked(output.name)?))?;
            file.write_all(&output.content)?;
            file.sync_all()?;
        }
        remove(&folder)?;
        fs::rename(&beside, &folder)
    }

    /// Reads one output of a job; nothing where there is none of that name.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, job: &str, name: &str) -> io::Result<Option<Vec<u8>>> {
        let (Ok(folder), Ok(name)) = (self.folder(job), checked(name)) else {
            return Ok(None);
        };
        match fs::read(folder.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    /// Removes what came of a job; where nothing did, nothing.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, job: &str) -> io::Result<()> {
        remove(&self.folder(job)?)
    }

    /// The names of folders last changed before a moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn before(&self, moment_ms: i64) -> io::Result<Vec<String>> {
        let listed = match fs::read_dir(&self.place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed?,
        };
        let moment = UNIX_EPOCH + Duration::from_millis(moment_ms.max(0).cast_unsigned());
        let mut found = Vec::new();
        for entry in listed {
            let entry = entry?;
            if entry.metadata()?.modified()? < moment {
                found.extend(entry.file_name().into_string());
            }
        }
        Ok(found)
    }

    fn folder(&self, job: &str) -> io::Result<PathBuf> {
        checked(job).map(|job| self.place.join(job))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// A name that is one: small letters, digits, `-`, `_`, and dots inside.
fn checked(name: &str) -> io::Result<&str> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    let fits = (1..=NAME_BYTES_MAX).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(plain);
    if fits {
        Ok(name)
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, "no name of a result"))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::JobFiles;
    use crate::jobs::output::Output;

    #[test]
    fn what_is_kept_is_whole_and_names_lead_nowhere_else() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("secret"), "x").unwrap();
        let files = JobFiles::new(directory.path().join("jobs"));
        assert!(files.before(i64::MAX).unwrap().is_empty());
        for text in ["one", "two"] {
            let page = Output::html("report.html", "<p>".to_owned());
            files.keep("a-job", &[Output::text("a.txt", text.to_owned()), page]).unwrap();
        }
        assert_eq!(files.read("a-job", "a.txt").unwrap().as_deref(), Some(&b"two"[..]));
        let inside = directory.path().join("jobs/a-job");
        assert_eq!(inside.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        for (job, name) in [
            ("..", "secret"),
            ("a-job", "../../secret"),
            ("a-job", "..%2fsecret"),
            ("", "a.txt"),
            ("a-job", ""),
            ("a-job", "A.TXT"),
            ("a-job", ".part"),
            ("another", "a.txt"),
        ] {
            assert_eq!(files.read(job, name).unwrap(), None, "{job} {name}");
        }
        let bad = Output::text("../x", String::new());
        assert!(files.keep("a-job", &[bad]).is_err());
        assert!(files.keep("../a-job", &[]).is_err() && files.remove("..").is_err());
        assert_eq!(files.read("a-job", "a.txt").unwrap().as_deref(), Some(&b"two"[..]));
        assert!(files.before(0).unwrap().is_empty());
        assert!(files.before(i64::MAX).unwrap().contains(&"a-job".to_owned()));
        for _ in 0..2 {
            files.remove("a-job").unwrap();
        }
        assert_eq!(files.read("a-job", "a.txt").unwrap(), None);
    }
}
