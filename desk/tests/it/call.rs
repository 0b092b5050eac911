//! Calls inside sessions: every row of section M.

use jiff::Timestamp;
use wenshui_desk::call::Call;
use wenshui_desk::call::action::{Action, Command};
use wenshui_desk::call::description::Sent;
use wenshui_desk::call::stage::{Kind, Stage};
use wenshui_desk::call::start::{Beginning, Start, Starter};
use wenshui_desk::call::talk::{Masked, Media, Talk, Tracks};
use wenshui_desk::effect::Effect;
use wenshui_desk::machine::{Machine, Moment, Moved, Named};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::session::Session;
use wenshui_desk::session::stage as session;
use wenshui_desk::session::words::Words;

use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}+08:00").parse().unwrap()
}

fn standing(stage: session::Stage) -> Session {
    let entered_at = time("09:00:00");
    Session { center: "c".to_owned(), skill: None, priority: 0, entered_at, stage, guest: None }
}

fn active() -> Session {
    let now = time("10:00:00");
    standing(session::Stage::Active { agent: "a".to_owned(), since: now, quiet_since: now })
}

fn begun(start: Start, part: Part) -> Result<Moved<Call>, String> {
    let (session, profile) = (active(), Profile::bundled());
    let starter = Starter { part, id: "a", session: &session };
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let told = |faults: Vec<wenshui_desk::fault::Fault>| {
        faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect()
    };
    Call::submit(start, &starter, &at).map_err(|faults| {
        let told: Vec<String> = told(faults);
        told.join(", ")
    })
}

