//! A season of the tax calendar: days of the year on which something is asked more often.

use jiff::civil::Date;
use serde::Deserialize;

/// A season.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// What it is called.
    pub name: String,
    /// What says so.
    pub source: String,
    /// Its first day; a season may reach over the end of the year.
    pub from: Option<MonthDay>,
    /// Its last day.
    pub to: Option<MonthDay>,
    /// The months in which it comes back; all where none is named.
    #[serde(default)]
    pub months: Vec<i8>,
    /// The first and the last day of those months; the whole month where they are missing.
    pub days: Option<[i8; 2]>,
    /// How much more likely what it names is asked then.
    pub lift: f64,
    /// Topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Taxes.
    #[serde(default)]
    pub taxes: Vec<String>,
    /// Entries by id.
    #[serde(default)]
    pub entries: Vec<String>,
}

/// A day of any year, written `03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct MonthDay(i8, i8);

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // A leap year has every day that there is.
        let day: Result<Date, _> = format!("2024-{text}").parse();
        day.map(Self::of).map_err(|_| format!("`{text}` is not a month and a day, such as 03-01"))
    }
}

impl MonthDay {
    fn of(day: Date) -> Self {
        Self(day.month(), day.day())
    }
}

impl Season {
    /// Whether it is this season on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        let at = MonthDay::of(day);
        let within = match (self.from, self.to) {
            (Some(from), Some(to)) if from > to => at >= from || at <= to,
            (from, to) => from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to),
        };
        let month = self.months.is_empty() || self.months.contains(&day.month());
        let days = self.days.is_none_or(|[first, last]| (first..=last).contains(&day.day()));
        within && month && days
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Season;

    fn season(rule: &str) -> Season {
        toml::from_str(&format!("name = 'x'\nsource = 'x'\nlift = 2.0\n{rule}")).unwrap()
    }

    #[test]
    fn a_season_has_its_days() {
        let annual = season("from = '03-01'\nto = '06-30'");
        let held = |month, day| annual.holds_on(date(2026, month, day));
        assert_eq!([held(2, 28), held(3, 1), held(6, 30), held(7, 1)], [false, true, true, false]);
        let quarters = season("months = [1, 4, 7, 10]\ndays = [1, 20]");
        let held = |month, day| quarters.holds_on(date(2026, month, day));
        assert_eq!([held(4, 20), held(4, 21), held(5, 10)], [true, false, false]);
        let turn = season("from = '12-15'\nto = '01-15'");
        let held = |month, day| turn.holds_on(date(2026, month, day));
        assert_eq!([held(12, 31), held(1, 1), held(1, 16)], [true, true, false]);
        assert!(
            toml::from_str::<Season>("name = 'x'\nsource = 'x'\nlift = 2.0\nfrom = '13-01'")
                .is_err()
        );
    }
}
