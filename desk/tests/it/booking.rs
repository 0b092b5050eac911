//! Reservations and invitations: every row of tables 2.1 and 2.2.

use jiff::Timestamp;
use wenshui_desk::booking::{Confirmation, Form, Progress, Slot, Way};
use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::invitation::{self, Invitation};
use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::reservation::{self, Reservation};

use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}:00+08:00").parse().unwrap()
}

pub(crate) fn form() -> Form {
    Form {
        service_type: "综合服务".to_owned(),
        business_category: "综合服务".to_owned(),
        way: Way::Online,
        slot: Slot { begins_at: time("11:00") },
        subject_matter: "数电票额度".to_owned(),
        mobile: None,
        attachments: Vec::new(),
    }
}

/// Follows a line such as `11:00 handler begin` from state to state and tells both columns, what
/// follows, or why not.
fn told<M: Machine>(state: &mut M, line: &str, columns: impl Fn(&M) -> String) -> String
where
    M::Command: From<M::Action>,
{
    let profile = Profile::bundled();
    let [now, part, action] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
    let part = match part {
        "owner" => Part::Owner,
        "handler" => Part::Handler,
        "colleague" => Part::Colleague,
        "supervisor" => Part::Supervisor,
        _ => Part::Clock,
    };
    let wanted = M::Action::ALL.iter().find(|wanted| wanted.name() == action).expect("an action");
    let at = Moment { now: time(now), profile: &profile };
    match state.step((part, M::Command::from(*wanted)), &at) {
        Ok(moved) => {
            *state = moved.state;
            format!("{} {:?}", columns(state), moved.effects)
        }
        Err(refusal) => refusal.to_string(),
    }
}

