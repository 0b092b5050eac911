//! What sessions say by themselves, and how it is told to whom.

use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::saying::Saying;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::{Seat, Target};
use wenshui_desk::session::words::Words;

use crate::script::time;

/// A talk that an agent has, and what the moves of a script say in it.
fn said(script: &[(Part, Command)]) -> Vec<Vec<Saying>> {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:00"), profile: &profile };
    let seat = Seat { agent: "a".to_owned(), center: "c1".to_owned() };
    let mut state: Session = Session::reserved(seat, None, &at).state;
    let mut step = |(part, command): &(Part, Command)| {
        let moved = state.step((*part, command.clone()), &at).unwrap();
        state = moved.state;
        state.says(&moved.effects)
    };
    script.iter().map(&mut step).collect()
}

fn seat(agent: &str) -> Seat {
    Seat { agent: agent.to_owned(), center: "c1".to_owned() }
}

#[test]
fn l_12_the_taxpayer_hears_that_somebody_else_goes_on() {
    let transfer = (Part::Handler, Command::Transfer(Target::Agent("b".to_owned())));
    let accept = (Part::Receiver, Command::AcceptTransfer(seat("b")));
    let refuse = (Part::Receiver, Command::Plain(Action::RefuseTransfer));
    let take_over = (Part::Supervisor, Command::TakeOver(seat("s")));
    assert_eq!(said(&[transfer.clone(), accept]), [[Saying::Transferring], [Saying::PassedOn]]);
    assert_eq!(said(&[transfer, refuse]), [[Saying::Transferring], [Saying::TransferReturned]]);
    assert_eq!(said(&[take_over]), [[Saying::PassedOn]]);
}

#[test]
fn a_transfer_that_came_back_to_somebody_who_is_lost_is_not_told_as_going_on() {
    let lost = (Part::Clock, Command::Plain(Action::Drop));
    let transfer = (Part::Handler, Command::Transfer(Target::Agent("b".to_owned())));
    let refuse = (Part::Receiver, Command::Plain(Action::RefuseTransfer));
    assert_eq!(said(&[transfer, lost, refuse])[2], []);
}

#[test]
fn what_else_there_is_depends_on_who_hears_it() {
    let words = Words::bundled();
    for (anonymous, ways) in [(false, &words.ways), (true, &words.ways_anonymous)] {
        for told in [
            words.queued(1, anonymous),
            words.queued(3, anonymous),
            words.text(Saying::LongWait, ("", anonymous)),
            words.text(Saying::WaitLapsed, ("", anonymous)),
        ] {
            assert!(told.ends_with(ways.as_str()) && !told.contains(['{', '}']), "{told}");
        }
    }
    assert!(words.queued(3, false).contains('2'), "how many are before");
    assert_eq!(words.text(Saying::PassedOn, ("244", false)), "工作人员 244 已接手，继续为您服务。");
    assert_eq!(words.text(Saying::PassedOn, ("", false)), "工作人员已接手，继续为您服务。");
    for (anonymous, ways) in [(false, &words.ways), (true, &words.ways_anonymous)] {
        let closed = words.closed(Some("2026-11-30 09:00"), anonymous);
        assert!(closed.contains("2026-11-30 09:00") && closed.contains("12366"), "{closed}");
        assert!(closed.contains(ways.as_str()) && !closed.contains('{'), "{closed}");
    }
    assert!(words.unserved().contains("12366"));
}

#[test]
fn a_greeting_is_no_going_on() {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:00"), profile: &profile };
    let begun = Session::reserved(seat("a"), None, &at);
    assert_eq!(begun.state.says(&begun.effects), [Saying::Greeting]);
    let told = Effect::Notice(To::Receiver, Told::TransferAsked);
    assert_eq!(begun.state.says(&[told]), [Saying::Transferring]);
}
