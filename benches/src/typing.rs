//! Typing as people do it: from a question of the knowledge to letters, first letters, a mixture,
//! a wrong homophone or a slip, drawn with a seed.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rustc_hash::FxHashMap;
use serde::Serialize;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::syllable::id::SyllableId;

/// A way to type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The characters themselves: what the others are compared with.
    Characters,
    /// Every syllable in full.
    Pinyin,
    /// The first letter of every syllable.
    Initials,
    /// Characters, syllables and first letters in turn.
    Mixed,
    /// The characters, one of them another of the same syllable.
    Homophone,
    /// Every syllable in full, with one letter dropped, swapped or hit beside its key.
    Slip,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Characters, Self::Pinyin, Self::Initials, Self::Mixed, Self::Homophone, Self::Slip];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Pinyin => "full pinyin",
            Self::Initials => "initials",
            Self::Mixed => "mixed",
            Self::Homophone => "one wrong homophone",
            Self::Slip => "one slip",
        }
    }

    /// The fewest characters or letters that are typed.
    fn least(self) -> usize {
        match self {
            Self::Pinyin | Self::Slip => 6,
            Self::Initials | Self::Mixed => 4,
            Self::Characters | Self::Homophone => 2,
        }
    }
}

/// Draws typing from the wordings of a version.
pub struct Typist<'a> {
    version: &'a Version,
    random: Pcg64Mcg,
    /// The characters of the version by syllable, as often as they occur.
    by_syllable: FxHashMap<SyllableId, Vec<char>>,
    /// The folded wordings in order, to see how many begin alike.
    sorted: Vec<&'a [u32]>,
}

/// What was typed on the way to a wording.
#[derive(Debug, Clone)]
pub struct Typing {
    /// The entry that is meant.
    pub entry: u32,
    /// The text.
    pub text: String,
}

impl<'a> Typist<'a> {
    /// A typist who knows the wordings of `version`.
    pub fn new(version: &'a Version, seed: u64) -> Self {
        let mut by_syllable: FxHashMap<SyllableId, Vec<char>> = FxHashMap::default();
        for c in version.prefix.chars.iter().filter_map(|c| char::from_u32(*c)) {
            if is_han(c) {
                by_syllable.entry(version.syllables.of(c)).or_default().push(c);
            }
        }
        let mut sorted: Vec<&[u32]> = (0..version.documents.wordings)
            .map(|wording| version.prefix.chars_of(wording))
            .collect();
        sorted.sort_unstable();
        Self { version, random: Pcg64Mcg::seed_from_u64(seed), by_syllable, sorted }
    }

    /// The next typing of a kind: the beginning of a wording drawn at random, as many characters as
    /// it takes until no more than five wordings begin with them, then `more`; all of the wording
    /// where that is never so. `None` where the wording does not lend itself to the kind.
    pub fn draw(&mut self, kind: Kind, more: usize) -> Option<Typing> {
        let wording = self.random.random_range(0..self.version.documents.wordings);
        let text = self.version.prefix.chars_of(wording);
        let text: Vec<char> = text.iter().filter_map(|c| char::from_u32(*c)).collect();
        if !text.iter().all(|c| is_han(*c)) {
            return None;
        }
        let read = self.version.syllables.read(&text);
        let shortest = self.discriminating(self.version.prefix.chars_of(wording));
        let enough = |count: usize| match kind {
            Kind::Pinyin | Kind::Slip => {
                read[..count].iter().map(|id| self.version.syllables.spelling(*id).len()).sum()
            }
            _ => count,
        };
        let fits = |count: &usize| *count >= shortest && enough(*count) >= kind.least();
        let count = (1..=text.len()).find(fits)?;
        let count = (count + more).min(text.len());
        let text = self.typed(kind, &text[..count], &read[..count])?;
        Some(Typing { entry: self.version.documents.entries[wording as usize], text })
    }

    /// The next typing of exactly `length` characters, or letters where letters are typed, whatever
    /// else begins like that.
    pub fn draw_of(&mut self, kind: Kind, length: usize) -> Option<Typing> {
        let Typing { entry, text } = self.draw(kind, usize::MAX / 2)?;
        let cut: String = text.chars().take(length).collect();
        (cut.chars().count() == length).then_some(Typing { entry, text: cut })
    }

    /// How many characters it takes until no more than five wordings begin with them.
    fn discriminating(&self, wording: &[u32]) -> usize {
        let alike = |count: &usize| {
            let head = &wording[..*count];
            let from = self.sorted.partition_point(|other| *other < head);
            self.sorted[from..].iter().take(6).take_while(|other| other.starts_with(head)).count()
        };
        (1..wording.len()).find(|count| alike(count) <= 5).unwrap_or(wording.len())
    }

    fn typed(&mut self, kind: Kind, chars: &[char], read: &[SyllableId]) -> Option<String> {
        let spelt = |id: &SyllableId| self.version.syllables.spelling(*id);
        let first = |id: &SyllableId| spelt(id).chars().next();
        match kind {
            Kind::Characters => Some(chars.iter().collect()),
            Kind::Pinyin => Some(read.iter().map(spelt).collect()),
            Kind::Initials => read.iter().map(first).collect(),
            Kind::Mixed => {
                let mut text = String::new();
                for (c, id) in chars.iter().zip(read) {
                    match self.random.random_range(0..3) {
                        0 => text.push(*c),
                        1 => text.push_str(spelt(id)),
                        _ => text.extend(first(id)),
                    }
                }
                Some(text)
            }
            Kind::Homophone => self.homophone(chars, read),
            Kind::Slip => {
                let letters: Vec<char> = read.iter().flat_map(|id| spelt(id).chars()).collect();
                self.slip(letters)
            }
        }
    }

    fn homophone(&mut self, chars: &[char], read: &[SyllableId]) -> Option<String> {
        let at = self.random.random_range(0..chars.len());
        let others = self.by_syllable.get(&read[at])?;
        let others: Vec<char> = others.iter().copied().filter(|c| *c != chars[at]).collect();
        if others.is_empty() {
            return None;
        }
        let mut chars = chars.to_vec();
        chars[at] = others[self.random.random_range(0..others.len())];
        Some(chars.into_iter().collect())
    }

    /// One slip anywhere but in the first letter.
    fn slip(&mut self, mut letters: Vec<char>) -> Option<String> {
        let at = self.random.random_range(1..letters.len());
        match self.random.random_range(0..3) {
            0 => {
                letters.remove(at);
            }
            1 => {
                let other = (at + 1).min(letters.len() - 1);
                (letters[at] != letters[other]).then_some(())?;
                letters.swap(at, other);
            }
            _ => {
                let row = ROWS.iter().find(|row| row.contains(letters[at]))?;
                let place = row.find(letters[at])?;
                let beside = if place == 0 { 1 } else { place - 1 };
                letters[at] = row[beside..].chars().next()?;
            }
        }
        Some(letters.into_iter().collect())
    }
}

/// The rows of a keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
