//! What entries differ in: taxpayer, tax, place, what is to be done, by which period, over which
//! amount, and whatever their authors named.

use std::borrow::Cow;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::{TaxpayerType, concerns};
use wenshui_knowledge::text::analyzer::Analyzer;

use crate::amount::AmountWords;
use crate::facet::{ACTION, AMOUNT, PERIOD, REGION, TAX, TAXPAYER_TYPE};
use crate::facet_phrases::FacetPhrases;

/// What reads facets out of the words of a question.
pub struct Reader<'a> {
    /// Phrases that name values.
    pub phrases: &'a FacetPhrases,
    /// Words around amounts.
    pub amounts: &'a AmountWords,
    /// Finds the amounts.
    pub analyzer: &'a Analyzer,
}

/// Stands for a value that no entry has.
pub const NO_VALUE: ValueId = ValueId::MAX;

/// How an entry that holds whatever the value agrees with one that is named.
const NEITHER: f32 = 0.5;

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

impl Facets {
    /// Reads the values of every entry.
    pub fn new(base: &Base, reader: &Reader) -> Self {
        let mut facets = Self::default();
        let mut ids = FxHashMap::default();
        let read: Vec<_> = base.entries.par_iter().map(|entry| values(entry, reader)).collect();
        for values in read {
            facets.starts.push(facets.of_entries.len() as u32);
            for (name, value) in values {
                let id = *ids.entry((name.clone(), value.clone())).or_insert_with(|| {
                    let known = facets.names.iter().position(|known| *known == name);
                    let facet = known.unwrap_or_else(|| {
                        facets.names.push(name.into_owned());
                        facets.names.len() - 1
                    });
                    facets.values.push((facet, value.into_owned()));
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

    /// The number of a value; [`NO_VALUE`] where no entry has it.
    pub fn id(&self, (facet, value): (&str, &str)) -> ValueId {
        let own = |(at, known): &(usize, String)| self.names[*at] == facet && known == value;
        self.values.iter().position(own).map_or(NO_VALUE, |at| at as ValueId)
    }

    /// How well an entry agrees with values of one facet that a question names: 1 where it has one
    /// of them, 0 where it has others, and half where it has none or none is named.
    pub fn agreement(&self, entry: u32, facet: &str, named: &[ValueId]) -> f32 {
        let span = self.starts[entry as usize] as usize..self.starts[entry as usize + 1] as usize;
        let mut agreement = NEITHER;
        if named.is_empty() {
            return agreement;
        }
        for id in &self.of_entries[span] {
            if named.contains(id) {
                return 1.0;
            }
            if self.names[self.values[*id as usize].0] == facet {
                agreement = 0.0;
            }
        }
        agreement
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
fn values<'a>(entry: &'a Entry, reader: &Reader<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut values: Vec<(Cow<str>, Cow<str>)> =
        entry.clarify.iter().map(|(name, value)| (name.into(), value.into())).collect();
    let named = values.len();
    let amount = reader.amounts.of(&entry.question, reader.analyzer);
    let regions = entry.regions.iter().filter_map(|code| Region::parse(code)?.province().name());
    let said = |facet| reader.phrases.value(&entry.question, facet).map(Cow::from);
    let found = (entry.taxpayer_types.iter().map(|name| (TAXPAYER_TYPE, name.into())))
        .chain(entry.tax.iter().map(|tax| (TAX, tax.into())))
        .chain(regions.map(|name| (REGION, name.into())))
        .chain([ACTION, PERIOD].into_iter().filter_map(|facet| Some((facet, said(facet)?))))
        .chain(amount.map(|amount| (AMOUNT, amount.into())));
    for (facet, value) in found {
        if values[..named].iter().all(|(own, _)| own != facet) {
            values.push((facet.into(), value));
        }
    }
    values
}
