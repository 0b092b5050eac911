//! What is offered unasked: guesses, hot questions with files, hot words, topics, and what is popular.
//!
//! Everything works from the first minute, from what the base and the calendar say, and learns from
//! what people ask. [`mining`] turns the turns of a period into counts of people; [`Interest`] is made
//! from the counts for one version and read without a lock. No clock is read here: the day and the
//! moment come in.

pub mod asks;
pub mod facet;
pub mod file;
pub mod guess;
pub mod hot_word;
pub mod leaning;
pub mod mining;
pub mod record;
pub mod rules;
pub mod season;
pub mod shown;
pub mod topic;
pub mod word_book;

use std::sync::Arc;

use jiff::civil::Date;

use crate::interest::asks::Asks;
use crate::interest::guess::{Alike, Ranking, Who, Worth};
use crate::interest::hot_word::{Moment, rank};
use crate::interest::leaning::Leanings;
use crate::interest::record::{Record, weigh};
use crate::interest::rules::Rules;
use crate::interest::shown::{Batch, Shown, next};
use crate::interest::topic::Topics;
use crate::interest::word_book::WordBook;
use crate::suggest::popularity::Popularity;
use crate::version::Version;

/// What is offered of one version, as of one moment.
pub struct Interest {
    /// The version; entries are numbered as in it.
    pub version: Arc<Version>,
    /// The data.
    pub rules: Arc<Rules>,
    /// The words that can be hot.
    pub book: Arc<WordBook>,
    /// What people usually ask, and in which circumstances.
    pub asks: Asks,
    /// The topics.
    pub topics: Topics,
    /// What others ask, for suggestions.
    pub popularity: Popularity,
    now: Asks,
    leanings: Leanings,
    worth: Worth,
    words: Vec<u32>,
}

/// When a snapshot is made.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// Today in Shanghai.
    pub today: Date,
    /// Where counting words stands.
    pub moment: Moment,
}

/// Which words can be hot, under which rules; found once for a version.
#[derive(Clone)]
pub struct Ground {
    /// The version.
    pub version: Arc<Version>,
    /// The data.
    pub rules: Arc<Rules>,
    /// The words.
    pub book: Arc<WordBook>,
}

impl Ground {
    /// Finds the words of a version.
    pub fn new(version: Arc<Version>, rules: Arc<Rules>) -> Self {
        let book = Arc::new(WordBook::new(&version, &rules.words));
        Self { version, rules, book }
    }
}

impl Interest {
    /// What is offered after what was counted.
    pub fn new(ground: Ground, record: &Record, at: At) -> Self {
        let Ground { version, rules, book } = ground;
        let guesses = &rules.guesses;
        let seeded = || Asks::new(&version.base, (guesses.seed_answers, guesses.seed_expected));
        let weighed = weigh(&version, record, (guesses, at.today));
        let (mut asks, mut now) = (seeded(), seeded());
        weighed.usual.iter().for_each(|count| asks.add(count));
        weighed.now.iter().for_each(|count| now.add(count));
        Self {
            topics: Topics::new(&version, (&asks, &weighed.calls), &rules.categories),
            popularity: Popularity::new(&weighed.popular),
            leanings: Leanings::new(&version.base, &rules),
            worth: Worth::new(&version, &asks),
            words: rank((&book, &rules.words), &record.words, at.moment),
            version,
            rules,
            book,
            asks,
            now,
        }
    }

    /// What it stands on, for another snapshot.
    pub fn ground(&self) -> Ground {
        let (version, rules) = (Arc::clone(&self.version), Arc::clone(&self.rules));
        Ground { version, rules, book: Arc::clone(&self.book) }
    }

    /// What somebody may want to ask (猜你想问), another batch with every call.
    pub fn guesses(&self, who: &Who, (shown, limit): (Shown, usize)) -> Batch<u32> {
        let best = self.ranking(&self.asks).best(who);
        let alike = Alike::new(&self.version, &best, self.rules.guesses.alike_max);
        let id = |at: u32| self.version.base.entries[at as usize].id.clone();
        next(&best, (shown, limit), (id, |severity, a, b| alike.too_near(severity, (a, b))))
    }

    /// What is asked most lately by people like this one (热点推荐), best first.
    pub fn hot(&self, who: &Who, limit: usize) -> Vec<u32> {
        let best = self.ranking(&self.now).best(who);
        let alike = Alike::new(&self.version, &best, self.rules.guesses.alike_max);
        // What is hot may well be of one topic, but not twice the same question.
        let near = |severity: u8, a, b| alike.too_near(severity.min(1), (a, b));
        next(&best, (Shown::default(), limit), (|at: u32| at.to_string(), near)).items
    }

    /// Hot words (热词), another batch with every call.
    pub fn hot_words(&self, (shown, limit): (Shown, usize)) -> Batch<&str> {
        let words: Vec<&str> = self.words.iter().map(|word| self.book.shown(*word)).collect();
        next(&words, (shown, limit), (|word: &str| word.to_owned(), |_, _, _| false))
    }

    fn ranking<'a>(&'a self, often: &'a Asks) -> Ranking<'a> {
        Ranking {
            version: &self.version,
            rules: &self.rules.guesses,
            often,
            asks: &self.asks,
            leanings: &self.leanings,
            worth: &self.worth,
        }
    }
}
