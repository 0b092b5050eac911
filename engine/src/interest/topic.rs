//! Topics (问答套餐): what the base is about, those first whose questions are asked most.

use wenshui_knowledge::text::fold::Folded;

use crate::interest::asks::Asks;
use crate::interest::rules::Categories;
use crate::question::Question;
use crate::suggest::suggest;
use crate::version::Version;

/// How many suggestions a search looks at.
const SUGGESTED: usize = 50;

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Its name, folded.
    key: String,
    /// The category that it belongs to.
    pub category: String,
    /// How often its questions were answered.
    pub calls: u64,
    /// Its entries that answer, the most asked first.
    pub entries: Vec<u32>,
}

/// All topics of a version, the most called first.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    /// The topics.
    pub list: Vec<Topic>,
    /// The categories that have any, in the order of their file.
    pub categories: Vec<String>,
}

impl Topics {
    /// Gathers the topics; `calls` are those of every entry.
    pub fn new(version: &Version, (asks, calls): (&Asks, &[u64]), categories: &Categories) -> Self {
        let mut list: Vec<Topic> = Vec::new();
        let mut places = rustc_hash::FxHashMap::default();
        for (at, entry) in (0_u32..).zip(&version.base.entries) {
            let Some(name) = entry.topic.as_ref().filter(|_| entry.answers()) else {
                continue;
            };
            let place = *places.entry(name.as_str()).or_insert_with(|| {
                let (key, category) = (Folded::new(name).key(), categories.of(name).to_owned());
                list.push(Topic { name: name.clone(), key, category, calls: 0, entries: vec![] });
                list.len() - 1
            });
            list[place].calls += calls.get(at as usize).copied().unwrap_or_default();
            list[place].entries.push(at);
        }
        for topic in &mut list {
            let by_share =
                |a: &u32, b: &u32| asks.share(*b).total_cmp(&asks.share(*a)).then(a.cmp(b));
            topic.entries.sort_by(by_share);
        }
        // Before anybody asks the topics with the most questions come first, then the base's order.
        list.sort_by_key(|topic| std::cmp::Reverse((topic.calls, topic.entries.len())));
        let named = categories.categories.iter().map(|category| &category.name);
        let mut named: Vec<String> = named.cloned().collect();
        if !named.contains(&categories.other) {
            named.push(categories.other.clone());
        }
        named.retain(|name| list.iter().any(|topic| topic.category == *name));
        Self { list, categories: named }
    }

    /// A topic by its name.
    pub fn find(&self, name: &str) -> Option<&Topic> {
        self.list.iter().find(|topic| topic.name == name)
    }

    /// The topics of a category (`None`: of all) that a search means (nothing: all of them): by
    /// their names first, then by their questions, as they are suggested for what was typed.
    pub fn search(
        &self,
        version: &Version,
        (typed, category): (&Question, Option<&str>),
    ) -> Vec<&Topic> {
        let of_category = |topic: &&Topic| category.is_none_or(|name| topic.category == name);
        let key = Folded::new(typed.text).key();
        if key.is_empty() {
            return self.list.iter().filter(of_category).collect();
        }
        let mut found: Vec<&Topic> =
            self.list.iter().filter(of_category).filter(|topic| topic.key.contains(&key)).collect();
        let suggested = suggest(version, typed, SUGGESTED);
        let holds = |topic: &&Topic| {
            suggested.iter().any(|suggestion| topic.entries.contains(&suggestion.entry))
        };
        let others = self.list.iter().filter(of_category).filter(holds);
        let others: Vec<&Topic> =
            others.filter(|topic| !found.iter().any(|other| other.name == topic.name)).collect();
        found.extend(others);
        found
    }
}
