//! No text names a place that its readers do not have.

use crate::tidy::files::{TextFile, Tree};
use crate::tidy::finding::{Finding, Rule};
use crate::tidy::tables::{Places, lies_in};

const RULE: Rule = Rule("machine-paths");

/// Absolute paths of the machine a text was written on, and folders beside the repository.
pub fn findings(tree: &Tree, places: &Places) -> Vec<Finding> {
    tree.files.iter().flat_map(|file| of_file(file, &patterns(&file.path, places))).collect()
}

/// What the text of this path may not contain.
fn patterns(path: &str, places: &Places) -> Vec<String> {
    let absolute = places.absolute.iter().map(|name| format!("/{name}/"));
    let beside = places.beside.iter().filter(|beside| !lies_in(path, &beside.allowed_in));
    absolute.chain(beside.map(|beside| format!("../{}", beside.name))).collect()
}

fn of_file(file: &TextFile, patterns: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pattern in patterns.iter().filter(|pattern| file.text.contains(*pattern)) {
        for (at, line) in file.text.lines().enumerate() {
            if line.match_indices(pattern).any(|(from, _)| begins_a_path(&line[..from])) {
                let words = format!("`{pattern}` is a place that readers do not have");
                findings.push(RULE.finding(&file.path, at + 1, words));
            }
        }
    }
    findings
}

/// A pattern in the middle of a longer path or an address is another place.
fn begins_a_path(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || "_-./".contains(c))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;
    use crate::tidy::tables::{Beside, Places};

    fn check(path: &str, text: &str, expected: &Expect) {
        let beside = Beside { name: "toys".into(), allowed_in: vec!["docs/plan/".into()] };
        let places = Places { absolute: vec!["attic".into()], beside: vec![beside] };
        expected.assert_eq(&listing(&findings(&Tree::of([(path, text)]), &places)));
    }

    #[test]
    fn places_of_the_machine_are_found() {
        check(
            "docs/a.md",
            "see /attic/main\n(`/attic/x`) and ../toys/y\n",
            &expect![[r"
                docs/a.md:1: `/attic/` is a place that readers do not have [machine-paths]
                docs/a.md:2: `/attic/` is a place that readers do not have [machine-paths]
                docs/a.md:2: `../toys` is a place that readers do not have [machine-paths]
            "]],
        );
    }

    #[test]
    fn the_plan_may_name_its_sources() {
        check("docs/plan/a.md", "../toys/y\n", &expect![""]);
    }

    #[test]
    fn longer_paths_are_other_places() {
        check(
            "README.md",
            "https://example.org/attic/ and src/attic/ and /v1/attic/\n",
            &expect![""],
        );
    }
}
