//! The list that grows stage by stage: one row an entry, the best match of each, and no two rows
//! with the same words.

use std::cmp::Ordering;

use crate::question::Question;
use crate::suggest::popularity::Popularity;
use crate::version::Version;

/// What a step of closeness to who asks is worth beside a popularity of 0 to 1.
const CLOSENESS: f32 = 0.25;

/// A wording that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The entry.
    pub entry: u32,
    /// The wording, counted over the whole version.
    pub wording: u32,
    /// Where in its folded characters, and how many of them.
    pub at: u32,
    /// How many characters match.
    pub chars: u32,
    /// What is wrong with what was typed: homophones, accents, slips.
    pub faults: u32,
    /// Whether there is a more natural way to read what was typed.
    pub second: bool,
    /// The place of the wording in the order of preference.
    pub place: u32,
}

/// The list.
pub struct List<'a> {
    version: &'a Version,
    question: &'a Question<'a>,
    popularity: Option<&'a Popularity>,
    /// Whether somebody is preferred, so that the first to match need not be the best.
    pub partial: bool,
    /// The rows, best first.
    pub rows: Vec<Match>,
    stage: Vec<(f32, Match)>,
}

impl<'a> List<'a> {
    /// An empty list.
    pub fn new(
        version: &'a Version,
        question: &'a Question<'a>,
        popularity: Option<&'a Popularity>,
    ) -> Self {
        let popularity = popularity.filter(|popularity| !popularity.leaders().is_empty());
        let known = question.region.is_some() || question.taxpayer_type.is_some();
        let partial = known || popularity.is_some();
        let (rows, stage) = (Vec::with_capacity(8), Vec::new());
        Self { version, question, popularity, partial, rows, stage }
    }

    /// The most asked entries that may be shown.
    pub fn leaders(&self) -> &'a [u32] {
        self.popularity.map_or(&[], Popularity::leaders)
    }

    /// How many rows there would be, those of the running stage counted.
    pub fn gathered(&self) -> usize {
        self.rows.len() + self.stage.len()
    }

    /// Whether an entry may come into the list by another row.
    pub fn wants(&self, entry: u32) -> bool {
        let known = self.rows.iter().any(|row| row.entry == entry);
        let version = self.version;
        !known && version.admits(entry, self.question)
    }

    /// Takes a match, unless the running stage has a better one of the same entry.
    pub fn take(&mut self, found: Match) {
        let same = self.stage.iter().position(|(_, other)| other.entry == found.entry);
        let favour = match same {
            Some(at) => self.stage[at].0,
            None => self.favour(found.entry),
        };
        match same {
            Some(at) if order(&(favour, found), &self.stage[at]).is_lt() => {
                self.stage[at].1 = found;
            }
            Some(_) => {}
            // Where nobody is preferred, of two rows with the same words the first stays the first.
            None if !self.partial && self.says_again(&found) => {}
            None => self.stage.push((favour, found)),
        }
    }

    /// Puts the matches of a stage behind those of the stages before.
    pub fn close_stage(&mut self) {
        let mut stage = std::mem::take(&mut self.stage);
        stage.sort_by(order);
        for (_, found) in stage {
            if !self.says_again(&found) {
                self.rows.push(found);
            }
        }
    }

    /// Whether a row has the same words, which would send the same question.
    fn says_again(&self, found: &Match) -> bool {
        let stage = self.stage.iter().map(|(_, other)| other);
        let prefix = &self.version.prefix;
        let mut rows = self.rows.iter().chain(stage);
        rows.any(|other| prefix.are_equal(other.place, found.place))
    }

    fn favour(&self, entry: u32) -> f32 {
        if !self.partial {
            return 0.0;
        }
        let closeness = self.version.scopes[entry as usize].closeness(self.question);
        let asked = self.popularity.map_or(0.0, |popularity| popularity.share(entry));
        asked + CLOSENESS * f32::from(closeness)
    }
}

/// Fewer faults first, beginnings before insides, natural readings first, then popularity and profile, then the order
/// of preference: a total order, since every wording has a place of its own.
fn order(a: &(f32, Match), b: &(f32, Match)) -> Ordering {
    let head = |found: &Match| (found.faults, found.at > 0, found.second);
    let tail = |found: &Match| (found.place, found.at);
    head(&a.1).cmp(&head(&b.1)).then(b.0.total_cmp(&a.0)).then(tail(&a.1).cmp(&tail(&b.1)))
}
