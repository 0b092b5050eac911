//! What is read of Markdown and HTML: the characters that mean something, with their places.

use std::ops::Range;

use crate::text::simplified::to_simplified;

/// A character that is left, and where it stood in the text that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// The character: simplified, and narrow where it is a letter, a digit or a sign.
    pub(crate) c: char,
    /// Its place, in characters.
    pub(crate) at: usize,
}

/// Takes markup away; line ends stay, and the bars between cells too.
pub(crate) fn glyphs(text: &str) -> Vec<Glyph> {
    let simplified = to_simplified(text);
    let chars: Vec<char> = simplified.chars().map(narrow).collect();
    let mut strip = Strip { chars: &chars, kept: Vec::with_capacity(chars.len()) };
    let mut start = 0;
    for line in chars.split_inclusive(|c| *c == '\n') {
        strip.line(start..start + line.len());
        start += line.len();
    }
    strip.kept
}

/// Wide letters, digits and signs as narrow ones; marks between clauses stay wide.
fn narrow(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '＝'
        | '＜'
        | '＞'
        | '／'
        | '＠'
        | '＆'
        | '～'
        | '＃'
        | '＊'
        | '｜' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '￥' => '¥',
        '\r' | '\t' | '\u{3000}' | '\u{a0}' => ' ',
        '\u{2028}' | '\u{2029}' => '\n',
        _ => c,
    }
}

/// How far the end of a link, a tag or a footnote is looked for, in characters.
const REACH: usize = 300;

struct Strip<'a> {
    chars: &'a [char],
    kept: Vec<Glyph>,
}

impl Strip<'_> {
    fn line(&mut self, span: Range<usize>) {
        let line = &self.chars[span.clone()];
        if is_rule(line) {
            // It says nothing, but ends what came before; the rule of a table does not.
            if !line.contains(&'|') {
                self.keep_end(&span);
            }
            return;
        }
        let mut at = span.start + prefix(line);
        while at < span.end {
            at = self.inline(at, &span);
        }
    }

    fn keep_end(&mut self, span: &Range<usize>) {
        if span.end > span.start && self.chars[span.end - 1] == '\n' {
            self.keep('\n', span.end - 1);
        }
    }

    fn keep(&mut self, c: char, at: usize) {
        self.kept.push(Glyph { c, at });
    }

    /// Takes what stands at `at`, and says where to go on.
    fn inline(&mut self, at: usize, line: &Range<usize>) -> usize {
        let c = self.chars[at];
        let next = self.chars.get(at + 1).copied().filter(|_| at + 1 < line.end);
        match c {
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                self.keep(next.unwrap_or(c), at + 1);
                at + 2
            }
            '`' => at + 1,
            '*' if !self.multiplies(at) => at + 1,
            '_' | '~' if next == Some(c) => at + 2,
            '!' if next == Some('[') => at + 1,
            '[' => self.link(at, line),
            '<' => self.tag(at, line),
            '&' => self.entity(at, line),
            _ => {
                self.keep(c, at);
                at + 1
            }
        }
    }

    /// A star between two blanks or two digits multiplies; every other is an emphasis.
    fn multiplies(&self, at: usize) -> bool {
        let around = (at.checked_sub(1).and_then(|at| self.chars.get(at)), self.chars.get(at + 1));
        match around {
            (Some(' '), Some(' ')) => true,
            (Some(left), Some(right)) => left.is_ascii_digit() && right.is_ascii_digit(),
            _ => false,
        }
    }

    /// The place of the first `wanted` from `at` on, within reach and within the line.
    fn find(&self, at: usize, (wanted, line): (char, &Range<usize>)) -> Option<usize> {
        let end = line.end.min(at + REACH);
        let rest = self.chars.get(at..end)?;
        rest.iter().position(|c| *c == wanted).map(|found| at + found)
    }

    /// The text of a link is kept and its address is not; a footnote is not kept at all.
    fn link(&mut self, at: usize, line: &Range<usize>) -> usize {
        let close = self.find(at, (']', line));
        let Some(close) = close else {
            self.keep('[', at);
            return at + 1;
        };
        if self.chars.get(at + 1) == Some(&'^') {
            return close + 1;
        }
        let end = (self.chars.get(close + 1) == Some(&'('))
            .then(|| self.find(close + 1, (')', line)))
            .flatten();
        let Some(end) = end else {
            self.keep('[', at);
            return at + 1;
        };
        let mut inside = at + 1;
        while inside < close {
            inside = self.inline(inside, &(inside..close));
        }
        end + 1
    }

    /// Tags are dropped; those that begin a line or a block end the one before.
    fn tag(&mut self, at: usize, line: &Range<usize>) -> usize {
        let opens =
            self.chars.get(at + 1).is_some_and(|c| c.is_ascii_alphabetic() || "/!".contains(*c));
        let close = self.find(at + 1, ('>', line)).filter(|_| opens);
        let Some(close) = close else {
            self.keep('<', at);
            return at + 1;
        };
        let inside = &self.chars[at + 1..close];
        if inside.contains(&':') && !inside.contains(&'=') || inside.contains(&'@') {
            for place in at + 1..close {
                self.keep(self.chars[place], place);
            }
            return close + 1;
        }
        let name = inside.iter().filter(|c| **c != '/').take_while(|c| c.is_ascii_alphanumeric());
        let name = name.collect::<String>().to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            self.keep('\n', at);
        } else if name == "td" || name == "th" {
            self.keep('|', at);
        }
        close + 1
    }

    fn entity(&mut self, at: usize, line: &Range<usize>) -> usize {
        let close = self.find(at, (';', line)).filter(|close| close - at <= 7);
        if let Some(close) = close {
            let name: String = self.chars[at + 1..close].iter().collect();
            if let Some((_, c)) = ENTITIES.iter().find(|(known, _)| *known == name) {
                self.keep(*c, at);
                return close + 1;
            }
        }
        self.keep('&', at);
        at + 1
    }
}

