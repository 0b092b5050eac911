//! The data of reading aloud, compiled for looking up.

use rustc_hash::FxHashMap;

use crate::lexicon::speech::{ContextRow, ReadingWords};
use crate::reading::draft::{Role, Syllable, all};
use crate::reading::spoken::{Pause, Spoken};
use crate::text::syllable::hanzi::toned;

/// What is looked up while a text is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    /// Words that decide readings, by first character, longest first.
    words: FxHashMap<char, Vec<Word>>,
    contexts: FxHashMap<char, Vec<Context>>,
    characters: FxHashMap<char, Spoken>,
    letters: FxHashMap<char, Vec<Spoken>>,
    latin: FxHashMap<String, Vec<Spoken>>,
    /// Longest first.
    units: Vec<(Vec<char>, Vec<Spoken>)>,
    signs: FxHashMap<char, Vec<Spoken>>,
    names: FxHashMap<String, Vec<Spoken>>,
    sets: FxHashMap<String, Vec<Vec<char>>>,
    pauses: FxHashMap<char, Pause>,
}

/// A word and how its characters are read, where that is not as everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Its characters without the first.
    pub(crate) rest: Vec<char>,
    /// A reading for every character that has one of its own here.
    pub(crate) readings: Vec<Option<Spoken>>,
}

/// Where a character that stands by itself is read like this.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    spoken: Spoken,
    left: Vec<Vec<char>>,
    right: Vec<Vec<char>>,
    later: Vec<Vec<char>>,
}

/// How far ahead a context looks, in characters.
const AHEAD: usize = 30;

impl Tables {
    /// Compiles the data.
    pub(crate) fn new(words: &ReadingWords) -> Self {
        let mut tables = Self {
            latin: words.latin.iter().cloned().collect(),
            units: words.units.iter().map(|(unit, read)| (chars(unit), read.clone())).collect(),
            names: words.names.clone(),
            pauses: words.pauses.iter().copied().collect(),
            characters: single(&words.characters)
                .filter_map(|(c, read)| Some((c, read.first()?.clone())))
                .collect(),
            letters: single(&words.letters).map(|(c, read)| (c, read.clone())).collect(),
            signs: single(&words.signs).map(|(c, read)| (c, read.clone())).collect(),
            ..Self::default()
        };
        tables.units.sort_by_key(|(unit, _)| std::cmp::Reverse(unit.len()));
        for (name, forms) in &words.sets {
            tables.sets.insert(name.clone(), forms.iter().map(|form| chars(form)).collect());
        }
        for row in &words.contexts {
            tables.contexts.entry(row.character).or_default().push(Context::new(row));
        }
        tables.take_words(words);
        tables
    }

    fn take_words(&mut self, words: &ReadingWords) {
        let mut read: FxHashMap<Vec<char>, Vec<Option<Spoken>>> = FxHashMap::default();
        for (character, spoken, forms) in &words.words {
            for form in forms.iter().map(|form| chars(form)) {
                let readings = read.entry(form.clone()).or_insert_with(|| vec![None; form.len()]);
                for (reading, _) in readings.iter_mut().zip(&form).filter(|(_, c)| *c == character)
                {
                    *reading = Some(spoken.clone());
                }
            }
        }
        for (form, spoken) in &words.whole {
            read.insert(chars(form), spoken.iter().cloned().map(Some).collect());
        }
        for form in read.keys() {
            if let Some((first, rest)) = form.split_first() {
                let word = Word { rest: rest.to_vec(), readings: complete(form, &read) };
                self.words.entry(*first).or_default().push(word);
            }
        }
        for words in self.words.values_mut() {
            words.sort_by(|a, b| b.rest.len().cmp(&a.rest.len()).then_with(|| a.rest.cmp(&b.rest)));
        }
    }

