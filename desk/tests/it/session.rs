//! Human sessions: every row of table 2.3 and of the sections K and N.

use jiff::{Timestamp, ToSpan as _};
use wenshui_desk::effect::Effect;
use wenshui_desk::line::Line;
use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::saying::Saying;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::rules::RatingAfter;
use wenshui_desk::session::stage::{Seat, Stage, Target, Verdict};
use wenshui_desk::session::words::Words;
use wenshui_desk::session::{Request, Session};

use crate::voice::transcript;
use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}+08:00").parse().unwrap()
}

fn request() -> Request {
    Request { center: Some("c1".to_owned()), open: true, skill: None, priority: 0 }
}

fn first(profile: &Profile) -> Session {
    Session::submit(request(), &Moment { now: time("10:00:00"), profile }).unwrap().state
}

fn text(text: &str) -> Line {
    Line::Text { text: text.to_owned() }
}

fn seat(text: &str) -> Seat {
    let (agent, center) = text.split_once('@').unwrap();
    Seat { agent: agent.to_owned(), center: center.to_owned() }
}

fn command(action: Action, rest: &str) -> Command {
    match action {
        Action::Connect => Command::Connect(rest.to_owned()),
        Action::Write => Command::Write(text(rest)),
        Action::Reply => Command::Reply(text(rest)),
        Action::Whisper => Command::Whisper(text(rest)),
        Action::Transcribe => Command::Transcribe(transcript()),
        Action::Transfer => Command::Transfer(match rest.strip_prefix("center:") {
            Some(center) => Target::Center(center.to_owned()),
            None => Target::Agent(rest.to_owned()),
        }),
        Action::AcceptTransfer => Command::AcceptTransfer(seat(rest)),
        Action::TakeOver => Command::TakeOver(seat(rest)),
        Action::Rate if rest == "solved" => Command::Rate(Verdict::Solved),
        Action::Rate => Command::Rate(Verdict::Unsolved),
        other => Command::Plain(other),
    }
}

fn part(name: &str) -> Part {
    match name {
        "owner" => Part::Owner,
        "handler" => Part::Handler,
        "receiver" => Part::Receiver,
        "colleague" => Part::Colleague,
        "supervisor" => Part::Supervisor,
        _ => Part::Clock,
    }
}

/// Follows a line such as `10:00:05 clock connect a` and tells state, agent, what ended it, and what
/// follows, or why not.
fn told((state, profile): (&mut Session, &Profile), line: &str) -> String {
    let mut words = line.splitn(4, ' ');
    let mut next = || words.next().unwrap_or_default();
    let (now, part, action) = (time(next()), part(next()), next());
    let action = Action::ALL.iter().find(|known| known.name() == action).expect("an action");
    let command = command(*action, next());
    match state.step((part, command), &Moment { now, profile }) {
        Ok(moved) => {
            *state = moved.state;
            let by = match &state.stage {
                Stage::Ended { by, rating, .. } => format!(" {by:?} {rating:?}"),
                Stage::Cancelled(by) => format!(" {by:?}"),
                _ => String::new(),
            };
            let agent = state.handler().unwrap_or("-");
            format!("{} {agent}{by} {:?}", state.state(), moved.effects)
        }
        Err(refusal) => refusal.to_string(),
    }
}

