//! The tables of tidy: what may stand where, kept as data in `xtask/data`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::mutate::list::{self, Mutations};
use crate::tidy::files::Tree;
use crate::tidy::rows::Rows;

/// All tables, read once a run.
#[derive(Debug)]
pub struct Tables {
    /// Which crate may know which.
    pub arrows: Arrows,
    /// How many exceptions the house has.
    pub exceptions: Exceptions,
    /// Where foreign libraries live and which rooms are pure.
    pub homes: Homes,
    /// What is taken out of rows to see their tests fail.
    pub mutations: Mutations,
    /// Places that no reader of the repository has.
    pub places: Places,
    /// The rows of the features.
    pub rows: Rows,
}

/// From a crate's folder to the folders of those of our crates that it may depend on.
pub type Arrows = BTreeMap<String, Vec<String>>;

/// `exceptions.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    /// The number of `#[expect(…)]` in the workspace.
    pub expect: usize,
}

/// `homes.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Homes {
    /// Foreign libraries with the files that may name them.
    pub home: Vec<Home>,
    /// Rooms without IO, clock and chance.
    pub pure: Vec<Pure>,
}

/// Where some foreign libraries may be named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// The libraries as code names them, with underscores.
    pub libraries: Vec<String>,
    /// Files, and folders with a slash at their end.
    pub within: Vec<String>,
    /// The most files that may name one of the libraries; absent = any number.
    pub files_max: Option<usize>,
}

/// Rooms whose code takes values and gives values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pure {
    /// The rooms: files, and folders with a slash at their end.
    pub within: Vec<String>,
    /// Files and folders inside that may do it nevertheless.
    pub doors: Vec<String>,
    /// Path prefixes that may not be named, such as `std::fs`.
    pub forbidden: Vec<String>,
}

/// `places.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// Names of folders directly below the root of a file system.
    pub absolute: Vec<String>,
    /// Folders beside the repository.
    pub beside: Vec<Beside>,
}

/// A folder beside the repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// The folder's name.
    pub name: String,
    /// Files and folders of the repository that may name it.
    pub allowed_in: Vec<String>,
}

impl Tables {
    /// Reads all tables out of the tree.
    ///
    /// # Errors
    /// When a table is missing or broken.
    pub fn read(tree: &Tree) -> Result<Self, Error> {
        Ok(Self {
            arrows: table(tree, "xtask/data/arrows.toml")?,
            exceptions: table(tree, "xtask/data/exceptions.toml")?,
            homes: table(tree, "xtask/data/homes.toml")?,
            mutations: table(tree, list::PATH)?,
            places: table(tree, "xtask/data/places.toml")?,
            rows: table(tree, "xtask/data/rows.toml")?,
        })
    }
}

fn table<T: DeserializeOwned>(tree: &Tree, path: &'static str) -> Result<T, Error> {
    let wrong = |reason: String| Error::Table { path, reason };
    let text = tree.text(path).ok_or_else(|| wrong("it does not exist".to_owned()))?;
    toml::from_str(text).map_err(|error| wrong(error.to_string()))
}

/// Whether `path` is one of the entries or lies in one that is a folder.
pub fn lies_in(path: &str, entries: &[String]) -> bool {
    entries.iter().any(|entry| path == entry || entry.ends_with('/') && path.starts_with(entry))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{Tables, lies_in};
    use crate::tidy::files::Tree;

    #[test]
    fn a_folder_needs_its_slash() {
        let entries = ["engine/src/open.rs".to_owned(), "models/".to_owned()];
        let found = ["engine/src/open.rs", "models/src/a.rs", "engine/src/open.rs.bak", "models"]
            .map(|path| lies_in(path, &entries));
        assert_eq!(found, [true, true, false, false]);
    }

    #[test]
    fn a_broken_table_is_named_with_its_line() {
        let tree = Tree::of([
            ("xtask/data/arrows.toml", "api = []\n"),
            ("xtask/data/exceptions.toml", "expect = \"none\"\n"),
        ]);
        let error = Tables::read(&tree).map(|_| ()).expect_err("a word is no number");
        expect![[r#"
            `xtask/data/exceptions.toml` is not the table that is needed: TOML parse error at line 1, column 10
              |
            1 | expect = "none"
              |          ^^^^^^
            invalid type: string "none", expected usize
        "#]]
        .assert_eq(&error.to_string());
    }
}
