//! Enough comments to say why, not so many that they say what: 12 to 20 % of lines.

use crate::tidy::figures::Figures;
use crate::tidy::finding::{Finding, Rule};

const RULE: Rule = Rule("comments");
const SHARE_MIN: f64 = 0.12;
const SHARE_MAX: f64 = 0.20;

/// A finding when the workspace's share of comments is out of bounds.
pub fn findings(figures: &Figures) -> Vec<Finding> {
    if figures.files == 0 || (SHARE_MIN..=SHARE_MAX).contains(&figures.comment_share) {
        return Vec::new();
    }
    let [share, min, max] = [figures.comment_share, SHARE_MIN, SHARE_MAX].map(|s| s * 100.0);
    let words = format!("{share:.1} % of lines are comments, between {min} % and {max} %");
    vec![RULE.of_workspace(words)]
}

#[cfg(test)]
mod tests {
    use super::findings;
    use crate::tidy::figures::Figures;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    /// A file of so many lines of comment and of code.
    fn check(comments: usize, code: usize, expected: &str) {
        let text = "// why\n".repeat(comments) + &"use a::b;\n".repeat(code);
        let sources = inline([("a/src/lib.rs", &text)]);
        assert_eq!(listing(&findings(&Figures::of(&sources))), expected);
    }

    #[test]
    fn between_the_bounds() {
        check(12, 88, "");
        check(20, 80, "");
    }

    #[test]
    fn outside_the_bounds() {
        let bounds = "of lines are comments, between 12 % and 20 % [comments]";
        check(11, 89, &format!("Cargo.toml:1: 11.0 % {bounds}\n"));
        check(21, 79, &format!("Cargo.toml:1: 21.0 % {bounds}\n"));
    }
}