fn played(profile: &Profile, lines: &[(&str, &str)]) -> Session {
    let mut state = first(profile);
    for (line, expected) in lines {
        let said = told((&mut state, profile), line);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

/// A session that was connected to agent `a` at 10:01.
fn talked(lines: &[(&str, &str)]) -> Session {
    let connected = [("10:01:00 clock connect a", "active a [TakeSeat, Greet]")];
    played(&Profile::bundled(), &[&connected, lines].concat())
}

fn refused(request: Request) -> String {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    Session::submit(request, &at).unwrap_err()[0].rule.to_owned()
}

#[test]
fn j_07_a_session_waits_at_the_center_that_serves_the_taxpayer() {
    let state = first(&Profile::bundled());
    assert_eq!((state.center.as_str(), state.state(), state.handler()), ("c1", "waiting", None));
    assert_eq!(state.part(&seat("a@c1")), Some(Part::Colleague));
    assert_eq!(state.part(&seat("a@c2")), None);
}

#[test]
fn j_08_where_no_center_serves_nobody_waits() {
    assert_eq!(refused(Request { center: None, ..request() }), "no_center");
}

#[test]
fn j_09_outside_working_hours_nobody_waits() {
    assert_eq!(refused(Request { open: false, ..request() }), "closed");
}

#[test]
fn k_01_k_05_who_waits_is_called_by_the_queue() {
    let profile = Profile::bundled();
    played(
        &profile,
        &[
            ("10:00:30 owner write 在吗", "`write` is not possible in the state `waiting`"),
            ("10:00:30 handler connect a", "`connect` is not for this part"),
            ("10:01:00 clock connect a", "active a [TakeSeat, Greet]"),
            ("10:01:00 clock connect b", "`connect` is not possible in the state `active`"),
        ],
    );
}

#[test]
fn k_02_who_is_not_yet_called_may_leave() {
    let profile = Profile::bundled();
    played(
        &profile,
        &[
            ("10:00:30 colleague cancel", "`cancel` is not for this part"),
            ("10:00:30 owner cancel", "cancelled - Taxpayer []"),
            ("10:00:31 clock connect a", "`connect` is not possible in the state `cancelled`"),
        ],
    );
    talked(&[("10:01:01 owner cancel", "`cancel` is not possible in the state `active`")]);
}

#[test]
fn k_03_a_long_wait_is_told_once_and_has_an_end() {
    let profile = Profile::bundled();
    played(
        &profile,
        &[
            ("10:04:59 clock offer", "`offer` is possible from"),
            ("10:05:00 clock offer", "waiting - [Notice(Owner, LongWait)]"),
            ("10:05:01 clock offer", "`offer` is not possible in the state `waiting`"),
            ("11:59:59 clock lapse", "`lapse` is possible from"),
            ("12:00:00 clock lapse", "cancelled - Lapse [Notice(Owner, WaitLapsed)]"),
        ],
    );
}

#[test]
fn k_04_k_06_who_waits_is_with_the_machine() {
    let profile = Profile::bundled();
    assert!(first(&profile).is_with_machine());
    assert!(!talked(&[]).is_with_machine());
    assert!(!talked(&[("10:02:00 clock drop", "dropped")]).is_with_machine());
    let again = [("10:02:00 clock drop", "dropped"), ("10:03:00 clock requeue", "waiting")];
    assert!(talked(&again).is_with_machine());
    assert!(talked(&[("10:02:00 handler finish", "ended")]).is_with_machine());
}

#[test]
fn l_01_both_speak_and_only_they() {
    talked(&[
        ("10:02:00 owner write 怎么开红字发票", "active a []"),
        ("10:02:00 handler reply 请稍等", "active a []"),
        ("10:02:00 colleague reply 我来", "`reply` is not for this part"),
        ("10:02:00 owner reply 我来", "`reply` is not for this part"),
        ("10:02:00 handler whisper 问题", "`whisper` is not for this part"),
        ("10:02:00 supervisor whisper 看看发票状态", "active a []"),
        ("10:02:00 owner write  ", "`text` breaks the rule `required`"),
    ]);
}

#[test]
fn l_10_l_11_the_agent_greets_and_is_named_at_the_end() {
    let state = talked(&[("10:02:00 handler finish", "ended a Agent")]);
    let words = Words::bundled();
    assert!(words.greeting.starts_with("您好，很高兴为您服务！"));
    assert_eq!(
        words.text(state.says(&[Effect::FreeSeat])[0], ("24420000196", false)),
        "客服人员 24420000196 已结束人工互动"
    );
    assert_eq!(words.text(Saying::EndedByTaxpayer, ("24420000196", false)), "您已结束人工互动");
}

#[test]
fn n_01_the_taxpayer_ends_it() {
    talked(&[
        ("10:02:00 handler end", "`end` is not for this part"),
        ("10:02:00 owner end", "ended a Taxpayer Asked"),
        ("10:02:01 owner write 还有一个问题", "`write` is not possible in the state `ended`"),
        ("10:02:01 handler reply 再见", "`reply` is not possible in the state `ended`"),
    ]);
}

#[test]
fn n_02_the_agent_and_a_supervisor_may_end_it_too() {
    talked(&[
        ("10:02:00 owner finish", "`finish` is not for this part"),
        (
            "10:02:00 handler finish",
            "ended a Agent Asked [EndCalls, FreeSeat, EndOrigin, AskRating",
        ),
    ]);
    talked(&[("10:02:00 handler stop", "`stop` is not for this part")]);
    talked(&[("10:02:00 supervisor stop", "ended a Supervisor Asked")]);
}

#[test]
fn n_03_what_runs_inside_ends_with_it() {
    talked(&[("10:02:00 owner end", "ended a Taxpayer Asked [EndCalls, FreeSeat, EndOrigin")]);
}

#[test]
fn n_04_during_a_transfer_the_taxpayer_cannot_end_it() {
    let profile = Profile::bundled();
    let state = talked(&[
        ("10:02:00 handler transfer b", "transferring a [Notice(Receiver, TransferAsked)]"),
        ("10:02:01 owner end", "`end` is not possible in the state `transferring`"),
        ("10:02:01 owner write 好的", "transferring a []"),
        ("10:02:01 handler reply 正在转接", "transferring a []"),
    ]);
    let at = Moment { now: time("10:02:02"), profile: &profile };
    assert_eq!(state.allowed(Part::Owner, &at), [Action::Write, Action::CloseWindow]);
}

#[test]
fn n_05_who_was_left_alone_is_not_asked() {
    talked(&[
        ("10:02:00 clock drop", "dropped a []"),
        ("10:02:10 handler reply 在", "`reply` is not possible in the state `dropped`"),
        ("10:02:10 owner end", "ended a Taxpayer Unasked [EndCalls, FreeSeat, EndOrigin]"),
        ("10:02:11 owner rate solved", "`rate` is not possible in the state `ended`"),
    ]);
    talked(&[
        ("10:02:00 clock drop", ""),
        ("10:02:01 owner close_window", "ended a WindowClosed Unasked"),
    ]);
    talked(&[
        ("10:02:00 handler transfer b", ""),
        ("10:02:01 clock drop", "transferring a"),
        ("10:02:02 owner close_window", "ended a TransferCancelled Unasked"),
    ]);
    // Who came back in time is there again.
    talked(&[
        ("10:02:00 clock drop", ""),
        ("10:02:59 handler return", "active a"),
        ("10:03:00 owner end", "ended a Taxpayer Asked"),
    ]);
}

#[test]
fn n_06_closing_the_window_ends_it_with_a_reason_of_its_own() {
    let state = talked(&[
        ("10:02:00 handler close_window", "`close_window` is not for this part"),
        ("10:02:00 owner close_window", "ended a WindowClosed Asked"),
    ]);
    assert!(matches!(state.stage, Stage::Ended { by, .. } if by.is_taxpayer()));
}

#[test]
fn n_07_closing_the_window_cancels_a_transfer() {
    talked(&[
        ("10:02:00 handler transfer center:c2", "transferring a"),
        (
            "10:02:10 owner close_window",
            "ended a TransferCancelled Asked [EndCalls, FreeSeat, EndOrigin",
        ),
        (
            "10:02:11 receiver accept_transfer b@c2",
            "`accept_transfer` is not possible in the state `ended`",
        ),
    ]);
}

#[test]
fn n_08_n_09_it_is_rated_once() {
    let state = talked(&[
        ("10:02:00 handler finish", "ended a Agent Asked"),
        ("10:02:10 handler rate solved", "`rate` is not for this part"),
        ("10:02:10 owner rate unsolved", "ended a Agent Given(Unsolved) []"),
        ("10:02:11 owner rate solved", "`rate` is not possible in the state `ended`"),
    ]);
    let profile = Profile::bundled();
    let at = Moment { now: time("10:02:12"), profile: &profile };
    assert!(state.allowed(Part::Owner, &at).is_empty());
}

#[test]
fn n_10_x_12_whose_end_is_rated_goes_by_the_profile() {
    let mut profile = Profile::bundled();
    assert_eq!(profile.session.rating_after, RatingAfter::EitherEnd);
    profile.session.rating_after = RatingAfter::AgentEnd;
    let by = |line, expected| {
        played(&profile, &[("10:01:00 clock connect a", "active a"), (line, expected)]);
    };
    by("10:02:00 owner end", "ended a Taxpayer Unasked [EndCalls, FreeSeat, EndOrigin]");
    by("10:02:00 owner close_window", "ended a WindowClosed Unasked");
    by("10:02:00 handler finish", "ended a Agent Asked");
}

#[test]
fn a_transfer_is_accepted_by_whom_it_asks() {
    let state = talked(&[
        ("10:02:00 handler transfer a", "`to_agent` breaks the rule `itself`"),
        ("10:02:00 handler transfer b", "transferring a"),
        ("10:02:10 colleague accept_transfer d@c1", "`accept_transfer` is not for this part"),
        ("10:02:10 receiver accept_transfer d@c1", "`agent` breaks the rule `not_asked`"),
        ("10:02:10 receiver accept_transfer b@c2", "active b [EndCalls, FreeSeat, TakeSeat]"),
    ]);
    assert_eq!(state.center, "c2");
    talked(&[
        ("10:02:00 handler transfer center:c2", "transferring a"),
        ("10:02:59 receiver accept_transfer x@c2", "active x"),
    ]);
}

#[test]
fn a_transfer_asks_one_agent_or_a_center() {
    let state = talked(&[("10:02:00 handler transfer center:c2", "transferring")]);
    let parts = ["a@c1", "x@c2", "b@c1", "b@c3"].map(|who| state.part(&seat(who)));
    assert_eq!(parts, [Some(Part::Handler), Some(Part::Receiver), Some(Part::Colleague), None]);
    let state = talked(&[("10:02:00 handler transfer x", "transferring")]);
    assert_eq!(state.part(&seat("x@c9")), Some(Part::Receiver));
}

#[test]
fn a_transfer_that_is_refused_or_not_answered_goes_back() {
    talked(&[
        ("10:02:00 handler transfer b", ""),
        ("10:02:10 receiver refuse_transfer", "active a [Notice(Handler, TransferReturned)]"),
    ]);
    talked(&[
        ("10:02:00 handler transfer b", ""),
        ("10:02:59 clock return_transfer", "`return_transfer` is possible from"),
        ("10:03:00 receiver accept_transfer b@c1", "`accept_transfer` was possible until"),
        ("10:03:00 clock return_transfer", "active a"),
    ]);
    talked(&[
        ("10:02:00 handler transfer b", ""),
        ("10:02:10 clock drop", "transferring a"),
        ("10:02:20 receiver refuse_transfer", "dropped a"),
        ("10:03:10 clock requeue", "waiting"),
    ]);
}

#[test]
fn who_loses_the_agent_keeps_the_place_in_the_queue() {
    let state = talked(&[
        ("10:02:00 clock drop", "dropped a"),
        ("10:02:30 owner write 还在吗", "dropped a"),
        ("10:02:59 clock requeue", "`requeue` is possible from"),
        ("10:03:00 handler return", "`return` was possible until"),
        ("10:03:00 clock requeue", "waiting - [FreeSeat, EndCalls, Notice(Owner, Requeued)]"),
    ]);
    assert_eq!(state.entered_at, time("10:00:00"));
    assert_eq!(state.stage, Stage::Waiting { since: time("10:03:00"), offered: false });
}

#[test]
fn a_supervisor_goes_on_in_the_agents_place() {
    talked(&[
        ("10:02:00 colleague take_over s@c0", "`take_over` is not for this part"),
        ("10:02:00 supervisor take_over a@c1", "`agent` breaks the rule `itself`"),
        (
            "10:02:00 supervisor take_over s@c0",
            "active s [EndCalls, FreeSeat, TakeSeat, Notice(Handler, TakenOver)]",
        ),
    ]);
}

#[test]
fn a_silent_session_ends() {
    talked(&[
        ("10:20:00 supervisor whisper 他走了吗", "active a"),
        ("10:30:59 clock lapse", "`lapse` is possible from"),
        ("10:31:00 clock lapse", "ended a Lapse Asked"),
    ]);
    talked(&[
        ("10:20:00 owner write 稍等", "active a"),
        ("10:40:00 clock stir", "active a"),
        ("11:09:59 clock lapse", "`lapse` is possible from"),
        ("11:10:00 clock lapse", "ended a Lapse"),
    ]);
}

#[test]
fn a_reservation_begins_a_session_without_a_wait() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let moved = Session::reserved(seat("a@c1"), None, &at);
    assert_eq!((moved.state.state(), moved.state.handler()), ("active", Some("a")));
    assert_eq!(moved.effects, [Effect::TakeSeat, Effect::Greet]);
}

/// Times that let random sequences reach everything.
fn slow() -> Profile {
    let mut profile = Profile::bundled();
    profile.session.transfer_timeout_s = 2000;
    profile.session.drop_grace_s = 2000;
    profile.session.idle_timeout_s = 4000;
    profile
}

fn commands() -> Vec<Command> {
    let rests = |action: &Action| match action {
        Action::Connect => vec!["a", "b"],
        Action::Transfer => vec!["b", "center:c1"],
        Action::AcceptTransfer => vec!["a@c1", "b@c1", "d@c1"],
        Action::TakeOver => vec!["s@c0"],
        Action::Rate => vec!["solved", "unsolved"],
        _ => vec!["好的"],
    };
    let each = |action: &Action| {
        rests(action).into_iter().map(|rest| command(*action, rest)).collect::<Vec<_>>()
    };
    Action::ALL.iter().flat_map(each).collect()
}

/// R2.
#[test]
fn random_sequences_leave_no_session_in_an_illegal_state() {
    let profile = slow();
    let legal = |state: &Session| {
        let served = !matches!(state.stage, Stage::Waiting { .. } | Stage::Cancelled(_));
        assert_eq!(state.handler().is_some(), served);
        assert_eq!(state.entered_at, time("10:00:00"), "the first time is kept");
    };
    let (from, commands) = (time("10:00:00"), commands());
    let walk = Walk { profile: &profile, from, first: first(&profile), commands: &commands, legal };
    let mut chance = Chance(3);
    for _ in 0..sequences() {
        walk.one(&mut chance);
    }
}

/// Whatever happens, as many seats are taken as agents serve: the one of an agent who serves or may
/// come back, and no other.
#[test]
fn random_sequences_keep_the_seats_right() {
    let (profile, commands, mut chance) = (slow(), commands(), Chance(4));
    let mut done = Vec::new();
    for _ in 0..sequences() {
        let (mut state, mut now, mut seats) = (first(&profile), time("10:00:00"), 0);
        for _ in 0..24 {
            now += (chance.below(2500) as i64).seconds();
            let at = Moment { now, profile: &profile };
            let every = |part: &Part| {
                let part = *part;
                commands.iter().map(move |command| (part, command.clone()))
            };
            let step = |(part, command): (Part, Command)| {
                let action = command.action();
                state.step((part, command), &at).ok().map(|moved| (action, moved))
            };
            let moves: Vec<_> = Part::ALL.iter().flat_map(every).filter_map(step).collect();
            let Some((action, moved)) = moves.get(chance.below(moves.len().max(1))) else { break };
            if !done.contains(action) {
                done.push(*action);
            }
            for effect in &moved.effects {
                match effect {
                    Effect::TakeSeat => seats += 1,
                    Effect::FreeSeat => seats -= 1,
                    _ => {}
                }
            }
            state = moved.state.clone();
            let holds = matches!(state.state(), "active" | "transferring" | "dropped");
            assert_eq!(seats, i32::from(holds), "{state:?}");
        }
    }
    assert_eq!(done.len(), Action::ALL.len(), "every action happened: {done:?}");
}
