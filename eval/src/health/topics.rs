//! Topics with little in them, topics that are asked for, and entries that nobody asks.

use jiff::Unit;
use wenshui_knowledge::base::Base;

use crate::health::against::Against;
use crate::health::class::Class;
use crate::health::coverage::{Coverage, coverage};
use crate::health::finding::{Draft, Findings};

/// Finds thin and wanted topics and cold entries.
pub(super) fn find(base: &Base, against: Against, found: &mut Findings) {
    let rules = against.rules.topics;
    let topics = coverage(base, against);
    let all: u64 = topics.iter().map(|topic| topic.asked).sum();
    for topic in topics.iter().filter(|topic| !topic.unnamed) {
        if topic.answering < rules.entries_min {
            let today = against.today.to_string();
            push(topic, (Class::ThinTopic, [today, topic.answering.to_string()]), found);
        }
        let wanted = topic.asked_share >= rules.demand_min * topic.entries_share;
        if all >= rules.asked_min && topic.asked >= rules.asked_min && wanted {
            let percent = |share: f64| format!("{:.1}", share * 100.0);
            let shares = [percent(topic.asked_share), percent(topic.entries_share)];
            push(topic, (Class::WantedTopic, shares), found);
        }
    }
    cold(base, against, found);
}

fn push(topic: &Coverage, (class, details): (Class, [String; 2]), found: &mut Findings) {
    let mut details = Vec::from(details);
    details.insert(0, topic.topic.clone());
    details.push(topic.entries.to_string());
    found.push(class, Draft { topic: Some(&topic.topic), details, ..Draft::default() });
}

/// Entries that held all through the period and were hardly asked.
fn cold(base: &Base, against: Against, found: &mut Findings) {
    let rule = against.rules.cold;
    let Some((usage, (from, to))) =
        against.usage.and_then(|usage| usage.period().map(|period| (usage, period)))
    else {
        return;
    };
    let days = from.until((Unit::Day, to)).map_or(0, |span| span.get_days());
    if days < rule.days_min {
        return;
    }
    for (at, entry) in base.entries.iter().enumerate() {
        let count = usage.of(&entry.id);
        if count <= rule.asked_max && entry.holds_on(from) && entry.holds_on(to) {
            let details = vec![from.to_string(), to.to_string(), count.to_string()];
            found.push(Class::Cold, Draft { entries: vec![at], details, ..Draft::default() });
        }
    }
}
