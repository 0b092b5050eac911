//! Working hours, holidays, and the half hours that may be reserved.

use jiff::Timestamp;
use jiff::civil::Date;
use wenshui_desk::booking::Slot;
use wenshui_desk::calendar::{Calendar, Calendars};
use wenshui_desk::mistake::Mistake;

use crate::walk::Chance;

fn time(text: &str) -> Timestamp {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn calendar(name: &str) -> Calendar {
    Calendars::bundled().get(name).unwrap().clone()
}

/// At each time, when people serve next; `open` where they do.
fn check(name: &str, lines: &[(&str, &str)]) {
    let calendar = calendar(name);
    for (now, expected) in lines {
        let now = time(now);
        let opening = calendar.next_opening(now);
        let told = if calendar.open_at(now) { Some(now) } else { opening };
        let expected = if *expected == "open" { now } else { time(expected) };
        assert_eq!(told, Some(expected), "{now}");
        assert_eq!(calendar.open_at(now), expected == now, "{now}");
    }
}

#[test]
fn a_05_people_serve_in_working_hours_and_not_at_noon() {
    check(
        "standard",
        &[
            ("2026-11-27 08:59", "2026-11-27 09:00"),
            ("2026-11-27 09:00", "open"),
            ("2026-11-27 11:59", "open"),
            ("2026-11-27 12:00", "2026-11-27 13:30"),
            ("2026-11-27 17:29", "open"),
            // A Friday: the next day is Monday.
            ("2026-11-27 17:30", "2026-11-30 09:00"),
            ("2026-11-28 10:00", "2026-11-30 09:00"),
        ],
    );
    check("extended", &[("2026-11-27 12:10", "open"), ("2026-11-27 18:00", "2026-11-28 09:00")]);
}

#[test]
fn a_05_nobody_serves_on_a_holiday() {
    check(
        "standard",
        &[
            ("2026-01-01 10:00", "2026-01-04 09:00"),
            ("2026-04-03 18:00", "2026-04-07 09:00"),
            ("2026-06-19 10:00", "2026-06-22 09:00"),
            ("2026-09-30 17:29", "open"),
            ("2026-09-30 17:30", "2026-10-08 09:00"),
        ],
    );
}

#[test]
fn a_05_a_weekend_day_that_is_worked_is_a_workday() {
    check(
        "standard",
        &[
            // Saturday before the Spring Festival, and the Saturday after.
            ("2026-02-14 10:00", "open"),
            ("2026-02-14 17:30", "2026-02-24 09:00"),
            ("2026-02-28 10:00", "open"),
            ("2026-05-09 10:00", "open"),
            ("2026-09-20 10:00", "open"),
            ("2026-10-10 10:00", "open"),
        ],
    );
}

#[test]
fn a_05_the_days_of_2026_are_those_of_the_arrangement() {
    let calendar = calendar("standard");
    let days =
        (0..365).map(|day| time("2026-01-01 10:00") + jiff::SignedDuration::from_hours(24 * day));
    // 261 weekdays, less 33 days off of which 14 are on weekends, and six days worked instead.
    let weekdays = 261;
    let off_on_weekdays = 33 - 14;
    let open = days.filter(|day| calendar.open_at(*day)).count();
    assert_eq!(open, weekdays - off_on_weekdays + 6);
    let calendars = Calendars::bundled();
    assert!(calendars.is_arranged(Date::constant(2026, 12, 31)));
    assert!(!calendars.is_arranged(Date::constant(2027, 1, 1)));
}

#[test]
fn p_03_half_hours_within_working_hours_may_be_reserved() {
    let calendar = calendar("standard");
    let slots = calendar.slots("2026-11-27".parse().unwrap());
    let told: Vec<_> = slots.iter().map(|slot| slot.begins_at).collect();
    assert_eq!(told.len(), 14);
    assert_eq!(told[0], time("2026-11-27 09:00"));
    assert_eq!(told[5..7], [time("2026-11-27 11:30"), time("2026-11-27 13:30")]);
    assert_eq!(told[13], time("2026-11-27 17:00"));
    assert!(calendar.slots("2026-11-28".parse().unwrap()).is_empty());
    assert!(calendar.slots("2026-10-01".parse().unwrap()).is_empty());
    assert!(calendar.has_slot(slots[3]));
    assert!(!calendar.has_slot(Slot { begins_at: time("2026-11-27 12:00") }));
}

#[test]
fn p_03_a_span_that_begins_within_a_half_hour_gives_whole_ones() {
    let text = "arrangement = []\n[hours.odd]\nfriday = [\"08:40-10:20\", \"23:30-24:00\"]\n";
    let calendars = Calendars::read(text).unwrap();
    let slots = calendars.get("odd").unwrap().slots("2026-11-27".parse().unwrap());
    let told: Vec<_> = slots.iter().map(|slot| slot.begins_at).collect();
    assert_eq!(told, ["09:00", "09:30", "23:30"].map(|at| time(&format!("2026-11-27 {at}"))));
}

#[test]
fn a_05_every_slot_is_open_and_every_opening_is_the_first() {
    let mut chance = Chance(3);
    for name in ["standard", "extended"] {
        let calendar = calendar(name);
        for _ in 0..2000 {
            let now = time("2026-01-01 00:00")
                + jiff::SignedDuration::from_secs(60 * chance.below(60 * 24 * 364) as i64);
            let opening = calendar.next_opening(now).unwrap();
            assert!(calendar.open_at(opening) && opening >= now, "{now}");
            let minutes = opening.duration_since(now).as_mins();
            if minutes > 0 {
                let before = chance.below(minutes as usize) as i64;
                assert!(!calendar.open_at(now + jiff::SignedDuration::from_mins(before)), "{now}");
            }
            for slot in calendar.slots(wenshui_desk::zone::day(now)) {
                assert!(calendar.open_at(slot.begins_at));
                let last = slot.ends_at() - jiff::SignedDuration::from_secs(1);
                assert!(calendar.open_at(last));
            }
        }
    }
}

#[test]
fn a_05_what_is_wrong_is_told_with_its_line() {
    let text = r#"[[arrangement]]
year = 2026
document = "x"
issued = "2025-11-04"
holidays = [{ name = "a", first = "2026-01-03", last = "2026-01-01" }]
workdays = ["2026-02-30"]
[hours.standard]
monday = ["09:00-12:00", "11:00-13:00"]
tuesday = ["12:00-09:00"]
makeup = ["9-12"]
"#;
    let told: Vec<_> = Calendars::read(text).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 5: `last` lies before the first day: 2026-01-01",
            "line 6: `workdays` is no day such as 2026-01-31: 2026-02-30",
            "line 8: `monday` begins before the span before it ends: 11:00-13:00",
            "line 9: `tuesday` is no span such as 09:00-12:00: 12:00-09:00",
            "line 10: `makeup` is no span such as 09:00-12:00: 9-12",
        ]
    );
    let mistakes = Calendars::read("arrangement = []\n[hours.x]\nfunday = []\n").unwrap_err();
    assert!(matches!(&mistakes[..], [Mistake { line: 3, .. }]), "{mistakes:?}");
}
