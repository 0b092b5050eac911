//! A file fits one head: 300 lines without its tests; a file of tests or benches 500.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;

const RULE: Rule = Rule("file-length");
const LINES_MAX: usize = 300;
const TEST_LINES_MAX: usize = 500;

/// Files that are too long.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter_map(too_long).collect()
}

fn too_long(source: &Source) -> Option<Finding> {
    let (lines, max) = if source.is_test {
        (source.lines.len(), TEST_LINES_MAX)
    } else {
        (source.product_lines().count(), LINES_MAX)
    };
    let words = format!("the file has {lines} lines, at most {max}");
    (lines > max).then(|| RULE.finding(&source.path, 1, words))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    #[test]
    fn test_modules_do_not_count_and_test_files_may_be_longer() {
        let blank = |lines: usize| "\n".repeat(lines);
        let full = format!("{}#[cfg(test)]\nmod tests {{{}}}\n", blank(300), blank(900));
        let sources = inline([
            ("a/src/full.rs", &full),
            ("a/src/over.rs", &blank(301)),
            ("a/tests/it/full.rs", &blank(500)),
            ("a/benches/over.rs", &blank(501)),
            ("benches/src/over.rs", &blank(301)),
        ]);
        expect![[r"
            a/src/over.rs:1: the file has 301 lines, at most 300 [file-length]
            a/benches/over.rs:1: the file has 501 lines, at most 500 [file-length]
            benches/src/over.rs:1: the file has 301 lines, at most 300 [file-length]
        "]]
        .assert_eq(&listing(&findings(&sources)));
    }
}
