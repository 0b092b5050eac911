//! Each foreign library has its home; the rest of the house sees our own types.

use std::collections::BTreeMap;

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;
use crate::tidy::tables::{Home, lies_in};

const RULE: Rule = Rule("homes");

/// Files that name a library outside its home, and homes that take more files than they may.
pub fn findings(sources: &[Source], homes: &[Home]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for home in homes {
        for library in &home.libraries {
            findings.extend(of_library(sources, home, library));
        }
    }
    findings
}

fn of_library(sources: &[Source], home: &Home, library: &str) -> Vec<Finding> {
    let (inside, outside): (Vec<_>, Vec<_>) = first_lines(sources, library)
        .into_iter()
        .partition(|(path, _)| lies_in(path, &home.within));
    let mut findings = Vec::new();
    for (path, line) in outside {
        let words = format!("`{library}` is named only in {}", home.within.join(", "));
        findings.push(RULE.finding(path, line, words));
    }
    let files_max = home.files_max.unwrap_or(usize::MAX);
    for (path, line) in inside.into_iter().skip(files_max) {
        let words = format!("`{library}` is named in more files than {files_max}");
        findings.push(RULE.finding(path, line, words));
    }
    findings
}

/// The files that name a library, with the first line that does.
fn first_lines<'a>(sources: &'a [Source], library: &str) -> BTreeMap<&'a str, usize> {
    let line = |source: &Source| {
        source.mentions.iter().find(|mention| mention.begins_with(library)).map(|m| m.line)
    };
    sources.iter().filter_map(|source| Some((source.path.as_str(), line(source)?))).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;
    use crate::tidy::tables::Home;

    fn check<const N: usize>(home: Home, files: [(&str, &str); N], expected: &Expect) {
        expected.assert_eq(&listing(&findings(&inline(files), &[home])));
    }

    fn home(within: &str, files_max: Option<usize>) -> Home {
        Home { libraries: vec!["tantivy".into()], within: vec![within.into()], files_max }
    }

    #[test]
    fn a_library_stays_in_its_room() {
        check(
            home("engine/src/index/", None),
            [
                ("api/src/a.rs", "fn f() { tantivy_query::g(); }\n"),
                ("api/src/b.rs", "\nuse tantivy as t;\nfn f() { t::g(); }\n"),
                ("api/src/c.rs", "fn f(x: tantivy::Index) {}\n"),
                ("engine/src/index/lexical.rs", "use tantivy::Index;\n"),
            ],
            &expect![[r"
                api/src/b.rs:2: `tantivy` is named only in engine/src/index/ [homes]
                api/src/c.rs:1: `tantivy` is named only in engine/src/index/ [homes]
            "]],
        );
    }

    #[test]
    fn one_home_is_one_file() {
        check(
            home("engine/src/", Some(1)),
            [
                ("engine/src/a.rs", "use tantivy::Index;\nuse tantivy::Term;\n"),
                ("engine/src/b.rs", "use crate::tantivy::Index;\n"),
                ("engine/src/c.rs", "use ::tantivy::Term;\n"),
            ],
            &expect![[r"
                engine/src/c.rs:1: `tantivy` is named in more files than 1 [homes]
            "]],
        );
    }
}
