//! For whom, where and when an entry holds.

use jiff::civil::Date;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::{TaxpayerType, concerns};

use crate::question::Question;

/// The conditions of an entry, read once.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    regions: Vec<Region>,
    taxpayer_types: Vec<TaxpayerType>,
}

impl Scope {
    /// Reads the conditions of an entry.
    pub fn of(entry: &Entry) -> Self {
        Self {
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            regions: entry.regions.iter().filter_map(|code| Region::parse(code)).collect(),
            taxpayer_types: entry
                .taxpayer_types
                .iter()
                .filter_map(|name| TaxpayerType::parse(name))
                .collect(),
        }
    }

    /// Whether the entry may answer any question.
    pub fn is_unconditional(&self) -> bool {
        let always = self.valid_from.is_none() && self.valid_to.is_none();
        always && self.regions.is_empty() && self.taxpayer_types.is_empty()
    }

    /// Whether the entry may answer the question.
    pub fn admits(&self, question: &Question) -> bool {
        self.is_for(question) && self.holds_on(question.as_of)
    }

    /// Whether the entry would answer the question on another day.
    pub fn lapses(&self, question: &Question) -> bool {
        self.is_for(question) && !self.holds_on(question.as_of)
    }

    /// Whether the entry belongs to some places and may answer the question there.
    pub fn admits_somewhere(&self, question: &Question) -> bool {
        self.is_local() && self.concerns(question) && self.holds_on(question.as_of)
    }

    /// Whether the entry belongs to some places only.
    pub fn is_local(&self) -> bool {
        !self.regions.is_empty()
    }

    /// Whether the entry holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        let begun = self.valid_from.is_none_or(|from| from <= day);
        begun && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The days on which the entry holds, as far as they end.
    pub fn ends(&self) -> (Option<Date>, Option<Date>) {
        (self.valid_from, self.valid_to)
    }

    /// Whether the entry may answer who asks, from where it is asked.
    fn is_for(&self, question: &Question) -> bool {
        let here = self.regions.is_empty() || self.region_depth(question) > 0;
        here && self.concerns(question)
    }

    /// Whether the entry may answer who asks.
    fn concerns(&self, question: &Question) -> bool {
        question.taxpayer_type.is_none_or(|asked| concerns(&self.taxpayer_types, asked))
    }

    /// How narrowly the entry fits the place asked from: 0 nationwide, 3 the very county. Of two
    /// entries that fit equally the narrower one is preferred.
    pub fn region_depth(&self, question: &Question) -> u8 {
        let Some(asked) = question.region else {
            return 0;
        };
        let holding = self.regions.iter().filter(|region| asked.is_within(**region));
        holding.map(|region| region.depth()).max().unwrap_or(0)
    }

    /// How closely an entry that admits the question is made for who asks: the depth of the region
    /// that it names, and one more where it names the kind of taxpayer.
    pub fn closeness(&self, question: &Question) -> u8 {
        let named = question.taxpayer_type.is_some() && !self.taxpayer_types.is_empty();
        self.region_depth(question) + u8::from(named)
    }

    /// Whether the entry takes the place of one that answers the same question: it fits the place
    /// asked from more narrowly, and concerns nobody less than the other does.
    pub fn supersedes(&self, other: &Self, question: &Question) -> bool {
        let theirs = self.taxpayer_types.is_empty() || self.taxpayer_types == other.taxpayer_types;
        theirs && self.region_depth(question) > other.region_depth(question)
    }
}

/// The days on which every entry holds, so that none need be looked for among those that do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lasting {
    /// The last day on which an entry begins.
    from: Option<Date>,
    /// The first day on which one ends.
    to: Option<Date>,
}

impl Lasting {
    /// Those of all entries.
    pub fn of(scopes: &[Scope]) -> Self {
        let ends = || scopes.iter().map(Scope::ends);
        Self {
            from: ends().filter_map(|(from, _)| from).max(),
            to: ends().filter_map(|(_, to)| to).min(),
        }
    }

    /// Whether every entry holds on a day.
    pub fn has(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}
