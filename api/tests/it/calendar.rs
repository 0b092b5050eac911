//! The tax calendar over HTTP, and its days against the holidays of the year.

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use wenshui_desk::calendar::Calendars;
use wenshui_knowledge::bundled;
use wenshui_knowledge::calendar::{self, TaxYear};
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::support::contract::problem;
use crate::support::http::{Request, encoded};
use crate::support::served::{self, Served};
use crate::support::tokens::{bearer, believe};

fn get(served: &Served, query: &str) -> Value {
    let reply = served.get(&format!("/v1/calendar?{query}"));
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    reply.json()
}

fn lines(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().expect("a list").iter();
    let line = |item: &Value| {
        let text = |field: &str| item[field].as_str().expect("a text").to_owned();
        format!("{} {} {}", text("id"), text("opens"), text("last_day"))
    };
    items.map(line).collect()
}

#[test]
fn what_falls_due_is_told_for_days_and_people() {
    let served = served::bundled();
    let person = format!("from=2026-01-01&to=2026-12-31&taxpayer_type={}", encoded("自然人"));
    assert_eq!(
        lines(&get(served, &person)),
        ["iit-annual 2026-03-01 2026-06-30", "iit-foreign 2026-03-01 2026-06-30"],
    );
    let company = format!("from=2026-06-01&to=2026-06-15&taxpayer_type={}", encoded("企业"));
    let body = get(served, &company);
    assert_eq!(
        lines(&body),
        [
            "cit-annual 2026-01-01 2026-06-01",
            "vat-month 2026-06-01 2026-06-15",
            "excise-month 2026-06-01 2026-06-15",
            "iit-withhold 2026-06-01 2026-06-15",
        ],
    );
    let moved = &body["items"][0];
    assert_eq!((&moved["due"], &moved["last_day"]), (&"2026-05-31".into(), &"2026-06-01".into()));
    assert_eq!(moved["entry"]["id"], "cit-prepay-annual-deadline");
    let documents = |item: &Value| item["basis"].as_array().expect("a list").len();
    // The day that was moved names who moved it.
    assert_eq!((documents(moved), documents(&body["items"][1])), (2, 1));
    assert_eq!(
        (&body["known_from"], &body["known_until"]),
        (&"2026-01-01".into(), &"2026-12-31".into())
    );
    // A year that nobody has given yet is not guessed.
    assert_eq!(lines(&get(served, "from=2027-01-01&to=2027-01-31")).len(), 0);
}

#[test]
fn whoever_asks_with_a_token_gets_what_concerns_them() {
    let served = Served::small(believe);
    let token = bearer("taxpayer", &json!({"taxpayer_type": "自然人"}));
    let target = "/v1/calendar?from=2026-06-01&to=2026-06-30";
    let reply = served.send(&Request::get(target).with("authorization", &token));
    assert_eq!(lines(&reply.json()).len(), 2, "{}", reply.text());
    assert!(lines(&get(&served, "from=2026-06-01&to=2026-06-30")).len() > 2);
    // The knowledge in service has none of the entries.
    assert_eq!(reply.json()["items"][0]["entry"], Value::Null);
}

#[test]
fn wrong_days_are_named() {
    let served = served::bundled();
    for (query, code, field) in [
        ("from=2026-06-31", "bad_date", "from"),
        ("from=2026-06-02&to=2026-06-01", "bad_period", "to"),
        ("from=2026-01-01&to=2027-01-03", "bad_period", "to"),
        ("taxpayer_type=x", "unknown_taxpayer_type", "taxpayer_type"),
    ] {
        let refused = problem(&served.get(&format!("/v1/calendar?{query}")));
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            (code, Some(field)),
            "{query}"
        );
    }
    assert_eq!(served.get("/v1/calendar?who=1").status, 400);
}

/// Days on which offices work, by the arrangement of the desk.
fn is_worked(day: Date) -> bool {
    let calendars = Calendars::bundled();
    let standard = calendars.get("standard").expect("the standard hours");
    !standard.slots(day).is_empty()
}

/// 征管法实施细则 109条: a last day that is not worked is the next one that is; where three or more days
/// in a row within the period are not worked, it is later by as many days that are.
fn moved(first: Date, due: Date) -> Date {
    let days: Vec<Date> =
        first.series(jiff::Span::new().days(1)).take_while(|day| *day <= due).collect();
    let runs = days.chunk_by(|one, two| !is_worked(*one) && !is_worked(*two));
    let later: usize = runs.map(<[Date]>::len).filter(|run| *run >= 3).sum();
    let next = |day: Date| {
        day.series(jiff::Span::new().days(1)).skip(1).find(|day| is_worked(*day)).expect("a day")
    };
    let worked = if is_worked(due) { due } else { next(due) };
    (0..later).fold(worked, |day, _| next(day))
}

#[test]
fn the_days_of_the_year_follow_from_its_holidays() {
    for year in calendar::bundled() {
        for last_day in &year.last_days {
            let first = last_day.first_of_month();
            let due = date(first.year(), first.month(), 15);
            assert_eq!(moved(first, due), *last_day, "{due}");
        }
        for deadline in yearly(year) {
            // A span of months counts no holidays, only its last day.
            let due = deadline.due;
            assert_eq!(moved(due, due), deadline.last_day, "{}", deadline.obligation.id);
        }
    }
}

fn yearly(year: &TaxYear) -> Vec<calendar::Deadline<'_>> {
    let mut all = year.deadlines(None);
    all.retain(|deadline| matches!(deadline.obligation.every, calendar::Every::Year { .. }));
    assert!(!all.is_empty());
    all
}

#[test]
fn every_obligation_leads_to_an_entry_in_force_that_concerns_the_same_people() {
    let base = bundled::knowledge().base;
    for obligation in calendar::bundled().iter().flat_map(|year| &year.obligations) {
        let entry = base.entries.iter().find(|entry| entry.id == obligation.entry);
        let entry = entry.unwrap_or_else(|| panic!("{} is not known", obligation.entry));
        assert!(entry.tax.as_deref().is_none_or(|tax| tax == obligation.tax), "{}", obligation.id);
        let named: Vec<TaxpayerType> =
            entry.taxpayer_types.iter().filter_map(|name| TaxpayerType::parse(name)).collect();
        for kind in &obligation.taxpayer_types {
            assert!(
                wenshui_knowledge::taxpayer::concerns(&named, *kind),
                "{}: {} is not told to {}",
                obligation.id,
                obligation.entry,
                kind.name(),
            );
        }
    }
}
