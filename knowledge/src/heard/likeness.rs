//! How alike two syllables sound.

use crate::lexicon::sounds::PinyinWords;
use crate::text::syllable::Syllables;
use crate::text::syllable::id::SyllableId;
use crate::text::syllable::misspelling::MisspellingKind;

/// How far what was heard is from what may have been said, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same syllable, whatever its tone.
    Same,
    /// Two syllables that many accents do not tell apart.
    Accent,
    /// Either the initial or the final is the same.
    Half,
    /// Nothing is the same.
    None,
}

/// The likeness of every two syllables.
#[derive(Debug, Clone)]
pub struct LikenessTable {
    count: usize,
    table: Vec<Likeness>,
}

impl LikenessTable {
    /// Compares every two syllables.
    pub fn new(syllables: &Syllables, words: &PinyinWords) -> Self {
        let count = syllables.len();
        let mut table = Self { count, table: vec![Likeness::None; count * count] };
        let parts: Vec<(SyllableId, &str, &str)> = words
            .syllables
            .iter()
            .filter_map(|(initial, spelling)| {
                let rest = spelling.strip_prefix(initial.as_str()).unwrap_or(spelling);
                Some((syllables.spelt(spelling)?, initial.as_str(), rest))
            })
            .collect();
        for (one, initial, rest) in &parts {
            for (other, _, _) in parts.iter().filter(|(_, i, r)| i == initial || r == rest) {
                table.set(*one, *other, Likeness::Half);
            }
        }
        for (one, _, _) in &parts {
            let alike = syllables.misspelt(syllables.spelling(*one)).iter();
            for slip in alike.filter(|slip| slip.kind == MisspellingKind::Alike) {
                table.set(*one, slip.meant, Likeness::Accent);
                table.set(slip.meant, *one, Likeness::Accent);
            }
        }
        for (one, _, _) in &parts {
            table.set(*one, *one, Likeness::Same);
        }
        table
    }

    fn set(&mut self, one: SyllableId, other: SyllableId, likeness: Likeness) {
        let place = usize::from(one) * self.count + usize::from(other);
        self.table[place] = likeness;
    }

    /// How many syllables there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How alike two syllables are.
    pub fn of(&self, one: SyllableId, other: SyllableId) -> Likeness {
        let place = usize::from(one) * self.count + usize::from(other);
        self.table.get(place).copied().unwrap_or(Likeness::None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Likeness, LikenessTable};
    use crate::bundled;
    use crate::lexicon::Lexicons;
    use crate::text::syllable::Syllables;

    #[test]
    fn accents_are_nearer_than_halves() {
        let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
        let syllables = Syllables::new(&lexicons.pinyin);
        let table = LikenessTable::new(&syllables, &lexicons.pinyin);
        for (one, other, expected) in [
            ("shui", "shui", Likeness::Same),
            ("zi", "zhi", Likeness::Accent),
            ("nan", "lan", Likeness::Accent),
            ("yin", "ying", Likeness::Accent),
            ("shui", "shei", Likeness::Half),
            ("piao", "biao", Likeness::Half),
            ("shui", "fa", Likeness::None),
        ] {
            let id = |spelling| syllables.spelt(spelling).unwrap();
            assert_eq!(table.of(id(one), id(other)), expected, "{one} {other}");
            assert_eq!(table.of(id(other), id(one)), expected, "{other} {one}");
        }
    }
}
