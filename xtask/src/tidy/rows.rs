//! The rows of the features, with the tests that prove them and the mutations that prove the tests.
//!
//! What is known of a row by itself stands in `xtask/data/rows.toml`. Its tests are found by their
//! names, its mutations by its id, and `docs/rows.md` is all of it in one table.

pub mod test;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::mutate::list::Mutation;
use crate::tidy::rows::test::Test;

/// The document that shows the rows.
pub const DOCUMENT: &str = "docs/rows.md";

/// `rows.toml`: the rows by their ids.
pub type Rows = BTreeMap<String, Row>;

/// What is known of a row by itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What holds, in a few words of our own.
    pub about: String,
    /// Tests that prove it and are not named after it, with their modules.
    #[serde(default)]
    pub tests: Vec<String>,
    /// Why it is a matter of pages only.
    pub page: Option<String>,
    /// What it waits for.
    pub later: Option<String>,
}

impl Row {
    /// Whether tests and mutations have to be there by now.
    pub fn is_due(&self) -> bool {
        self.page.is_none() && self.later.is_none()
    }
}

/// A row with everything that proves it.
#[derive(Debug)]
pub struct Proof<'a> {
    /// Its id, such as `B-01`.
    pub id: &'a str,
    /// What is known of it.
    pub row: &'a Row,
    /// The tests, by their order in the sources.
    pub tests: Vec<&'a Test>,
    /// The mutations, in the order of their list.
    pub mutations: Vec<&'a Mutation>,
}

/// Every row with what proves it, by id.
pub fn proofs<'a>(rows: &'a Rows, tests: &'a [Test], mutations: &'a [Mutation]) -> Vec<Proof<'a>> {
    let proof = |(id, row): (&'a String, &'a Row)| Proof {
        id,
        row,
        tests: tests
            .iter()
            .filter(|test| test.proves(id) || row.tests.contains(&test.path))
            .collect(),
        mutations: mutations.iter().filter(|mutation| mutation.row == *id).collect(),
    };
    rows.iter().map(proof).collect()
}

const HEAD: &str = "\
# Rows, tests, mutations

Every row of the features that concerns the server, the tests that prove it, and what was taken out \
to see those tests fail. Tests are scripted dialogues over HTTP in `api/tests/it/`, beside them tests \
of the engine in `engine/tests/it/`, and are named after their rows; `cargo xtask mutate` plants the \
mutations of `xtask/data/mutations.toml` in a copy and demands that the named test turns red. This \
page is written by `cargo xtask rows` from `xtask/data/rows.toml`, the sources and the mutations; \
tidy refuses it where it is out of date.

| row | what holds | tests | red without |
|---|---|---|---|
";

/// The text of the document.
pub fn document(proofs: &[Proof]) -> String {
    let line = |proof: &Proof| {
        let tests: Vec<String> =
            proof.tests.iter().map(|test| format!("`{}`", test.path)).collect();
        let mut rest: Vec<String> =
            proof.mutations.iter().map(|mutation| mutation.rule.clone()).collect();
        rest.extend(proof.row.page.iter().map(|why| format!("pages only: {why}")));
        rest.extend(proof.row.later.iter().map(|what| format!("later: {what}")));
        let cells = [proof.id, &proof.row.about, &tests.join(", "), &rest.join("; ")];
        format!("| {} |\n", cells.join(" | "))
    };
    HEAD.to_owned() + &proofs.iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::test::Test;
    use super::{HEAD, Row, Rows, document, proofs};

    #[test]
    fn a_line_has_what_is_known_and_what_proves_it() {
        let test = |path: &str| Test { package: "wenshui-api".into(), path: path.into() };
        let tests = ["rows::b_01_long", "mine::b_01_c_02_both", "other::free"].map(test);
        let row = |about: &str| Row { about: about.into(), ..Row::default() };
        let rows: Rows = [
            ("B-01".to_owned(), Row { tests: vec!["other::free".into()], ..row("300") }),
            ("C-02".to_owned(), Row { later: Some("speech".into()), ..row("voice") }),
            ("C-03".to_owned(), Row { page: Some("it looks so".into()), ..row("button") }),
        ]
        .into();
        let shown = document(&proofs(&rows, &tests, &[]));
        expect![[r"
            | B-01 | 300 | `rows::b_01_long`, `mine::b_01_c_02_both`, `other::free` |  |
            | C-02 | voice | `mine::b_01_c_02_both` | later: speech |
            | C-03 | button |  | pages only: it looks so |
        "]]
        .assert_eq(shown.strip_prefix(HEAD).unwrap());
    }
}
