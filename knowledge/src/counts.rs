//! What a base is made of, counted.

use std::collections::BTreeMap;

use crate::base::Base;
use crate::region::Region;

/// How many entries there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries in all.
    pub entries: usize,
    /// Wordings in all.
    pub wordings: usize,
    /// Entries by topic, tax, place, taxpayer type and kind of block, the largest first; what names none
    /// counts under the empty name, an entry of several under each.
    pub by: Vec<(&'static str, Vec<(String, usize)>)>,
}

impl Counts {
    /// Counts a base.
    pub fn of(base: &Base) -> Self {
        let entries = &base.entries;
        let places = |codes: &[String]| -> Vec<String> {
            let province =
                |code: &String| Region::parse(code)?.province().name().map(str::to_owned);
            codes.iter().filter_map(province).collect()
        };
        let by = vec![
            ("topic", count(entries.iter().map(|entry| entry.topic.iter().cloned().collect()))),
            ("tax", count(entries.iter().map(|entry| entry.tax.iter().cloned().collect()))),
            ("region", count(entries.iter().map(|entry| places(&entry.regions)))),
            ("taxpayer_type", count(entries.iter().map(|entry| entry.taxpayer_types.clone()))),
            (
                "block",
                count(entries.iter().map(|entry| {
                    entry.blocks.iter().map(|block| block.kind().to_owned()).collect()
                })),
            ),
        ];
        Self { entries: entries.len(), wordings: base.wordings(), by }
    }
}

fn count(names: impl Iterator<Item = Vec<String>>) -> Vec<(String, usize)> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for mut own in names {
        own.sort();
        own.dedup();
        if own.is_empty() {
            own.push(String::new());
        }
        for name in own {
            *counted.entry(name).or_default() += 1;
        }
    }
    let mut counted: Vec<(String, usize)> = counted.into_iter().collect();
    counted.sort_by(|(_, one), (_, two)| two.cmp(one));
    counted
}
