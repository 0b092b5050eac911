//! The phrases of guard, emotion and intents in one book, so that a text is read once for all.

use rustc_hash::FxHashMap;
use wenshui_knowledge::error::Error;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::Patterns;

/// The number of a phrase in its book.
pub type PhraseId = u32;

/// A book being written: equal phrases get one number.
#[derive(Debug, Default)]
pub struct PhraseBook {
    phrases: Vec<String>,
    ids: FxHashMap<String, PhraseId>,
}

impl PhraseBook {
    /// Puts a phrase in and tells its number; none when nothing is left of it after folding.
    pub fn add(&mut self, phrase: &str) -> Option<PhraseId> {
        let key = Folded::new(phrase).key();
        if key.is_empty() {
            return None;
        }
        Some(*self.ids.entry(key).or_insert_with_key(|key| {
            self.phrases.push(key.clone());
            (self.phrases.len() - 1) as PhraseId
        }))
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Compiles the book.
    ///
    /// # Errors
    /// When the automaton grows too large.
    pub fn compile(&self) -> Result<Patterns, Error> {
        Patterns::new(self.phrases.iter().map(String::as_str))
    }
}

/// What phrases mean to one reader of the book.
#[derive(Debug, Clone)]
pub struct Marks<T> {
    by_phrase: FxHashMap<PhraseId, Vec<T>>,
}

impl<T> Default for Marks<T> {
    fn default() -> Self {
        Self { by_phrase: FxHashMap::default() }
    }
}

impl<T: PartialEq> Marks<T> {
    /// Lets a phrase mean something more; false when nothing is left of the phrase.
    pub fn add(&mut self, book: &mut PhraseBook, phrase: &str, mark: T) -> bool {
        let Some(id) = book.add(phrase) else {
            return false;
        };
        let marks = self.by_phrase.entry(id).or_default();
        if !marks.contains(&mark) {
            marks.push(mark);
        }
        true
    }

    /// What a phrase means.
    pub fn of(&self, phrase: PhraseId) -> &[T] {
        self.by_phrase.get(&phrase).map_or(&[], Vec::as_slice)
    }

    /// Whether a phrase means anything.
    pub fn has(&self, book: &PhraseBook, phrase: &str) -> bool {
        let id = book.ids.get(&Folded::new(phrase).key());
        id.is_some_and(|id| self.by_phrase.contains_key(id))
    }
}