/// Tags that begin a line of their own.
const BLOCKS: [&str; 14] =
    ["br", "p", "li", "ul", "ol", "tr", "table", "div", "h1", "h2", "h3", "h4", "h5", "hr"];

/// What characters are called in HTML.
const ENTITIES: [(&str, char); 7] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("yen", '¥'),
    ("times", '×'),
];

/// Whether a line is a rule, a fence of code or the second line of a table.
fn is_rule(line: &[char]) -> bool {
    let said: Vec<char> = line.iter().copied().filter(|c| !c.is_whitespace()).collect();
    let rule = said.len() >= 3 && said.iter().all(|c| "-*_=|:".contains(*c));
    rule || said.starts_with(&['`', '`', '`'])
}

/// How many characters of markup a line begins with: headings, bullets, quotes.
fn prefix(line: &[char]) -> usize {
    let mut at = blanks(line, 0);
    loop {
        let marks = line[at..].iter().take_while(|c| **c == '#').count();
        let one = line.get(at).is_some_and(|c| "-*+>•·●○■◆".contains(*c));
        let len = if marks > 0 { marks } else { usize::from(one) };
        let spaced = line.get(at + len).is_none_or(|c| c.is_whitespace());
        // `>10` and `>=10` at the head of a line compare.
        let compares = line.get(at + 1).is_some_and(|c| *c == '=' || c.is_ascii_digit());
        let quote = line.get(at) == Some(&'>') && !compares;
        let bullet = line.get(at).is_some_and(|c| "•·●○■◆".contains(*c));
        if len == 0 || !(spaced || quote || bullet) {
            return at;
        }
        at = blanks(line, at + len);
    }
}

fn blanks(line: &[char], at: usize) -> usize {
    at + line[at..].iter().take_while(|c| **c == ' ').count()
}

#[cfg(test)]
mod tests {
    use super::glyphs;

    fn check(text: &str, expected: &str) {
        let kept = glyphs(text);
        assert_eq!(kept.iter().map(|glyph| glyph.c).collect::<String>(), expected);
        assert!(kept.windows(2).all(|pair| pair[0].at < pair[1].at), "{text}");
        assert!(kept.iter().all(|glyph| glyph.at < text.chars().count()));
    }

    #[test]
    fn markdown_is_taken_away() {
        check("# 标题\n\n**税率**是`13%`", "标题\n\n税率是13%");
        check("- 一\n  * 二\n> 三\n+ 四", "一\n二\n三\n四");
        check("见[公告](https://a.b/c)和![图](x.png)", "见公告和图");
        check("注[^1]，财税[2016]36号", "注，财税[2016]36号");
        check("| 税目 | 税率 |\n|---|---|\n| 房 | 9% |", "| 税目 | 税率 |\n| 房 | 9% |");
        check("3*5、a * b、*斜*、~~删~~", "3*5、a * b、斜、删");
        check("```yaml\nx\n```", "\nx\n");
        check("-5度\n>10", "-5度\n>10");
    }

    #[test]
    fn html_is_taken_away() {
        check("<b>税</b><br/>率", "税\n率");
        check("<p class=\"a\">税</p>a&nbsp;b&lt;c", "\n税\na b<c");
        check("a<b", "a<b");
        check("<https://a.b>", "https://a.b");
        check("５％，稅", "5%，税");
    }
}
