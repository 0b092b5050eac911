//! The rows of the features are proven, and the table that says so is true.

use crate::mutate::list::{Mutation, PATH};
use crate::tidy::files::Tree;
use crate::tidy::finding::{Finding, Rule};
use crate::tidy::rows::test::{Test, tests};
use crate::tidy::rows::{DOCUMENT, Proof, Rows, document, proofs};
use crate::tidy::source::Source;
use crate::tidy::tables::Tables;

const RULE: Rule = Rule("rows");
const TABLE: &str = "xtask/data/rows.toml";

/// Rows without a proof, proofs without a row, mutations that no longer fit, and a document that is
/// out of date.
pub fn findings(tree: &Tree, sources: &[Source], tables: &Tables) -> Vec<Finding> {
    let tests = tests(sources);
    let mutations = &tables.mutations.mutation;
    let proofs = proofs(&tables.rows, &tests, mutations);
    let mut findings: Vec<Finding> = proofs.iter().flat_map(of_proof).collect();
    findings.extend(named_in_vain(&tables.rows, &tests));
    findings.extend(mutations.iter().enumerate().filter_map(|(at, mutation)| {
        let words = fault(tree, &proofs, mutation)?;
        Some(RULE.finding(PATH, line_of(tree, at), format!("{}: {words}", mutation.row)))
    }));
    if !proofs.is_empty() && tree.text(DOCUMENT) != Some(document(&proofs).as_str()) {
        findings.push(RULE.finding(DOCUMENT, 1, "out of date: run `cargo xtask rows`"));
    }
    findings
}

/// What a row lacks, or has too early.
fn of_proof(proof: &Proof) -> Vec<Finding> {
    let mut words = Vec::new();
    if proof.row.is_due() && proof.tests.is_empty() {
        words.push("no test proves it");
    }
    if proof.row.is_due() && proof.mutations.is_empty() {
        words.push("no mutation proves its tests");
    }
    if proof.row.later.is_some() && !proof.tests.is_empty() {
        words.push("it has tests and is not `later` any more");
    }
    words
        .into_iter()
        .map(|words| RULE.finding(TABLE, 1, format!("{}: {words}", proof.id)))
        .collect()
}

/// Tests of the table that do not exist, and tests named after rows that the table does not have.
fn named_in_vain(rows: &Rows, tests: &[Test]) -> Vec<Finding> {
    let is_there = |path: &String| tests.iter().any(|test| test.path == *path);
    let named = rows.iter().flat_map(|(id, row)| row.tests.iter().map(move |path| (id, path)));
    let gone = named.filter(|(_, path)| !is_there(path));
    let gone = gone.map(|(id, path)| format!("{id}: the test `{path}` does not exist"));
    let unknown = tests.iter().flat_map(|test| {
        let rows = test.rows().filter(|id| !rows.contains_key(id));
        rows.map(|id| format!("{id}: unknown, and `{}` is named after it", test.path))
    });
    gone.chain(unknown).map(|words| RULE.finding(TABLE, 1, words)).collect()
}

/// What is wrong with a mutation.
fn fault(tree: &Tree, proofs: &[Proof], mutation: &Mutation) -> Option<String> {
    let Some(proof) = proofs.iter().find(|proof| proof.id == mutation.row) else {
        return Some("there is no such row".to_owned());
    };
    let Some(text) = tree.text(&mutation.file) else {
        return Some(format!("`{}` does not exist", mutation.file));
    };
    if let Err(reason) = mutation.planted_in(text) {
        return Some(format!("`{}`: {reason}", mutation.file));
    }
    let is_named = |test: &&Test| test.path == mutation.test && test.package == mutation.package;
    let proves = proof.tests.iter().any(is_named);
    (!proves).then(|| format!("`{}` is no test of the row in {}", mutation.test, mutation.package))
}

