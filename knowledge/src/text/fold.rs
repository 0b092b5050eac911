//! Folding: what differs only in writing becomes equal, with the way back to the input kept.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::simplified::to_simplified;

/// A text folded to its comparable form.
///
/// Folding applies NFKC (Unicode Standard Annex 15), lower case, simplified characters, and turns
/// every run of punctuation, symbols and white space into one space; `%`, `‰` and a point between
/// digits stay, because they belong to numbers, and a comma between thousands vanishes. The text neither begins nor ends with a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    origin: Vec<u32>,
}

impl Folded {
    /// Folds `input`.
    pub fn new(input: &str) -> Self {
        let mut folded = Self::default();
        folded.refill(input);
        folded
    }

    /// Folds `input` into the memory that this value already holds.
    pub fn refill(&mut self, input: &str) {
        self.text.clear();
        self.origin.clear();
        let mut chars = input.chars().enumerate().peekable();
        while let Some((index, first)) = chars.next() {
            let marked = chars.peek().is_some_and(|(_, next)| is_mark(*next));
            if is_plain(first) && !marked {
                self.push(first.to_ascii_lowercase(), index);
                continue;
            }
            // A base and its combining marks compose to one character, so they fold together.
            let mut cluster = String::from(first);
            while let Some((_, mark)) = chars.next_if(|(_, next)| is_mark(*next)) {
                cluster.push(mark);
            }
            for unified in cluster.nfkc().flat_map(char::to_lowercase) {
                self.push(unified, index);
            }
        }
        self.settle_marks();
        if let simplified @ std::borrow::Cow::Owned(_) = to_simplified(&self.text) {
            self.text = simplified.into_owned();
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For each character of [`text`](Self::text) the index of the input's character it came from.
    pub fn origin(&self) -> &[u32] {
        &self.origin
    }

    /// The text without its spaces: two wordings with the same key are the same wording.
    pub fn key(&self) -> String {
        self.text.chars().filter(|c| *c != ' ').collect()
    }

    fn push(&mut self, c: char, index: usize) {
        let kept = if is_ideograph(c) || c.is_alphanumeric() || matches!(c, '%' | '‰' | '.' | ',')
        {
            c
        } else {
            ' '
        };
        if kept == ' ' && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        self.text.push(kept);
        self.origin.push(index as u32);
    }

    /// Settles points and commas: a point between two digits stays, a comma that parts thousands
    /// goes without a trace, any other is punctuation. Then closing spaces go.
    fn settle_marks(&mut self) {
        if self.text.contains(['.', ',']) {
            let chars: Vec<char> = self.text.chars().collect();
            let origin = std::mem::take(&mut self.origin);
            self.text.clear();
            for (at, c) in chars.iter().copied().enumerate() {
                let between = at > 0 && is_digit(chars.get(at - 1)) && is_digit(chars.get(at + 1));
                match c {
                    ',' if between && parts_thousands(&chars[at + 1..]) => {}
                    '.' if between => self.push(c, origin[at] as usize),
                    '.' | ',' => self.push(' ', origin[at] as usize),
                    _ => self.push(c, origin[at] as usize),
                }
            }
        }
        if self.text.ends_with(' ') {
            self.text.pop();
            self.origin.pop();
        }
    }
}

fn is_digit(c: Option<&char>) -> bool {
    c.is_some_and(char::is_ascii_digit)
}

/// Whether exactly three digits follow.
fn parts_thousands(rest: &[char]) -> bool {
    rest.iter().take_while(|c| c.is_ascii_digit()).count() == 3
}

/// Whether a character composes with the one before it; no ideograph does, so most are told fast.
fn is_mark(c: char) -> bool {
    !is_plain(c) && is_combining_mark(c)
}

/// Characters that NFKC leaves alone but for their case: most of what people type.
fn is_plain(c: char) -> bool {
    c.is_ascii() || is_ideograph(c)
}

/// The ideographs that nearly all texts are of; what a character is takes a search to tell for them.
fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Folded;

    fn check(input: &str, expected: &Expect) {
        let folded = Folded::new(input);
        assert_eq!(folded.text().chars().count(), folded.origin().len());
        expected.assert_eq(&format!("{:?} {:?}", folded.text(), folded.origin()));
    }

    #[test]
    fn folds_width_case_punctuation_and_script() {
        check("ＶＡＴ　１３％", &expect![[r#""vat 13%" [0, 1, 2, 3, 4, 5, 6]"#]]);
        check("  怎么开票？？ ", &expect![[r#""怎么开票" [2, 3, 4, 5]"#]]);
        check("發票,稅率3.5%.", &expect![[r#""发票 税率3.5%" [0, 1, 2, 3, 4, 5, 6, 7, 8]"#]]);
        check("①㎡ e\u{301}", &expect![[r#""1m2 é" [0, 1, 1, 2, 3]"#]]);
        check(
            "财税〔2016〕36号",
            &expect![[r#""财税 2016 36号" [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"#]],
        );
        check("...", &expect![[r#""" []"#]]);
        check("", &expect![[r#""" []"#]]);
    }

    #[test]
    fn key_ignores_spaces() {
        assert_eq!(Folded::new("小规模，免税。").key(), Folded::new("小規模 免稅").key());
    }

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent_and_offsets_rise(input in "\\PC{0,40}") {
            let once = Folded::new(&input);
            let twice = Folded::new(once.text());
            proptest::prop_assert_eq!(once.text(), twice.text());
            proptest::prop_assert!(once.origin().windows(2).all(|w| w[0] <= w[1]));
            let chars = input.chars().count() as u32;
            proptest::prop_assert!(once.origin().iter().all(|o| *o < chars));
        }
    }
}
