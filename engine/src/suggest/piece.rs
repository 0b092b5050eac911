//! Pieces that letters may be taken apart into.

use std::ops::Range;

use wenshui_knowledge::text::syllable::id::SyllableId;
use wenshui_knowledge::text::syllable::misspelling::MisspellingKind;
use wenshui_knowledge::text::syllable::{LETTERS_MAX, Syllables};

use crate::suggest::slot::Slot;

/// How many syllables in a row may be typed by an accent.
const ALIKE_MAX: u8 = 3;

/// What may be made of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Whole syllables, the last one perhaps not finished.
    Read,
    /// Syllables or their first letters.
    Shortened,
    /// Whole syllables, one of them slipped, or several as an accent has them, or a character by
    /// another of its readings.
    Misspelt,
}

/// What was wrong so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// Syllables as an accent has them.
    pub alike: u8,
    /// Slips of a finger.
    pub slips: u8,
    /// Characters by another of their readings, which is no fault of who types.
    pub otherwise: u8,
}

/// A piece of what was typed, taken as one slot.
#[derive(Debug, Clone)]
pub struct Piece {
    /// How many characters or letters.
    pub len: usize,
    /// What a place of a wording must be for it.
    pub slot: Slot,
    /// Where the index has it.
    pub seek: Range<SyllableId>,
    /// The letter that stands behind it by a swap, in the place of the one that was typed.
    pub carried: Option<u8>,
    /// Whether another way to take the letters is more natural.
    pub second: bool,
    /// What is wrong with it.
    pub faults: Faults,
}

impl Piece {
    fn new(len: usize, ids: Range<SyllableId>) -> Self {
        let seek = ids.clone();
        let slot = Slot { ids, written: None };
        Self { len, slot, seek, carried: None, second: false, faults: Faults::default() }
    }

    fn one(len: usize, id: SyllableId) -> Self {
        Self::new(len, id..id + 1)
    }
}

/// Takes letters apart.
pub struct Speller<'a> {
    /// How characters are read.
    pub syllables: &'a Syllables,
    /// What may be made of letters.
    pub way: Way,
    /// What was wrong before.
    pub faults: Faults,
}

impl Speller<'_> {
    /// The pieces that `letters` may begin with; `closes` says that nothing follows them.
    pub fn pieces(&self, letters: &str, closes: bool) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(8);
        if closes {
            self.closing(letters, &mut pieces);
        }
        let closed = !pieces.is_empty();
        for len in (1..=letters.len().min(LETTERS_MAX)).rev() {
            match self.way {
                Way::Shortened => self.shortened(&letters[..len], &mut pieces),
                _ if closed && len == letters.len() => {}
                _ => pieces.extend(self.spelt(&letters[..len])),
            }
        }
        if self.way == Way::Misspelt {
            self.misspelt(letters, &mut pieces);
        }
        pieces
    }

    fn spelt(&self, letters: &str) -> Option<Piece> {
        self.syllables.spelt(letters).map(|id| Piece::one(letters.len(), id))
    }

    /// The last letters: a whole syllable, else one that was begun.
    fn closing(&self, letters: &str, pieces: &mut Vec<Piece>) {
        if self.way == Way::Shortened && letters.len() == 1 || letters.len() > LETTERS_MAX {
            return;
        }
        let mut begun = self.syllables.beginning(letters);
        if let Some(whole) = self.spelt(letters) {
            // Of all spellings that begin like this the whole one is the first.
            begun.start += 1;
            pieces.extend((self.way != Way::Shortened).then_some(whole));
        }
        if !begun.is_empty() {
            let second = letters.len() > 1;
            pieces.push(Piece { second, ..Piece::new(letters.len(), begun) });
        }
    }

    /// Letters as a whole syllable or as what one begins with: a single letter, or `zh` and its
    /// like. Single letters throughout are the more natural way.
    fn shortened(&self, letters: &str, pieces: &mut Vec<Piece>) {
        let len = letters.len();
        if len > 1 {
            pieces.extend(self.spelt(letters).map(|piece| Piece { second: true, ..piece }));
        }
        if len == 1 || len == 2 && letters.ends_with('h') {
            let ids = self.syllables.beginning(letters);
            let piece = (!ids.is_empty()).then(|| Piece::new(len, ids));
            pieces.extend(piece.map(|piece| Piece { second: len > 1, ..piece }));
        }
    }

    /// A character that was written, by each of its readings.
    pub fn written(&self, c: char) -> Vec<Piece> {
        let common = self.syllables.of(c);
        let others = self.syllables.several(c).iter().copied().filter(|id| *id != common);
        let piece = |id: SyllableId| {
            let mut piece = Piece::one(1, id);
            piece.slot.written = Some(c);
            piece
        };
        std::iter::once(common).chain(others).map(piece).collect()
    }

    fn misspelt(&self, letters: &str, pieces: &mut Vec<Piece>) {
        // The index has one reading of every character; the others are found from theirs.
        for len in 1..=letters.len().min(LETTERS_MAX) {
            let Some(id) = self.syllables.spelt(&letters[..len]) else { continue };
            for other in self.syllables.partners(id) {
                let mut piece = Piece::one(len, id);
                piece.seek = *other..*other + 1;
                piece.faults.otherwise = 1;
                pieces.push(piece);
            }
        }
        if self.faults.slips > 0 {
            return;
        }
        for len in (1..=letters.len().min(LETTERS_MAX + 1)).rev() {
            for found in self.syllables.misspelt(&letters[..len]) {
                let mut piece = Piece::one(len, found.meant);
                match found.kind {
                    MisspellingKind::Alike => piece.faults.alike = 1,
                    MisspellingKind::Slip => piece.faults.slips = 1,
                }
                let mixed = piece.faults.slips > 0 && self.faults.alike > 0;
                if self.faults.alike + piece.faults.alike <= ALIKE_MAX && !mixed {
                    pieces.push(piece);
                }
            }
            if self.faults.alike == 0 {
                pieces.extend(self.swapped(letters, len));
            }
        }
    }

    /// A syllable whose last letter was swapped with the first one of the next.
    fn swapped(&self, letters: &str, len: usize) -> Option<Piece> {
        let [last, next] = letters.as_bytes().get(len - 1..=len)?.try_into().ok()?;
        let mut syllable = letters[..len - 1].to_owned();
        syllable.push(char::from(next));
        let mut piece = self.spelt(&syllable).filter(|_| last != next)?;
        piece.carried = Some(last);
        piece.faults.slips = 1;
        Some(piece)
    }
}
