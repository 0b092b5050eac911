//! From what was typed to spans of the index by sound: every way to read it that some wording
//! bears out.
//!
//! The walk goes through the typed characters and narrows a span of the index with every piece it
//! takes; where nothing is left it turns back. So only readings that occur are ever built.

use std::borrow::Cow;
use std::ops::Range;

use wenshui_knowledge::text::syllable::misspelling::MisspellingKind;
use wenshui_knowledge::text::syllable::{LETTERS_MAX, SyllableId, Syllables};

use crate::index::sounds::Sounds;
use crate::suggest::slot::Slot;
use crate::suggest::typed::Typed;

/// How many steps a walk takes at most, whatever was typed.
const STEPS_MAX: u32 = 600;
/// How many leaves it brings at most.
const LEAVES_MAX: usize = 12;
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

/// A way to read what was typed, with the places that may bear it out.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// What every place of a match must be.
    pub slots: Vec<Slot>,
    /// The span.
    pub span: Range<usize>,
    /// Whether it is one in the order of letters, else of syllables.
    pub by_letter: bool,
    /// What is wrong with what was typed: 1 for every accent, 4 for a slip.
    pub faults: u8,
    /// Whether another leaf of the same walk is the more natural way to read it.
    pub second: bool,
}

/// The walk.
pub struct Walk<'a> {
    sounds: &'a Sounds,
    syllables: &'a Syllables,
    typed: &'a Typed,
    way: Way,
    slots: Vec<Slot>,
    /// Where the index has the slots, as far as they are single syllables.
    sought: Vec<SyllableId>,
    steps_left: u32,
    /// What was found.
    pub leaves: Vec<Leaf>,
}

#[derive(Debug, Clone)]
struct State {
    at: usize,
    by_syllable: Range<usize>,
    /// Whether every slot so far is a single syllable, so that `by_syllable` is exact.
    single: bool,
    by_letter: Range<usize>,
    /// The letter that stands at `at` by a swap, in the place of the one that was typed.
    carried: Option<u8>,
    second: bool,
    faults: Faults,
}

/// What was wrong so far.
#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    /// Syllables as an accent has them.
    alike: u8,
    /// Slips of a finger.
    slips: u8,
    /// Characters by another of their readings, which is no fault of who types.
    otherwise: u8,
}

/// A piece of what was typed, taken as one slot.
struct Piece {
    len: usize,
    slot: Slot,
    /// Where the index has it.
    seek: Range<SyllableId>,
    carried: Option<u8>,
    second: bool,
    faults: Faults,
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

impl<'a> Walk<'a> {
    /// A walk that has not begun.
    pub fn new(sounds: &'a Sounds, syllables: &'a Syllables, typed: &'a Typed) -> Self {
        Self {
            sounds,
            syllables,
            typed,
            way: Way::Read,
            slots: Vec::with_capacity(typed.len()),
            sought: Vec::with_capacity(typed.len()),
            steps_left: STEPS_MAX,
            leaves: Vec::new(),
        }
    }

    /// Walks all of what was typed in one way.
    pub fn walk(&mut self, way: Way) {
        self.way = way;
        let all = 0..self.sounds.by_syllable.len();
        self.go(&State {
            at: 0,
            by_syllable: all.clone(),
            single: true,
            by_letter: all,
            carried: None,
            second: false,
            faults: Faults::default(),
        });
    }

    fn go(&mut self, state: &State) {
        if state.at == self.typed.len() {
            self.arrive(state);
            return;
        }
        for piece in self.pieces(state) {
            if self.steps_left == 0 || self.leaves.len() >= LEAVES_MAX {
                return;
            }
            self.steps_left -= 1;
            if let Some(next) = self.follow(state, &piece) {
                self.slots.push(piece.slot);
                self.sought.push(piece.seek.start);
                self.go(&next);
                self.sought.pop();
                self.slots.pop();
            }
        }
    }

