//! Grams: runs of one or two characters, packed into a number.

/// The longest run of characters.
pub const LENGTH_MAX: usize = 2;
/// Bits of a code point.
const CHAR_BITS: u32 = 21;
/// The bits of one code point.
const CHAR_MASK: u64 = (1 << CHAR_BITS) - 1;

/// A run of at most [`LENGTH_MAX`] characters, the last in the lowest bits; no character is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

impl Gram {
    /// The gram with these bits; `None` where they are none.
    pub(crate) fn from_bits(bits: u64) -> Option<Self> {
        let gram = Self(bits);
        let is_char = |code| char::from_u32(code).is_some_and(|c| c != '\0');
        ((1..=LENGTH_MAX).contains(&gram.len()) && gram.chars().all(is_char)).then_some(gram)
    }

    /// The number that stands in files.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// How many characters it has.
    pub(crate) fn len(self) -> usize {
        self.chars().count()
    }

    /// The code points in order.
    pub(crate) fn chars(self) -> impl Iterator<Item = u32> {
        let used = (u64::BITS - self.0.leading_zeros()).div_ceil(CHAR_BITS);
        (0..used).rev().map(move |at| ((self.0 >> (at * CHAR_BITS)) & CHAR_MASK) as u32)
    }
}

/// Calls `each` for every gram of a text. Runs do not reach over spaces.
pub(crate) fn grams(text: &str, mut each: impl FnMut(Gram)) {
    let (mut last, mut length) = (0, 0);
    for c in text.chars() {
        if c == ' ' || c == '\0' {
            (last, length) = (0, 0);
            continue;
        }
        last = last << CHAR_BITS | u64::from(c as u32);
        length = (length + 1).min(LENGTH_MAX as u32);
        for taken in 1..=length {
            each(Gram(last & ((1 << (taken * CHAR_BITS)) - 1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gram, grams};

    fn told(text: &str) -> Vec<String> {
        let mut told = Vec::new();
        grams(text, |gram| {
            assert_eq!(Gram::from_bits(gram.bits()), Some(gram));
            let chars: String = gram.chars().filter_map(char::from_u32).collect();
            assert_eq!(gram.len(), chars.chars().count());
            told.push(chars);
        });
        told
    }

    #[test]
    fn runs_of_one_or_two_that_cross_no_space() {
        assert_eq!(told("开票 税"), ["开", "票", "开票", "税"]);
        assert_eq!(told("abc"), ["a", "b", "ab", "c", "bc"]);
        assert_eq!(told("\u{10ffff}\u{10fffe}").len(), 3);
        assert!(told("").is_empty() && told(" \0 ").is_empty());
    }

    #[test]
    fn what_is_no_gram_is_refused() {
        // Nothing, a hole, one character too many, and a surrogate.
        for bits in [0, 0x61 << 21, (0x61 << 42) | (0x62 << 21) | 0x63, 0xd800, u64::MAX] {
            assert_eq!(Gram::from_bits(bits), None, "{bits:x}");
        }
    }
}
