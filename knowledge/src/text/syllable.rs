//! Text as syllables: every character as it is read in the word where it stands, without tones.

pub mod hanzi;
pub mod id;
pub mod misspelling;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::sounds::PinyinWords;
use crate::text::syllable::id::{OTHER, SyllableId};
use crate::text::syllable::misspelling::{Misspelling, Misspellings};

/// The longest spelling, in letters.
pub const LETTERS_MAX: usize = 6;

/// How characters are read. A letter and a digit are read as themselves.
#[derive(Debug, Clone, Default)]
pub struct Syllables {
    /// By number; the first two are empty.
    spellings: Vec<String>,
    ids: FxHashMap<String, SyllableId>,
    /// The commonest reading of every character from [`hanzi::FIRST`] on.
    common: Vec<SyllableId>,
    /// All everyday readings of the characters that have several, the commonest first.
    several: FxHashMap<char, Vec<SyllableId>>,
    /// Words that decide how their characters are read, by first character, longest first.
    words: FxHashMap<char, Vec<Word>>,
    /// For every syllable the others that some character is also read as.
    partners: FxHashMap<SyllableId, Vec<SyllableId>>,
    misspellings: Misspellings,
}

#[derive(Debug, Clone)]
struct Word {
    rest: Vec<char>,
    readings: Vec<SyllableId>,
}

impl Syllables {
    /// Builds the tables; without any syllables nothing is read.
    pub fn new(words: &PinyinWords) -> Self {
        let mut syllables = Self::default();
        if words.syllables.is_empty() {
            return syllables;
        }
        let plain = (b'0'..=b'9').chain(b'a'..=b'z').map(|byte| char::from(byte).to_string());
        let mut spellings: Vec<String> = plain.collect();
        spellings.extend(words.syllables.iter().map(|(_, spelling)| spelling.clone()));
        spellings.sort_unstable();
        spellings.dedup();
        spellings.splice(0..0, [String::new(), String::new()]);
        syllables.ids = spellings.iter().cloned().zip(0..).skip(2).collect();
        syllables.spellings = spellings;
        let id = |spelling: &str| syllables.ids.get(spelling).copied().unwrap_or(OTHER);
        syllables.common =
            hanzi::readings().map(|spelling| spelling.map_or(OTHER, |s| id(&s))).collect();
        syllables.take_readings(words);
        syllables.misspellings = Misspellings::new(words, &syllables.ids);
        syllables
    }

    fn take_readings(&mut self, words: &PinyinWords) {
        let ids = |readings: &[String]| -> Vec<SyllableId> {
            readings.iter().filter_map(|spelling| self.ids.get(spelling).copied()).collect()
        };
        let rows: Vec<(Vec<char>, Vec<SyllableId>)> =
            words.readings.iter().map(|(text, read)| (text.chars().collect(), ids(read))).collect();
        for (chars, readings) in &rows {
            if let ([c], [common, ..]) = (chars.as_slice(), readings.as_slice()) {
                self.several.insert(*c, readings.clone());
                if let Some(place) = hanzi::place(*c) {
                    self.common[place] = *common;
                }
            }
        }
        for (chars, readings) in rows.into_iter().filter(|(chars, _)| chars.len() > 1) {
            for (c, id) in chars.iter().zip(&readings) {
                let common = self.of(*c);
                let known = self.several.entry(*c).or_insert_with(|| vec![common]);
                if !known.contains(id) {
                    known.push(*id);
                }
            }
            let word = Word { rest: chars[1..].to_vec(), readings };
            self.words.entry(chars[0]).or_default().push(word);
        }
        for words in self.words.values_mut() {
            words.sort_by_key(|word| std::cmp::Reverse(word.rest.len()));
        }
        for readings in self.several.values() {
            for one in readings {
                let partners = self.partners.entry(*one).or_default();
                partners.extend(readings.iter().filter(|other| *other != one));
                partners.sort_unstable();
                partners.dedup();
            }
        }
    }

    /// How many spellings there are, the two empty ones included.
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Whether nothing can be read.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// The letters of a syllable.
    pub fn spelling(&self, id: SyllableId) -> &str {
        self.spellings.get(usize::from(id)).map_or("", String::as_str)
    }

    /// The syllable that is spelt like this, if there is one.
    pub fn spelt(&self, letters: &str) -> Option<SyllableId> {
        self.ids.get(letters).copied()
    }