    fn arrive(&mut self, state: &State) {
        let Faults { alike, slips, otherwise } = state.faults;
        // A reading without any fault was found by the first walk.
        if self.way == Way::Misspelt && alike + slips + otherwise == 0 {
            return;
        }
        let by_letter =
            self.way == Way::Shortened && state.by_letter.len() < state.by_syllable.len();
        let span = if by_letter { &state.by_letter } else { &state.by_syllable };
        let (slots, span) = (self.slots.clone(), span.clone());
        let (faults, second) = (alike + 4 * slips, state.second);
        self.leaves.push(Leaf { slots, span, by_letter, faults, second });
    }

    /// The state after a piece, if any wording still bears it out.
    fn follow(&self, state: &State, piece: &Piece) -> Option<State> {
        let depth = self.slots.len();
        if let Some(before) = self.sought.last().filter(|_| state.single && piece.seek.len() == 1)
            && !self.sounds.follows(*before, piece.seek.start)
        {
            return None;
        }
        let mut next = state.clone();
        next.at += piece.len;
        next.carried = piece.carried;
        next.second |= piece.second;
        next.faults.alike += piece.faults.alike;
        next.faults.slips += piece.faults.slips;
        next.faults.otherwise += piece.faults.otherwise;
        if state.single {
            let last = next.at == self.typed.len();
            if piece.seek.len() == 1 || last || self.way != Way::Shortened {
                next.by_syllable = self.sounds.by_syllable(&state.by_syllable, depth, &piece.seek);
            }
            next.single = piece.seek.len() == 1;
        }
        if self.way == Way::Shortened {
            let letter = self.syllables.spelling(piece.seek.start).as_bytes().first();
            let letter = letter.copied().unwrap_or(1);
            next.by_letter = self.sounds.by_letter(&state.by_letter, depth, letter);
            return (!next.by_letter.is_empty() && !next.by_syllable.is_empty()).then_some(next);
        }
        (!next.by_syllable.is_empty()).then_some(next)
    }

    fn pieces(&self, state: &State) -> Vec<Piece> {
        let letters = self.typed.letters_from(state.at);
        let Some(letters) = carry(letters, state.carried) else {
            return self.written(self.typed.chars[state.at]);
        };
        let letters = letters.as_ref();
        let mut pieces = Vec::with_capacity(8);
        if state.at + letters.len() == self.typed.len() {
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
            self.misspelt(state, letters, &mut pieces);
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
    fn written(&self, c: char) -> Vec<Piece> {
        let common = self.syllables.of(c);
        let others = self.syllables.several(c).iter().copied().filter(|id| *id != common);
        let piece = |id: SyllableId| {
            let mut piece = Piece::one(1, id);
            piece.slot.written = Some(c);
            piece
        };
        std::iter::once(common).chain(others).map(piece).collect()
    }

    fn misspelt(&self, state: &State, letters: &str, pieces: &mut Vec<Piece>) {
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
        if state.faults.slips > 0 {
            return;
        }
        for len in (1..=letters.len().min(LETTERS_MAX + 1)).rev() {
            for found in self.syllables.misspelt(&letters[..len]) {
                let mut piece = Piece::one(len, found.meant);
                match found.kind {
                    MisspellingKind::Alike => piece.faults.alike = 1,
                    MisspellingKind::Slip => piece.faults.slips = 1,
                }
                let mixed = piece.faults.slips > 0 && state.faults.alike > 0;
                if state.faults.alike + piece.faults.alike <= ALIKE_MAX && !mixed {
                    pieces.push(piece);
                }
            }
            if state.faults.alike == 0 {
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

/// The letters with the first one replaced, if there are any.
fn carry(letters: &str, carried: Option<u8>) -> Option<Cow<'_, str>> {
    let rest = letters.get(1..)?;
    Some(match carried {
        Some(first) => Cow::Owned(format!("{}{rest}", char::from(first))),
        None => Cow::Borrowed(letters),
    })
}
