//! Ranks entries that nobody asked for: what is asked often, lifted by what is known of who may ask.
//!
//! score = ln share(entry) + Σ weight · ln lift(entry | circumstance), which is naive Bayes with every
//! circumstance drawn towards what the base says of it.

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};
use wenshui_knowledge::taxpayer::TaxpayerType;
use wenshui_knowledge::text::fold::Folded;

use crate::interest::asks::Asks;
use crate::interest::facet::Facet;
use crate::interest::leaning::{Active, Leanings};
use crate::interest::rules::GuessRules;
use crate::question::Question;
use crate::version::Version;

/// How many of the most asked entries are looked at, and how many of those that a circumstance
/// speaks for; the rest could not come among the first hundred.
const LEADING: usize = 600;
const LEADING_GIVEN: usize = 200;

/// Who may ask.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// Region, type and day; its words say nothing.
    pub question: &'a Question<'a>,
    /// The page they come from.
    pub entry_scene: Option<&'a str>,
    /// The capacity in which they act.
    pub role: Option<&'a str>,
}

/// Entries that are worth a look, whoever asks.
#[derive(Debug, Clone, Default)]
pub struct Worth {
    /// Every entry that answers, the most asked first.
    order: Vec<u32>,
    /// Those that hold in some regions only, the most asked first.
    regional: Vec<u32>,
    by_type: FxHashMap<TaxpayerType, Vec<u32>>,
}

/// What a ranking is made from.
#[derive(Clone, Copy)]
pub struct Ranking<'a> {
    /// The version.
    pub version: &'a Version,
    /// Numbers.
    pub rules: &'a GuessRules,
    /// What is asked often: usually or now.
    pub often: &'a Asks,
    /// Who asks what.
    pub asks: &'a Asks,
    /// What the base says of it.
    pub leanings: &'a Leanings,
    /// The entries worth a look.
    pub worth: &'a Worth,
}

impl Worth {
    /// Orders a version's entries by how often they are asked.
    pub fn new(version: &Version, often: &Asks) -> Self {
        let entries = &version.base.entries;
        let mut order: Vec<u32> =
            (0..entries.len() as u32).filter(|at| entries[*at as usize].answers()).collect();
        order.sort_by(|a, b| often.share(*b).total_cmp(&often.share(*a)).then(a.cmp(b)));
        let mut worth = Self { order, ..Self::default() };
        for at in &worth.order {
            let entry = &entries[*at as usize];
            if !entry.regions.is_empty() {
                worth.regional.push(*at);
            }
            for kind in entry.taxpayer_types.iter().filter_map(|name| TaxpayerType::parse(name)) {
                let named = worth.by_type.entry(kind).or_default();
                if named.len() < LEADING_GIVEN {
                    named.push(*at);
                }
            }
        }
        worth
    }
}

