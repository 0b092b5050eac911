//! Lists: which conditions they take, and what each of them finds (table 3.4).

use wenshui_desk::filter::columns::Columns;
use wenshui_desk::filter::condition::How;
use wenshui_desk::filter::{List, Term, Test, Value, Wanted};
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Moment;
use wenshui_desk::mediation::command::Action;
use wenshui_desk::note::Note;
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::work_order::form::Source;

use crate::script::time;
use crate::{booking, mediation, note, work_order};

/// The columns of one row, as `column=value`, a time as `27 09:00`.
fn finds(list: List, asked: &[(&str, &str)], row: &[(&str, &str)]) -> bool {
    let wanted = Wanted::read(list, Part::Supervisor, asked).unwrap();
    wanted.matches(|column| {
        let (_, value) = row.iter().find(|(name, _)| *name == column)?;
        let value = (*value).to_owned();
        Some(if column.ends_with("_at") { Value::Time(time(&value)) } else { Value::Text(value) })
    })
}

fn refused(list: List, part: Part, asked: &[(&str, &str)]) -> String {
    let faults = Wanted::read(list, part, asked).err().unwrap_or_default();
    let told =
        faults.iter().map(|fault| format!("{} {} {:?}", fault.field, fault.rule, fault.args));
    told.collect::<Vec<_>>().join(", ")
}

const NOTE: &[(&str, &str)] = &[
    ("number", "1710577573654880257"),
    ("left_at", "27 09:00"),
    ("note_type", "业务咨询"),
    ("progress", "processing"),
    ("content", "数电票额度 100%_A 怎么调整"),
    ("taxpayer_name", "封开县某某商行"),
    ("taxpayer_id", "91441225MA4X"),
];

/// What a taxpayer may ask of notes.
const NOTE_CONDITIONS: &str = r#""number, left_from, left_until, note_type, progress, content""#;

#[test]
fn o_15_notes_are_found_by_one_condition_or_by_several() {
    let found = |asked| finds(List::Notes, asked, NOTE);
    for asked in [
        &[][..],
        &[("left_from", "2026-11-27"), ("left_until", "2026-11-27")],
        &[("note_type", "业务咨询")],
        &[("progress", "processing"), ("content", "额度")],
        &[("progress", "processing, done")],
        &[("content", "100%_a")],
        &[("content", " "), ("number", "")],
    ] {
        assert!(found(asked), "{asked:?}");
    }
    for asked in [
        &[("left_from", "2026-11-28")][..],
        &[("left_until", "2026-11-26")],
        &[("note_type", "业务")],
        &[("progress", "done")],
        &[("progress", "processing"), ("content", "发票代开")],
    ] {
        assert!(!found(asked), "{asked:?}");
    }
}

/// A day is one of Shanghai, with both its ends.
#[test]
fn o_15_days_are_whole() {
    let until = |at: &str| finds(List::Notes, &[("left_until", "2026-11-27")], &[("left_at", at)]);
    assert!(until("27 23:59") && !until("28 00:00"));
    for no_day in ["20261127", "2026-11-27T09:00", "2026-02-30", "2026-11", "now"] {
        let refused = refused(List::Notes, Part::Owner, &[("left_from", no_day)]);
        assert_eq!(refused, "left_from day []", "{no_day}");
    }
    let from = |at: &str| finds(List::Notes, &[("left_from", "2026-11-27")], &[("left_at", at)]);
    assert!(from("27 00:00") && !from("26 23:59"));
}

#[test]
fn o_16_x_06_a_number_is_complete_or_finds_nothing() {
    let found = |number| finds(List::Notes, &[("number", number)], NOTE);
    assert!(found("1710577573654880257") && found(" 1710577573654880257 "));
    assert!(!found("1710577573654") && !found("1710577573654880258"));
    for list in [List::Notes, List::Reservations, List::Mediations, List::WorkOrders] {
        let number = list.conditions().iter().find(|condition| condition.name == "number");
        assert_eq!(number.map(|condition| condition.how), Some(How::Exact), "{list:?}");
    }
}

#[test]
fn o_16_x_07_only_the_tax_office_looks_for_taxpayers() {
    let name = [("taxpayer_name", "某某"), ("taxpayer_id", "225ma")];
    assert!(finds(List::Notes, &name, NOTE));
    let mine = refused(List::Notes, Part::Owner, &name);
    assert_eq!(
        mine,
        format!(
            "filter unknown [\"taxpayer_name\", {NOTE_CONDITIONS}], \
         filter unknown [\"taxpayer_id\", {NOTE_CONDITIONS}]"
        )
    );
    assert_eq!(refused(List::Notes, Part::Colleague, &name), "");
}