    /// The words that begin with the first of `chars` and stand there, longest first.
    pub(crate) fn words<'a, 'c>(
        &'a self,
        chars: &'c [char],
    ) -> impl Iterator<Item = &'a Word> + use<'a, 'c> {
        let words = chars.first().and_then(|first| self.words.get(first));
        let words = words.map_or(&[][..], Vec::as_slice);
        words.iter().filter(move |word| chars[1..].starts_with(&word.rest))
    }

    /// How the character at `at` is read, if no word says it; None for what is silent.
    pub(crate) fn alone(&self, chars: &[char], at: usize) -> Option<Spoken> {
        let contexts = self.contexts.get(&chars[at]).map_or(&[][..], Vec::as_slice);
        let fitting = contexts.iter().find(|context| context.fits(chars, at));
        fitting.map(|context| context.spoken.clone()).or_else(|| self.common(chars[at]))
    }

    /// How a character is commonly read.
    pub(crate) fn common(&self, c: char) -> Option<Spoken> {
        let own = self.characters.get(&c).cloned();
        own.or_else(|| toned(c).map(|(letters, tone)| Spoken { letters, tone }))
    }

    /// The name of a letter.
    pub(crate) fn letter(&self, c: char) -> impl Iterator<Item = Syllable> {
        let letter = self.letters.get(&c.to_ascii_lowercase());
        all(letter.map_or(&[][..], Vec::as_slice), Role::Fixed)
    }

    /// A word in Latin letters, in lower case.
    pub(crate) fn latin(&self, word: &str) -> Option<&[Spoken]> {
        self.latin.get(word).map(Vec::as_slice)
    }

    /// The unit at the head of `rest` that is no part of a longer word: its length, its reading.
    pub(crate) fn unit(&self, rest: &[char]) -> Option<(usize, &[Spoken])> {
        let (unit, read) = self.units.iter().find(|(unit, _)| {
            let ends = rest.get(unit.len()).is_none_or(|c| !c.is_ascii_alphanumeric());
            rest.starts_with(unit) && ends
        })?;
        Some((unit.len(), read))
    }

    /// A sign that is spoken.
    pub(crate) fn sign(&self, c: char) -> Option<&[Spoken]> {
        self.signs.get(&c).map(Vec::as_slice)
    }

    /// What the program says by name.
    pub(crate) fn name(&self, name: &str, role: Role) -> impl Iterator<Item = Syllable> {
        all(self.names.get(name).map_or(&[][..], Vec::as_slice), role)
    }

    /// Whether one of a set's forms stands at the head of `rest`.
    pub(crate) fn heads(&self, set: &str, rest: &[char]) -> bool {
        self.set(set).iter().any(|form| rest.starts_with(form))
    }

    /// The forms of a set.
    pub(crate) fn set(&self, name: &str) -> &[Vec<char>] {
        self.sets.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a set has a form of this one character.
    pub(crate) fn is_in(&self, set: &str, c: char) -> bool {
        self.set(set).iter().any(|form| form.as_slice() == [c])
    }

    /// The pause of a mark, if it is one.
    pub(crate) fn pause(&self, c: char) -> Option<Pause> {
        self.pauses.get(&c).copied()
    }
}

/// The readings of a word, taken from the words inside it where it has none of its own: 教学生
/// says how 教 is read, and 学生 the rest. An inner word that contradicts is none.
fn complete(
    form: &[char],
    read: &FxHashMap<Vec<char>, Vec<Option<Spoken>>>,
) -> Vec<Option<Spoken>> {
    let mut readings = read.get(form).cloned().unwrap_or_default();
    for len in (2..form.len()).rev() {
        for start in 0..=form.len() - len {
            let Some(inner) = read.get(&form[start..start + len]) else {
                continue;
            };
            let own = &mut readings[start..start + len];
            let agrees = own.iter().zip(inner).all(|(own, inner)| match (own, inner) {
                (Some(own), Some(inner)) => own == inner,
                _ => true,
            });
            for (own, inner) in own.iter_mut().zip(inner).filter(|_| agrees) {
                if own.is_none() {
                    own.clone_from(inner);
                }
            }
        }
    }
    readings
}

impl Context {
    fn new(row: &ContextRow) -> Self {
        let forms = |forms: &[String]| forms.iter().map(|form| chars(form)).collect();
        Self {
            spoken: row.spoken.clone(),
            left: forms(&row.left),
            right: forms(&row.right),
            later: forms(&row.later),
        }
    }

    fn fits(&self, chars: &[char], at: usize) -> bool {
        let (before, after) = (&chars[..at], &chars[at + 1..]);
        let left = |form: &Vec<char>| match form.as_slice() {
            ['^'] => before.is_empty(),
            form => before.ends_with(form),
        };
        let right = |form: &Vec<char>| match form.as_slice() {
            ['$'] => after.is_empty(),
            form => after.starts_with(form),
        };
        let ahead = &after[..after.len().min(AHEAD)];
        let later = |form: &Vec<char>| ahead.windows(form.len().max(1)).any(|w| w == form);
        any_of(&self.left, left) && any_of(&self.right, right) && any_of(&self.later, later)
    }
}

/// Whether one of the forms fits; without forms anything does.
fn any_of(forms: &[Vec<char>], fits: impl Fn(&Vec<char>) -> bool) -> bool {
    forms.is_empty() || forms.iter().any(fits)
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The rows for one character each.
fn single(table: &[(String, Vec<Spoken>)]) -> impl Iterator<Item = (char, &Vec<Spoken>)> {
    table.iter().filter_map(|(text, read)| {
        let mut chars = text.chars();
        let first = chars.next()?;
        chars.next().is_none().then_some((first, read))
    })
}
