//! The paths that a source names, in `use` trees, in code and inside macros.

use std::collections::BTreeMap;

use crate::tidy::source::token::{Kind, Token};

/// One path, spelt out: a name that an import brought in stands as the path it was imported by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The path's parts; a glob import ends with `*`.
    pub segments: Vec<String>,
    /// The line of its last part, from 1.
    pub line: usize,
    /// The name that a `use` binds; `None` for a path in code.
    pub binds: Option<String>,
}

impl Mention {
    /// Whether the path begins with the parts of `prefix`, which are joined by `::`.
    pub fn begins_with(&self, prefix: &str) -> bool {
        let mut segments = self.segments.iter();
        prefix.split("::").all(|part| segments.next().is_some_and(|segment| segment == part))
    }
}

/// Every path of the tokens, in their order.
///
/// `scope` tells for a line in which module body it stands: what is imported in one is unknown in
/// the others.
pub fn mentions(tokens: &[Token], scope: impl Fn(usize) -> usize) -> Vec<Mention> {
    let mut reader = Reader { tokens, at: 0, mentions: Vec::new() };
    while let Some(token) = tokens.get(reader.at) {
        if token.is_word("use") {
            reader.at += 1;
            reader.tree(&[]);
        } else if reader.at_path() {
            reader.path();
        } else {
            reader.at += 1;
        }
    }
    spell_out(reader.mentions, scope)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    mentions: Vec<Mention>,
}

impl Reader<'_> {
    fn is(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(mark))
    }

    fn word(&self) -> Option<&Token> {
        self.tokens.get(self.at).filter(|token| token.kind == Kind::Word)
    }

    /// A path begins with a word that `::` follows, unless that word itself goes on a path or is a
    /// method with its types (`.collect::<T>()`); behind two dots it is a range's end.
    fn at_path(&self) -> bool {
        let back = |steps: usize| self.at.checked_sub(steps).map(|at| &self.tokens[at]);
        let is_back = |steps, mark| back(steps).is_some_and(|token| token.is_mark(mark));
        let after_word = back(2).is_some_and(|token| token.kind == Kind::Word) || is_back(2, ">");
        let goes_on = is_back(1, "::") && after_word;
        let is_method = is_back(1, ".") && !is_back(2, ".");
        self.word().is_some() && self.is(self.at + 1, "::") && !goes_on && !is_method
    }

    fn path(&mut self) {
        let mut segments = Vec::new();
        let mut line = 0;
        while let Some(word) = self.word() {
            segments.push(word.text.clone());
            line = word.line;
            self.at += 1;
            if !self.is(self.at, "::") {
                break;
            }
            self.at += 1;
        }
        self.mentions.push(Mention { segments, line, binds: None });
    }

    /// Reads one `use` tree below `stem`; stops behind it.
    fn tree(&mut self, stem: &[String]) {
        let mut segments = stem.to_vec();
        if self.is(self.at, "::") {
            self.at += 1;
        }
        while let Some(word) = self.word() {
            segments.push(word.text.clone());
            self.at += 1;
            if !self.is(self.at, "::") {
                return self.leaf(segments);
            }
            self.at += 1;
        }
        if self.is(self.at, "*") {
            segments.push("*".to_owned());
            self.at += 1;
            self.leaf(segments);
        } else if self.is(self.at, "{") {
            self.branches(&segments);
        }
    }

    fn branches(&mut self, stem: &[String]) {
        self.at += 1;
        while self.at < self.tokens.len() && !self.is(self.at, "}") {
            let before = self.at;
            self.tree(stem);
            // A comma, or what no `use` tree contains: either way the next tree begins behind it.
            if self.is(self.at, ",") || self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn leaf(&mut self, mut segments: Vec<String>) {
        let line = self.tokens[self.at - 1].line;
        // `{self}` means the stem itself, while a bare `use self` does not exist.
        if segments.len() > 1 {
            segments.pop_if(|last| last == "self");
        }
        let mut binds = segments.last().cloned();
        if self.word().is_some_and(|word| word.text == "as") {
            self.at += 1;
            binds = self.word().map(|word| word.text.clone());
            self.at += 1;
        }
        self.mentions.push(Mention { segments, line, binds });
    }
}

fn spell_out(mut mentions: Vec<Mention>, scope: impl Fn(usize) -> usize) -> Vec<Mention> {
    let mut imported: BTreeMap<(usize, String), Vec<String>> = BTreeMap::new();
    for mention in &mentions {
        if let Some(name) = &mention.binds {
            imported.insert((scope(mention.line), name.clone()), mention.segments.clone());
        }
    }
    for mention in &mut mentions {
        let name = (scope(mention.line), mention.segments[0].clone());
        if let Some(path) = imported.get(&name).filter(|path| path[0] != name.1) {
            mention.segments.splice(..1, path.iter().cloned());
        }
    }
    mentions
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::mentions;
    use crate::tidy::source::token::tokens;

    fn check(text: &str, expected: &Expect) {
        let tokens = tokens(text).expect("the text is Rust");
        // The tests have one line a module.
        let mentions = mentions(&tokens, |line| line);
        let shown = |m: &super::Mention| {
            let binds = m.binds.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
            format!("{} {}{binds}\n", m.line, m.segments.join("::"))
        };
        expected.assert_eq(&mentions.iter().map(shown).collect::<String>());
    }

    #[test]
    fn trees_are_laid_flat() {
        check(
            "use a::{self, b as c,\n  d::{E, F},\n  g::*,};\npub use ::h;",
            &expect![[r"
                1 a as a
                1 a::b as c
                2 a::d::E as E
                2 a::d::F as F
                3 a::g::* as *
                4 h as h
            "]],
        );
    }

    #[test]
    fn paths_are_seen_in_code_macros_and_attributes() {
        check(
            "#[error(\"x\", a::b(.0))]\nfn f(x: Vec::<u8>) -> <T as c::D>::E { g!(h::i!(), j.k::<l::M>(), ..n::o()) }",
            &expect![[r"
                1 a::b
                2 Vec
                2 c::D
                2 h::i
                2 l::M
                2 n::o
            "]],
        );
    }

    #[test]
    fn imported_names_are_spelt_out_in_their_module() {
        check(
            "use std::{time, fs as disk}; fn f() { time::Instant::now(); disk::read(x); }\nfn g() { time::h() }",
            &expect![[r"
                1 std::time as time
                1 std::fs as disk
                1 std::time::Instant::now
                1 std::fs::read
                2 time::h
            "]],
        );
    }

    #[test]
    fn captured_lifetimes_are_no_import() {
        check("fn f<'a>() -> impl Sized + use<'a> { a::b() }", &expect!["1 a::b\n"]);
    }
}
