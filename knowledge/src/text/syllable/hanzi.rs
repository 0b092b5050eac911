//! The commonest reading of every character; the one home of `pinyin`.

use pinyin::ToPinyin;
use unicode_normalization::char::decompose_canonical;

/// The first character of the Unicode block of unified ideographs.
pub const FIRST: char = '\u{4e00}';
/// The last character of it.
pub const LAST: char = '\u{9fff}';

/// The readings of all characters from [`FIRST`] to [`LAST`], without tones and with `v` for ü.
pub fn readings() -> impl Iterator<Item = Option<String>> {
    (FIRST..=LAST).map(|c| c.to_pinyin().map(|read| read.plain().replace('ü', "v")))
}

/// The commonest reading of a character as letters with `v` for ü, and its tone, 5 for none.
pub fn toned(c: char) -> Option<(String, u8)> {
    let read = c.to_pinyin()?.with_tone_num_end().replace('ü', "v");
    let letters = read.trim_end_matches(|c: char| c.is_ascii_digit());
    let tone = read[letters.len()..].parse().unwrap_or(5);
    Some((letters.to_owned(), if tone == 0 { 5 } else { tone }))
}

/// Where among [`readings`] a character stands.
pub fn place(c: char) -> Option<usize> {
    (FIRST..=LAST).contains(&c).then(|| c as usize - FIRST as usize)
}

/// The key that a letter of pinyin is typed with, tone or none: `ǘ` is `v`, `ē` is `e`.
pub fn key(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_lowercase().then_some(c);
    }
    let mut base = None;
    let mut umlaut = false;
    decompose_canonical(c, |part| match part {
        '\u{308}' => umlaut = true,
        _ if base.is_none() => base = Some(part),
        _ => {}
    });
    let base = base.filter(char::is_ascii_lowercase)?;
    Some(if umlaut && base == 'u' { 'v' } else { base })
}

#[cfg(test)]
mod tests {
    use super::{key, place, readings, toned};

    #[test]
    fn marks_are_no_part_of_a_key() {
        for (c, expected) in
            [('ē', Some('e')), ('ǘ', Some('v')), ('ü', Some('v')), ('a', Some('a')), ('税', None)]
        {
            assert_eq!(key(c), expected);
        }
        let read: Vec<_> = readings().collect();
        assert_eq!(read[place('税').unwrap()].as_deref(), Some("shui"));
        assert_eq!(read[place('女').unwrap()].as_deref(), Some("nv"));
        assert_eq!(place('a'), None);
    }

    #[test]
    fn tones_stand_beside_the_letters() {
        for (c, letters, tone) in [('税', "shui", 4), ('女', "nv", 3), ('们', "men", 5)] {
            let read = toned(c).unwrap();
            assert_eq!((read.0.as_str(), read.1), (letters, tone));
        }
        assert_eq!(toned('a'), None);
    }
}
