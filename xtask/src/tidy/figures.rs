//! The measures of the whole workspace, tests left out.

use std::fmt;

use crate::tidy::rules::exceptions;
use crate::tidy::source::Source;
use crate::tidy::source::line::Line;

/// A function is short up to so many lines.
pub const SHORT_LINES: usize = 40;

/// How calm the house is.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Number of files that are no tests.
    pub files: usize,
    /// Median of their lengths in lines, test modules not counted.
    pub file_median: usize,
    /// Number of functions with a body.
    pub functions: usize,
    /// Median of their lengths in lines.
    pub function_median: usize,
    /// Share of functions of at most [`SHORT_LINES`] lines, 0 to 1.
    pub short_share: f64,
    /// Share of lines that are comments, 0 to 1.
    pub comment_share: f64,
    /// Number of `#[expect(…)]`, those in tests too.
    pub exceptions: usize,
}

impl Figures {
    /// Measures the sources.
    pub fn of(sources: &[Source]) -> Self {
        let product: Vec<&Source> = sources.iter().filter(|source| !source.is_test).collect();
        let files: Vec<usize> =
            product.iter().map(|source| source.product_lines().count()).collect();
        let functions: Vec<usize> = product.iter().flat_map(|s| function_lengths(s)).collect();
        let short = functions.iter().filter(|lines| **lines <= SHORT_LINES).count();
        let comments = product.iter().flat_map(|source| source.product_lines());
        let comments = comments.filter(|(_, line)| *line == Line::Comment).count();
        Self {
            files: files.len(),
            short_share: share(short, functions.len()),
            comment_share: share(comments, files.iter().sum()),
            functions: functions.len(),
            file_median: median(files),
            function_median: median(functions),
            exceptions: sources.iter().map(|source| exceptions::expected(source).count()).sum(),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, median {} lines; ", self.files, self.file_median)?;
        write!(f, "{} functions, median {} lines, ", self.functions, self.function_median)?;
        write!(f, "{:.1} % at most {SHORT_LINES}; ", self.short_share * 100.0)?;
        write!(f, "{:.1} % comments; {} exceptions", self.comment_share * 100.0, self.exceptions)
    }
}

fn function_lengths(source: &Source) -> impl Iterator<Item = usize> {
    let functions = source.outline.functions.iter().map(|function| &function.lines);
    functions.filter(|lines| !source.in_test(*lines.start())).map(|lines| lines.clone().count())
}

/// The upper one of two middles, so that a limit on it is never read too kindly.
fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::Figures;
    use crate::tidy::source::inline;

    #[test]
    fn tests_do_not_count() {
        let sources = inline([
            (
                "a/src/lib.rs",
                "//! A.\n\nfn a() {\n}\n\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n",
            ),
            ("a/src/b.rs", "//! B.\n\n// why\n#[expect(dead_code)]\nfn b() {\n    c();\n}\n"),
            ("a/tests/it/main.rs", "//! T.\nfn t() {\n\n\n}\n"),
        ]);
        let figures = Figures::of(&sources).to_string();
        expect!["2 files, median 7 lines; 2 functions, median 3 lines, 100.0 % at most 40; 25.0 % comments; 1 exceptions"]
            .assert_eq(&figures);
    }
}
