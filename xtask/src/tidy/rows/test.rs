//! The integration tests of the sources, by name.

use crate::tidy::source::Source;
use crate::tidy::source::token::{Kind, Token};

/// Where integration tests lie in a crate.
const FOLDER: &str = "/tests/it/";

/// An integration test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The package whose binary holds it.
    pub package: String,
    /// Its modules and its name, as `--exact` wants them.
    pub path: String,
}

impl Test {
    /// Whether its name begins with the row's id, alone or with those of other rows.
    pub fn proves(&self, row: &str) -> bool {
        self.rows().any(|named| named == row)
    }

    /// The ids of the rows that its name begins with: `f_01_f_03_…` is F-01 and F-03.
    pub fn rows(&self) -> impl Iterator<Item = String> {
        let name = self.path.rsplit("::").next().unwrap_or_default();
        let parts: Vec<&str> = name.split('_').collect();
        let ids: Vec<String> =
            parts.chunks_exact(2).map_while(|pair| id(pair[0], pair[1])).collect();
        ids.into_iter()
    }
}

fn id(letter: &str, number: &str) -> Option<String> {
    let is_letter = letter.len() == 1 && letter.as_bytes()[0].is_ascii_lowercase();
    let is_number = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_letter && is_number).then(|| format!("{}-{number}", letter.to_uppercase()))
}

/// Every integration test, in the order of files and lines.
pub fn tests(sources: &[Source]) -> Vec<Test> {
    sources.iter().flat_map(of_source).collect()
}

fn of_source(source: &Source) -> Vec<Test> {
    let Some((_, inside)) = source.path.split_once(FOLDER) else {
        return Vec::new();
    };
    let file = inside.strip_suffix(".rs").unwrap_or(inside);
    let modules: Vec<&str> = file.split('/').filter(|module| *module != "main").collect();
    let test = |(name, line): (&str, usize)| {
        let inline = source.inline_modules(line);
        let path: Vec<&str> = modules.iter().copied().chain(inline).chain([name]).collect();
        Test { package: format!("wenshui-{}", source.room), path: path.join("::") }
    };
    names(&source.tokens).map(test).collect()
}

/// The names of the functions under `#[test]`, with their lines.
fn names(tokens: &[Token]) -> impl Iterator<Item = (&str, usize)> {
    let marked = (0..tokens.len()).filter(|at| {
        let end = tokens.get(*at..at + 4).unwrap_or_default();
        let texts: Vec<&str> = end.iter().map(|token| token.text.as_str()).collect();
        texts == ["#", "[", "test", "]"]
    });
    marked.filter_map(|at| {
        let after = &tokens[at..];
        let name = after.iter().position(|token| token.is_word("fn"))?;
        let name = after.get(name + 1).filter(|token| token.kind == Kind::Word)?;
        Some((name.text.as_str(), name.line))
    })
}

#[cfg(test)]
mod tests {
    use super::{Test, tests};
    use crate::tidy::files::Tree;
    use crate::tidy::source::read_all;

    #[test]
    fn tests_have_their_modules_and_helpers_are_none() {
        let text = "//! T.\n#[test]\nfn a() {}\nfn helper() {}\nmod deep {\n    #[test]\n    #[expect(x)]\n    fn b() {}\n}\n";
        let (sources, _) = read_all(&Tree::of([
            ("shop/tests/it/main.rs", "#[test]\nfn c() {}\n"),
            ("shop/tests/it/till/coin.rs", text),
            ("shop/src/lib.rs", "#[test]\nfn unit() {}\n"),
        ]));
        let found: Vec<String> =
            tests(&sources).iter().map(|t| format!("{} {}", t.package, t.path)).collect();
        assert_eq!(
            found,
            ["wenshui-shop c", "wenshui-shop till::coin::a", "wenshui-shop till::coin::deep::b"]
        );
    }

    #[test]
    fn a_name_begins_with_its_rows() {
        let rows = |path: &str| {
            let test = Test { package: String::new(), path: path.to_owned() };
            test.rows().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(rows("mine::f_01_f_03_an_answer_is_judged"), "F-01 F-03");
        assert_eq!(rows("b_01_300_characters_are_taken"), "B-01");
        assert_eq!(rows("f7_an_ended_conversation"), "");
        assert_eq!(rows("a_token_is_believed"), "");
        assert_eq!(rows("x::of_c_07"), "");
    }
}
