//! Encoders in a repository of a hub, as Hugging Face's is: which files they are, and taking them in.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha1::Digest as _;

use crate::error::Error;
use crate::hub::disk;

/// The revision where none is named.
const NEWEST: &str = "main";
/// What tells in a folder that all files came; written last.
const RECORD: &str = "fetched.json";
/// How much of a file is read at a time.
const PIECE: usize = 1 << 20;
/// How many digits of a revision a folder's name has.
const SHORT: usize = 12;

/// The files of an encoder, and whether it can do without.
pub const FILES: [(&str, Need); 5] = [
    ("config.json", Need::Required),
    ("tokenizer.json", Need::Required),
    ("1_Pooling/config.json", Need::Optional),
    ("sentence_bert_config.json", Need::Optional),
    (WEIGHTS, Need::Required),
];

/// The file with the numbers.
pub const WEIGHTS: &str = "model.safetensors";

/// Whether an encoder can do without a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It cannot.
    Required,
    /// It can.
    Optional,
}

/// A repository with a revision: `owner/name`, or `owner/name@revision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Owner and name.
    pub name: String,
    /// A commit, a branch or a tag.
    pub revision: String,
}

impl FromStr for Repository {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, revision) = text.split_once('@').unwrap_or((text, NEWEST));
        let fine = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let parts: Vec<&str> = name.split('/').collect();
        if parts.len() != 2 || !parts.iter().all(|part| fine(part)) || !fine(revision) {
            let reason = "an encoder is named `owner/name` or `owner/name@revision`".to_owned();
            return Err(Error::Named { model: text.to_owned(), reason });
        }
        Ok(Self { name: name.to_owned(), revision: revision.to_owned() })
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.revision)
    }
}

/// What a hub says a file's contents hash to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digest {
    /// SHA-256 of the contents: of large files.
    Sha256(String),
    /// SHA-1 as git makes it of a file: of small ones.
    Git(String),
}

impl Digest {
    /// From what a hub writes into `X-Linked-ETag` or `ETag`.
    pub fn of_etag(etag: &str) -> Option<Self> {
        let digits = etag.trim_start_matches("W/").trim_matches('"');
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match digits.len() {
            64 if hex => Some(Self::Sha256(digits.to_owned())),
            40 if hex => Some(Self::Git(digits.to_owned())),
            _ => None,
        }
    }

    /// Whether a file has it, and the file's BLAKE3. It is read piece by piece: weights may be larger
    /// than what memory has to spare.
    fn check(&self, path: &Path) -> std::io::Result<(bool, blake3::Hash)> {
        let mut file = File::open(path)?;
        let (mut sha1, mut sha2) = (sha1::Sha1::new(), sha2::Sha256::new());
        sha1.update(format!("blob {}\0", file.metadata()?.len()));
        let mut blake3 = blake3::Hasher::new();
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece)?;
            let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else {
                break;
            };
            blake3.update(read);
            match self {
                Self::Sha256(_) => sha2.update(read),
                Self::Git(_) => sha1.update(read),
            }
        }
        let hex = |digest: &[u8]| digest.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let is_it = match self {
            Self::Sha256(digits) => hex(&sha2.finalize()) == *digits,
            Self::Git(digits) => hex(&sha1.finalize()) == *digits,
        };
        Ok((is_it, blake3.finalize()))
    }
}

/// What a folder tells of where its files came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Owner and name.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// What each file hashes to.
    pub files: BTreeMap<String, Digest>,
}

impl Repository {
    /// The folder of a commit of it among the models of `folder`.
    pub fn place(&self, folder: &Path, commit: &str) -> PathBuf {
        let short = &commit[..commit.len().min(SHORT)];
        folder.join(format!("{}@{short}", self.name.replace('/', "--")))
    }

    /// The folder that has this revision whole, where it is a commit and came before.
    pub fn there(&self, folder: &Path) -> Option<PathBuf> {
        let place = self.place(folder, &self.revision);
        let record = record(&place)?;
        (record.repository == self.name && record.commit == self.revision).then_some(place)
    }
}

/// What a folder tells of itself, if all of it came.
pub fn record(place: &Path) -> Option<Record> {
    serde_json::from_slice(&std::fs::read(place.join(RECORD)).ok()?).ok()
}

/// Moves a file that came into its place; the weights get their checksum beside them.
///
/// # Errors
/// When it is not what the hub says that it is, or the folder cannot be written.
pub fn take_in(came: &Path, place: &Path, (file, digest): (&str, &Digest)) -> Result<(), Error> {
    let unread = |source| Error::Io { action: "read", what: disk::name(came), source };
    let (is_it, blake3) = digest.check(came).map_err(unread)?;
    if !is_it {
        let reason =
            format!("`{file}` is not what the hub says that it is; it did not arrive whole");
        return Err(Error::Named { model: disk::name(place), reason });
    }
    let path = place.join(file);
    if file == WEIGHTS {
        let checksum = format!("{}\n", blake3.to_hex());
        disk::write(&disk::beside(&path, "blake3"), checksum.as_bytes())?;
    }
    let io = |source| Error::Io { action: "write", what: disk::name(&path), source };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(io)?;
    }
    std::fs::rename(came, &path).map_err(io)
}

/// Writes down that all files came.
///
/// # Errors
/// When the folder cannot be written.
pub fn complete(place: &Path, record: &Record) -> Result<(), Error> {
    let text = serde_json::to_vec_pretty(record).map_err(|error| Error::Named {
        model: record.repository.clone(),
        reason: error.to_string(),
    })?;
    disk::write(&place.join(RECORD), &text)
}

#[cfg(test)]
mod tests {
    use super::{Digest, Repository};

    #[test]
    fn names_are_read_and_strange_ones_are_not() {
        let read = |text: &str| text.parse::<Repository>().map(|repository| repository.to_string());
        assert_eq!(read("BAAI/bge-small-zh-v1.5").unwrap(), "BAAI/bge-small-zh-v1.5@main");
        assert_eq!(read("a/b@0123abc").unwrap(), "a/b@0123abc");
        for text in
            ["base", "a/b/c", "../b", "a/..", "a/b@../c", "a/", "a/b@", "a b/c", "http://a/b"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    /// `printf 'a\n' | git hash-object --stdin` and `| sha256sum`.
    #[test]
    fn both_digests_of_a_hub_are_known() {
        let git = Digest::of_etag("\"78981922613b2afb6025042ff6bd878ac1994e85\"").unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("file");
        let has = |digest: &Digest, text: &str| {
            std::fs::write(&file, text).unwrap();
            digest.check(&file).unwrap().0
        };
        assert!(has(&git, "a\n") && !has(&git, "b\n"));
        let sha = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
        let sha = Digest::of_etag(sha).unwrap();
        assert!(has(&sha, "a\n") && !has(&sha, "b\n"));
        assert_eq!(Digest::of_etag("W/\"abc\""), None);
    }
}
