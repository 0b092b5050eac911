//! No file is left half merged: no marks of git, and no control characters, which tools that merge by
//! other pieces than lines leave.

use crate::tidy::files::Tree;
use crate::tidy::finding::{Finding, Rule};

const RULE: Rule = Rule("merged");

/// The length of the marks that git writes around two versions of the same lines.
const MARK: usize = 7;

/// Lines where git left both versions, or a tool its own signs.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (number, line) in (1..).zip(file.text.lines()).filter(|(_, line)| is_mark(line)) {
            let words = format!("`{}` is what a merge left; choose", &line[..MARK]);
            findings.push(RULE.finding(&file.path, number, words));
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            if let Some(odd) = line.chars().find(|odd| odd.is_control() && *odd != '\t') {
                let words = format!("{odd:?} is no character of a text");
                findings.push(RULE.finding(&file.path, number, words));
            }
        }
    }
    findings
}

/// The mark in the middle is no sign: a heading in Markdown may be underlined like that.
fn is_mark(line: &str) -> bool {
    let behind = |sign: &str| line.strip_prefix(&sign.repeat(MARK));
    ["<", ">"].into_iter().filter_map(behind).any(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    #[test]
    fn what_a_tool_left_is_found() {
        let tree = Tree::of([("docs/a.md", "a\tb\nc \u{1}")]);
        expect![[r"
            docs/a.md:2: '\u{1}' is no character of a text [merged]
        "]]
        .assert_eq(&listing(&findings(&tree)));
    }

    #[test]
    fn both_versions_are_found() {
        let (begin, end) = ("<".repeat(7), ">".repeat(7));
        let text = format!("a\n{begin} HEAD\nb\n=======\nc\n{end} other\n<<<<<<<< d\n");
        let tree = Tree::of([("docs/a.md", text.as_str())]);
        expect![[r"
            docs/a.md:2: `<<<<<<<` is what a merge left; choose [merged]
            docs/a.md:6: `>>>>>>>` is what a merge left; choose [merged]
        "]]
        .assert_eq(&listing(&findings(&tree)));
    }
}
