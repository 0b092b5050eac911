//! Marks at the heads of paragraphs: a chapter, an article, an item, an attachment.

use crate::document::numeral::{self, Numeral};
use crate::document::words::{is, list, one, rows_of};

/// What a mark counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// An attachment.
    Attachment,
    /// A book of a code.
    Book,
    /// A chapter.
    Chapter,
    /// A section of a chapter.
    Section,
    /// An article.
    Article,
    /// A first-level number of a circular.
    Head,
    /// A number in brackets; under an article an item.
    Sub,
    /// An Arabic number with a point.
    Number,
    /// An Arabic number in brackets.
    Paren,
    /// A number in a circle.
    Circle,
}

impl Level {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "attachment" => Self::Attachment,
            "book" => Self::Book,
            "chapter" => Self::Chapter,
            "section" => Self::Section,
            "article" => Self::Article,
            "head" => Self::Head,
            "sub" => Self::Sub,
            "number" => Self::Number,
            "paren" => Self::Paren,
            "circle" => Self::Circle,
            _ => return None,
        })
    }

    /// Whether it only parts what articles stand under.
    pub(crate) fn divides(self) -> bool {
        matches!(self, Self::Book | Self::Chapter | Self::Section)
    }
}

/// A mark that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// What it counts.
    pub(crate) level: Level,
    /// The number.
    pub(crate) number: u32,
    /// The number behind it, for articles that were put in later.
    pub(crate) also: Option<u32>,
    /// The mark as it is written, without blanks.
    pub(crate) text: String,
    /// Whether what follows is set off: by a blank, a bracket or the end of the paragraph.
    pub(crate) set_off: bool,
    /// What follows.
    pub(crate) rest: String,
}

/// The mark at the head of a paragraph.
pub(crate) fn at_head(text: &str) -> Option<Mark> {
    // The longest mark that there is takes fewer characters.
    let chars: Vec<char> = text.trim_start().chars().take(24).collect();
    let (shape, level) = rows_of("mark").iter().find_map(|(shape, name)| {
        let shape: Vec<char> = shape.chars().collect();
        Some((fit(&shape, &chars)?, Level::named(name)?))
    })?;
    let mut len = shape.len;
    let mut also = None;
    if level == Level::Article
        && chars[len..].iter().collect::<String>().starts_with(one("also"))
        && let Some(more) = numeral::read(&chars[len + 1..])
    {
        len += 1 + more.len;
        also = Some(more.value);
    }
    let next = chars.get(len).copied();
    let set_off = next.is_none_or(|c| c.is_whitespace() || is(c, "open"));
    let rest = text.trim_start().chars().skip(len).collect::<String>().trim_start().to_owned();
    let written = chars[..len].iter().filter(|c| !c.is_whitespace()).collect();
    let mark = Mark { level, number: shape.number, also, text: written, set_off, rest };
    believable(&mark, next).then_some(mark)
}

/// Whether what looks like a mark is one: 1.5 is a number, and words that begin with the word for an
/// attachment without a number are an attachment only by themselves.
fn believable(mark: &Mark, next: Option<char>) -> bool {
    match mark.level {
        Level::Number => !next.is_some_and(|c| c.is_ascii_digit()),
        Level::Attachment => {
            let alone = mark.rest.is_empty() || mark.rest.starts_with(['：', ':']);
            alone || (mark.number > 0 && mark.set_off)
        }
        _ => true,
    }
}

/// A shape that fits.
struct Fit {
    number: u32,
    len: usize,
}

/// Holds a shape against the head of a text; blanks may stand inside.
fn fit(shape: &[char], chars: &[char]) -> Option<Fit> {
    let (mut at, mut number) = (0, 0);
    for sign in shape {
        while at > 0 && chars.get(at).is_some_and(|c| is(*c, "blank")) {
            at += 1;
        }
        let rest = chars.get(at..)?;
        let read: Option<Numeral> = match sign {
            'C' => numeral::chinese(rest),
            'A' => numeral::arabic(rest),
            'N' => numeral::read(rest),
            'O' => circled(rest),
            _ => {
                let c = *rest.first()?;
                if !same(*sign, c) {
                    return None;
                }
                at += 1;
                continue;
            }
        };
        let read = read?;
        number = read.value;
        at += read.len;
    }
    Some(Fit { number, len: at })
}

/// Whether a character is a sign of a shape in one of its forms.
fn same(sign: char, c: char) -> bool {
    match sign {
        '（' => is(c, "open"),
        '）' => is(c, "close"),
        // A full stop of a sentence is no point behind a number.
        '.' => list("point").take(2).any(|form| form.chars().eq([c])),
        _ => sign == c,
    }
}

/// A number in a circle, from U+2460 on.
fn circled(chars: &[char]) -> Option<Numeral> {
    let value = (*chars.first()? as u32).checked_sub(0x245f)?;
    (1..=20).contains(&value).then_some(Numeral { value, len: 1, chinese: false })
}

#[cfg(test)]
mod tests {
    use super::{Level, at_head};

    fn mark(text: &str) -> Option<(Level, u32, String)> {
        at_head(text).map(|mark| (mark.level, mark.number, mark.rest))
    }

    #[test]
    fn marks_are_found_at_heads() {
        let found = |level, number, rest: &str| Some((level, number, rest.to_owned()));
        assert_eq!(mark("第三十一条　纳税人"), found(Level::Article, 31, "纳税人"));
        assert_eq!(mark("第 二 章  税　率"), found(Level::Chapter, 2, "税　率"));
        assert_eq!(mark("（二）无偿转让"), found(Level::Sub, 2, "无偿转让"));
        assert_eq!(mark("(二)无偿转让"), found(Level::Sub, 2, "无偿转让"));
        assert_eq!(mark("三、关于发票"), found(Level::Head, 3, "关于发票"));
        assert_eq!(mark("1．小规模"), found(Level::Number, 1, "小规模"));
        assert_eq!(mark("（1）小规模"), found(Level::Paren, 1, "小规模"));
        assert_eq!(mark("②小规模"), found(Level::Circle, 2, "小规模"));
        assert_eq!(mark("附件2：清单"), found(Level::Attachment, 2, "：清单"));
        assert_eq!(mark("1.5万元以下的"), None);
        assert_eq!(mark("附件所列的货物"), None);
        assert_eq!(mark("三个月以内"), None);
        let also = at_head("第十条之二 在境内").and_then(|mark| mark.also);
        assert_eq!(also, Some(2));
    }
}
