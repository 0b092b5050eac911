//! Mail addresses.

use crate::text::mask::personal::{Personal, PersonalKind};

/// The sign in the middle of an address, in both widths.
pub fn is_at(c: char) -> bool {
    matches!(c, '@' | '\u{ff20}')
}

/// The addresses in a text. What an address may hold is RFC 5321's dot-string, in both widths.
pub fn find(chars: &[char]) -> Vec<Personal> {
    let signs = chars.iter().enumerate().filter(|(_, c)| is_at(**c));
    let address = |(at, _): (usize, &char)| {
        let local = chars[..at].iter().rev().take_while(|c| is_local(**c)).count();
        let domain = chars[at + 1..].iter().take_while(|c| is_domain(**c)).count();
        let mut end = at + 1 + domain;
        // A point that closes the sentence is not the address's.
        while end > at + 1 && !half_width(chars[end - 1]).is_ascii_alphanumeric() {
            end -= 1;
        }
        let dotted = chars[at + 1..end].iter().any(|c| half_width(*c) == '.');
        let span = at - local..end;
        (local > 0 && dotted).then_some(Personal { span, kind: PersonalKind::Mail })
    };
    signs.filter_map(address).collect()
}

fn is_local(c: char) -> bool {
    is_domain(c) || matches!(half_width(c), '_' | '%' | '+')
}

fn is_domain(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
}

/// Full-width ASCII (U+FF01 to U+FF5E) as ASCII.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(c as u32 - 0xfee0).expect("the block mirrors ASCII")
        }
        _ => c,
    }
}
