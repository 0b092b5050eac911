//! What was counted, as it comes out of the tables.

use jiff::civil::Date;

use crate::interest::asks::AskCount;
use crate::interest::facet::Facet;
use crate::interest::hot_word::WordCount;
use crate::interest::rules::GuessRules;
use crate::version::Version;

/// Everything that was counted and is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Words by period.
    pub words: Vec<WordCount>,
    /// Entries by day, and by month with circumstances.
    pub asks: Vec<AskRow>,
}

/// How many people were answered with an entry in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskRow {
    /// The entry's id; the entry may be gone by now.
    pub entry_id: String,
    /// A day (`2026-11-26`) or a month (`2026-11`) in Shanghai.
    pub span: Span,
    /// What they have in common; `None`: all of them.
    pub given: Option<(Facet, String)>,
    /// How many.
    pub people: u32,
}

/// A span of time that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// A day.
    Day(Date),
    /// The month of its first day.
    Month(Date),
}

/// Counts for every purpose; those by entry are in the order of the version.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed {
    /// What people usually ask and in which circumstances: over many months, so that the season is a
    /// circumstance and not part of what is usual.
    pub usual: Vec<AskCount>,
    /// What is hot now.
    pub now: Vec<AskCount>,
    /// What others ask, by entry.
    pub popular: Vec<f32>,
    /// How often every entry was asked, as long as counts are kept.
    pub calls: Vec<u64>,
}

impl Span {
    /// Reads a span as it stands in tables.
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            7 => format!("{text}-01").parse().ok().map(Self::Month),
            10 => text.parse().ok().map(Self::Day),
            _ => None,
        }
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
        }
    }
}

/// Weighs a record for a version's entries: a half-life ago counts half.
pub fn weigh(version: &Version, record: &Record, (rules, today): (&GuessRules, Date)) -> Weighed {
    let entries = version.base.entries.len();
    let (popular, calls) = (vec![0.0; entries], vec![0; entries]);
    let mut weighed = Weighed { popular, calls, ..Weighed::default() };
    let known = record.asks.iter().filter_map(|row| Some((row, version.entry(&row.entry_id)?)));
    for (row, entry) in known {
        let people = f64::from(row.people);
        let aged = |age: f64, half_life: f64| people * (-age.max(0.0) / half_life).exp2();
        match row.span {
            Span::Day(day) => {
                let age = f64::from((today - day).get_days());
                let now = aged(age, rules.hot_half_life_days);
                weighed.now.push(AskCount { entry, given: None, people: now });
                weighed.popular[entry as usize] += aged(age, rules.popular_half_life_days) as f32;
            }
            Span::Month(month) => {
                let years = i32::from(today.year() - month.year());
                let age = years * 12 + i32::from(today.month() - month.month());
                let people = aged(f64::from(age), rules.profile_half_life_months);
                let mut usual = |given| weighed.usual.push(AskCount { entry, given, people });
                if row.given.is_some() {
                    usual(row.given.clone());
                } else {
                    usual(None);
                    usual(Some((Facet::Month, format!("{:02}", month.month()))));
                    weighed.calls[entry as usize] += u64::from(row.people);
                }
            }
        }
    }
    weighed
}
