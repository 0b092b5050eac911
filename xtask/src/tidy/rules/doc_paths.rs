//! Documents do not drift: a path of the repository that they name exists.

use std::collections::BTreeSet;

use crate::tidy::files::{TextFile, Tree};
use crate::tidy::finding::{Finding, Rule};

const RULE: Rule = Rule("doc-paths");

/// Paths in backticks that look like this repository's and do not exist.
///
/// Read are the documents at the top and directly in `docs/`. Change log, decisions and plans speak
/// of their day and are left as they are.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let tops: BTreeSet<&str> =
        tree.paths.iter().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let documents = tree.files.iter().filter(|file| is_document(file));
    documents.flat_map(|file| of_document(tree, &tops, file)).collect()
}

fn is_document(file: &TextFile) -> bool {
    let path = file.path.strip_prefix("docs/").unwrap_or(&file.path);
    file.is("md") && !path.contains('/') && path != "CHANGELOG.md"
}

fn of_document(tree: &Tree, tops: &BTreeSet<&str>, file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        // Every second part lies between backticks.
        for path in line.split('`').skip(1).step_by(2) {
            if names_a_place(tops, path) && !tree.has(path) {
                let words = format!("`{path}` does not exist");
                findings.push(RULE.finding(&file.path, at + 1, words));
            }
        }
    }
    findings
}

/// A path below one of the repository's folders, with an extension or a slash at its end.
fn names_a_place(tops: &BTreeSet<&str>, path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let Some((top, rest)) = path.split_once('/') else {
        return false;
    };
    let last = rest.rsplit('/').next().unwrap_or_default();
    path.chars().all(plain) && tops.contains(top) && (last.is_empty() || last.contains('.'))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    fn check(path: &str, text: &str, expected: &Expect) {
        let tree = Tree::of([(path, text), ("engine/src/open.rs", ""), ("docs/plan/day.md", "")]);
        expected.assert_eq(&listing(&findings(&tree)));
    }

    #[test]
    fn what_is_named_exists() {
        check(
            "docs/a.md",
            "`engine/src/open.rs` in `engine/src/` and `engine/src/shut.rs`,\n`engine/lib/`, then `docs/plan/day.md`.\n",
            &expect![[r"
                docs/a.md:1: `engine/src/shut.rs` does not exist [doc-paths]
                docs/a.md:2: `engine/lib/` does not exist [doc-paths]
            "]],
        );
    }

    #[test]
    fn what_is_no_path_is_left_alone() {
        check(
            "README.md",
            "`data/x.db`, `engine/x.rs → y`, `engine/answers`, `open.rs`, engine/x.rs, `POST /v1/a.b`\n",
            &expect![""],
        );
    }

    #[test]
    fn decisions_speak_of_their_day() {
        check("docs/decisions/0001-x.md", "`engine/src/shut.rs`\n", &expect![""]);
    }
}