impl Ranking<'_> {
    /// The best entries for somebody, best first, at most the pool of the rules.
    pub fn best(&self, who: &Who) -> Vec<u32> {
        let active = self.leanings.active(who.question.as_of, (who.entry_scene, who.role));
        let circumstances = circumstances(who);
        let mut scored: Vec<(f64, u32)> = self
            .candidates(who, (&active, &circumstances))
            .into_iter()
            .filter(|entry| self.version.offers(*entry, who.question))
            .map(|entry| (self.score(entry, who, (&active, &circumstances)), entry))
            .collect();
        let by_score = |a: &(f64, u32), b: &(f64, u32)| -> Ordering {
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
        };
        scored.sort_by(by_score);
        scored.truncate(self.rules.pool_max);
        scored.into_iter().map(|(_, entry)| entry).collect()
    }

    fn candidates(
        &self,
        who: &Who,
        (active, circumstances): (&Active, &[(Facet, String)]),
    ) -> FxHashSet<u32> {
        let leading = self.worth.order.iter().take(LEADING).copied();
        let mut found: FxHashSet<u32> = leading.collect();
        let kind = who.question.taxpayer_type;
        found.extend(kind.and_then(|kind| self.worth.by_type.get(&kind)).into_iter().flatten());
        let regional = self.worth.regional.iter();
        let here =
            regional.filter(|at| self.version.scopes[**at as usize].region_depth(who.question) > 0);
        found.extend(here.take(LEADING_GIVEN));
        let answers = |at: &u32| self.version.base.entries[*at as usize].answers();
        for (facet, value) in circumstances {
            let leading = self.asks.leading((*facet, value), LEADING_GIVEN);
            found.extend(leading.into_iter().filter(answers));
        }
        found
            .extend(active.leading().iter().flat_map(|leading| leading.iter().take(LEADING_GIVEN)));
        found
    }

    fn score(
        &self,
        entry: u32,
        who: &Who,
        (active, circumstances): (&Active, &[(Facet, String)]),
    ) -> f64 {
        let [season, scene, role] = active.lifts(entry);
        let weights = &self.rules.weights;
        let mut score = self.often.share(entry).ln() + weights.role * role.ln();
        for (facet, value) in circumstances {
            let (weight, leaning) = match facet {
                Facet::TaxpayerType => (weights.taxpayer_type, self.named_type(entry, value)),
                Facet::Province => (weights.province, self.named_region(entry, who)),
                Facet::EntryScene => (weights.entry_scene, scene),
                Facet::Month => (weights.month, season),
            };
            score += weight * self.asks.lift(entry, (*facet, value), leaning).ln();
        }
        score
    }

    fn named_type(&self, entry: u32, value: &str) -> f64 {
        let named = &self.version.base.entries[entry as usize].taxpayer_types;
        if named.iter().any(|name| name == value) { self.rules.named_type_lift } else { 1.0 }
    }

    fn named_region(&self, entry: u32, who: &Who) -> f64 {
        let here = self.version.scopes[entry as usize].region_depth(who.question) > 0;
        if here { self.rules.named_region_lift } else { 1.0 }
    }
}

/// What is known of somebody, as it is counted.
fn circumstances(who: &Who) -> Vec<(Facet, String)> {
    let question = who.question;
    let kind = question.taxpayer_type.map(|kind| (Facet::TaxpayerType, kind.name().to_owned()));
    let province = question.region.map(|at| (Facet::Province, at.province().to_string()));
    let scene = who.entry_scene.map(|scene| (Facet::EntryScene, scene.to_owned()));
    let month = (Facet::Month, format!("{:02}", question.as_of.month()));
    [kind, province, scene, Some(month)].into_iter().flatten().collect()
}

/// How alike entries of a list are, for telling apart what stands in one batch.
pub struct Alike<'a> {
    version: &'a Version,
    alike_max: f64,
    pairs: FxHashMap<u32, Vec<(char, char)>>,
}

impl<'a> Alike<'a> {
    /// Reads the questions of a list.
    pub fn new(version: &'a Version, list: &[u32], alike_max: f64) -> Self {
        let pairs = list.iter().map(|at| {
            let key = Folded::new(&version.base.entries[*at as usize].question).key();
            let mut pairs: Vec<(char, char)> = key.chars().zip(key.chars().skip(1)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            (*at, pairs)
        });
        Self { version, alike_max, pairs: pairs.collect() }
    }

    /// Whether two may not stand in one batch: at severity 2 for their topic or their words, at 1
    /// for their words, at 0 never.
    pub fn too_near(&self, severity: u8, (a, b): (u32, u32)) -> bool {
        let topic = |at: u32| self.version.base.entries[at as usize].topic.as_deref();
        let same_topic = severity > 1 && topic(a).is_some() && topic(a) == topic(b);
        severity > 0 && (same_topic || self.dice(a, b) > self.alike_max)
    }

    /// Twice what both have over what each has.
    fn dice(&self, a: u32, b: u32) -> f64 {
        let (Some(a), Some(b)) = (self.pairs.get(&a), self.pairs.get(&b)) else {
            return 0.0;
        };
        let common = a.iter().filter(|pair| b.binary_search(pair).is_ok()).count();
        2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
    }
}
