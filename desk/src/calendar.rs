//! Working hours: when people serve (A-05, J-09), and which half hours may be reserved (P-03).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Deserialize;
use toml::Spanned;

use crate::booking::Slot;
use crate::mistake::{Mistake, Proof};
use crate::zone;

/// The working hours that centers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendars {
    by_name: BTreeMap<String, Calendar>,
    arranged: BTreeSet<i16>,
}

/// The working hours of a center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The spans of every day of the week, from Monday on.
    week: [Vec<Hours>; 7],
    /// The spans of a weekend day that is worked.
    makeup: Vec<Hours>,
    holidays: BTreeSet<Date>,
    workdays: BTreeSet<Date>,
}

/// A span of a day, in minutes from midnight; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hours {
    from_min: i64,
    until_min: i64,
}

/// How many days ahead an opening is looked for; longer than any row of holidays.
const HORIZON_DAYS: i64 = 400;

const DAY_MIN: i64 = 24 * 60;
const SLOT_MIN: i64 = 30;

const BUNDLED: &str = include_str!("../data/calendar.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    arrangement: Vec<Arrangement>,
    hours: BTreeMap<String, Week>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arrangement {
    year: i16,
    /// The number of the document; whoever reads the file compares it.
    #[serde(rename = "document")]
    _document: String,
    #[serde(rename = "issued")]
    _issued: Date,
    holidays: Vec<Holiday>,
    workdays: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    #[serde(rename = "name")]
    _name: String,
    first: Spanned<String>,
    last: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Week {
    monday: Vec<Spanned<String>>,
    tuesday: Vec<Spanned<String>>,
    wednesday: Vec<Spanned<String>>,
    thursday: Vec<Spanned<String>>,
    friday: Vec<Spanned<String>>,
    saturday: Vec<Spanned<String>>,
    sunday: Vec<Spanned<String>>,
    makeup: Vec<Spanned<String>>,
}

impl Calendars {
    /// The calendars that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled calendars are tested")
    }

    /// Reads calendars as TOML.
    ///
    /// # Errors
    /// Everything that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, Vec<Mistake>> {
        let (file, mut proof): (File, _) = Proof::read(text)?;
        let arranged = file.arrangement.iter().map(|arrangement| arrangement.year).collect();
        let mut holidays = BTreeSet::new();
        for holiday in file.arrangement.iter().flat_map(|arrangement| &arrangement.holidays) {
            holidays.extend(days(holiday, &mut proof));
        }
        let mut workdays = BTreeSet::new();
        for text in file.arrangement.iter().flat_map(|arrangement| &arrangement.workdays) {
            let Some(day) = day(("workdays", text), &mut proof) else { continue };
            if holidays.contains(&day) {
                proof.wrong("workdays", "is a holiday, too", text);
            }
            workdays.insert(day);
        }
        let mut by_name = BTreeMap::new();
        for (name, week) in file.hours {
            let (week, makeup) = spans(&week, &mut proof);
            let calendar =
                Calendar { week, makeup, holidays: holidays.clone(), workdays: workdays.clone() };
            by_name.insert(name, calendar);
        }
        proof.finish(Self { by_name, arranged })
    }

    /// The calendar of a name.
    pub fn get(&self, name: &str) -> Option<&Calendar> {
        self.by_name.get(name)
    }

    /// Whether the holidays of a day's year are known; where not, its weeks are plain.
    pub fn is_arranged(&self, day: Date) -> bool {
        self.arranged.contains(&day.year())
    }
}

impl Calendar {
    /// Whether people serve now.
    pub fn open_at(&self, now: Timestamp) -> bool {
        self.next_opening(now) == Some(now)
    }

    /// From when on people serve: `now` itself while they do; `None` where they never do.
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        let today = zone::day(now);
        (0..=HORIZON_DAYS).find_map(|ahead| {
            let day = today.checked_add(ahead.days()).ok()?;
            let ends_later = |hours: &&Hours| at(day, hours.until_min) > now;
            let hours = self.hours(day).iter().find(ends_later)?;
            Some(at(day, hours.from_min).max(now))
        })
    }

    /// The half hours of a day that lie within working hours, in order.
    pub fn slots(&self, day: Date) -> Vec<Slot> {
        let slots = self.hours(day).iter().flat_map(|hours| {
            let first = hours.from_min.div_euclid(SLOT_MIN) * SLOT_MIN;
            let begins = (first..hours.until_min).step_by(SLOT_MIN as usize);
            begins.filter(|begin| *begin >= hours.from_min && begin + SLOT_MIN <= hours.until_min)
        });
        slots.map(|begin| Slot { begins_at: at(day, begin) }).collect()
    }

    /// Whether a slot is one of those of its day.
    pub fn has_slot(&self, slot: Slot) -> bool {
        self.slots(zone::day(slot.begins_at)).contains(&slot)
    }

    fn hours(&self, day: Date) -> &[Hours] {
        // A day that is worked instead of another goes before everything else.
        if self.workdays.contains(&day) {
            return &self.makeup;
        }
        if self.holidays.contains(&day) {
            return &[];
        }
        &self.week[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]
    }
}

fn at(day: Date, minute: i64) -> Timestamp {
    zone::begins(day) + SignedDuration::from_mins(minute)
}

fn day((field, text): (&'static str, &Spanned<String>), proof: &mut Proof) -> Option<Date> {
    let day = text.get_ref().parse().ok();
    if day.is_none() {
        proof.wrong(field, "is no day such as 2026-01-31", text);
    }
    day
}

fn days(holiday: &Holiday, proof: &mut Proof) -> Vec<Date> {
    let first = day(("first", &holiday.first), proof);
    let last = day(("last", &holiday.last), proof);
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    if last < first {
        proof.wrong("last", "lies before the first day", &holiday.last);
    }
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

fn spans(week: &Week, proof: &mut Proof) -> ([Vec<Hours>; 7], Vec<Hours>) {
    let days = [
        ("monday", &week.monday),
        ("tuesday", &week.tuesday),
        ("wednesday", &week.wednesday),
        ("thursday", &week.thursday),
        ("friday", &week.friday),
        ("saturday", &week.saturday),
        ("sunday", &week.sunday),
    ];
    (days.map(|day| hours(day, proof)), hours(("makeup", &week.makeup), proof))
}

/// The spans of a day, which must stand in order and may not overlap.
fn hours((field, texts): (&'static str, &Vec<Spanned<String>>), proof: &mut Proof) -> Vec<Hours> {
    let mut before = 0;
    let mut read = Vec::new();
    for text in texts {
        match span(text.get_ref()) {
            Some(hours) if hours.from_min < before => {
                proof.wrong(field, "begins before the span before it ends", text);
            }
            Some(hours) => {
                before = hours.until_min;
                read.push(hours);
            }
            None => proof.wrong(field, "is no span such as 09:00-12:00", text),
        }
    }
    read
}

fn span(text: &str) -> Option<Hours> {
    let (from, until) = text.split_once('-')?;
    let (from_min, until_min) = (minute(from)?, minute(until)?);
    (from_min < until_min && until_min <= DAY_MIN).then_some(Hours { from_min, until_min })
}

fn minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60).then(|| i64::from(hour) * 60 + i64::from(minute))
}
