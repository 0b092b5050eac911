//! Numbers: the guides' samples are read and written as they stand.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::date;
use wenshui_desk::number::{
    AgentNumber, BegunBy, MediationNumber, NoteNumber, Province, ReservationNumber, WorkOrderNumber,
};
use wenshui_desk::zone;

use crate::walk::{Chance, sequences};

fn read<N: FromStr + Display>(text: &str) -> Option<String> {
    text.parse::<N>().ok().map(|number| number.to_string())
}

#[test]
fn the_samples_of_the_guides_are_numbers() {
    for sample in ["1710577573654880257", "1701056889331838978"] {
        assert_eq!(read::<NoteNumber>(sample).as_deref(), Some(sample));
    }
    for sample in ["202308311000001", "202308312000004"] {
        assert_eq!(read::<ReservationNumber>(sample).as_deref(), Some(sample));
    }
    let mediation = read::<MediationNumber>;
    assert_eq!(mediation("TJSQ44202408200002").as_deref(), Some("TJSQ44202408200002"));
    assert_eq!(mediation("TJSQBH44202406220001").as_deref(), Some("TJSQ44202406220001"));
    assert_eq!(read::<AgentNumber>("24420000196").as_deref(), Some("24420000196"));
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        "171057757365488025",
        "17105775736548802570",
        "171057757365488025x",
        "0710577573654880257",
        "9999999999999999999",
        "１710577573654880257",
        " 1710577573654880257",
    ] {
        assert_eq!(read::<NoteNumber>(text), None, "{text}");
    }
    for text in
        ["202302301000001", "202308313000001", "202308311000000", "20230831100001", "预约号"]
    {
        assert_eq!(read::<ReservationNumber>(text), None, "{text}");
    }
    for text in
        ["TJSQ00202408200002", "TJSQ4420240820002", "TJ44202408200002", "TJSQ44202413010002"]
    {
        assert_eq!(read::<MediationNumber>(text), None, "{text}");
    }
    for text in ["2442000019", "34420000196", "2002000019x", "29920000196"] {
        assert_eq!(read::<AgentNumber>(text), None, "{text}");
    }
    let refusal = "x".parse::<WorkOrderNumber>().unwrap_err();
    assert_eq!(refusal.to_string(), "this is no work order number");
}

#[test]
fn a_note_number_tells_when_and_comes_from_one_place() {
    let at: Timestamp = "2026-11-27T09:00:00.123+08:00".parse().unwrap();
    let number = NoteNumber::of(at, 3, 5).unwrap();
    assert_eq!((number.to_string().len(), number.made_at()), (19, Some(at)));
    let others = [NoteNumber::of(at, 4, 5), NoteNumber::of(at, 3, 6)];
    assert!(others.iter().all(|other| other.is_some_and(|other| other != number)));
    let later = "2026-11-27T09:00:00.124+08:00".parse().unwrap();
    assert!(NoteNumber::of(later, 0, 0).unwrap() > number);
    assert_eq!(NoteNumber::of(at, 1024, 0), None);
    assert_eq!(NoteNumber::of(at, 0, 4096), None);
    for outside in ["2010-01-01T00:00:00Z", "2015-01-01T00:00:00Z", "2081-01-01T00:00:00Z"] {
        assert_eq!(NoteNumber::of(outside.parse().unwrap(), 0, 0), None, "{outside}");
    }
    let sample: NoteNumber = "1710577573654880257".parse().unwrap();
    assert_eq!(zone::day(sample.made_at().unwrap()).strftime("%Y-%m").to_string(), "2023-10");
}

#[test]
fn a_number_travels_as_text() {
    let text = "\"1710577573654880257\"";
    let number: NoteNumber = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), text);
    assert!(serde_json::from_str::<NoteNumber>("1710577573654880257").is_err());
    assert!(serde_json::from_str::<NoteNumber>("\"17\"").is_err());
}

#[test]
fn serial_numbers_have_an_end() {
    let (day, province) = (date(2026, 11, 27), Province::of(44).unwrap());
    let reserved = |serial| ReservationNumber::of(day, BegunBy::Office, serial);
    assert_eq!(reserved(4).unwrap().to_string(), "202611272000004");
    assert_eq!((reserved(0), reserved(1_000_000)), (None, None));
    let mediation = |serial| MediationNumber::of(province, day, serial);
    assert_eq!(mediation(9999).unwrap().to_string(), "TJSQ44202611279999");
    assert_eq!((mediation(0), mediation(10_000)), (None, None));
    let order = |serial| WorkOrderNumber::of(province, day, serial);
    assert_eq!(order(12).unwrap().to_string(), "GD442026112700012");
    assert_eq!((order(0), order(100_000)), (None, None));
    assert_eq!(AgentNumber::of(province, 20_000_196).unwrap().to_string(), "24420000196");
    assert_eq!(AgentNumber::of(province, 100_000_000), None);
    assert_eq!((Province::of(10), Province::of(83)), (None, None));
}

#[test]
fn random_numbers_are_read_as_they_are_written() {
    let mut chance = Chance(7);
    for _ in 0..sequences() {
        let ms = 1_700_000_000_000 + (chance.below(1 << 30) as i64) * 1000;
        let at = Timestamp::from_millisecond(ms).unwrap();
        let note = NoteNumber::of(at, chance.below(1024) as u16, chance.below(4096) as u16);
        let note = note.unwrap();
        assert_eq!(note.to_string().parse(), Ok(note));
        let province = Province::of(11 + chance.below(72) as u64).unwrap();
        let serial = 1 + chance.below(9999) as u64;
        let mediation = MediationNumber::of(province, zone::day(at), serial).unwrap();
        assert_eq!(mediation.to_string().parse(), Ok(mediation));
        let order = WorkOrderNumber::of(province, zone::day(at), serial).unwrap();
        assert_eq!(order.to_string().parse(), Ok(order));
        let agent = AgentNumber::of(province, serial).unwrap();
        assert_eq!(agent.to_string().parse(), Ok(agent));
        let begun_by = [BegunBy::Taxpayer, BegunBy::Office][chance.below(2)];
        let reserved = ReservationNumber::of(zone::day(at), begun_by, serial).unwrap();
        assert_eq!(reserved.to_string().parse(), Ok(reserved));
    }
}

/// Whatever is typed in, reading ends with a number that is written the same, or with a refusal.
#[test]
fn random_texts_are_numbers_or_refused() {
    let parts =
        ["2", "44", "0", "1", "20261127", "TJSQ", "BH", "GD", "预", "00012", "1710577573654880"];
    let mut chance = Chance(9);
    let mut numbers = 0;
    for _ in 0..10 * sequences() {
        let text: String = (0..chance.below(7)).map(|_| parts[chance.below(parts.len())]).collect();
        let written = [
            read::<NoteNumber>(&text),
            read::<ReservationNumber>(&text),
            read::<MediationNumber>(&text),
            read::<WorkOrderNumber>(&text),
            read::<AgentNumber>(&text),
        ];
        for written in written.into_iter().flatten() {
            assert_eq!(written, text.replace("TJSQBH", "TJSQ"));
            numbers += 1;
        }
    }
    assert!(numbers > 0, "some of the texts are numbers");
}
