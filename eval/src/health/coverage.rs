//! What there is and what is asked, topic by topic.

use std::collections::BTreeMap;

use serde::Serialize;
use wenshui_knowledge::base::Base;

use crate::health::against::Against;
use crate::health::phrase::phrase;

/// A topic: its entries, and how often they were asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The topic.
    pub topic: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many of them answer today.
    pub answering: usize,
    /// How many wordings they have.
    pub wordings: usize,
    /// How often they were asked.
    pub asked: u64,
    /// Their share of the entries, 0 to 1.
    pub entries_share: f64,
    /// Their share of what was asked, 0 to 1; 0 where nothing is known of it.
    pub asked_share: f64,
    /// Whether the entries name no topic.
    pub unnamed: bool,
}

/// Counts topics, the most asked first, then those with more entries.
pub fn coverage(base: &Base, against: Against) -> Vec<Coverage> {
    let mut topics: BTreeMap<&str, Coverage> = BTreeMap::new();
    for entry in &base.entries {
        let topic = topics.entry(entry.topic.as_deref().unwrap_or_default()).or_default();
        topic.entries += 1;
        topic.answering += usize::from(entry.answers() && entry.holds_on(against.today));
        topic.wordings += 1 + entry.similar.len();
        topic.asked += against.usage.map_or(0, |usage| usage.of(&entry.id));
    }
    let asked: u64 = topics.values().map(|topic| topic.asked).sum();
    let finished = |(name, topic): (&str, Coverage)| Coverage {
        unnamed: name.is_empty(),
        topic: if name.is_empty() { phrase("no_topic", &[]) } else { name.to_owned() },
        entries_share: topic.entries as f64 / base.entries.len().max(1) as f64,
        asked_share: topic.asked as f64 / asked.max(1) as f64,
        ..topic
    };
    let mut topics: Vec<Coverage> = topics.into_iter().map(finished).collect();
    topics.sort_by_key(|topic| std::cmp::Reverse((topic.asked, topic.entries)));
    topics
}

/// The topics as a table for a terminal; names stand last, as they have no common width.
pub fn table(topics: &[Coverage]) -> String {
    let mut out = String::from("entries answering wordings    asked  share   topic\n");
    for topic in topics {
        let Coverage { entries, answering, wordings, asked, asked_share, topic, .. } = topic;
        let share = asked_share * 100.0;
        out.push_str(&format!(
            "{entries:>7} {answering:>9} {wordings:>8} {asked:>8} {share:>5.1}%   {topic}\n"
        ));
    }
    out
}