/// Follows lines such as `10:00:05 owner accept` and tells state, kind and reason, and what follows,
/// or why not.
fn played(start: Start, part: Part, lines: &[(&str, &str)]) -> Call {
    let profile = Profile::bundled();
    let mut state = begun(start, part).unwrap().state;
    for (line, expected) in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let part = match words[1] {
            "owner" => Part::Owner,
            "handler" => Part::Handler,
            "colleague" => Part::Colleague,
            "supervisor" => Part::Supervisor,
            _ => Part::Clock,
        };
        let action = Action::ALL.iter().find(|known| known.name() == words[2]).expect("an action");
        let command = match action {
            Action::Join => Command::Join(words[3].to_owned()),
            Action::Leave => Command::Leave(words[3].to_owned()),
            other => Command::Plain(*other),
        };
        let at = Moment { now: time(words[0]), profile: &profile };
        let said = match state.step((part, command), &at) {
            Ok(moved) => {
                state = moved.state;
                let reason = match &state.stage {
                    Stage::Ended { reason, .. } => format!(" {reason:?}"),
                    _ => String::new(),
                };
                format!("{} {:?}{reason} {:?}", state.state(), state.stage.kind(), moved.effects)
            }
            Err(refusal) => refusal.to_string(),
        };
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

#[test]
fn m_01_x_04_the_taxpayer_only_asks() {
    let invite = || Start::Invite(Media::Video);
    assert_eq!(begun(invite(), Part::Owner), Err("start not_yours".to_owned()));
    assert_eq!(begun(invite(), Part::Colleague), Err("start not_yours".to_owned()));
    played(
        Start::Ask(Media::Video),
        Part::Owner,
        &[
            ("10:00:05 owner accept", "`accept` is not possible in the state `asked`"),
            ("10:00:05 owner invite", "`invite` is not for this part"),
            ("10:00:05 handler invite", "invited Video [Notice(Owner, CallInvited)]"),
            ("10:00:09 owner accept", "connected Video []"),
        ],
    );
    played(
        Start::Ask(Media::Audio),
        Part::Owner,
        &[("10:00:05 handler decline", "ended Audio Declined")],
    );
}

#[test]
fn m_02_the_taxpayer_agrees_and_the_browser_too() {
    let invite = || Start::Invite(Media::Video);
    played(
        invite(),
        Part::Handler,
        &[
            ("10:00:05 handler accept", "`accept` is not for this part"),
            ("10:00:05 owner accept", "connected Video []"),
        ],
    );
    played(invite(), Part::Handler, &[("10:00:05 owner block", "ended Video Blocked")]);
    played(invite(), Part::Handler, &[("10:00:05 owner decline", "ended Video Declined")]);
    played(
        invite(),
        Part::Handler,
        &[
            ("10:00:59 clock ring_out", "`ring_out` is possible from"),
            ("10:01:00 owner accept", "`accept` was possible until"),
            ("10:01:00 clock ring_out", "ended Video NoAnswer"),
        ],
    );
}

#[test]
fn m_03_the_taxpayer_starts_assistance_and_the_agent_accepts() {
    assert_eq!(begun(Start::Assist, Part::Handler), Err("start not_yours".to_owned()));
    played(
        Start::Assist,
        Part::Owner,
        &[
            ("10:00:05 owner accept", "`accept` is not for this part"),
            ("10:00:05 handler accept", "choosing Screen"),
        ],
    );
}

#[test]
fn m_04_the_taxpayer_chooses_the_screen_after_that() {
    played(
        Start::Assist,
        Part::Owner,
        &[
            ("10:00:03 owner choose", "`choose` is not possible in the state `ringing`"),
            ("10:00:05 handler accept", "choosing Screen"),
            ("10:00:09 handler choose", "`choose` is not for this part"),
            ("10:00:09 owner choose", "connected Screen"),
        ],
    );
    let accepted = ("10:00:05 handler accept", "choosing Screen");
    let blocked = ("10:00:09 owner block", "ended Screen Blocked");
    played(Start::Assist, Part::Owner, &[accepted, blocked]);
}

#[test]
fn m_05_the_agent_only_looks_on() {
    let nothing = Tracks::default();
    assert_eq!(
        Talk::Screen.tracks(Part::Owner),
        Tracks { microphone: true, screen: true, ..nothing }
    );
    assert_eq!(Talk::Screen.tracks(Part::Handler), Tracks { microphone: true, ..nothing });
    assert_eq!(Talk::Screen.tracks(Part::Colleague), nothing);
    assert!(Words::bundled().screen_warning.contains("不能操作您的电脑"));
}

#[test]
fn m_05_who_looks_on_offers_no_picture_and_nobody_a_channel() {
    let (looks, shows) = (Talk::Screen.tracks(Part::Handler), Talk::Screen.tracks(Part::Owner));
    let allowed = |media: &str| {
        let sent = Sent::of(&format!("v=0\r\nm={media} 9 UDP/TLS/RTP/SAVPF 96\r\n"));
        (looks.allow(sent), shows.allow(sent), Tracks::default().allow(sent))
    };
    assert_eq!(allowed("audio"), (true, true, false));
    assert_eq!(allowed("video"), (false, true, false));
    assert_eq!(allowed("application"), (false, false, false));
    let back = Sent::of("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\n");
    assert!(looks.allow(back), "looking on is an answer");
}

#[test]
fn m_07_either_hangs_up_and_the_talk_goes_on() {
    for who in ["owner", "handler"] {
        let line = format!("10:00:30 {who} hang_up");
        let lines = [
            ("10:00:05 handler accept", "choosing Screen"),
            ("10:00:09 owner choose", "connected Screen"),
            ("10:00:20 supervisor hang_up", "`hang_up` is not for this part"),
            (line.as_str(), "ended Screen HungUp []"),
        ];
        played(Start::Assist, Part::Owner, &lines);
    }
    let lines = [("10:00:05 owner hang_up", "ended Screen HungUp []")];
    played(Start::Assist, Part::Owner, &lines);
}

#[test]
fn m_08_only_inside_an_active_session() {
    let now = time("10:00:00");
    let dropped = standing(session::Stage::Dropped { agent: "a".to_owned(), since: now });
    let waiting = standing(session::Stage::Waiting { since: now, offered: false });
    let profile = Profile::bundled();
    let at = Moment { now, profile: &profile };
    for session in [&waiting, &dropped] {
        let starter = Starter { part: Part::Owner, id: "t", session };
        let faults = Call::submit(Start::Assist, &starter, &at).unwrap_err();
        assert_eq!((faults[0].field, faults[0].rule), ("session", "active"));
        assert!(Beginning::allowed(&starter).is_empty());
    }
    let session = active();
    let starter = Starter { part: Part::Owner, id: "t", session: &session };
    assert_eq!(Beginning::allowed(&starter), [Beginning::Ask, Beginning::Assist]);
    let agent = Starter { part: Part::Handler, ..starter };
    let ways = [Beginning::Invite, Beginning::Dial, Beginning::Gather];
    assert_eq!(Beginning::allowed(&agent), ways);
}

#[test]
fn m_09_the_telephone_is_recorded_with_its_number_masked() {
    let dial = |number: &str| Start::Dial(number.to_owned());
    assert_eq!(begun(dial("1340000"), Part::Handler), Err("number mobile".to_owned()));
    let moved = begun(dial("13400003624"), Part::Handler).unwrap();
    assert_eq!(moved.effects, [Effect::Dial]);
    let row = serde_json::to_string(&moved.state).unwrap();
    assert!(row.contains("134****3624") && !row.contains("13400003624"), "{row}");
    assert_eq!(Masked::of("13400003624").as_str(), "134****3624");
    let call = played(
        dial("13400003624"),
        Part::Handler,
        &[
            ("10:00:05 owner pick_up", "`pick_up` is not for this part"),
            ("10:00:06 clock stir", "dialling Phone"),
            ("10:00:08 clock pick_up", "connected Phone"),
            ("10:02:00 clock lapse", "`lapse` is not possible in the state `connected`"),
            ("10:03:00 handler hang_up", "ended Phone HungUp"),
        ],
    );
    let Stage::Ended { connected_at, ref number, .. } = call.stage else { panic!("an end") };
    assert_eq!((connected_at, call.since), (Some(time("10:00:08")), time("10:03:00")));
    assert_eq!(number.as_ref().map(Masked::as_str), Some("134****3624"));
    // Its dialler sees the end too, where nobody picked up and where somebody did.
    let ended = ("10:00:20 clock hang_up", "ended Phone HungUp");
    played(dial("13400003624"), Part::Handler, &[ended]);
    let picked_up = ("10:00:08 clock pick_up", "connected Phone");
    played(dial("13400003624"), Part::Handler, &[picked_up, ended]);
}

/// Only those who are connected by a browser tell each other how.
#[test]
fn who_is_in_a_call_and_nobody_else_sends_and_signals() {
    let told = |call: &Call, part: Part, id: &str| match call.tracks(part, id) {
        Ok(tracks) => format!("{} {} {}", tracks.microphone, tracks.camera, tracks.screen),
        Err(refusal) => refusal.to_string(),
    };
    let accepted = [("10:00:05 owner accept", "connected Audio")];
    let call = played(Start::Invite(Media::Audio), Part::Handler, &accepted);
    assert_eq!(told(&call, Part::Owner, "t"), "true false false");
    assert_eq!(told(&call, Part::Colleague, "b"), "`signal` is not for this part");
    let call = played(Start::Assist, Part::Owner, &[]);
    assert_eq!(told(&call, Part::Owner, "t"), "`signal` is not possible in the state `ringing`");
    let room = played(Start::Gather, Part::Handler, &[("10:00:01 colleague join b", "connected")]);
    assert_eq!(told(&room, Part::Colleague, "b"), "true true true");
    assert_eq!(told(&room, Part::Colleague, "c"), "`signal` is not for this part");
    let lines = [("10:00:08 clock pick_up", "connected Phone")];
    let phone = played(Start::Dial("13400003624".to_owned()), Part::Handler, &lines);
    assert_ne!(told(&phone, Part::Handler, "a"), "false false false");
}

#[test]
fn a_call_of_which_nobody_is_heard_any_more_ends() {
    let lines = [
        ("10:00:10 owner accept", "connected Video"),
        ("10:01:00 owner stir", "`stir` is not for this part"),
        ("10:01:00 clock stir", "connected Video []"),
        ("10:02:29 clock lapse", "`lapse` is possible from"),
        ("10:02:30 clock lapse", "ended Video Lost []"),
    ];
    played(Start::Invite(Media::Video), Part::Handler, &lines);
    let room = played(Start::Gather, Part::Handler, &[("10:00:30 clock stir", "connected Room")]);
    let due = room.due(&Profile::bundled()).map(|(at, _)| at);
    assert_eq!(due, Some(time("10:02:00")));
}

#[test]
fn n_03_whatever_stage_a_call_is_in_it_ends_with_the_session() {
    let cut = |state: &str| format!("ended {state} Cut []");
    played(Start::Ask(Media::Audio), Part::Owner, &[("10:00:01 clock cut", &cut("Audio"))]);
    played(Start::Invite(Media::Video), Part::Handler, &[("10:00:01 clock cut", &cut("Video"))]);
    let ready = ("10:00:01 handler accept", "choosing");
    played(Start::Assist, Part::Owner, &[ready, ("10:00:02 clock cut", &cut("Screen"))]);
    let dial = Start::Dial("13400003624".to_owned());
    played(dial, Part::Handler, &[("10:00:01 clock cut", &cut("Phone"))]);
    let twice = ("10:00:02 clock cut", "`cut` is not possible in the state `ended`");
    played(Start::Gather, Part::Handler, &[("10:00:01 clock cut", &cut("Room")), twice]);
}

#[test]
fn a_room_has_six_places() {
    let room = played(
        Start::Gather,
        Part::Handler,
        &[
            ("10:00:01 handler join a", "`member` breaks the rule `twice`"),
            ("10:00:02 owner join t", "connected Room"),
            ("10:00:03 colleague join b", "connected Room"),
            ("10:00:04 colleague join c", "connected Room"),
            ("10:00:05 colleague join d", "connected Room"),
            ("10:00:06 supervisor join s", "connected Room"),
            ("10:00:07 colleague join e", "`join` finds everything full"),
            ("10:00:08 colleague leave e", "`member` breaks the rule `not_there`"),
            ("10:00:09 colleague leave d", "connected Room"),
            ("10:00:10 colleague join e", "connected Room"),
            ("10:00:11 owner hang_up", "`hang_up` is not for this part"),
        ],
    );
    assert!(matches!(room.stage, Stage::Connected(Talk::Room(members)) if members.len() == 6));
    let empty = [("10:00:01 handler leave a", "ended Room Empty")];
    played(Start::Gather, Part::Handler, &empty);
}

/// However people come and go, a room has six places.
#[test]
fn a_room_that_fills_at_random_never_goes_beyond_its_places() {
    let (profile, mut chance, mut most) = (Profile::bundled(), Chance(6), 0);
    let mut room = begun(Start::Gather, Part::Handler).unwrap().state;
    for _ in 0..1000 {
        let id = chance.below(9).to_string();
        let leaves = chance.below(3) == 0;
        let command = if leaves { Command::Leave(id) } else { Command::Join(id) };
        let at = Moment { now: time("10:00:01"), profile: &profile };
        if let Ok(moved) = room.step((Part::Colleague, command), &at) {
            room = moved.state;
        }
        let Stage::Connected(Talk::Room(members)) = &room.stage else { panic!("a room") };
        most = most.max(members.len());
    }
    assert_eq!(most, 6);
}

/// R2.
#[test]
fn random_sequences_leave_no_call_in_an_illegal_state() {
    let mut profile = Profile::bundled();
    profile.call.ring_timeout_s = 3000;
    let plain = Action::ALL.iter().filter(|action| !matches!(action, Action::Join | Action::Leave));
    let mut commands: Vec<Command> = plain.map(|action| Command::Plain(*action)).collect();
    for id in ["a", "b", "c", "d", "e", "f", "g"] {
        commands.extend([Command::Join(id.to_owned()), Command::Leave(id.to_owned())]);
    }
    let legal = |state: &Call| {
        if let Stage::Connected(Talk::Room(members)) = &state.stage {
            assert!((1..=6).contains(&members.len()));
        }
        let room = state.stage.kind() == Kind::Room;
        assert!(!room || matches!(state.state(), "connected" | "ended"));
    };
    let starts = [
        (Start::Ask(Media::Audio), Part::Owner),
        (Start::Invite(Media::Video), Part::Handler),
        (Start::Assist, Part::Owner),
        (Start::Dial("13400003624".to_owned()), Part::Handler),
        (Start::Gather, Part::Handler),
    ];
    let mut chance = Chance(5);
    for (start, part) in starts {
        let first = begun(start, part).unwrap().state;
        let from = time("10:00:00");
        let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
        for _ in 0..sequences() / 5 {
            walk.one(&mut chance);
        }
    }
}