/// The line where a mutation begins.
fn line_of(tree: &Tree, at: usize) -> usize {
    let lines = tree.text(PATH).unwrap_or_default().lines().enumerate();
    let mut begins = lines.filter(|(_, line)| line.trim() == "[[mutation]]");
    begins.nth(at).map_or(1, |(line, _)| line + 1)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;
    use crate::tidy::source::read_all;
    use crate::tidy::tables::Tables;

    const MUTATION: &str = "[[mutation]]\nrow = \"B-01\"\nrule = \"300\"\nfile = \"a.txt\"\nfind = \"300\"\nreplace = \"301\"\npackage = \"wenshui-api\"\ntest = \"text::b_01_long\"\n";
    const ROW: &str = "[B-01]\nabout = \"300\"\n";

    /// The findings for these rows, mutations and tests; the document is the right one.
    fn check((rows, mutations): (&str, &str), tests: &str, expected: &Expect) {
        let files = [
            ("xtask/data/arrows.toml", ""),
            ("xtask/data/exceptions.toml", "expect = 0"),
            ("xtask/data/homes.toml", "home = []\npure = []"),
            ("xtask/data/places.toml", "absolute = []\nbeside = []"),
            ("xtask/data/rows.toml", rows),
            ("xtask/data/mutations.toml", mutations),
            ("api/tests/it/text.rs", tests),
            ("a.txt", "at most 300"),
        ];
        let tree = Tree::of(files);
        let tables = Tables::read(&tree).unwrap();
        let (sources, _) = read_all(&tree);
        expected.assert_eq(&listing(&findings(&tree, &sources, &tables)));
    }

    #[test]
    fn a_proven_row_is_left_in_peace_and_wants_its_document() {
        check(
            (ROW, MUTATION),
            "#[test]\nfn b_01_long() {}\n",
            &expect![[r"
                docs/rows.md:1: out of date: run `cargo xtask rows` [rows]
            "]],
        );
        check(("", ""), "#[test]\nfn something() {}\n", &expect![""]);
    }

    #[test]
    fn what_is_not_proven_is_named() {
        check(
            (ROW, ""),
            "",
            &expect![[r"
                xtask/data/rows.toml:1: B-01: no test proves it [rows]
                xtask/data/rows.toml:1: B-01: no mutation proves its tests [rows]
                docs/rows.md:1: out of date: run `cargo xtask rows` [rows]
            "]],
        );
        check(
            ("[B-01]\nabout = \"300\"\nlater = \"soon\"\ntests = [\"text::gone\"]\n", ""),
            "#[test]\nfn b_01_c_01_long() {}\n",
            &expect![[r"
                xtask/data/rows.toml:1: B-01: it has tests and is not `later` any more [rows]
                xtask/data/rows.toml:1: B-01: the test `text::gone` does not exist [rows]
                xtask/data/rows.toml:1: C-01: unknown, and `text::b_01_c_01_long` is named after it [rows]
                docs/rows.md:1: out of date: run `cargo xtask rows` [rows]
            "]],
        );
    }

    #[test]
    fn mutations_fit() {
        let mutations = [
            MUTATION.replace("find = \"300\"", "find = \"299\""),
            MUTATION.replace("a.txt", "b.txt"),
            MUTATION.replace("b_01_long", "b_01_short"),
            MUTATION.replace("B-01", "B-02"),
        ];
        check(
            (ROW, &mutations.concat()),
            "#[test]\nfn b_01_long() {}\n",
            &expect![[r"
                xtask/data/mutations.toml:1: B-01: `a.txt`: the text to find is not there [rows]
                xtask/data/mutations.toml:9: B-01: `b.txt` does not exist [rows]
                xtask/data/mutations.toml:17: B-01: `text::b_01_short` is no test of the row in wenshui-api [rows]
                xtask/data/mutations.toml:25: B-02: there is no such row [rows]
                docs/rows.md:1: out of date: run `cargo xtask rows` [rows]
            "]],
        );
    }
}
