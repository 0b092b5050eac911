//! What stands in each line of a source.

use crate::tidy::source::token::Token;

/// A line by what a reader finds in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing.
    Blank,
    /// A comment and nothing else.
    Comment,
    /// Code, with or without a comment behind it.
    Code,
}

/// The kind of every line.
///
/// Tokens leave out comments, so what is neither blank nor covered by a token is a comment; a
/// literal covers all its lines, the empty ones too.
pub fn lines(text: &str, tokens: &[Token]) -> Vec<Line> {
    let bare = |line: &str| {
        if line.trim().is_empty() { Line::Blank } else { Line::Comment }
    };
    let mut lines: Vec<Line> = text.lines().map(bare).collect();
    for token in tokens {
        lines[token.line - 1..token.line_last].fill(Line::Code);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Line, lines};
    use crate::tidy::source::token::tokens;

    #[test]
    fn literals_hide_blank_lines_and_what_looks_like_a_comment() {
        let text = "//! Room.\n\nfn f() { // why\n    \"a\n\n// b\"\n}\n/* c\n d */\n";
        let kinds = lines(text, &tokens(text).expect("the text is Rust"));
        let (blank, comment, code) = (Line::Blank, Line::Comment, Line::Code);
        assert_eq!(kinds, [comment, blank, code, code, code, code, code, comment, comment]);
    }
}
