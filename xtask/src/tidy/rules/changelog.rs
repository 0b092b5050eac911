//! The change log always has a heading for what is not released yet.

use crate::tidy::files::Tree;
use crate::tidy::finding::{Finding, Rule};

const RULE: Rule = Rule("changelog");
const PATH: &str = "CHANGELOG.md";
const HEADING: &str = "## [Unreleased]";

/// A finding when the file or its heading is missing.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let has_heading = tree.text(PATH).is_some_and(|text| text.lines().any(|l| l.trim() == HEADING));
    if has_heading {
        return Vec::new();
    }
    vec![RULE.finding(PATH, 1, format!("the heading `{HEADING}` is missing"))]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    #[test]
    fn the_heading_stands() {
        assert_eq!(findings(&Tree::of([("CHANGELOG.md", "# Log\n\n## [Unreleased]\n")])), []);
    }

    #[test]
    fn the_heading_is_missing() {
        let missing = expect![[r"
            CHANGELOG.md:1: the heading `## [Unreleased]` is missing [changelog]
        "]];
        missing.assert_eq(&listing(&findings(&Tree::of([("CHANGELOG.md", "## [0.1.0]\n")]))));
        missing.assert_eq(&listing(&findings(&Tree::default())));
    }
}
