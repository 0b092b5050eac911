//! The door to disk: the repository's files as texts, without what git ignores.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::error::Error;

/// Larger files are weights or recordings; nobody reads them line by line.
const TEXT_BYTES_MAX: usize = 16 << 20;

/// A file that is text.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// Path in the repository, with `/` on every system.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl TextFile {
    /// Whether the path ends with a dot and exactly this extension.
    pub fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, last)| last == extension)
    }
}

/// The repository as values.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Every file that git does not ignore, text or not.
    pub paths: BTreeSet<String>,
    /// Those that are text, by path.
    pub files: Vec<TextFile>,
}

impl Tree {
    /// A tree of the given (path, text) pairs.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.add(path.to_owned(), Some(text.to_owned()));
        }
        tree
    }

    /// The text of the file with exactly this path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    /// Whether a file or folder of this path exists; a folder may end with a slash.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        let after = (Bound::Included(folder.as_str()), Bound::Unbounded);
        let first = self.paths.range::<str, _>(after).next();
        self.paths.contains(path) || first.is_some_and(|file| file.starts_with(&folder))
    }

    fn add(&mut self, path: String, text: Option<String>) {
        self.paths.insert(path.clone());
        self.files.extend(text.map(|text| TextFile { path, text }));
    }
}

/// The nearest folder at or above `here` whose manifest is a workspace's.
///
/// # Errors
/// When there is none.
pub fn root_above(here: &Path) -> Result<PathBuf, Error> {
    let is_root = |folder: &&Path| {
        std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.contains("[workspace]"))
    };
    let root = here.ancestors().find(is_root).map(Path::to_path_buf);
    root.ok_or_else(|| Error::NoWorkspace { path: here.display().to_string() })
}

/// Reads every file below `root` that git would not ignore.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn read(root: &Path) -> Result<Tree, Error> {
    let mut tree = Tree::default();
    for path in paths(root)? {
        let bytes = std::fs::read(root.join(&path))
            .map_err(|source| Error::Read { path: path.clone(), source })?;
        tree.add(path, as_text(bytes));
    }
    Ok(tree)
}

/// The path of every file below `root` that git would not ignore.
///
/// # Errors
/// When a folder cannot be walked.
pub fn paths(root: &Path) -> Result<BTreeSet<String>, Error> {
    let mut paths = BTreeSet::new();
    for entry in walk(root) {
        let entry = entry.map_err(|error| Error::Walk { reason: error.to_string() })?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            paths.insert(relative(root, entry.path()));
        }
    }
    Ok(paths)
}

/// Only the repository's own ignore files count, so that every machine sees the same tree.
fn walk(root: &Path) -> ignore::Walk {
    WalkBuilder::new(root)
        .hidden(false)
        .parents(false)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_name(Ord::cmp)
        .build()
}

fn relative(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn as_text(bytes: Vec<u8>) -> Option<String> {
    if bytes.len() > TEXT_BYTES_MAX || bytes.contains(&0) {
        return None;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{Tree, as_text};

    #[test]
    fn folders_exist_through_their_files() {
        let tree = Tree::of([("docs/api.md", ""), ("docs-old/x.md", "")]);
        let found =
            ["docs/api.md", "docs", "docs/", "docs/api", "doc", "docs-old"].map(|p| tree.has(p));
        assert_eq!(found, [true, true, true, false, false, true]);
    }

    #[test]
    fn only_text_is_text() {
        assert_eq!(as_text(b"plain".to_vec()).as_deref(), Some("plain"));
        assert_eq!(as_text(b"nul\0".to_vec()), None);
        assert_eq!(as_text(vec![0xff, 0xfe]), None);
    }
}
