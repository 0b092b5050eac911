//! Words shown to people and lexicons are data: no Han text in code, only in comments and tests.

use unicode_script::{Script, UnicodeScript};

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;
use crate::tidy::source::token::{Kind, Token};

const RULE: Rule = Rule("han");

/// Literals and names with Han characters outside tests.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for token in source.tokens.iter().filter(|token| !source.in_test(token.line)) {
            if let Some(line) = han_line(token) {
                let what = if token.kind == Kind::Literal { "a literal" } else { "a name" };
                let words = format!("Han text in {what}; words are data in a file of their own");
                findings.push(RULE.finding(&source.path, line, words));
            }
        }
    }
    findings
}

/// The line of the first Han character.
fn han_line(token: &Token) -> Option<usize> {
    let at = token.text.find(|c: char| c.script() == Script::Han)?;
    Some(token.line + token.text[..at].matches('\n').count())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    fn check(text: &str, expected: &Expect) {
        let sources = inline([("a/src/lib.rs", text), ("a/tests/it/main.rs", text)]);
        expected.assert_eq(&listing(&findings(&sources)));
    }

    #[test]
    fn comments_and_tests_may_have_han() {
        check(
            "//! Basis (依据).\n/// What (何).\nfn f() {} // 为什么\n/* 税 */\n#[cfg(test)]\nmod tests {\n const A: &str = \"税\";\n}\n",
            &expect![""],
        );
    }

    #[test]
    fn literals_and_names_may_not() {
        check(
            "const A: char = '税';\nconst B: &str = \"a\n b 𠀀\";\nfn 税率() {}\n#[doc = \"税\"]\nfn f() { format!(\"〇\"); g('。', 'é', \"かな\") }\n",
            &expect![[r"
                a/src/lib.rs:1: Han text in a literal; words are data in a file of their own [han]
                a/src/lib.rs:3: Han text in a literal; words are data in a file of their own [han]
                a/src/lib.rs:4: Han text in a name; words are data in a file of their own [han]
                a/src/lib.rs:5: Han text in a literal; words are data in a file of their own [han]
                a/src/lib.rs:6: Han text in a literal; words are data in a file of their own [han]
            "]],
        );
    }
}
