//! A file says in its first line what it is for, and is named after its module.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;

const RULE: Rule = Rule("file-form");

/// Files that break the form.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        if !source.text.starts_with("//!") {
            let words = "the first line says with `//!` what the file is for";
            findings.push(RULE.finding(&source.path, 1, words));
        }
        if source.path.ends_with("/mod.rs") {
            let words = "a module `foo` stands in `foo.rs` beside its folder, never in `mod.rs`";
            findings.push(RULE.finding(&source.path, 1, words));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    #[test]
    fn first_line_and_name() {
        let sources = inline([
            ("a/src/b.rs", "\n//! Too late.\n"),
            ("a/src/c/mod.rs", "//! C.\n"),
            ("a/src/mode.rs", "//! Good.\n"),
        ]);
        expect![[r"
            a/src/b.rs:1: the first line says with `//!` what the file is for [file-form]
            a/src/c/mod.rs:1: a module `foo` stands in `foo.rs` beside its folder, never in `mod.rs` [file-form]
        "]]
        .assert_eq(&listing(&findings(&sources)));
    }
}
