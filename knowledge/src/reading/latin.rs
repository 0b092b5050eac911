//! Latin letters: words, abbreviations, codes, and addresses on the web.

use crate::reading::draft::{Found, Role, Syllable, all};
use crate::reading::number::{code, one_by_one};
use crate::reading::scan::Scan;

/// A code of letters and digits that is at least this long is read 1 as 幺.
const CODE_MIN: usize = 6;
/// A part of an address that no list knows is spelled up to this length.
const PART_MAX: usize = 12;
/// The longest address and the longest word, in characters.
const ADDRESS_MAX: usize = 300;
const WORD_MAX: usize = 40;

/// An address: of the web its host alone, of mail both sides. What is too long to be spelled is
/// only named.
pub(crate) fn address(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let inner = scan.before(at).is_some_and(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    if inner || !scan.at(at)?.is_ascii_alphanumeric() {
        return None;
    }
    let len = scan.rest(at).iter().take(ADDRESS_MAX).take_while(|c| in_address(**c)).count();
    let text: String = scan.rest(at)[..len].iter().collect();
    let text = text.trim_end_matches(['.', ',', ':', ';', '?', '!', '-', ')']);
    let end = at + text.len();
    let lower = text.to_ascii_lowercase();
    let bare = ["https://", "http://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let host = bare.unwrap_or(&lower).split(['/', '?', '#', ':']).next().unwrap_or_default();
    let syllables = match lower.split_once('@') {
        Some((user, host)) if is_host(host) && !user.is_empty() => mail(scan, (user, host)),
        _ if is_host(host) && (bare.is_some() || known_host(scan, host)) => {
            spell(scan, host).unwrap_or_else(|| scan.tables.name("place", Role::Plain).collect())
        }
        _ => return None,
    };
    Some(Found::spoken(end, syllables))
}

fn in_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#@!$&'+,;=%".contains(c)
}

/// Two parts or more of letters, digits and strokes.
fn is_host(host: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.contains('.') && host.split('.').all(part) && host.bytes().any(|b| b.is_ascii_lowercase())
}

/// Without a scheme an address is known by how it begins or ends.
fn known_host(scan: &Scan<'_>, host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let known = |end: &Vec<char>| end.iter().copied().eq(last.chars());
    host.starts_with("www.") || scan.tables.set("domains").iter().any(known)
}

fn mail(scan: &Scan<'_>, (user, host): (&str, &str)) -> Vec<Syllable> {
    let spelled = spell(scan, user).zip(spell(scan, host));
    let Some((mut syllables, host)) = spelled else {
        return scan.tables.name("mail", Role::Plain).collect();
    };
    syllables.extend(scan.tables.name("at", Role::Plain));
    syllables.extend(host);
    syllables
}

/// The parts of an address with 点 between them; None where one is too long.
fn spell(scan: &Scan<'_>, text: &str) -> Option<Vec<Syllable>> {
    let mut syllables = Vec::new();
    for (number, part) in text.split('.').enumerate() {
        if number > 0 {
            syllables.extend(scan.tables.name("dot", Role::Fixed));
        }
        match scan.tables.latin(part) {
            Some(known) => syllables.extend(all(known, Role::Fixed)),
            None if part.len() <= PART_MAX => syllables.extend(one_after_other(scan, part)),
            None => return None,
        }
    }
    Some(syllables)
}

/// Letters by their names and digits as a code.
fn one_after_other(scan: &Scan<'_>, text: &str) -> Vec<Syllable> {
    let mut syllables = Vec::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            syllables.extend(code(&c.to_string(), scan.tables));
        } else {
            syllables.extend(scan.tables.letter(c));
        }
    }
    syllables
}

/// A code of letters and digits: 91310000MA1FL1234X. A number with its unit is none.
pub(crate) fn letters_and_digits(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let rest = scan.rest(at);
    let len = rest.iter().take(WORD_MAX).take_while(|c| c.is_ascii_alphanumeric()).count();
    let word: String = rest[..len].iter().collect();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let first = word.bytes().take_while(u8::is_ascii_digit).count();
    let unit = first > 0 && scan.tables.unit(&rest[first..]).is_some();
    let known = scan.tables.latin(&word.to_ascii_lowercase()).is_some();
    let is_code = len >= CODE_MIN && digits > 1 && digits < len && !unit && !known;
    is_code.then(|| Found::spoken(at + len, one_after_other(scan, &word)))
}

/// A word of letters, or letters and digits that belong together: APP, B2B, A4.
pub(crate) fn word(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let rest = scan.rest(at);
    let len = rest.iter().take(WORD_MAX).take_while(|c| c.is_ascii_alphanumeric()).count();
    let word: String = rest[..len].iter().collect();
    if !word.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let end = at + len;
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let lower = word.to_ascii_lowercase();
    if let Some(known) = scan.tables.latin(&lower) {
        return Some(Found::spoken(end, all(known, Role::Fixed).collect()));
    }
    if let Some(known) = scan.tables.latin(&lower[..letters]).filter(|_| letters > 1) {
        return Some(Found::spoken(at + letters, all(known, Role::Fixed).collect()));
    }
    Some(Found::spoken(end, mixed(scan, &word)))
}

/// Letters by their names and digits one by one.
fn mixed(scan: &Scan<'_>, word: &str) -> Vec<Syllable> {
    let mut syllables = Vec::new();
    for c in word.chars() {
        if c.is_ascii_digit() {
            syllables.extend(one_by_one(&c.to_string(), scan.tables));
        } else {
            syllables.extend(scan.tables.letter(c));
        }
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::{address, letters_and_digits, word};
    use crate::reading::scan::tests::check;

    #[test]
    fn addresses_are_read_by_their_host() {
        check(address, ("a.gov.cn/x/y?z=1 ", "16 ei1 dian3 ji4 ou1 wei1 dian3 xi1 en1"));
        check(address, ("a@b.cn。", "6 ei1 ai4 te4 bi4 dian3 xi1 en1"));
        check(address, ("https://abcdefghijklmnop.com", "28 wang3 zhi3"));
        check(address, ("1.5", ""));
        check(address, ("APP", ""));
    }

    #[test]
    fn words_are_known_or_spelled() {
        check(word, ("APP税", "3 ei1 pi4 pi4"));
        check(word, ("A4", "2 ei1 si4"));
        check(letters_and_digits, ("MA1FL1", "6 ai2 mu5 ei1 yao1 ai2 fu5 ai2 lu5 yao1"));
        check(letters_and_digits, ("100000kg", ""));
    }
}
