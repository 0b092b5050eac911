//! Cases over regions: features T.

use jiff::Timestamp;
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::command::{Action, Command};
use wenshui_desk::case::slip::{Channel, Check, Filled, Form, Seen, Slip, Way};
use wenshui_desk::case::stage::Stage;
use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;

use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    let (day, clock) = text.split_once(' ').unwrap();
    format!("2026-11-{day}T{clock}:00+08:00").parse().unwrap()
}

fn form(channel: Channel) -> Form {
    Form {
        channel,
        matter: "跨区税源登记".to_owned(),
        facts: "在外省有项目".to_owned(),
        origin_center: "440000".to_owned(),
        handling_center: "450000".to_owned(),
        deciding_center: "46".to_owned(),
    }
}

fn check() -> Check {
    Check { seen: Seen::ALL.into(), materials: vec!["m1".to_owned()] }
}

fn slip() -> Slip {
    Slip {
        identity_verified: true, matter: "跨区税源登记".to_owned(), notes: "无".to_owned()
    }
}

fn filled(way: Way) -> Filled {
    Filled { applicant: "张三".to_owned(), mobile: "13400003624".to_owned(), way }
}

/// The command of an action; `rest` is what it needs where that is a text.
fn command(action: &str, rest: &str) -> Command {
    let rest = rest.to_owned();
    match action {
        "invite" => Command::Invite { no_risk: rest != "risk" },
        "turn_down" => Command::TurnDown(rest),
        "pre_review" => Command::PreReview(check()),
        "send_slip" => Command::SendSlip(slip()),
        "confirm_slip" => Command::ConfirmSlip(filled(match rest.as_str() {
            "post" => Way::Post("广西南宁".to_owned()),
            "counter" => Way::Counter,
            _ => Way::Electronic,
        })),
        "supplement" => Command::Supplement(rest),
        "refuse" => Command::Refuse(rest),
        "supply" => Command::Supply(vec!["m2".to_owned()]),
        "post" => Command::Post(rest),
        _ => Command::Plain(*Action::ALL.iter().find(|one| one.name() == action).expect(action)),
    }
}

/// Follows a line such as `27 10:00 origin invite` and tells the state and what follows, or why not.
fn follow(state: &mut RegionCase, line: &str) -> String {
    let profile = Profile::bundled();
    let words: Vec<&str> = line.splitn(5, ' ').collect();
    let part = match words[2] {
        "owner" => Part::Owner,
        "handler" => Part::Handler,
        "origin" => Part::Origin,
        "colleague" => Part::Colleague,
        "supervisor" => Part::Supervisor,
        _ => Part::Clock,
    };
    let at = Moment { now: time(&format!("{} {}", words[0], words[1])), profile: &profile };
    let command = command(words[3], words.get(4).copied().unwrap_or_default());
    match state.step((part, command), &at) {
        Ok(moved) => {
            *state = moved.state;
            format!("{} {:?}", state.state(), moved.effects)
        }
        Err(refusal) => refusal.to_string(),
    }
}

