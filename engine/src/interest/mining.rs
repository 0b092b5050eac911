//! From the turns of a period to what people wanted: how many said a word, how many asked an entry.
//!
//! People are counted, not lines. One person counts once for a word and once for an entry; of people
//! without a token who write the same only a few count, because each of their lines may be a new
//! conversation; and who writes more than anybody asks is left out whole.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};

use rustc_hash::{FxHashMap, FxHashSet};
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::term::{TermKey, TermKind};

use crate::interest::facet::Profile;
use crate::interest::rules::WordRules;
use crate::interest::word_book::WordBook;

/// A turn as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Who: a subject that means nothing here but is the same for the same person.
    pub who: &'a str,
    /// Whether nobody vouches for them.
    pub anonymous: bool,
    /// What was said.
    pub text: &'a str,
    /// How it came about, by the name of its source.
    pub source: &'a str,
    /// What the guard did, by name.
    pub guard: &'a str,
    /// The id of the entry that answered.
    pub entry: Option<&'a str>,
    /// Who asked, in which circumstances.
    pub profile: Profile<'a>,
}

/// An entry asked in circumstances: its id, and the profile's values.
pub type AskKey = (String, [Option<String>; 3]);

/// What people wanted in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By a word's key, how many people said it.
    pub words: BTreeMap<String, u32>,
    /// By entry and circumstances, how many people were answered with it.
    pub asks: BTreeMap<AskKey, u32>,
}

/// A period while its turns come in, in their order.
pub struct Mining<'a> {
    book: &'a WordBook,
    rules: &'a WordRules,
    /// By a hash of who they are, which nobody outside can foresee: in a busy period there are hundreds of
    /// thousands.
    people: FxHashMap<u64, Person>,
    hashes: RandomState,
    /// How many without a token wrote the same, by a hash of it.
    same: FxHashMap<TermKey, u32>,
    asked: FxHashMap<AskKey, u32>,
}

#[derive(Default)]
struct Person {
    turns: u32,
    /// None as long as nothing of it counts.
    wants: Option<Box<Wants>>,
}

#[derive(Default)]
struct Wants {
    words: FxHashSet<u32>,
    /// By entry, in which circumstances it was asked first.
    asks: FxHashMap<String, u32>,
}

impl<'a> Mining<'a> {
    /// A period without turns.
    pub fn new(book: &'a WordBook, rules: &'a WordRules) -> Self {
        let (people, hashes, same, asked) = <_>::default();
        Self { book, rules, people, hashes, same, asked }
    }

    /// Takes a turn.
    pub fn take(&mut self, line: &Line) {
        let person = self.people.entry(self.hashes.hash_one(line.who)).or_default();
        person.turns += 1;
        let counts = self.rules.guard_actions.iter().any(|action| action == line.guard);
        // Who is left out anyway needs no memory.
        if !counts || person.turns > self.rules.turns_max {
            return;
        }
        let key = Folded::new(line.text).key();
        if line.anonymous {
            let same = self.same.entry(bare(&key)).or_default();
            *same += 1;
            if *same > self.rules.anonymous_same_max {
                return;
            }
        }
        let wants = person.wants.get_or_insert_default();
        if !self.rules.offered_sources.iter().any(|source| source == line.source) {
            wants.words.extend(self.book.words_in(&key));
        }
        if let Some(entry) = line.entry.filter(|entry| !wants.asks.contains_key(*entry)) {
            let next = self.asked.len() as u32;
            let asked =
                (entry.to_owned(), line.profile.values().map(|value| value.map(str::to_owned)));
            let at = *self.asked.entry(asked).or_insert(next);
            wants.asks.insert(entry.to_owned(), at);
        }
    }

    /// What people wanted.
    pub fn finish(self) -> Wanted {
        let mut words: FxHashMap<u32, u32> = FxHashMap::default();
        let mut asks: FxHashMap<u32, u32> = FxHashMap::default();
        let turns_max = self.rules.turns_max;
        let people = self.people.into_values().filter(|person| person.turns <= turns_max);
        for wants in people.filter_map(|person| person.wants) {
            wants.words.iter().for_each(|word| *words.entry(*word).or_default() += 1);
            wants.asks.values().for_each(|asked| *asks.entry(*asked).or_default() += 1);
        }
        let words =
            words.into_iter().map(|(word, people)| (self.book.key(word).to_owned(), people));
        let asked = self.asked.into_iter();
        let asks = asked.filter_map(|(key, at)| Some((key, *asks.get(&at)?)));
        Wanted { words: words.collect(), asks: asks.collect() }
    }
}

/// A text without digits and signs, which cost nothing to vary.
fn bare(key: &str) -> TermKey {
    let letters: String = key.chars().filter(|c| c.is_alphabetic()).collect();
    TermKey::text(TermKind::Word, if letters.is_empty() { key } else { &letters })
}
