//! The words that can be hot: those of the tax lexicon, and the base's topics, taxes and tags, as far
//! as the base knows them, so that a click on one always leads somewhere.

use rustc_hash::{FxHashMap, FxHashSet};
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::{Found, Patterns};

use crate::interest::rules::WordRules;
use crate::version::Version;

/// The words by number.
#[derive(Debug)]
pub struct WordBook {
    words: Vec<Word>,
    by_key: FxHashMap<String, u32>,
    patterns: Patterns,
}

#[derive(Debug)]
struct Word {
    key: String,
    /// As it is shown.
    shown: String,
    /// Of all entries, the share under a topic, tax or tag of this name; 0 for other words.
    seed: f64,
    offered: bool,
}

impl WordBook {
    /// Gathers the words of a version.
    ///
    /// # Panics
    /// Never: no word is empty, and an automaton takes more of them than memory does.
    pub fn new(version: &Version, rules: &WordRules) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut by_key: FxHashMap<String, u32> = FxHashMap::default();
        let entries = version.base.entries.len().max(1) as f64;
        let mut take = |text: &str, seed: f64| {
            let key = Folded::new(text).key();
            let chars = key.chars().count();
            let fits = (rules.chars_min.max(2)..=rules.chars_max).contains(&chars)
                && !rules.joints.iter().any(|joint| text.contains(joint.as_str()));
            if fits {
                let next = words.len() as u32;
                let at = *by_key.entry(key.clone()).or_insert(next);
                if at == next {
                    let shown = text.to_ascii_uppercase();
                    words.push(Word { key, shown, seed, offered: false });
                }
            }
        };
        for (name, count) in named(&version.base.entries) {
            take(name, f64::from(count) / entries);
        }
        rules.extra.iter().for_each(|word| take(word, 0.0));
        version.analyzer.terms().iter().for_each(|term| take(term, 0.0));
        // A blocked word is looked for too: what it covers is not another word.
        rules.block.iter().for_each(|word| take(word, 0.0));
        let keys = words.iter().map(|word| word.key.as_str());
        let patterns = Patterns::new(keys).expect("words have two characters or more");
        let mut book = Self { words, by_key, patterns };
        book.choose(version, rules);
        book
    }

    /// Marks the words that may be offered: known to the base, not to most of it, not blocked.
    fn choose(&mut self, version: &Version, rules: &WordRules) {
        let mut counts = vec![0_u32; self.words.len()];
        let mut found: FxHashSet<u32> = FxHashSet::default();
        let answering = version.base.entries.iter().filter(|entry| entry.answers());
        for entry in answering {
            found.clear();
            for wording in entry.wordings() {
                found.extend(self.every_word(&Folded::new(wording).key()));
            }
            for word in &found {
                counts[*word as usize] += 1;
            }
        }
        // A base of a handful of entries has no words that are too general.
        let most = (version.base.entries.len() as f64 * rules.entries_share_max).max(5.0);
        let blocked: FxHashSet<String> =
            rules.block.iter().map(|word| Folded::new(word).key()).collect();
        for (word, count) in self.words.iter_mut().zip(counts) {
            word.offered = count > 0 && f64::from(count) <= most && !blocked.contains(&word.key);
        }
    }

    /// The words of a text that was folded to its key: the longest ones that do not overlap, from
    /// the left, each as often as it stands there.
    pub fn words_in(&self, key: &str) -> Vec<u32> {
        let mut found: Vec<Found> = self.patterns.find(key).collect();
        found.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)));
        let mut end = 0;
        found.retain(|found| {
            let free = found.span.start >= end;
            if free {
                end = found.span.end;
            }
            free
        });
        found
            .iter()
            .map(|found| found.pattern)
            .filter(|at| self.words[*at as usize].offered)
            .collect()
    }

    /// Every word in a folded text, overlapping ones too.
    fn every_word<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.patterns.find(key).map(|found| found.pattern)
    }

    /// The number of a word by its key, if it may be offered.
    pub fn find(&self, key: &str) -> Option<u32> {
        let at = *self.by_key.get(key)?;
        self.words[at as usize].offered.then_some(at)
    }

    /// The key of a word, which stands in tables.
    pub fn key(&self, word: u32) -> &str {
        &self.words[word as usize].key
    }

    /// A word as it is shown.
    pub fn shown(&self, word: u32) -> &str {
        &self.words[word as usize].shown
    }

    /// Topics, taxes and tags that may be offered, each with its share of the entries.
    pub fn seeds(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        let seeds =
            self.words.iter().enumerate().filter(|(_, word)| word.offered && word.seed > 0.0);
        seeds.map(|(at, word)| (at as u32, word.seed))
    }
}

/// Topics, taxes and tags with the number of entries under each, in the order of the base.
fn named(entries: &[Entry]) -> Vec<(&str, u32)> {
    let mut order: Vec<&str> = Vec::new();
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for entry in entries {
        let names = entry.topic.iter().chain(&entry.tax).chain(&entry.tags);
        for name in names.map(String::as_str) {
            *counts.entry(name).or_insert_with(|| {
                order.push(name);
                0
            }) += 1;
        }
    }
    order.into_iter().map(|name| (name, counts[name])).collect()
}
