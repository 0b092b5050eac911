//! Where matters are in hand: working hours of slots, centers that are named, places of a case, and what
//! is hidden from whom.

use jiff::Timestamp;
use wenshui_desk::authority::{Kind, Words};
use wenshui_desk::booking::Slot;
use wenshui_desk::calendar::Calendars;
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::slip::{Channel, Check, Dossier, Filled, Form, Slip, Way};
use wenshui_desk::case::stage::{Finding, Limit, Stage};
use wenshui_desk::center::Centers;
use wenshui_desk::filter::columns::Columns as _;
use wenshui_desk::filter::{List, Value, Wanted};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::mediation::Mediation;
use wenshui_desk::mediation::form::Draft;
use wenshui_desk::part::{Part, Sides};
use wenshui_desk::profile::Profile;
use wenshui_desk::reception::Office;

fn time(text: &str) -> Timestamp {
    format!("2026-{text}:00+08:00").parse().unwrap()
}

#[test]
fn p_03_a_slot_lies_within_working_hours() {
    let (centers, calendars) = (Centers::bundled(), Calendars::bundled());
    let office = Office { centers: &centers, calendars: &calendars };
    let center = centers.get("gd-gz-th").unwrap();
    let fault = |at: &str| {
        let fault = office.slot_fault(center, Slot { begins_at: time(at) });
        fault.map(|fault| format!("{} {}", fault.field, fault.rule))
    };
    for open in ["11-27T09:00", "11-27T11:30", "11-27T17:00"] {
        assert_eq!(fault(open), None, "{open}");
    }
    // What is no half hour is told by the form.
    assert_eq!(fault("11-27T09:10"), None);
    // Before work, at noon, after work, on a Sunday, and on a holiday.
    for closed in ["11-27T08:30", "11-27T12:00", "11-27T17:30", "11-29T10:00", "10-01T10:00"] {
        assert_eq!(fault(closed).as_deref(), Some("begins_at closed"), "{closed}");
    }
}

#[test]
fn j_07_a_center_that_is_named_is_there_and_the_top_decides() {
    let (centers, calendars) = (Centers::bundled(), Calendars::bundled());
    let office = Office { centers: &centers, calendars: &calendars };
    let fault = |id: &str| office.center_fault("center", id).map(|fault| fault.rule);
    assert_eq!((fault("gd-gz"), fault("moon")), (None, Some("unknown")));
    assert_eq!(fault(" "), None, "what is missing is another rule's");
    let deciding = |id: &str| office.deciding(id).map(|center| center.id.as_str());
    assert_eq!(deciding("gd-gz-th"), Some("gd"));
    assert_eq!((deciding("gd"), deciding("moon")), (Some("gd"), None));
}

fn case(stage: Stage) -> RegionCase {
    let form = Form {
        channel: Channel::Online,
        matter: "登记".to_owned(),
        facts: "事实".to_owned(),
        origin_center: "a".to_owned(),
        handling_center: "b".to_owned(),
        deciding_center: "top".to_owned(),
    };
    RegionCase { form, stage }
}

fn dossier() -> Dossier {
    Dossier {
        check: Check { seen: [].into(), materials: vec!["m".to_owned()] },
        slip: Slip { identity_verified: true, matter: "x".to_owned(), notes: "x".to_owned() },
        filled: Filled { applicant: "x".to_owned(), mobile: "x".to_owned(), way: Way::Electronic },
        supplement: None,
    }
}

#[test]
fn t_04_the_province_has_a_case_in_hand_while_it_decides() {
    let limit = Limit { due_at: time("11-27T09:00"), is_late: false };
    let passed = case(Stage::Passed(dossier(), limit));
    let sides = |deciding| Some(Sides { origin: "a", handling: "b", deciding });
    assert_eq!(case(Stage::Accepted).sides(), sides(None));
    assert_eq!(passed.sides(), sides(Some("top")));
    assert!(passed.sides().unwrap().include("top") && !sides(None).unwrap().include("top"));
    assert_eq!(passed.center(), Some("b"));
    assert_eq!(passed.column("matter"), Some(Value::Text("登记".to_owned())));
    assert!(case(Stage::Withdrawn).is_over() && !passed.is_over());
}

#[test]
fn t_04_what_was_found_is_under_review_for_the_taxpayer() {
    let found = case(Stage::Found(dossier(), Finding::Granted));
    assert_eq!(RegionCase::known_as(found.state(), Part::Owner), "under_review");
    assert_eq!(RegionCase::known_as(found.state(), Part::Origin), "found");
    let stage = &found.stage;
    assert_eq!((stage.check(), stage.slip()), (Some(&dossier().check), Some(&dossier().slip)));
    // Nor does what they may do.
    let profile = Profile::bundled();
    let at = Moment { now: time("11-27T09:00"), profile: &profile };
    let review = case(Stage::UnderReview(dossier()));
    assert_eq!(found.allowed(Part::Owner, &at), review.allowed(Part::Owner, &at));
    // Nor does a list tell them.
    let list = |part, state| Wanted::read(List::Cases, part, &[("state", state)]);
    let finds = |part, state| list(part, state).unwrap().matches(|column| found.column(column));
    assert!(finds(Part::Owner, "under_review") && !finds(Part::Colleague, "under_review"));
    assert!(finds(Part::Colleague, "found") && list(Part::Owner, "found").is_err());
    assert_eq!(Stage::Invited.check(), None);
}

#[test]
fn q_07_q_08_drafts_are_their_owners_and_what_is_deleted_is_nobodys() {
    let draft = Mediation::Draft(Draft::default());
    for part in Part::ALL {
        let hidden = Mediation::hidden(part);
        assert_eq!(hidden.contains(&draft.state()), part != Part::Owner, "{part:?}");
        assert!(hidden.contains(&Mediation::Deleted.state()), "{part:?}");
    }
    assert!(Mediation::Deleted.is_over() && !draft.is_over());
}

#[test]
fn s_03_kinds_are_told_by_what_hosts_call_them() {
    let words = Words::bundled();
    for kind in [Kind::NaturalPerson, Kind::VisitingEnterprise] {
        assert_eq!(Kind::called(kind.words(&words), &words), kind);
    }
    assert_eq!(Kind::called("企业", &words), Kind::Other);
}
