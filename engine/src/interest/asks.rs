//! How often every entry was asked, and in which circumstances, with what is old counting less.

use rustc_hash::FxHashMap;
use wenshui_knowledge::base::Base;

use crate::interest::facet::Facet;

/// How many people were answered with an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct AskCount {
    /// The entry's number.
    pub entry: u32,
    /// What they have in common; `None`: all people.
    pub given: Option<(Facet, String)>,
    /// How many, with what is old counting less.
    pub people: f64,
}

/// The counts of a version's entries with what the base says by itself behind them.
#[derive(Debug, Clone)]
pub struct Asks {
    /// What the base says: shares that sum up to 1.
    seeds: Vec<f64>,
    seed_answers: f64,
    seed_expected: f64,
    counts: Vec<f64>,
    total: f64,
    given: FxHashMap<Facet, Given>,
}

/// The counts of one circumstance.
#[derive(Debug, Clone, Default)]
struct Given {
    total: f64,
    by_value: FxHashMap<String, Valued>,
    /// By entry, over all values.
    by_entry: FxHashMap<u32, f64>,
}

#[derive(Debug, Clone, Default)]
struct Valued {
    total: f64,
    by_entry: FxHashMap<u32, f64>,
}

impl Asks {
    /// No counts yet: an entry with an answer is the likelier the more ways to ask it there are.
    pub fn new(base: &Base, (seed_answers, seed_expected): (f64, f64)) -> Self {
        let seed = |entry: &wenshui_knowledge::entry::Entry| {
            if entry.answers() { 1.0 + (entry.similar.len() as f64).ln_1p() } else { 1e-3 }
        };
        let mut seeds: Vec<f64> = base.entries.iter().map(seed).collect();
        let sum: f64 = seeds.iter().sum();
        for seed in &mut seeds {
            *seed /= sum.max(f64::MIN_POSITIVE);
        }
        let counts = vec![0.0; seeds.len()];
        Self { seeds, seed_answers, seed_expected, counts, total: 0.0, given: FxHashMap::default() }
    }

    /// Adds a count, or takes one away again.
    pub fn add(&mut self, count: &AskCount) {
        let Some((facet, value)) = &count.given else {
            if let Some(counted) = self.counts.get_mut(count.entry as usize) {
                *counted += count.people;
                self.total += count.people;
            }
            return;
        };
        let given = self.given.entry(*facet).or_default();
        given.total += count.people;
        *given.by_entry.entry(count.entry).or_default() += count.people;
        let valued = given.by_value.entry(value.clone()).or_default();
        valued.total += count.people;
        *valued.by_entry.entry(count.entry).or_default() += count.people;
    }

    /// How often every entry was asked, by its number.
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// The share of all questions that is an entry's: (asked + answers · seed) ÷ (all + answers).
    pub fn share(&self, entry: u32) -> f64 {
        let at = entry as usize;
        (self.counts[at] + self.seed_answers * self.seeds[at]) / (self.total + self.seed_answers)
    }

    /// How much more likely an entry is in a circumstance: what was counted over what was expected,
    /// drawn towards `leaning`, what the base says (Du Mouchel 1999, Bayesian data mining in large
    /// frequency tables): (counted + k · leaning) ÷ (expected + k).
    pub fn lift(&self, entry: u32, (facet, value): (Facet, &str), leaning: f64) -> f64 {
        let counted = self.given.get(&facet).and_then(|given| {
            let valued = given.by_value.get(value)?;
            let of_entry = given.by_entry.get(&entry).copied().unwrap_or_default();
            let expected = of_entry * valued.total / given.total.max(f64::MIN_POSITIVE);
            Some((valued.by_entry.get(&entry).copied().unwrap_or_default(), expected))
        });
        let (counted, expected) = counted.unwrap_or_default();
        (counted + self.seed_expected * leaning) / (expected + self.seed_expected)
    }

    /// The entries that were asked most in a circumstance.
    pub fn leading(&self, (facet, value): (Facet, &str), limit: usize) -> Vec<u32> {
        let valued = self.given.get(&facet).and_then(|given| given.by_value.get(value));
        let mut counted: Vec<(u32, f64)> = valued
            .iter()
            .flat_map(|valued| valued.by_entry.iter().map(|(at, n)| (*at, *n)))
            .collect();
        counted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        counted.truncate(limit);
        counted.into_iter().map(|(entry, _)| entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use wenshui_knowledge::base::Base;
    use wenshui_knowledge::entry::Entry;

    use super::{AskCount, Asks};
    use crate::interest::facet::Facet;

    #[test]
    fn what_was_counted_outweighs_what_was_expected_with_time() {
        let entry =
            |id: &str| Entry { id: id.into(), answer: Some("x".into()), ..Entry::default() };
        let base = Base { entries: vec![entry("a"), entry("b")], ..Base::default() };
        let mut asks = Asks::new(&base, (10.0, 2.0));
        assert_eq!((asks.share(0), asks.share(1)), (0.5, 0.5));
        let given = (Facet::Month, "03");
        assert_eq!((asks.lift(0, given, 1.0), asks.lift(0, given, 4.0)), (1.0, 4.0));
        let mut add = |entry, month: &str, people| {
            asks.add(&AskCount { entry, given: None, people });
            asks.add(&AskCount { entry, given: Some((Facet::Month, month.into())), people });
        };
        add(0, "03", 30.0);
        add(0, "04", 10.0);
        add(1, "04", 40.0);
        assert!(asks.share(0) < 0.51 && asks.share(0) > 0.49);
        // Of 40 that asked `a` 15 were expected in March, 30 did: (30 + 2) ÷ (15 + 2).
        assert!((asks.lift(0, given, 1.0) - 32.0 / 17.0).abs() < 1e-9);
        assert!(asks.lift(1, given, 1.0) < 0.2);
        // A month in which nobody has asked tells nothing.
        assert_eq!(asks.lift(0, (Facet::Month, "05"), 1.0), 1.0);
        assert_eq!(asks.leading((Facet::Month, "04"), 9), [1, 0]);
    }
}
