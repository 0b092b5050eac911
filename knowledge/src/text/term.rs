//! What is looked up in the index: a term of one kind, as a 64-bit key.

/// The kinds of terms, each weighed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum TermKind {
    /// One character.
    Char = 0,
    /// Two neighbouring characters with no space between them.
    Bigram = 1,
    /// A word of two or more characters.
    Word = 2,
    /// A concept of the concept lexicon.
    Concept = 3,
    /// A number, an amount, a rate, a date or a document number.
    Quantity = 4,
}

impl TermKind {
    /// How many kinds there are.
    pub const COUNT: usize = 5;
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Char, Self::Bigram, Self::Word, Self::Concept, Self::Quantity];
}

/// A term as a key: the kind in the four highest bits, the rest says which.
///
/// Characters and pairs are coded exactly; the other kinds by the lower 60 bits of FNV-1a, so that
/// a key is the same on every machine and in every version (with a million words the chance of any
/// two meeting is below one in a million).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermKey(u64);

const KIND_SHIFT: u32 = 60;

impl TermKey {
    /// The key of a character.
    pub fn char(c: char) -> Self {
        Self::pack(TermKind::Char, u64::from(u32::from(c)))
    }

    /// The key of a pair of neighbouring characters.
    pub fn bigram(a: char, b: char) -> Self {
        Self::pack(TermKind::Bigram, (u64::from(u32::from(a)) << 21) | u64::from(u32::from(b)))
    }

    /// The key of a word, a concept or a quantity by its text.
    pub fn text(kind: TermKind, text: &str) -> Self {
        Self::pack(kind, fnv1a(text.as_bytes()) & ((1 << KIND_SHIFT) - 1))
    }

    /// Reads a key that [`bits`](Self::bits) gave; `None` when no kind has that number.
    pub fn from_bits(bits: u64) -> Option<Self> {
        ((bits >> KIND_SHIFT) < TermKind::COUNT as u64).then_some(Self(bits))
    }

    /// The key as a number, for storing.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The kind of term.
    pub fn kind(self) -> TermKind {
        TermKind::ALL[(self.0 >> KIND_SHIFT) as usize]
    }

    fn pack(kind: TermKind, payload: u64) -> Self {
        Self(((kind as u64) << KIND_SHIFT) | payload)
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{TermKey, TermKind};

    #[test]
    fn keys_keep_kinds_apart() {
        let keys = [
            TermKey::char('税'),
            TermKey::bigram('税', '率'),
            TermKey::text(TermKind::Word, "税率"),
            TermKey::text(TermKind::Concept, "税率"),
            TermKey::text(TermKind::Quantity, "税率"),
        ];
        for (key, kind) in keys.iter().zip(TermKind::ALL) {
            assert_eq!(key.kind(), kind);
            assert_eq!(TermKey::from_bits(key.bits()), Some(*key));
        }
        assert_eq!(TermKey::from_bits(u64::MAX), None);
    }
}