    /// Every syllable whose spelling begins like this.
    pub fn beginning(&self, letters: &str) -> Range<SyllableId> {
        let from = self.spellings.partition_point(|spelling| spelling.as_str() < letters);
        let with = self.spellings[from..].partition_point(|spelling| spelling.starts_with(letters));
        from as SyllableId..(from + with) as SyllableId
    }

    /// The syllables that these letters may have been meant to spell.
    pub fn misspelt(&self, letters: &str) -> &[Misspelling] {
        self.misspellings.of(letters)
    }

    /// The other syllables that characters read like this one are also read as.
    pub fn partners(&self, id: SyllableId) -> &[SyllableId] {
        self.partners.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The commonest reading of a character.
    pub fn of(&self, c: char) -> SyllableId {
        if c.is_ascii_alphanumeric() {
            let mut bytes = [0; 4];
            return self.spelt(c.encode_utf8(&mut bytes)).unwrap_or(OTHER);
        }
        let place = hanzi::place(c);
        place.and_then(|place| self.common.get(place)).copied().unwrap_or(OTHER)
    }

    /// All everyday readings of a character that has several; else none.
    pub fn several(&self, c: char) -> &[SyllableId] {
        self.several.get(&c).map_or(&[], Vec::as_slice)
    }

    /// Reads a folded text without spaces, one syllable a character.
    pub fn read(&self, chars: &[char]) -> Vec<SyllableId> {
        let mut read = Vec::with_capacity(chars.len());
        while let Some(c) = chars.get(read.len()) {
            let rest = &chars[read.len() + 1..];
            let words = self.words.get(c).map_or(&[][..], Vec::as_slice);
            match words.iter().find(|word| rest.starts_with(&word.rest)) {
                Some(word) => read.extend(&word.readings),
                None => read.push(self.of(*c)),
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::Syllables;
    use crate::bundled;
    use crate::lexicon::Lexicons;
    use crate::text::syllable::id::OTHER;

    fn syllables() -> Syllables {
        Syllables::new(&Lexicons::read(&bundled::lexicons()).unwrap().pinyin)
    }

    #[test]
    fn the_word_decides_how_a_character_is_read() {
        let syllables = syllables();
        for (text, expected) in [
            ("增值税发票", "zeng zhi shui fa piao"),
            ("银行行号", "yin hang hang hao"),
            ("行业执行", "hang ye zhi xing"),
            ("长期增长", "chang qi zeng zhang"),
            ("调整调查", "tiao zheng diao cha"),
            ("重复重要", "chong fu zhong yao"),
            ("会计开会", "kuai ji kai hui"),
            ("还款还能", "huan kuan hai neng"),
            ("税率率先", "shui lv shuai xian"),
            ("车辆a3女", "che liang a 3 nv"),
        ] {
            let chars: Vec<char> = text.chars().collect();
            let read = syllables.read(&chars);
            let spelt: Vec<&str> = read.iter().map(|id| syllables.spelling(*id)).collect();
            assert_eq!(spelt.join(" "), expected);
        }
    }

    #[test]
    fn every_character_of_the_bundled_knowledge_is_read() {
        let syllables = syllables();
        for entry in bundled::knowledge().base.entries {
            for c in entry.wordings().flat_map(str::chars) {
                let han = ('\u{4e00}'..'\u{a000}').contains(&c);
                assert!(!han || syllables.of(c) != OTHER, "{c}");
            }
        }
    }

    #[test]
    fn spellings_with_a_common_beginning_are_neighbours() {
        let syllables = syllables();
        for letters in ["z", "zh", "zhua", "a", "n", "xian"] {
            let all = 2..syllables.len() as u16;
            let expected: Vec<u16> =
                all.filter(|id| syllables.spelling(*id).starts_with(letters)).collect();
            assert_eq!(syllables.beginning(letters).collect::<Vec<_>>(), expected);
        }
        assert!(syllables.beginning("zx").is_empty());
    }

    #[test]
    fn slips_lead_back_to_what_was_meant() {
        let syllables = syllables();
        for (typed, meant) in
            [("zi", "zhi"), ("zehng", "zheng"), ("shu", "shui"), ("dhui", "shui"), ("lue", "lve")]
        {
            let meant = syllables.spelt(meant).unwrap();
            let found = syllables.misspelt(typed);
            assert!(found.iter().any(|slip| slip.meant == meant), "{typed}");
        }
        assert!(syllables.misspelt("zhongguo").is_empty());
    }
}
