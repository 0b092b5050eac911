//! Arrows between our crates go down, and only those that the table lists.

use toml::Table;

use crate::tidy::files::{TextFile, Tree};
use crate::tidy::finding::{Finding, Rule};
use crate::tidy::tables::Arrows;

const RULE: Rule = Rule("arrows");
const PREFIX: &str = "wenshui-";

/// Dependencies on our own crates, those for tests and builds too, that the table does not allow.
pub fn findings(tree: &Tree, arrows: &Arrows) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let Some(room) = file.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        match file.text.parse::<Table>() {
            Ok(manifest) => findings.extend(of_crate(file, &manifest, arrows.get(room))),
            Err(error) => findings.push(RULE.finding(&file.path, 1, error.message())),
        }
    }
    findings
}

fn of_crate(file: &TextFile, manifest: &Table, allowed: Option<&Vec<String>>) -> Vec<Finding> {
    let room = file.path.trim_end_matches("/Cargo.toml");
    let Some(allowed) = allowed else {
        let words = format!("`{room}` is not in the table of arrows");
        return vec![RULE.finding(&file.path, 1, words)];
    };
    let mut findings = Vec::new();
    for name in ours(manifest) {
        if allowed.iter().all(|allowed| *allowed != name) {
            let words = format!("`{room}` may not depend on `{name}`");
            findings.push(RULE.finding(&file.path, line_of(&file.text, &name), words));
        }
    }
    findings
}

/// The folders of our crates in every table of dependencies, at any depth.
fn ours(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else {
            continue;
        };
        if key.ends_with("dependencies") {
            for (alias, dependency) in inner {
                let package = dependency.get("package").and_then(toml::Value::as_str);
                names.extend(package.unwrap_or(alias).strip_prefix(PREFIX).map(str::to_owned));
            }
        } else {
            names.extend(ours(inner));
        }
    }
    names
}

/// The first line that names the package.
fn line_of(text: &str, name: &str) -> usize {
    let package = format!("{PREFIX}{name}");
    let names = |line: &str| !line.starts_with("name") && line.contains(&package);
    text.lines().position(names).unwrap_or_default() + 1
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    fn check(path: &str, manifest: &str, expected: &Expect) {
        let arrows = [("engine", vec!["knowledge"]), ("knowledge", vec![])].map(|(room, below)| {
            (room.to_owned(), below.into_iter().map(str::to_owned).collect::<Vec<_>>())
        });
        let tree = Tree::of([(path, manifest)]);
        expected.assert_eq(&listing(&findings(&tree, &arrows.into())));
    }

    #[test]
    fn down_is_allowed() {
        check(
            "engine/Cargo.toml",
            "[dependencies]\nwenshui-knowledge.workspace = true\nserde = \"1\"\n",
            &expect![""],
        );
    }

    #[test]
    fn every_table_counts() {
        check(
            "knowledge/Cargo.toml",
            "[package]\nname = \"wenshui-knowledge\"\n[dev-dependencies]\nwenshui-engine.workspace = true\n[target.'cfg(unix)'.dependencies]\nplain = { package = \"wenshui-api\", path = \"../api\" }\n",
            &expect![[r"
                knowledge/Cargo.toml:4: `knowledge` may not depend on `engine` [arrows]
                knowledge/Cargo.toml:6: `knowledge` may not depend on `api` [arrows]
            "]],
        );
    }

    #[test]
    fn a_new_crate_needs_its_place() {
        check(
            "shed/Cargo.toml",
            "",
            &expect![[r"
                shed/Cargo.toml:1: `shed` is not in the table of arrows [arrows]
            "]],
        );
    }
}