#[test]
fn q_12_mediations_are_found_by_both_times_and_the_state() {
    let row = [
        ("number", "TJSQ44202611270001"),
        ("filed_at", "26 09:00"),
        ("accepted_at", "27 09:00"),
        ("state", "underway"),
    ];
    let found = |asked: &[(&str, &str)]| finds(List::Mediations, asked, &row);
    assert!(found(&[("number", "TJSQ44202611270001"), ("state", "waiting,underway")]));
    assert!(found(&[("filed_from", "2026-11-26"), ("filed_until", "2026-11-26")]));
    assert!(found(&[("accepted_from", "2026-11-27"), ("accepted_until", "2026-11-27")]));
    assert!(!found(&[("accepted_until", "2026-11-26")]));
    assert!(!found(&[("filed_from", "2026-11-27")]));
    assert!(!found(&[("state", "withdrawn")]));
    let waiting = &row[..2];
    assert!(!finds(List::Mediations, &[("accepted_until", "2026-11-30")], waiting));
}

#[test]
fn every_other_list_takes_its_conditions() {
    let reserved = [
        ("number", "202611271000001"),
        ("begins_at", "28 11:00"),
        ("service_type", "综合服务"),
        ("business_category", "综合服务"),
        ("subject_matter", "数电票额度"),
        ("way", "online"),
        ("confirmation", "booked"),
        ("progress", "waiting"),
    ];
    let found = |asked: &[(&str, &str)]| finds(List::Reservations, asked, &reserved);
    assert!(found(&[("service_type", "综合"), ("business_category", "服务"), ("way", "online")]));
    assert!(found(&[("subject_matter", "额度"), ("begins_from", "2026-11-28")]));
    assert!(!found(&[("confirmation", "kept"), ("progress", "waiting")]));
    let order = [("opened_at", "27 09:00"), ("state", "open"), ("subject_matter", "额度")];
    assert!(finds(List::WorkOrders, &[("state", "open"), ("opened_until", "2026-11-27")], &order));
}

#[test]
fn what_no_list_takes_is_refused_with_everything_that_is_wrong() {
    let long = "长".repeat(201);
    let asked = [
        ("colour", "red"),
        ("left_from", "27.11."),
        ("content", &long),
        ("left_from", "2026-11-27"),
    ];
    assert_eq!(
        refused(List::Notes, Part::Owner, &asked),
        format!(
            "filter unknown [\"colour\", {NOTE_CONDITIONS}], left_from day [], content too_long [\"200\"], left_from twice []"
        )
    );
}

/// The columns of a list that stand in no state.
fn missing(list: List, thing: &dyn Columns) -> Vec<&'static str> {
    let columns = list.conditions().iter().map(|condition| condition.column);
    columns.filter(|column| thing.column(column).is_none()).collect()
}

#[test]
fn what_a_list_looks_at_comes_from_the_state() {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 09:00"), profile: &profile };
    let left = Note::submit(note::good(), &at).unwrap().state;
    assert_eq!(missing(List::Notes, &left), ["number", "taxpayer_name", "taxpayer_id"]);
    let reserved = Reservation::submit(booking::form(), &at).unwrap().state;
    assert_eq!(missing(List::Reservations, &reserved), ["number"]);
    let invited = Invitation::submit(booking::form(), &at).unwrap().state;
    assert_eq!(missing(List::Reservations, &invited), ["number", "progress"]);
    let (draft, talk) = (mediation::new(Action::Save), mediation::underway());
    assert_eq!(missing(List::Mediations, &talk), ["number"]);
    assert_eq!(missing(List::Mediations, &draft).len(), 5);
    assert_eq!(missing(List::WorkOrders, &work_order::underway(Source::Agent)), ["number"]);
    let asked = [("accepted_from", "2026-11-27"), ("state", "underway")];
    let wanted = Wanted::read(List::Mediations, Part::Owner, &asked).unwrap();
    assert!(wanted.matches(|column| talk.column(column)));
    assert!(!wanted.matches(|column| draft.column(column)));
}

#[test]
fn a_pattern_holds_the_text_and_nothing_that_sql_would_read() {
    let like = |text: &str| Test::Holds(text.to_owned()).like();
    assert_eq!(like("100%_A\\").as_deref(), Some("%100\\%\\_a\\\\%"));
    let wanted = Wanted::read(List::Notes, Part::Owner, &[("content", "额度")]).unwrap();
    let holds = Test::Holds("额度".to_owned());
    assert_eq!(wanted.terms, [Term { column: "content", test: holds }]);
    assert_eq!(Test::Is("x".to_owned()).like(), None);
}

#[test]
fn a_name_that_there_is_not_is_told_with_those_that_there_are() {
    let told = refused(List::Sessions, Part::Colleague, &[("state", "active, xx")]);
    assert_eq!(
        told,
        r#"state choice ["xx", "waiting, cancelled, active, transferring, dropped, ended"]"#
    );
    assert_eq!(refused(List::Notes, Part::Owner, &[("note_type", "任何一种")]), "");
    let told = refused(List::Cases, Part::Owner, &[("state", "found")]);
    assert!(told.starts_with("state choice") && told.matches("found").count() == 1, "{told}");
}
