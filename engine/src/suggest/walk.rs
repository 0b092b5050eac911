//! From what was typed to spans of the index by sound: every way to read it that some wording
//! bears out.
//!
//! The walk goes through the typed characters and narrows a span of the index with every piece it
//! takes; where nothing is left it turns back. So only readings that occur are ever built.

use std::borrow::Cow;
use std::ops::Range;

use wenshui_knowledge::text::syllable::Syllables;
use wenshui_knowledge::text::syllable::id::SyllableId;

use crate::index::sounds::Sounds;
use crate::suggest::piece::{Faults, Piece, Speller, Way};
use crate::suggest::slot::Slot;
use crate::suggest::typed::Typed;

/// How many steps a walk takes at most, whatever was typed.
const STEPS_MAX: u32 = 600;
/// How many leaves it brings at most.
const LEAVES_MAX: usize = 12;
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
    /// The first letters of what is sought.
    letters: Vec<u8>,
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
            letters: Vec::with_capacity(typed.len()),
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
                self.letters.push(self.letter(&piece));
                self.sought.push(piece.seek.start);
                self.slots.push(piece.slot);
                self.go(&next);
                self.letters.pop();
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
                next.by_syllable =
                    self.sounds.by_syllable(&state.by_syllable, &self.sought, &piece.seek);
            }
            next.single = piece.seek.len() == 1;
        }
        if self.way == Way::Shortened {
            let letter = self.letter(piece);
            next.by_letter = self.sounds.by_letter(&state.by_letter, &self.letters, letter);
            return (!next.by_letter.is_empty() && !next.by_syllable.is_empty()).then_some(next);
        }
        (!next.by_syllable.is_empty()).then_some(next)
    }

    /// The first letter of what a piece seeks; 1 where it has none.
    fn letter(&self, piece: &Piece) -> u8 {
        let letter = self.syllables.spelling(piece.seek.start).as_bytes().first();
        letter.copied().unwrap_or(1)
    }

    fn pieces(&self, state: &State) -> Vec<Piece> {
        let letters = self.typed.letters_from(state.at);
        let speller = Speller { syllables: self.syllables, way: self.way, faults: state.faults };
        match carry(letters, state.carried) {
            Some(letters) => {
                let closes = state.at + letters.len() == self.typed.len();
                speller.pieces(&letters, closes)
            }
            None => speller.written(self.typed.chars[state.at]),
        }
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
