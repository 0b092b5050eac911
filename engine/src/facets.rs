//! What entries differ in: taxpayer, tax, what is to be done, and whatever their authors named.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::error::Error::Problems;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::taxpayer::{TaxpayerType, concerns};
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::Patterns;

use crate::error::Error;
use crate::table::Table;

/// What options differ in when they are entries.
pub const QUESTION: &str = "question";
/// The facet of taxpayers' types.
pub const TAXPAYER_TYPE: &str = "taxpayer_type";
/// The facet of taxes and fees.
pub const TAX: &str = "tax";
/// The facet of what is to be done or known.
pub const ACTION: &str = "action";

/// The phrases that ship with the engine, as they stand in their file.
pub const BUNDLED_ACTIONS: &str = include_str!("../data/actions.tsv");

/// Phrases that tell what a question wants done or known.
pub struct Actions {
    patterns: Patterns,
    /// By the pattern's number.
    actions: Vec<String>,
}

/// A value of a facet, by number.
pub type ValueId = u32;

/// The values of all entries.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    names: Vec<String>,
    values: Vec<(usize, String)>,
    starts: Vec<u32>,
    of_entries: Vec<ValueId>,
}

impl Actions {
    /// The phrases that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        let text = BUNDLED_ACTIONS.to_owned();
        let file = DataFile { name: "actions.tsv".to_owned(), text };
        let (mut phrases, mut actions) = (Vec::new(), Vec::new());
        let problems = Table::new(&file, &["action", "phrase"]).read(|row| {
            phrases.push(Folded::new(row.text(1)?).key());
            actions.push(row.text(0)?.to_owned());
            Ok(())
        });
        if !problems.is_empty() {
            return Err(Problems(problems).into());
        }
        let patterns = Patterns::new(phrases.iter().map(String::as_str))?;
        Ok(Self { patterns, actions })
    }

    /// What a question wants: the longest phrase in it decides, of equally long ones the later.
    fn of(&self, question: &str) -> Option<&str> {
        let key = Folded::new(question).key();
        let found = self.patterns.find(&key);
        let longest = found.max_by_key(|found| (found.span.len(), found.span.start));
        longest.map(|found| self.actions[found.pattern as usize].as_str())
    }
}

impl Facets {
    /// Reads the values of every entry.
    pub fn new(base: &Base, actions: &Actions) -> Self {
        let mut facets = Self::default();
        let mut ids = FxHashMap::default();
        let read: Vec<_> = base.entries.par_iter().map(|entry| values(entry, actions)).collect();
        for values in read {
            facets.starts.push(facets.of_entries.len() as u32);
            for (name, value) in values {
                let id = *ids.entry((name.to_owned(), value.to_owned())).or_insert_with(|| {
                    let known = facets.names.iter().position(|known| known == name);
                    let facet = known.unwrap_or_else(|| {
                        facets.names.push(name.to_owned());
                        facets.names.len() - 1
                    });
                    facets.values.push((facet, value.to_owned()));
                    facets.values.len() as ValueId - 1
                });
                facets.of_entries.push(id);
            }
        }
        facets.starts.push(facets.of_entries.len() as u32);
        facets
    }

    /// The names of the facets.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values that an entry has of a facet; none where it holds whatever the value.
    pub fn of(&self, entry: u32, facet: &str) -> impl Iterator<Item = &str> {
        let span = self.starts[entry as usize] as usize..self.starts[entry as usize + 1] as usize;
        let values = self.of_entries[span].iter().map(|id| &self.values[*id as usize]);
        let wanted = values.filter(move |(at, _)| self.names[*at] == facet);
        wanted.map(|(_, value)| value.as_str())
    }

    /// Whether an entry may be meant by somebody who chose a value.
    pub fn fits(&self, entry: u32, (facet, value): (&str, &str)) -> bool {
        let kind = (facet == TAXPAYER_TYPE).then(|| TaxpayerType::parse(value)).flatten();
        if let Some(kind) = kind {
            let meant: Vec<_> = self.of(entry, facet).filter_map(TaxpayerType::parse).collect();
            return concerns(&meant, kind);
        }
        let mut values = self.of(entry, facet).peekable();
        values.peek().is_none() || values.any(|own| own == value)
    }
}

/// The facets of an entry with their values; what its author named stands above what is found.
fn values<'a>(entry: &'a Entry, actions: &'a Actions) -> Vec<(&'a str, &'a str)> {
    let mut values: Vec<(&str, &str)> =
        entry.clarify.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let named = |values: &[(&str, &str)], facet| values.iter().any(|(name, _)| *name == facet);
    if !named(&values, TAXPAYER_TYPE) {
        values.extend(entry.taxpayer_types.iter().map(|name| (TAXPAYER_TYPE, name.as_str())));
    }
    if !named(&values, TAX) {
        values.extend(entry.tax.iter().map(|tax| (TAX, tax.as_str())));
    }
    if !named(&values, ACTION) {
        values.extend(actions.of(&entry.question).map(|action| (ACTION, action)));
    }
    values
}
