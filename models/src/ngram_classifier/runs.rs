//! The runs of characters of a text, hashed into buckets.

use serde::{Deserialize, Serialize};

/// Which runs of characters of a text count, and into how many buckets they fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// The longest run of characters.
    pub length_max: usize,
    /// How many buckets there are.
    pub buckets: usize,
    /// Whether the marks by which people show how they feel count beside letters, digits and
    /// ideographs, and where a text begins and ends.
    pub tone: bool,
}

/// The marks of tone; wide ones count as these.
const TONE: [char; 4] = ['!', '?', '~', '…'];
/// The first wide form of ASCII (Unicode, Halfwidth and Fullwidth Forms), and how far it is from it.
const WIDE: std::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';
const WIDE_OFFSET: u32 = 0xff01 - 0x21;
/// They stand for the beginning and the end of a text.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

impl Runs {
    /// The buckets of the runs of a text, rising and each once.
    pub fn of(&self, text: &[char]) -> Vec<u32> {
        let begin = self.tone.then_some(BEGIN);
        let end = self.tone.then_some(END);
        let kept = text.iter().map(|c| narrow(*c)).filter(|c| self.counts(*c));
        let lower = kept.flat_map(char::to_lowercase);
        let chars: Vec<char> = begin.into_iter().chain(lower).chain(end).collect();
        let mut buckets = Vec::with_capacity(chars.len() * self.length_max);
        for start in 0..chars.len() {
            let mut hash = FNV_BASIS;
            for c in chars[start..].iter().take(self.length_max) {
                hash = (*c as u32)
                    .to_le_bytes()
                    .iter()
                    .fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME));
                // The high half of the product is the better mixed one.
                buckets.push(((hash >> 32) % self.buckets as u64) as u32);
            }
        }
        buckets.sort_unstable();
        buckets.dedup();
        buckets
    }

    fn counts(&self, c: char) -> bool {
        c.is_alphanumeric() || (self.tone && TONE.contains(&c))
    }
}

/// The ASCII form of a wide character.
fn narrow(c: char) -> char {
    if !WIDE.contains(&c) {
        return c;
    }
    char::from_u32(c as u32 - WIDE_OFFSET).unwrap_or(c)
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo).
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::Runs;

    fn of(text: &str, tone: bool) -> Vec<u32> {
        Runs { length_max: 3, buckets: 1 << 17, tone }.of(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn case_and_marks_make_no_difference() {
        assert_eq!(of("Ab税，务", false), of("aB 税务！", false));
        assert_eq!(of("税务", false).len(), 3);
        assert_eq!(of("", false), Vec::<u32>::new());
    }

    #[test]
    fn the_tone_counts_where_it_is_asked_for() {
        assert_ne!(of("税务", true), of("税务！", true));
        assert_eq!(of("税务!", true), of("税，务！", true));
        // Begin, both characters and the end: four alone, three pairs, two of three.
        assert_eq!(of("税务", true).len(), 9);
    }
}