fn case(channel: Channel, lines: &[(&str, &str)]) -> RegionCase {
    let mut state = RegionCase::submit(form(channel)).unwrap().state;
    for (line, expected) in lines {
        let said = follow(&mut state, line);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

/// The way to a review, the result being wanted by `way`.
fn reviewed(channel: Channel, way: &str) -> RegionCase {
    let near = if channel == Channel::Counter { "origin" } else { "owner" };
    case(
        channel,
        &[
            ("10 10:00 origin invite", "invited"),
            ("10 10:01 handler join", "pre_review"),
            ("10 10:05 origin pre_review", "pre_reviewed"),
            ("10 10:10 handler send_slip", "slip_sent"),
            (&format!("10 10:15 {near} confirm_slip {way}"), "slip_confirmed"),
            ("10 10:20 handler review", "under_review"),
        ],
    )
}

fn on(mut state: RegionCase, lines: &[(&str, &str)]) -> RegionCase {
    for (line, expected) in lines {
        let said = follow(&mut state, line);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

#[test]
fn t_02_the_place_that_takes_it_in_asks_the_other_one_to_join() {
    assert!(RegionCase::may_submit(Channel::Counter, Part::Origin));
    assert!(!RegionCase::may_submit(Channel::Counter, Part::Owner));
    case(
        Channel::Counter,
        &[
            ("10 10:00 handler join", "`join` is not possible in the state `accepted`"),
            ("10 10:00 handler invite", "`invite` is not for this part"),
            ("10 10:00 origin invite risk", "`no_risk` breaks the rule `required`"),
            ("10 10:00 origin invite", "invited [Notice(Handler, Assigned)]"),
            ("10 10:01 origin join", "`join` is not for this part"),
            ("10 10:01 handler join", "pre_review [BeginSession]"),
        ],
    );
    case(
        Channel::Counter,
        &[
            ("10 10:00 origin turn_down", "`reason` breaks the rule `required`"),
            ("10 10:00 origin turn_down 有风险管理要求", "turned_down [Notice(Owner, CaseDone)]"),
        ],
    );
    let same = Form { handling_center: "440000".to_owned(), ..form(Channel::Counter) };
    let bad = Form { matter: " ".to_owned(), ..same };
    let faults = RegionCase::submit(bad).unwrap_err();
    let told: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
    assert_eq!(told, ["required", "same"]);
}

#[test]
fn t_03_material_is_seen_whole_before_the_slip() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10 10:05"), profile: &profile };
    let joined = case(
        Channel::Counter,
        &[("10 10:00 origin invite", "invited"), ("10 10:01 handler join", "pre_review")],
    );
    let send = follow(&mut joined.clone(), "10 10:05 handler send_slip");
    assert_eq!(send, "`send_slip` is not possible in the state `pre_review`");
    let seen = |seen: &[Seen], materials: &[&str]| {
        let materials = materials.iter().map(|id| (*id).to_owned()).collect();
        let check = Check { seen: seen.iter().copied().collect(), materials };
        match joined.step((Part::Origin, Command::PreReview(check)), &at) {
            Ok(moved) => vec![moved.state.state()],
            Err(Refusal::Form(faults)) => faults.iter().map(|fault| fault.field).collect(),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(seen(&Seen::ALL, &["m1"]), ["pre_reviewed"]);
    assert_eq!(seen(&Seen::ALL[..2], &[]), ["legal_form", "filled", "materials"]);
    assert_eq!(seen(&[], &["m1"]), ["identity", "complete", "legal_form", "filled"]);
    on(
        joined,
        &[
            ("10 10:05 handler pre_review", "`pre_review` is not for this part"),
            ("10 10:05 origin pre_review", "pre_reviewed"),
            ("10 10:06 origin send_slip", "`send_slip` is not for this part"),
            ("10 10:06 handler send_slip", "slip_sent [Notice(Owner, SlipSent)]"),
            ("10 10:07 handler confirm_slip", "`confirm_slip` is not for this part"),
            ("10 10:07 owner confirm_slip", "`confirm_slip` is not for this part"),
            ("10 10:07 origin confirm_slip", "slip_confirmed"),
        ],
    );
}

#[test]
fn t_03_a_slip_has_its_fields() {
    let told = |slip: Slip| slip.faults().iter().map(|fault| fault.field).collect::<Vec<_>>();
    assert!(told(slip()).is_empty());
    let blank = Slip { identity_verified: false, matter: String::new(), notes: String::new() };
    assert_eq!(told(blank), ["identity_verified", "matter", "notes"]);
    let told = |filled: Filled, channel| {
        filled.faults(channel).iter().map(|fault| fault.field).collect::<Vec<_>>()
    };
    assert!(told(filled(Way::Counter), Channel::Counter).is_empty());
    assert_eq!(told(filled(Way::Counter), Channel::Online), ["way"]);
    let blank = Filled {
        applicant: String::new(),
        mobile: "1".to_owned(),
        ..filled(Way::Post(String::new()))
    };
    assert_eq!(told(blank, Channel::Online), ["applicant", "mobile", "address"]);
}

#[test]
fn t_04_it_is_done_at_once_or_passed_on_with_a_limit() {
    on(
        reviewed(Channel::Counter, "counter"),
        &[
            ("10 11:00 origin grant", "`grant` is not for this part"),
            ("10 11:00 handler grant", "found [Notice(Origin, CaseFound)]"),
        ],
    );
    on(
        reviewed(Channel::Counter, "counter"),
        &[
            ("10 11:00 handler pass_on", "passed []"),
            ("10 12:00 handler grant", "`grant` is not for this part"),
            ("30 10:59 clock late", "`late` is possible from 2026-11-30T03:00:00Z on"),
            ("30 11:00 clock late", "passed [Notice(Handler, CaseLate)]"),
            ("30 11:00 clock late", "`late` is not possible in the state `passed`"),
            ("30 12:00 supervisor grant", "found [Notice(Origin, CaseFound)]"),
        ],
    );
}

#[test]
fn t_04_what_to_supplement_is_told_once() {
    let told = on(
        reviewed(Channel::Counter, "counter"),
        &[
            ("10 11:00 handler supplement", "`text` breaks the rule `required`"),
            ("10 11:00 handler supplement 缺合同", "found [Notice(Origin, CaseFound)]"),
            ("10 11:01 handler tell", "`tell` is not for this part"),
            ("10 11:01 origin tell", "supplementing [Notice(Owner, Supplement)]"),
            ("10 11:02 origin tell", "`tell` is not possible in the state `supplementing`"),
        ],
    );
    on(
        told.clone(),
        &[
            ("20 11:00 clock lapse", "`lapse` is possible from 2026-11-20T03:01:00Z on"),
            ("20 11:01 origin supply", "`supply` was possible until 2026-11-20T03:01:00Z"),
            ("20 11:01 clock lapse", "lapsed [Notice(Owner, CaseLapsed), EndSession]"),
        ],
    );
    on(
        told,
        &[
            ("12 09:00 origin supply", "under_review"),
            (
                "12 10:00 handler supplement 还缺",
                "`supplement` is not possible in the state `under_review`",
            ),
            ("12 10:00 handler refuse 不符合条件", "found"),
            ("12 10:01 origin tell", "refused [Notice(Owner, CaseDone)]"),
            ("12 10:02 origin tell", "`tell` is not possible in the state `refused`"),
        ],
    );
}

#[test]
fn t_05_at_the_counter_the_place_that_took_it_in_tells_and_hands_over() {
    let end = on(
        reviewed(Channel::Counter, "counter"),
        &[
            ("10 11:00 handler grant", "found"),
            ("10 11:01 origin tell", "granted [Notice(Owner, CaseDone)]"),
            ("10 11:02 handler deliver", "`deliver` is not for this part"),
            ("10 11:02 origin post EMS1", "`parcel` breaks the rule `way`"),
            ("10 11:02 origin deliver", "delivered"),
        ],
    );
    assert!(end.stage.is_final());
}

#[test]
fn t_06_online_the_taxpayer_begins_and_confirms() {
    assert!(RegionCase::may_submit(Channel::Online, Part::Owner));
    assert!(!RegionCase::may_submit(Channel::Online, Part::Origin));
    let sent = case(
        Channel::Online,
        &[
            ("10 10:00 origin invite", "invited"),
            ("10 10:01 handler join", "pre_review"),
            ("10 10:05 origin pre_review", "pre_reviewed"),
            ("10 10:10 handler send_slip", "slip_sent"),
            ("10 10:15 origin confirm_slip", "`confirm_slip` is not for this part"),
            ("10 10:15 owner confirm_slip counter", "`way` breaks the rule `channel`"),
        ],
    );
    on(sent.clone(), &[("10 10:16 owner confirm_slip", "slip_confirmed")]);
    on(
        sent.clone(),
        &[("10 10:16 owner withdraw", "withdrawn [Notice(Handler, CaseWithdrawn), EndSession]")],
    );
    on(
        sent,
        &[
            ("13 10:09 clock lapse", "`lapse` is possible from 2026-11-13T02:10:00Z on"),
            ("13 10:10 owner confirm_slip", "`confirm_slip` was possible until"),
            ("13 10:10 clock lapse", "lapsed"),
        ],
    );
}

#[test]
fn t_08_online_the_handling_place_tells_and_posts() {
    on(
        reviewed(Channel::Online, "post"),
        &[
            ("10 11:00 handler grant", "found [Notice(Handler, CaseFound)]"),
            ("10 11:01 origin tell", "`tell` is not for this part"),
            ("10 11:01 handler tell", "granted [Notice(Owner, CaseDone)]"),
            ("10 11:02 origin post EMS1", "`deliver` is not for this part"),
            ("10 11:02 handler deliver", "`parcel` breaks the rule `required`"),
            ("10 11:02 handler post EMS1", "delivered"),
        ],
    );
}

/// What holds in every state.
fn legal(state: &RegionCase) {
    let supplement = |wanted: bool| match &state.stage {
        Stage::Supplementing(dossier) => assert_eq!(dossier.supplement.is_some(), wanted),
        _ => assert!(!state.state().is_empty()),
    };
    supplement(true);
    let quiet = state.due(&Profile::bundled()).is_none();
    assert!(quiet || !state.stage.is_final(), "{state:?}");
}

/// R2, from the beginning and from the middle: few random ways lead far.
#[test]
fn random_sequences_leave_no_case_in_an_illegal_state() {
    let mut profile = Profile::bundled();
    profile.case.slip_hours = 1;
    profile.case.supplement_hours = 1;
    profile.case.provincial_hours = 1;
    let needs = ["invite", "turn_down", "pre_review", "send_slip", "confirm_slip"];
    let later = ["supplement", "refuse", "supply"];
    let rest = "review join grant pass_on tell deliver withdraw lapse late";
    let names = needs.iter().chain(&later).copied().chain(rest.split(' '));
    let mut chance = Chance(6);
    for (channel, way) in [(Channel::Counter, "counter"), (Channel::Online, "post")] {
        let deliver = if way == "post" { "post" } else { "deliver" };
        let name = |name| if name == "deliver" { deliver } else { name };
        let particular = |name| if name == "confirm_slip" { way } else { "文" };
        let commands: Vec<Command> =
            names.clone().map(|one| command(name(one), particular(one))).collect();
        let begun = RegionCase::submit(form(channel)).unwrap().state;
        let review = reviewed(channel, way);
        let teller = if channel == Channel::Counter { "origin" } else { "handler" };
        let tell = format!("10 11:01 {teller} tell");
        let lacking = on(
            review.clone(),
            &[("10 11:00 handler supplement 缺", "found"), (&tell, "supplementing")],
        );
        let passed = on(review.clone(), &[("10 11:00 handler pass_on", "passed")]);
        let granted =
            on(review.clone(), &[("10 11:00 handler grant", "found"), (&tell, "granted")]);
        for first in [begun, review, lacking, passed, granted] {
            let from = time("10 11:01");
            let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
            for _ in 0..sequences() / 5 {
                walk.one(&mut chance);
            }
        }
    }
}
