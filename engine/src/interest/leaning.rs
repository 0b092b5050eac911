//! What the base and the calendar say of who asks what, before anybody has asked.

use jiff::civil::Date;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;

use crate::interest::rules::Rules;
use crate::interest::season::Season;

/// Entries that something makes more likely.
#[derive(Debug, Clone)]
struct Leaning {
    /// How much more likely.
    lift: f64,
    /// For each entry of the base, whether it is one of them.
    holds: Vec<bool>,
    /// Those that answer, in the order of the base.
    entries: Vec<u32>,
}

/// All of them, for one base.
#[derive(Debug, Clone, Default)]
pub struct Leanings {
    seasons: Vec<(Season, Leaning)>,
    scenes: Vec<(Vec<String>, Leaning)>,
    roles: Vec<(String, Leaning)>,
}

/// Those that hold for one person at one moment.
#[derive(Debug, Default)]
pub struct Active<'a> {
    seasons: Vec<&'a Leaning>,
    scenes: Vec<&'a Leaning>,
    roles: Vec<&'a Leaning>,
}

/// What a rule names.
type Names<'a> = (&'a [String], &'a [String], &'a [String]);

impl Leanings {
    /// Finds the entries of every rule.
    pub fn new(base: &Base, rules: &Rules) -> Self {
        let leaning = |lift: f64, names: Names| {
            let holds: Vec<bool> =
                base.entries.iter().map(|entry| is_named(entry, names)).collect();
            let answers = |at: &u32| holds[*at as usize] && base.entries[*at as usize].answers();
            let entries = (0..holds.len() as u32).filter(answers).collect();
            Leaning { lift, holds, entries }
        };
        let seasons = rules.seasons.iter().map(|season| {
            let names: Names = (&season.topics, &season.taxes, &season.entries);
            (season.clone(), leaning(season.lift, names))
        });
        let scenes = rules.profiles.scenes.iter().map(|scene| {
            let names: Names = (&scene.topics, &scene.taxes, &scene.entries);
            (scene.contains.clone(), leaning(scene.lift, names))
        });
        let roles = rules.profiles.roles.iter().map(|rule| {
            let names: Names = (&rule.topics, &rule.taxes, &rule.entries);
            (rule.role.clone(), leaning(rule.lift, names))
        });
        Self { seasons: seasons.collect(), scenes: scenes.collect(), roles: roles.collect() }
    }

    /// Those that hold on a day, on a page, in a capacity.
    pub fn active(&self, day: Date, (scene, role): (Option<&str>, Option<&str>)) -> Active<'_> {
        let in_season = self.seasons.iter().filter(|(season, _)| season.holds_on(day));
        let contains =
            |words: &Vec<String>, scene: &str| words.iter().any(|word| scene.contains(word));
        let on_page = |scene| self.scenes.iter().filter(move |(words, _)| contains(words, scene));
        let in_role = |role| self.roles.iter().filter(move |(name, _)| name == role);
        Active {
            seasons: in_season.map(|(_, leaning)| leaning).collect(),
            scenes: scene.into_iter().flat_map(on_page).map(|(_, leaning)| leaning).collect(),
            roles: role.into_iter().flat_map(in_role).map(|(_, leaning)| leaning).collect(),
        }
    }
}

impl Active<'_> {
    /// The lift of an entry by the season, the page and the capacity; 1 where nothing is said.
    pub fn lifts(&self, entry: u32) -> [f64; 3] {
        [&self.seasons, &self.scenes, &self.roles].map(|leanings| {
            let holding = leanings.iter().filter(|leaning| leaning.holds[entry as usize]);
            // Of several that hold the strongest counts: they often say the same.
            holding.map(|leaning| leaning.lift).reduce(f64::max).unwrap_or(1.0)
        })
    }

    /// The entries that each of them speaks for and that answer.
    pub fn leading(&self) -> Vec<&[u32]> {
        let all = self.seasons.iter().chain(&self.scenes).chain(&self.roles);
        all.map(|leaning| leaning.entries.as_slice()).collect()
    }
}

fn is_named(entry: &Entry, (topics, taxes, entries): Names) -> bool {
    let among = |value: &Option<String>, names: &[String]| {
        value.as_ref().is_some_and(|value| names.contains(value))
    };
    among(&entry.topic, topics) || among(&entry.tax, taxes) || entries.contains(&entry.id)
}
