//! No `unwrap` outside tests, and nowhere what is meant to be replaced later.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;
use crate::tidy::source::token::{Kind, Token};

const RULE: Rule = Rule("forbidden-calls");
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Calls that the house does not make.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for window in source.tokens.windows(4) {
            findings.extend(in_window(source, window));
        }
    }
    findings
}

fn in_window(source: &Source, window: &[Token]) -> Option<Finding> {
    let [before, word, mark, bracket] = window else {
        return None;
    };
    if word.kind != Kind::Word {
        return None;
    }
    let selects = before.is_mark(".") || before.is_mark("::");
    let is_call = mark.is_mark("!") && ["(", "[", "{"].iter().any(|open| bracket.is_mark(open));
    let words = if word.text == "unwrap" && selects && !source.in_test(word.line) {
        "`unwrap` outside tests: return an error, or `expect` with the invariant that holds".into()
    } else if is_call && UNFINISHED.contains(&word.text.as_str()) {
        format!("`{}!` marks what is not finished", word.text)
    } else {
        return None;
    };
    Some(RULE.finding(&source.path, word.line, words))
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
    fn unwrap_is_for_tests_only() {
        check(
            "fn f() {\n a.unwrap();\n b!(c.unwrap());\n d.map(Option::unwrap);\n e.unwrap_or(1);\n}\n#[cfg(test)]\nmod tests {\n fn t() { a.unwrap() }\n}\n",
            &expect![[r"
                a/src/lib.rs:2: `unwrap` outside tests: return an error, or `expect` with the invariant that holds [forbidden-calls]
                a/src/lib.rs:3: `unwrap` outside tests: return an error, or `expect` with the invariant that holds [forbidden-calls]
                a/src/lib.rs:4: `unwrap` outside tests: return an error, or `expect` with the invariant that holds [forbidden-calls]
            "]],
        );
    }

    #[test]
    fn nothing_is_left_unfinished() {
        check(
            "fn f() {\n todo!();\n std::unimplemented!();\n dbg!(todo);\n if todo != dbg {}\n}\n",
            &expect![[r"
                a/src/lib.rs:2: `todo!` marks what is not finished [forbidden-calls]
                a/src/lib.rs:3: `unimplemented!` marks what is not finished [forbidden-calls]
                a/src/lib.rs:4: `dbg!` marks what is not finished [forbidden-calls]
                a/tests/it/main.rs:2: `todo!` marks what is not finished [forbidden-calls]
                a/tests/it/main.rs:3: `unimplemented!` marks what is not finished [forbidden-calls]
                a/tests/it/main.rs:4: `dbg!` marks what is not finished [forbidden-calls]
            "]],
        );
    }
}
