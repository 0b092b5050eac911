//! The tree of centers, which of them serves, and what is met there.

use jiff::Timestamp;
use wenshui_desk::calendar::Calendars;
use wenshui_desk::center::{Belonging, Centers};
use wenshui_desk::reception::{Exit, Office, Reception};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}:00+08:00").parse().unwrap()
}

/// For each authority and region, the center; `-` is what is not known, and nobody.
fn check(lines: &[(&str, &str, &str)]) {
    let centers = Centers::bundled();
    for (authority, region, expected) in lines.iter().copied() {
        let authority = Some(authority).filter(|text| *text != "-");
        let region = Some(region).filter(|text| *text != "-");
        let center = centers.serving(Belonging { authority, region });
        let told = center.map_or("-", |center| center.id.as_str());
        assert_eq!(Some(told), Some(expected), "{authority:?} {region:?}");
    }
}

#[test]
fn j_07_the_authority_names_the_center() {
    check(&[
        ("14401060000", "-", "gd-gz-th"),
        ("14401000000", "-", "gd-gz"),
        // The authority goes before the region.
        ("14401060000", "440402", "gd-gz-th"),
    ]);
}

#[test]
fn j_07_else_the_region_does_and_what_lies_above_it() {
    check(&[
        ("14401120000", "440106", "gd-gz-th"),
        ("-", "440106", "gd-gz-th"),
        ("-", "440112", "gd-gz"),
        ("-", "440305", "gd"),
        ("-", "440000", "gd"),
    ]);
}

#[test]
fn j_08_where_nobody_serves_it_is_said() {
    check(&[
        ("-", "-", "-"),
        ("14401120000", "-", "-"),
        ("-", "110105", "-"),
        ("-", "44010", "-"),
        ("-", "粤海", "-"),
    ]);
    let (centers, calendars) = (Centers::bundled(), Calendars::bundled());
    let office = Office { centers: &centers, calendars: &calendars };
    let met = office.receive(Belonging::default(), time("10:00"));
    assert_eq!(met, Reception::NoCenter);
    assert!(met.exits().is_empty());
}

#[test]
fn j_09_outside_working_hours_a_note_or_a_reservation_is_left() {
    let (centers, calendars) = (Centers::bundled(), Calendars::bundled());
    let office = Office { centers: &centers, calendars: &calendars };
    let belonging = Belonging { authority: Some("14401060000"), region: None };
    let open = office.receive(belonging, time("10:00"));
    assert!(matches!(open, Reception::Open(center) if center.id == "gd-gz-th"), "{open:?}");
    assert_eq!(open.exits(), [Exit::Handover, Exit::Note, Exit::Reservation]);
    let closed = office.receive(belonging, time("12:15"));
    let Reception::Closed { center, opens_at } = closed else { panic!("{closed:?}") };
    assert_eq!((center.id.as_str(), opens_at), ("gd-gz-th", Some(time("13:30"))));
    assert_eq!(closed.exits(), [Exit::Note, Exit::Reservation]);
    // The province serves at noon, too.
    let province = Belonging { authority: Some("14400000000"), region: None };
    assert!(matches!(office.receive(province, time("12:15")), Reception::Open(_)));
}

#[test]
fn j_07_a_center_is_at_or_below_another() {
    let centers = Centers::bundled();
    let within = |id, other| centers.is_within(id, other);
    assert!(within("gd-gz-th", "gd-gz-th") && within("gd-gz-th", "gd-gz"));
    assert!(within("gd-gz-th", "gd") && within("gd", "gd"));
    assert!(!within("gd-gz", "gd-gz-th") && !within("gd-gz-th", "gd-zh"));
    assert!(!within("nobody", "gd") && !within("gd", "nobody"));
}

#[test]
fn j_07_of_two_centers_of_a_region_the_higher_priority_serves() {
    let center = |id: &str, priority: i32| {
        format!(
            "[[center]]\nid = \"{id}\"\nname = \"{id}\"\nauthorities = []\nregions = [\"440100\"]\n\
             skills = []\ncalendar = \"standard\"\npriority = {priority}\n"
        )
    };
    let serving = |text: &str| {
        let centers = Centers::read(text, &Calendars::bundled()).unwrap();
        let belonging = Belonging { authority: None, region: Some("440106") };
        centers.serving(belonging).unwrap().id.clone()
    };
    assert_eq!(serving(&(center("a", 1) + &center("b", 2))), "b");
    assert_eq!(serving(&(center("b", 1) + &center("a", 1))), "a");
}

#[test]
fn j_07_what_is_wrong_is_told_with_its_line() {
    let center = |id: &str, rest: &str| {
        format!("[[center]]\nid = \"{id}\"\nname = \"\"\nskills = []\npriority = 0\n{rest}\n")
    };
    let text = [
        center("a", "parent = \"b\"\nauthorities = [\"1\"]\nregions = []\ncalendar = \"standard\""),
        center("b", "parent = \"a\"\nauthorities = [\"1\"]\nregions = []\ncalendar = \"standard\""),
        center("c", "parent = \"x\"\nauthorities = []\nregions = [\"44\"]\ncalendar = \"never\""),
        center("c", "authorities = [\" \"]\nregions = []\ncalendar = \"standard\""),
        center("d", "parent = \"d\"\nauthorities = []\nregions = []\ncalendar = \"standard\""),
    ]
    .concat();
    let told: Vec<_> = Centers::read(&text, &Calendars::bundled())
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "line 6: `parent` makes a circle: b",
            "line 15: `parent` makes a circle: a",
            "line 16: `authorities` has a center already: 1",
            "line 24: `parent` names no center: x",
            "line 26: `regions` is no code of six digits: 44",
            "line 27: `calendar` names no working hours: never",
            "line 29: `id` is there twice: c",
            "line 33: `authorities` is empty:  ",
            "line 41: `parent` makes a circle: d",
        ]
    );
    let mistakes = Centers::read("[[center]]\nid = 3\n", &Calendars::bundled()).unwrap_err();
    assert!(mistakes[0].to_string().starts_with("line 2: `toml` cannot be read"), "{mistakes:?}");
}
