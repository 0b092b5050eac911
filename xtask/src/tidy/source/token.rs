//! A Rust text as a flat list of tokens with their lines, comments left out.
//!
//! Rules that look for a few words in a row (`. unwrap (`) read this list, so that they also see
//! inside macros, where a syntax tree ends. This is the home of the lexer.

use proc_macro2::{Group, Punct, Spacing, Span, TokenStream, TokenTree};

/// A word, a literal or a mark of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What sort of token it is.
    pub kind: Kind,
    /// As it stands in the source; `::` is one mark, every other mark is one character.
    pub text: String,
    /// First line, from 1.
    pub line: usize,
    /// Last line; only a literal has another than its first.
    pub line_last: usize,
}

/// The sorts of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word,
    /// A string, character or number.
    Literal,
    /// Punctuation and brackets.
    Mark,
}

impl Token {
    /// Whether it is exactly this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// Whether it is exactly this mark.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// The tokens of a text.
///
/// # Errors
/// Line and words where the text is not made of Rust's tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let stream: TokenStream =
        text.parse().map_err(|e: proc_macro2::LexError| (e.span().start().line, e.to_string()))?;
    let mut flat = Flat { text, tokens: Vec::new(), joint: false };
    flat.stream(stream);
    Ok(flat.tokens)
}

struct Flat<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Whether the last token is a colon that touches what follows.
    joint: bool,
}

impl Flat<'_> {
    fn stream(&mut self, stream: TokenStream) {
        for tree in stream {
            if self.is_comment(tree.span()) {
                continue;
            }
            match tree {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Punct(punct) => self.punct(&punct),
                TokenTree::Ident(word) => self.push(Kind::Word, word.span(), word.to_string()),
                TokenTree::Literal(it) => self.push(Kind::Literal, it.span(), it.to_string()),
            }
        }
    }

    /// The lexer turns doc comments into attributes whose tokens all span the comment.
    fn is_comment(&self, span: Span) -> bool {
        let text = &self.text[span.byte_range()];
        text.starts_with("//") || text.starts_with("/*")
    }

    fn group(&mut self, group: &Group) {
        self.bracket(group.span_open());
        self.stream(group.stream());
        self.bracket(group.span_close());
    }

    fn bracket(&mut self, span: Span) {
        self.push(Kind::Mark, span, self.text[span.byte_range()].to_owned());
    }

    fn punct(&mut self, punct: &Punct) {
        let is_colon = punct.as_char() == ':';
        if let Some(last) = self.tokens.last_mut().filter(|_| self.joint && is_colon) {
            last.text.push(':');
            self.joint = false;
            return;
        }
        self.push(Kind::Mark, punct.span(), punct.as_char().to_string());
        self.joint = is_colon && punct.spacing() == Spacing::Joint;
    }

    fn push(&mut self, kind: Kind, span: Span, text: String) {
        self.joint = false;
        let (line, line_last) = (span.start().line, span.end().line);
        self.tokens.push(Token { kind, text, line, line_last });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::tokens;

    fn check(text: &str, expected: &Expect) {
        let tokens = tokens(text).expect("the text is Rust");
        let shown = |t: &super::Token| format!("{}-{} {}\n", t.line, t.line_last, t.text);
        expected.assert_eq(&tokens.iter().map(shown).collect::<String>());
    }

    #[test]
    fn brackets_and_double_colons_are_marks() {
        check(
            "a::b(x: ::C)",
            &expect![[r"
                1-1 a
                1-1 ::
                1-1 b
                1-1 (
                1-1 x
                1-1 :
                1-1 ::
                1-1 C
                1-1 )
            "]],
        );
    }

    #[test]
    fn comments_of_every_sort_are_left_out() {
        check(
            "//! Room.\n// why\n/// What.\n/** More. */\nfn /* in */ f() { \"//\n//\" }",
            &expect![[r#"
                5-5 fn
                5-5 f
                5-5 (
                5-5 )
                5-5 {
                5-6 "//
                //"
                6-6 }
            "#]],
        );
    }
}
