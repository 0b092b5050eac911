//! The list of mutations: which rule is taken out where, and which test has to notice.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use crate::error::Error;
use crate::mutate::copy::Copy;

/// Where the list stands.
pub const PATH: &str = "xtask/data/mutations.toml";

/// `mutations.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutations {
    /// The mutations, in the order of their rows.
    #[serde(default)]
    pub mutation: Vec<Mutation>,
}

/// One rule, taken out or bent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    /// The row of the features that the rule belongs to, such as `B-01`.
    pub row: String,
    /// What is no longer so, in a few words.
    pub rule: String,
    /// The file that is changed, relative to the repository.
    pub file: String,
    /// The text to find. It stands there once, unless `nth` says which one is meant.
    pub find: String,
    /// Which of several, counted from 1.
    pub nth: Option<usize>,
    /// What stands there instead.
    pub replace: String,
    /// The package whose integration tests notice.
    pub package: String,
    /// The test that notices, with its module.
    pub test: String,
}

/// Which mutations are wanted, and for what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those of these rows; all where it is empty.
    pub rows: Vec<String>,
    /// Whether they are only named.
    pub only_list: bool,
}

impl Wanted {
    /// Reads the words behind `cargo xtask mutate`; nothing when they are not understood.
    pub fn of(words: &[String]) -> Option<Self> {
        let mut wanted = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => wanted.only_list = true,
                "--row" => wanted.rows.push(words.next()?.clone()),
                _ => return None,
            }
        }
        Some(wanted)
    }
}

impl Mutations {
    /// Reads the list of a copy.
    ///
    /// # Errors
    /// When it cannot be read or has another form than it should.
    pub fn read(copy: &Copy) -> Result<Self, Error> {
        let wrong = |error: toml::de::Error| Error::Table { path: PATH, reason: error.to_string() };
        toml::from_str(&copy.read(PATH)?).map_err(wrong)
    }

    /// Those that are wanted, ordered so that what is built for one serves the next: by the package
    /// that tests, then by the file, because a crate far below is built again with all above it.
    ///
    /// # Errors
    /// When a row is wanted that has none; nothing tried is nothing proven.
    pub fn wanted(mut self, wanted: &Wanted) -> Result<Vec<Mutation>, Error> {
        let has_one = |row: &&String| self.mutation.iter().any(|one| one.row == **row);
        if let Some(row) = wanted.rows.iter().find(|row| !has_one(row)) {
            return Err(Error::NoMutation { row: row.clone() });
        }
        self.mutation.retain(|one| wanted.rows.is_empty() || wanted.rows.contains(&one.row));
        self.mutation.sort_by(|a, b| (&a.package, &a.file).cmp(&(&b.package, &b.file)));
        Ok(self.mutation)
    }
}

impl Mutation {
    /// The bytes of the file that the mutation replaces.
    ///
    /// # Errors
    /// In words when the text to find is not there, is there more often than said, or stays as it is.
    pub fn place_in(&self, text: &str) -> Result<Range<usize>, String> {
        let places: Vec<usize> = text.match_indices(&self.find).map(|(at, _)| at).collect();
        let at = match (self.nth, places.as_slice()) {
            (_, []) => Err("the text to find is not there".to_owned()),
            (None, [at]) => Ok(*at),
            (None, many) => Err(format!("the text to find is there {} times", many.len())),
            (Some(nth), many) => {
                let place = nth.checked_sub(1).and_then(|at| many.get(at)).copied();
                place.ok_or_else(|| format!("the text is there {} times, not {nth}", many.len()))
            }
        }?;
        if self.find == self.replace {
            return Err("nothing changes".to_owned());
        }
        Ok(at..at + self.find.len())
    }

    /// The text of the file with the mutation in it.
    ///
    /// # Errors
    /// Those of [`Mutation::place_in`].
    pub fn planted_in(&self, text: &str) -> Result<String, String> {
        let place = self.place_in(text)?;
        Ok([&text[..place.start], &self.replace, &text[place.end..]].concat())
    }

    /// The error of a mutation that no longer fits its file.
    pub fn unfit(&self, reason: String) -> Error {
        Error::Mutation { row: self.row.clone(), file: self.file.clone(), reason }
    }
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} without “{}” in {}", self.row, self.rule, self.file)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Mutation, Mutations, Wanted};

    fn mutation(find: &str, nth: Option<usize>) -> Mutation {
        Mutation {
            row: "B-01".into(),
            rule: "300".into(),
            file: "a.rs".into(),
            find: find.into(),
            nth,
            replace: "301".into(),
            package: "p".into(),
            test: "t".into(),
        }
    }

    fn check(find: &str, nth: Option<usize>, expected: &Expect) {
        let planted = mutation(find, nth).planted_in("max 300; least 1; also 300");
        expected.assert_eq(&planted.unwrap_or_else(|reason| format!("error: {reason}")));
    }

    #[test]
    fn the_text_is_found_once_or_by_its_number() {
        check("max 300", None, &expect!["301; least 1; also 300"]);
        check("300", None, &expect!["error: the text to find is there 2 times"]);
        check("300", Some(2), &expect!["max 300; least 1; also 301"]);
        check("300", Some(3), &expect!["error: the text is there 2 times, not 3"]);
        check("300", Some(0), &expect!["error: the text is there 2 times, not 0"]);
        check("299", None, &expect!["error: the text to find is not there"]);
        check("301", Some(1), &expect!["error: the text to find is not there"]);
    }

    #[test]
    fn a_mutation_that_changes_nothing_is_none() {
        let same = Mutation { replace: "1".into(), ..mutation("1", None) };
        assert_eq!(same.planted_in("1"), Err("nothing changes".into()));
    }

    #[test]
    fn the_words_of_the_command_are_read() {
        let read =
            |words: &str| Wanted::of(&words.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let rows = vec!["B-01".to_owned(), "C-07".to_owned()];
        assert_eq!(read("--row B-01 --list --row C-07"), Some(Wanted { rows, only_list: true }));
        assert_eq!(Wanted::of(&[]), Some(Wanted::default()));
        assert_eq!(read("--row"), None);
        assert_eq!(read("B-01"), None);
    }

    #[test]
    fn one_build_serves_what_lies_together() {
        let at = |row: &str, package: &str, file: &str| Mutation {
            row: row.into(),
            package: package.into(),
            file: file.into(),
            ..mutation("1", None)
        };
        let all =
            Mutations { mutation: vec![at("1", "b", "x"), at("2", "a", "z"), at("3", "b", "w")] };
        let rows = |wanted: &Wanted| {
            let wanted = all.clone().wanted(wanted).map_err(|error| error.to_string());
            wanted.map(|all| all.into_iter().map(|one| one.row).collect::<String>())
        };
        assert_eq!(rows(&Wanted::default()), Ok("231".into()));
        let one = |row: &str| Wanted { rows: vec![row.into()], only_list: false };
        assert_eq!(rows(&one("3")), Ok("3".into()));
        assert_eq!(rows(&one("4")), Err("there is no mutation of `4`".into()));
    }
}
