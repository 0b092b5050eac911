//! A Rust file as the rules see it: its place in the house, its tokens, paths and lines.

pub mod line;
pub mod mention;
pub mod outline;
pub mod token;

use std::slice;

use crate::tidy::files::{TextFile, Tree};
use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::line::Line;
use crate::tidy::source::mention::Mention;
use crate::tidy::source::outline::Outline;
use crate::tidy::source::token::Token;

const RULE: Rule = Rule("syntax");

/// A parsed Rust file.
#[derive(Debug)]
pub struct Source {
    /// Path in the repository, with `/` on every system.
    pub path: String,
    /// Folder of its crate.
    pub room: String,
    /// Module path inside the crate, empty for its root; `None` outside `src/`.
    pub module: Option<Vec<String>>,
    /// The text itself.
    pub text: String,
    /// Every token that is not a comment.
    pub tokens: Vec<Token>,
    /// Every path that the code names.
    pub mentions: Vec<Mention>,
    /// Functions, test parts and modules.
    pub outline: Outline,
    /// What stands in each line.
    pub lines: Vec<Line>,
    /// Whether the whole file serves tests or benches only.
    pub is_test: bool,
}

impl Source {
    /// Parses one file.
    ///
    /// # Errors
    /// A finding when the file is no Rust.
    pub fn parse(file: &TextFile) -> Result<Self, Finding> {
        let wrong = |(line, words): (usize, String)| RULE.finding(&file.path, line, words);
        let tokens = token::tokens(&file.text).map_err(wrong)?;
        let outline = Outline::parse(&file.text).map_err(wrong)?;
        let (room, inside) = file.path.split_once('/').unwrap_or(("", &file.path));
        Ok(Self {
            room: room.to_owned(),
            module: inside.strip_prefix("src/").and_then(module_path),
            mentions: mention::mentions(&tokens, |line| outline.scope(line)),
            lines: line::lines(&file.text, &tokens),
            is_test: ["tests/", "benches/", "examples/"].iter().any(|f| inside.starts_with(f)),
            path: file.path.clone(),
            text: file.text.clone(),
            tokens,
            outline,
        })
    }

    /// Whether what stands in this line serves tests only.
    pub fn in_test(&self, line: usize) -> bool {
        self.is_test || self.outline.tests.iter().any(|lines| lines.contains(&line))
    }

    /// The lines that are no test's, as (number, kind).
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, Line)> {
        let numbered = self.lines.iter().enumerate().map(|(at, line)| (at + 1, *line));
        numbered.filter(|(number, _)| !self.in_test(*number))
    }

    /// The inline modules around a line, from the outside in.
    pub fn inline_modules(&self, line: usize) -> impl Iterator<Item = &str> {
        let around = self.outline.inline_modules.iter().filter(move |m| m.lines.contains(&line));
        around.map(|module| module.name.as_str())
    }
}

/// Parses every Rust file of the tree; those that are no Rust come back as findings.
pub fn read_all(tree: &Tree) -> (Vec<Source>, Vec<Finding>) {
    let (mut sources, mut findings) = (Vec::new(), Vec::new());
    for file in tree.files.iter().filter(|file| file.is("rs")) {
        match Source::parse(file) {
            Ok(source) => sources.push(source),
            Err(finding) => findings.push(finding),
        }
    }
    mark_test_files(&mut sources);
    (sources, findings)
}

/// A file declared by `#[cfg(test)] mod name;` is a test as a whole, and so is what lies below.
fn mark_test_files(sources: &mut [Source]) {
    let mut roots: Vec<(String, Vec<String>)> = Vec::new();
    for source in sources.iter() {
        let Some(module) = &source.module else {
            continue;
        };
        for name in &source.outline.test_children {
            roots.push((source.room.clone(), [module.as_slice(), slice::from_ref(name)].concat()));
        }
    }
    for source in sources {
        let Some(module) = &source.module else {
            continue;
        };
        source.is_test |=
            roots.iter().any(|(room, root)| *room == source.room && module.starts_with(root));
    }
}

/// `a/b.rs` is `a::b`; a binary of its own in `bin/` belongs to no module tree that is checked.
fn module_path(inside: &str) -> Option<Vec<String>> {
    let path = inside.strip_suffix(".rs")?;
    match path {
        "lib" | "main" => Some(Vec::new()),
        _ if path.starts_with("bin/") => None,
        _ => Some(path.split('/').map(str::to_owned).collect()),
    }
}

/// The sources of inline (path, text) pairs, for the tests of rules.
///
/// # Panics
/// When a text is no Rust.
#[cfg(test)]
pub fn inline<const N: usize>(files: [(&str, &str); N]) -> Vec<Source> {
    let (sources, findings) = read_all(&Tree::of(files));
    assert_eq!(findings, [], "inline sources are Rust");
    sources
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{inline, read_all};
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    #[test]
    fn broken_rust_is_a_finding() {
        let files = [("a/src/lib.rs", "fn a() {\n"), ("b/src/lib.rs", "//! B.\nfn fn b() {}\n")];
        let (sources, findings) = read_all(&Tree::of(files));
        assert!(sources.is_empty());
        expect![[r"
            a/src/lib.rs:1: cannot parse string into token stream [syntax]
            b/src/lib.rs:2: expected identifier, found keyword `fn` [syntax]
        "]]
        .assert_eq(&listing(&findings));
    }

    #[test]
    fn a_test_module_in_a_file_of_its_own_is_a_test() {
        let sources = inline([
            ("a/src/b.rs", "#[cfg(test)]\nmod tests;\nmod c;\n"),
            ("a/src/b/c.rs", "fn c() {}\n"),
            ("a/src/b/tests.rs", "fn t() {}\n"),
            ("a/tests/it/main.rs", "fn m() {}\n"),
        ]);
        let found: Vec<_> = sources.iter().map(|s| (s.path.as_str(), s.is_test)).collect();
        expect![[r#"
            [
                (
                    "a/src/b.rs",
                    false,
                ),
                (
                    "a/src/b/c.rs",
                    false,
                ),
                (
                    "a/src/b/tests.rs",
                    true,
                ),
                (
                    "a/tests/it/main.rs",
                    true,
                ),
            ]
        "#]]
        .assert_debug_eq(&found);
    }
}
