//! A function fits the screen: none above 70 lines, nine in ten at most 40, half at most 10.

use crate::tidy::figures::{Figures, SHORT_LINES};
use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;

const RULE: Rule = Rule("function-length");
const LINES_MAX: usize = 70;
const MEDIAN_MAX: usize = 10;
const SHORT_SHARE_MIN: f64 = 0.9;

/// Functions that are too long, and what the workspace's measures break. Test files are left out:
/// an expectation that stands inline is as long as what it expects.
pub fn findings(sources: &[Source], figures: &Figures) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        sources.iter().filter(|source| !source.is_test).flat_map(too_long).collect();
    if figures.function_median > MEDIAN_MAX {
        let median = figures.function_median;
        let words = format!("the median function has {median} lines, at most {MEDIAN_MAX}");
        findings.push(RULE.of_workspace(words));
    }
    if figures.functions > 0 && figures.short_share < SHORT_SHARE_MIN {
        let (share, min) = (figures.short_share * 100.0, SHORT_SHARE_MIN * 100.0);
        let words =
            format!("{share:.1} % of functions have at most {SHORT_LINES} lines, at least {min} %");
        findings.push(RULE.of_workspace(words));
    }
    findings
}

fn too_long(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for function in &source.outline.functions {
        let lines = function.lines.clone().count();
        if lines > LINES_MAX {
            let words = format!("`{}` has {lines} lines, at most {LINES_MAX}", function.name);
            findings.push(RULE.finding(&source.path, *function.lines.start(), words));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::figures::Figures;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    /// Functions of the given numbers of lines.
    fn check(lengths: &[usize], expected: &Expect) {
        let function = |lines: &usize| format!("fn f() {{{}}}\n", "\n".repeat(lines - 1));
        let text: String = lengths.iter().map(function).collect();
        let sources = inline([("a/src/lib.rs", &text)]);
        expected.assert_eq(&listing(&findings(&sources, &Figures::of(&sources))));
    }

    #[test]
    fn at_the_limits_all_is_well() {
        check(&[70, 10, 10, 10, 10, 10, 10, 40, 40, 40], &expect![""]);
    }

    #[test]
    fn one_is_too_long() {
        check(
            &[1, 1, 1, 1, 1, 1, 1, 1, 1, 71],
            &expect![[r"
            a/src/lib.rs:10: `f` has 71 lines, at most 70 [function-length]
        "]],
        );
    }

    #[test]
    fn the_whole_is_too_long() {
        check(
            &[5, 11, 41],
            &expect![[r"
            Cargo.toml:1: the median function has 11 lines, at most 10 [function-length]
            Cargo.toml:1: 66.7 % of functions have at most 40 lines, at least 90 % [function-length]
        "]],
        );
    }
}