fn reserved(lines: &[(&str, &str)]) {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:00"), profile: &profile };
    let mut state = Reservation::submit(form(), &at).unwrap().state;
    for (line, expected) in lines {
        let columns = |state: &Reservation| {
            let (first, second) = (state.stage.confirmation(), state.stage.progress());
            let absent = match state.stage {
                reservation::Stage::NoShow(absent) => format!(" without {absent:?}"),
                _ => String::new(),
            };
            format!("{} {}{absent}", first.name(), second.name())
        };
        let said = told(&mut state, line, columns);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
}

fn invited(lines: &[(&str, &str)]) {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:00"), profile: &profile };
    let mut state = Invitation::submit(form(), &at).unwrap().state;
    for (line, expected) in lines {
        let columns = |state: &Invitation| {
            let second = state.stage.progress().map_or("-", Progress::name);
            format!("{} {second}", state.stage.confirmation().name())
        };
        let said = told(&mut state, line, columns);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
}

#[test]
fn p_12_a_reservation_stands_from_its_submission_on() {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:00"), profile: &profile };
    let moved = Reservation::submit(form(), &at).unwrap();
    assert_eq!(
        (moved.state.stage.confirmation().name(), moved.state.stage.progress().name()),
        ("booked", "waiting")
    );
    assert!(moved.effects.contains(&Effect::Notice(To::Owner, Told::Booked)));
}

#[test]
fn p_05_p_11_an_agent_begins_within_the_slot_and_it_is_kept() {
    reserved(&[
        ("10:59 handler begin", "`begin` is possible from 2026-11-27T03:00:00Z on"),
        ("11:00 colleague begin", "`begin` is not for this part"),
        ("11:00 owner begin", "`begin` is not for this part"),
        ("11:29 handler begin", "booked underway [BeginSession]"),
        ("11:40 owner cancel", "`cancel` is not possible in the state `underway`"),
        ("11:40 handler end", "kept done"),
        ("11:45 clock miss", "`miss` is not possible in the state `kept`"),
    ]);
    reserved(&[("11:30 handler begin", "`begin` was possible until 2026-11-27T03:30:00Z")]);
}

#[test]
fn p_10_the_taxpayer_cancels_in_advance() {
    reserved(&[
        ("10:59 handler cancel", "`cancel` is not for this part"),
        ("10:59 owner cancel", "cancelled failed [Notice(Handler, Cancelled)]"),
        ("11:00 handler begin", "`begin` is not possible in the state `cancelled`"),
    ]);
    reserved(&[("11:00 owner cancel", "`cancel` was possible until 2026-11-27T03:00:00Z")]);
}

#[test]
fn p_13_who_did_not_come_is_found_at_minute_15_or_45() {
    reserved(&[
        ("10:29 clock remind", "`remind` is possible from"),
        ("10:30 clock remind", "booked waiting [Notice(Owner, Reminder)]"),
        ("11:44 clock miss", "`miss` is possible from 2026-11-27T03:45:00Z on"),
        ("11:45 clock miss", "no_show failed without Both [Notice(Owner, Missed)]"),
        ("11:45 clock miss", "`miss` is not possible in the state `no_show`"),
    ]);
}

#[test]
fn x_18_trying_in_vain_is_no_interaction() {
    reserved(&[
        ("11:05 handler begin", "booked underway"),
        ("11:10 handler unmet", "booked waiting [EndSession]"),
        ("11:45 clock miss", "no_show failed without Taxpayer"),
    ]);
    reserved(&[
        ("11:05 owner arrive", "booked waiting"),
        ("11:45 clock miss", "no_show failed without Agent"),
    ]);
}

#[test]
fn p_09_an_invitation_that_is_accepted_is_as_a_reservation() {
    invited(&[
        ("09:10 handler accept", "`accept` is not for this part"),
        ("09:10 handler begin", "`begin` is not possible in the state `pending`"),
        ("09:10 owner accept", "booked waiting"),
        ("10:30 clock remind", "booked waiting [Notice(Owner, Reminder)]"),
        ("11:00 supervisor begin", "booked underway [BeginSession]"),
        ("11:20 handler end", "kept done"),
    ]);
    invited(&[
        ("09:10 owner accept", "booked waiting"),
        ("10:00 owner cancel", "cancelled failed"),
    ]);
    invited(&[("09:10 owner accept", "booked waiting"), ("11:45 clock miss", "no_show failed")]);
}

#[test]
fn p_08_refusing_needs_a_reason() {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:10"), profile: &profile };
    let pending = Invitation::submit(form(), &at).unwrap().state;
    let refuse = |reason: &str| {
        pending.step((Part::Owner, invitation::Command::Refuse(reason.to_owned())), &at)
    };
    assert_eq!(refuse(" ").unwrap_err().to_string(), "`reason` breaks the rule `required`");
    let refused = refuse("已经在大厅办了").unwrap().state;
    assert_eq!(refused.stage.confirmation().name(), "refused");
    assert_eq!(refused.stage.progress().map(Progress::name), Some("failed"));
}

#[test]
fn p_12_an_invitation_without_an_answer_lapses_when_its_time_comes() {
    invited(&[
        ("10:59 clock lapse", "`lapse` is possible from 2026-11-27T03:00:00Z on"),
        ("11:00 owner accept", "`accept` was possible until 2026-11-27T03:00:00Z"),
        ("11:00 clock lapse", "lapsed failed"),
        ("11:45 clock miss", "`miss` is not possible in the state `lapsed`"),
    ]);
}

/// R2.
#[test]
fn random_sequences_leave_no_reservation_in_an_illegal_state() {
    let profile = Profile::bundled();
    let from = time("09:00");
    let first =
        Reservation::submit(form(), &Moment { now: from, profile: &profile }).unwrap().state;
    let legal = |state: &Reservation| {
        let columns = (state.stage.confirmation().name(), state.stage.progress().name());
        let known = [
            ("booked", "waiting"),
            ("booked", "underway"),
            ("kept", "done"),
            ("cancelled", "failed"),
            ("no_show", "failed"),
        ];
        assert!(known.contains(&columns), "{columns:?}");
        assert!(Confirmation::NAMES.contains(&columns.0) && Progress::NAMES.contains(&columns.1));
    };
    let walk = Walk { profile: &profile, from, first, commands: reservation::Action::ALL, legal };
    let mut chance = Chance(1);
    for _ in 0..sequences() {
        walk.one(&mut chance);
    }
}

/// R2.
#[test]
fn random_sequences_leave_no_invitation_in_an_illegal_state() {
    let profile = Profile::bundled();
    let from = time("09:00");
    let first = Invitation::submit(form(), &Moment { now: from, profile: &profile }).unwrap().state;
    let legal = |state: &Invitation| {
        let second = state.stage.progress().map_or("-", Progress::name);
        let columns = (state.stage.confirmation().name(), second);
        let known = [
            ("pending", "-"),
            ("booked", "waiting"),
            ("booked", "underway"),
            ("kept", "done"),
            ("cancelled", "failed"),
            ("no_show", "failed"),
            ("refused", "failed"),
            ("lapsed", "failed"),
        ];
        assert!(known.contains(&columns), "{columns:?}");
        assert!(Confirmation::NAMES.contains(&columns.0));
        assert!(second == "-" || Progress::NAMES.contains(&second));
    };
    let refuse = invitation::Command::Refuse("不方便".to_owned());
    let plain =
        invitation::Action::ALL.iter().filter(|action| **action != invitation::Action::Refuse);
    let mut commands: Vec<_> = plain.map(|action| invitation::Command::Plain(*action)).collect();
    commands.push(refuse);
    let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
    let mut chance = Chance(2);
    for _ in 0..sequences() {
        walk.one(&mut chance);
    }
}
