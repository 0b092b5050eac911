//! Import from the room, not from the roof: names one by one, from the module that has them.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::modules::Modules;
use crate::tidy::source::Source;
use crate::tidy::source::mention::Mention;

const RULE: Rule = Rule("imports");

/// Glob imports anywhere, and paths from a nested module to what the crate's root re-exports.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let modules = Modules::of(sources);
    let mut findings = Vec::new();
    for source in sources {
        for mention in &source.mentions {
            let words = glob(mention).or_else(|| from_the_roof(&modules, source, mention));
            findings.extend(words.map(|w| RULE.finding(&source.path, mention.line, w)));
        }
    }
    findings
}

fn glob(mention: &Mention) -> Option<String> {
    mention.segments.last().filter(|last| *last == "*")?;
    Some(format!("`{}` hides what it brings; import names", mention.segments.join("::")))
}

fn from_the_roof(modules: &Modules<'_>, source: &Source, mention: &Mention) -> Option<String> {
    let is_nested = source.module.as_ref().is_some_and(|module| !module.is_empty());
    let target = modules.resolve(source, mention).filter(|_| is_nested)?;
    let item = target.item.first().filter(|_| target.module.is_empty())?;
    Some(format!("`{item}` comes from the crate's root; name the module that has it"))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    fn check(text: &str, expected: &Expect) {
        let root = "pub use a::b::X;\nfn f() { crate::g() }";
        let sources = inline([("x/src/lib.rs", root), ("x/src/a.rs", ""), ("x/src/a/b.rs", text)]);
        expected.assert_eq(&listing(&findings(&sources)));
    }

    #[test]
    fn globs_are_found_in_tests_too() {
        check(
            "use std::io::{self, prelude::*};\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n",
            &expect![[r"
                x/src/a/b.rs:1: `std::io::prelude::*` hides what it brings; import names [imports]
                x/src/a/b.rs:4: `super::*` hides what it brings; import names [imports]
            "]],
        );
    }

    #[test]
    fn the_root_is_no_place_to_import_from() {
        check(
            "use crate::X;\nuse super::super::Y;\nuse crate::a::Z;\nfn f() {\n    g!(crate::h());\n}\n",
            &expect![[r"
                x/src/a/b.rs:1: `X` comes from the crate's root; name the module that has it [imports]
                x/src/a/b.rs:2: `Y` comes from the crate's root; name the module that has it [imports]
                x/src/a/b.rs:5: `h` comes from the crate's root; name the module that has it [imports]
            "]],
        );
    }

    #[test]
    fn what_a_test_imports_says_nothing_of_the_code_above_it() {
        check(
            "fn f() { X::new() }\n#[cfg(test)]\nmod tests {\n    use super::super::super::X;\n}\n",
            &expect![[r"
                x/src/a/b.rs:4: `X` comes from the crate's root; name the module that has it [imports]
            "]],
        );
    }
}
