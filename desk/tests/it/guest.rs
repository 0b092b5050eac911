//! Sessions with agents of two places (features T).

use wenshui_desk::line::Line;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::Seat;

use crate::script::time;

fn begun(guest: Option<&str>) -> Session {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:00"), profile: &profile };
    let seat = Seat { agent: "a".to_owned(), center: "handling".to_owned() };
    Session::reserved(seat, guest.map(str::to_owned), &at).state
}

/// What each relation may do.
fn allowed(session: &Session, part: Part) -> Vec<Action> {
    let profile = Profile::bundled();
    session.allowed(part, &Moment { now: time("27 10:01"), profile: &profile })
}

fn said(session: &Session, part: Part, command: Command) -> bool {
    let profile = Profile::bundled();
    session.step((part, command), &Moment { now: time("27 10:01"), profile: &profile }).is_ok()
}

#[test]
fn t_07_three_sides_talk_and_the_handling_place_leads() {
    let session = begun(Some("origin"));
    assert_eq!(session.guest(), Some("origin"));
    assert_eq!(allowed(&session, Part::Origin), [Action::Reply, Action::Whisper]);
    assert!(allowed(&session, Part::Owner).contains(&Action::Write));
    let leads = allowed(&session, Part::Handler);
    assert!([Action::Reply, Action::Transfer, Action::Finish].iter().all(|it| leads.contains(it)));
    assert!(allowed(&session, Part::Colleague).is_empty());
    // It is the same talk after another agent has gone on with it.
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:01"), profile: &profile };
    let seat = Seat { agent: "s".to_owned(), center: "handling".to_owned() };
    let moved = session.step((Part::Supervisor, Command::TakeOver(seat)), &at).unwrap();
    assert_eq!(moved.state.guest(), Some("origin"));
}

#[test]
fn t_09_both_agents_talk_without_the_taxpayer() {
    let file = || Line::Files { attachments: vec!["f".to_owned()] };
    let text = || Line::Text { text: "资料齐全吗".to_owned() };
    let shared = begun(Some("origin"));
    for part in [Part::Handler, Part::Origin, Part::Supervisor] {
        assert!(said(&shared, part, Command::Whisper(text())), "{part:?}");
        assert!(said(&shared, part, Command::Whisper(file())), "{part:?}");
    }
    assert!(!said(&shared, Part::Owner, Command::Whisper(text())));
    // With one place alone the supervisor whispers, and only in words.
    let alone = begun(None);
    assert!(said(&alone, Part::Supervisor, Command::Whisper(text())));
    assert!(!said(&alone, Part::Supervisor, Command::Whisper(file())));
    assert!(!said(&alone, Part::Handler, Command::Whisper(text())));
}
