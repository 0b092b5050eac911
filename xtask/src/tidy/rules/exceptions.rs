//! Exceptions are counted, and the count only falls; a silent `allow` is none.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;
use crate::tidy::source::token::Token;
use crate::tidy::tables::Exceptions;

const RULE: Rule = Rule("exceptions");
const TABLE: &str = "xtask/data/exceptions.toml";

/// Every `allow`, and a count of `expect` that differs from the stored one.
pub fn findings(sources: &[Source], stored: &Exceptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for line in levels(source, "allow") {
            let words = "`allow` is silent; use `expect` with a reason";
            findings.push(RULE.finding(&source.path, line, words));
        }
    }
    let lines = sources.iter().flat_map(|source| expected(source).map(move |line| (source, line)));
    let places: Vec<(&Source, usize)> = lines.collect();
    let (found, stored) = (places.len(), stored.expect);
    if found < stored {
        let words = format!("{found} exceptions are left of {stored}; lower the number");
        findings.push(RULE.finding(TABLE, 1, words));
    } else if found > stored {
        for (source, line) in places {
            let words = format!("one of {found} exceptions, at most {stored}");
            findings.push(RULE.finding(&source.path, line, words));
        }
    }
    findings
}

/// The lines of a source's `#[expect(…)]`.
pub fn expected(source: &Source) -> impl Iterator<Item = usize> {
    levels(source, "expect")
}

/// The lines where an attribute sets a lint level, also behind `cfg_attr`.
fn levels(source: &Source, level: &str) -> impl Iterator<Item = usize> {
    let tokens = &source.tokens;
    let sets = move |at: &usize| {
        tokens[*at].is_word(level)
            && tokens.get(at + 1).is_some_and(|token| token.is_mark("("))
            && in_attribute(&tokens[..*at])
    };
    (0..tokens.len()).filter(sets).map(|at| tokens[at].line)
}

/// Whether the tokens end at the head of an attribute, or in one at the second part of `cfg_attr`.
fn in_attribute(before: &[Token]) -> bool {
    let ends_with = |marks: &[&str]| {
        let tail = before.len().checked_sub(marks.len()).map(|from| &before[from..]);
        tail.is_some_and(|tail| tail.iter().zip(marks).all(|(token, mark)| token.text == *mark))
    };
    let conditional = ends_with(&[","]) && {
        let head = before.iter().rposition(|token| token.is_mark("["));
        head.is_some_and(|at| before.get(at + 1).is_some_and(|token| token.is_word("cfg_attr")))
    };
    ends_with(&["#", "["]) || ends_with(&["#", "!", "["]) || conditional
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;
    use crate::tidy::tables::Exceptions;

    fn check(text: &str, stored: usize, expected: &Expect) {
        let sources = inline([("a/src/lib.rs", text)]);
        let findings = findings(&sources, &Exceptions { expect: stored });
        expected.assert_eq(&listing(&findings));
    }

    const TWO: &str =
        "#![expect(x)]\n#[expect(y, reason = \"z\")]\nfn f() { a.expect(\"b\"); expect(c) }\n";

    #[test]
    fn the_stored_number_is_right() {
        check(TWO, 2, &expect![""]);
    }

    #[test]
    fn more_names_every_place() {
        check(
            TWO,
            1,
            &expect![[r"
                a/src/lib.rs:1: one of 2 exceptions, at most 1 [exceptions]
                a/src/lib.rs:2: one of 2 exceptions, at most 1 [exceptions]
            "]],
        );
    }

    #[test]
    fn fewer_lowers_the_number() {
        check(
            TWO,
            3,
            &expect![[r"
                xtask/data/exceptions.toml:1: 2 exceptions are left of 3; lower the number [exceptions]
            "]],
        );
    }

    #[test]
    fn allow_is_none() {
        check(
            "#[allow(x)]\nfn f() { allow(y) }\n#[cfg_attr(test, allow(z))]\nfn g(a: u8) {}\n",
            0,
            &expect![[r"
                a/src/lib.rs:1: `allow` is silent; use `expect` with a reason [exceptions]
                a/src/lib.rs:3: `allow` is silent; use `expect` with a reason [exceptions]
            "]],
        );
    }
}
