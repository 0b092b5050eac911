//! Work orders: rows R, and the states that the guides leave open.

use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::note::Note;
use wenshui_desk::note::form;
use wenshui_desk::number::NoteNumber;
use wenshui_desk::profile::Profile;
use wenshui_desk::work_order::command::{Action, Command};
use wenshui_desk::work_order::form::{Form, Source};
use wenshui_desk::work_order::rating::Rating;
use wenshui_desk::work_order::{Stage, WorkOrder};

use crate::script::{self, time};
use crate::walk::{Chance, Walk, sequences};

fn form(source: Source) -> Form {
    Form {
        source,
        center: "440000-01".to_owned(),
        subject_matter: "额度调整未生效".to_owned(),
        attachments: Vec::new(),
    }
}

fn opened(source: Source) -> WorkOrder {
    let profile = Profile::bundled();
    let at = Moment { now: time("26 09:00"), profile: &profile };
    WorkOrder::submit(form(source), &at).unwrap().state
}

fn command(action: &str, rest: String) -> Command {
    match action {
        "take" => Command::Take(rest),
        "assign" => Command::Assign(rest),
        "report" => Command::Report(rest),
        "finish" => Command::Finish(rest),
        "terminate" => Command::Terminate(rest),
        "rate" => Command::Rate(Rating { stars: rest.parse().unwrap_or(0), text: String::new() }),
        other => Command::Plain(*Action::ALL.iter().find(|one| one.name() == other).unwrap()),
    }
}

fn follow(mut state: WorkOrder, lines: &[(&str, &str)]) -> WorkOrder {
    for (line, expected) in lines {
        let said = script::told(&mut state, line, command);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

pub(crate) fn underway(source: Source) -> WorkOrder {
    let lines =
        [("26 10:00 colleague take 甲", "assigned []"), ("26 10:10 handler begin", "underway []")];
    follow(opened(source), &lines)
}

#[test]
fn r_01_everything_that_is_done_is_an_entry_of_the_progress() {
    let state = follow(
        underway(Source::Agent),
        &[
            ("26 11:00 owner report 催", "`report` is not for this part"),
            ("26 11:00 handler report", "`text` breaks the rule `required`"),
            ("26 11:00 handler report 已转省局核查", "underway []"),
            ("26 12:00 owner urge", "underway"),
            ("26 13:00 supervisor assign 乙", "assigned [Notice(Handler, Assigned)]"),
            ("26 13:10 handler report 好", "`report` is not possible in the state `assigned`"),
            ("26 13:10 handler begin", "underway"),
            ("26 14:00 handler finish 已生效", "done"),
            ("26 15:00 owner rate 5", "done"),
        ],
    );
    let entries = state.progress.iter().map(|entry| {
        let text = entry.text.as_deref().map(|text| format!("={text}")).unwrap_or_default();
        format!("{}{text}", entry.action.name())
    });
    let told = "take begin report=已转省局核查 urge assign begin finish=已生效 rate";
    assert_eq!(entries.collect::<Vec<_>>().join(" "), told);
    assert_eq!(state.progress[2].at, time("26 11:00"));
    assert_eq!(state.stage.handler(), Some("乙"));
}

#[test]
fn r_01_the_progress_has_an_end_and_the_work_order_too() {
    let mut state = underway(Source::Agent);
    for _ in 2..200 {
        let said = script::told(&mut state, "26 11:00 handler report 又", command);
        assert!(said.starts_with("underway"), "{said}");
    }
    follow(
        state,
        &[
            ("26 11:00 handler report 又", "`report` is possible 200 times"),
            ("26 11:00 owner urge", "`urge` is possible 200 times"),
            ("26 11:00 supervisor assign 乙", "`assign` is possible 200 times"),
            ("26 11:00 handler finish 办结", "done"),
        ],
    );
}

#[test]
fn r_02_the_taxpayer_urges_once_a_day() {
    follow(
        opened(Source::Agent),
        &[
            ("26 09:10 handler urge", "`urge` is not for this part"),
            ("26 09:10 owner urge", "open [Notice(Center, WorkOrderUrged)]"),
            ("26 23:59 owner urge", "`urge` is possible from 2026-11-26T16:00:00Z on"),
            ("27 00:00 owner urge", "open"),
            ("27 08:00 supervisor assign 甲", "assigned"),
            ("28 08:00 owner urge", "assigned [Notice(Handler, WorkOrderUrged)]"),
            ("28 09:00 handler begin", "underway"),
            ("29 09:00 owner urge", "underway [Notice(Handler, WorkOrderUrged)]"),
            ("29 10:00 handler finish 已生效", "done"),
            ("30 10:00 owner urge", "`urge` is not possible in the state `done`"),
        ],
    );
}

#[test]
fn r_02_how_often_one_may_urge_is_set() {
    let mut profile = Profile::bundled();
    profile.work_order.urges_per_day_max = 2;
    let at = Moment { now: time("26 10:00"), profile: &profile };
    let mut state = opened(Source::Agent);
    for left in [true, true, false] {
        let step = state.step((wenshui_desk::part::Part::Owner, Action::Urge.into()), &at);
        assert_eq!(step.is_ok(), left);
        state = step.map_or(state, |moved| moved.state);
    }
    assert_eq!(state.urged_on_day(at.now), 2);
    assert_eq!(state.urged_on_day(time("27 10:00")), 0);
}

#[test]
fn r_03_it_is_terminated_with_a_reason() {
    let states = [
        (opened(Source::Agent), "26 11:00 owner terminate"),
        (underway(Source::Agent), "26 11:00 owner terminate"),
        (underway(Source::Agent), "26 11:00 supervisor terminate"),
    ];
    for (state, line) in states {
        let wrong = follow(state, &[(line, "`reason` breaks the rule `required`")]);
        let told = "terminated [Notice(Owner, WorkOrderTerminated), Notice(Handler, WorkOrderTerm";
        let ended = follow(wrong, &[(&format!("{line} 已自行解决"), told)]);
        let Stage::Terminated(ended) = ended.stage else { panic!("{ended:?}") };
        assert_eq!((ended.text.as_str(), ended.at), ("已自行解决", time("26 11:00")));
    }
    follow(
        underway(Source::Agent),
        &[
            ("26 11:00 handler terminate 重复", "`terminate` is not for this part"),
            ("26 11:00 owner terminate 重复", "terminated"),
            ("26 11:10 handler finish 办结", "`finish` is not possible in the state `terminated`"),
        ],
    );
}

#[test]
fn r_04_what_is_done_or_terminated_is_rated_once() {
    let open = "`rate` is not possible in the state `underway`";
    for end in ["handler finish 办结", "owner terminate 不用了"] {
        let ended = follow(
            underway(Source::Agent),
            &[("26 11:00 owner rate 5", open), (&format!("26 11:00 {end}"), "")],
        );
        let state = ended.state();
        let again = format!("`rate` is not possible in the state `{state}`");
        let rated = follow(
            ended,
            &[
                ("26 12:00 handler rate 5", "`rate` is not for this part"),
                ("26 12:00 owner rate 0", "`stars` breaks the rule `range`"),
                ("26 12:00 owner rate 6", "`stars` breaks the rule `range`"),
                ("26 12:00 owner rate 4", &format!("{state} []")),
                ("26 12:10 owner rate 1", &again),
            ],
        );
        let (Stage::Done(ended) | Stage::Terminated(ended)) = rated.stage else {
            panic!("{rated:?}")
        };
        assert_eq!(ended.rating.map(|rating| rating.stars), Some(4));
    }
}

#[test]
fn r_05_a_work_order_made_of_a_note_keeps_what_was_left() {
    let profile = Profile::bundled();
    let at = Moment { now: time("26 09:00"), profile: &profile };
    let draft = form::Draft {
        center: "440000-01".to_owned(),
        note_type: "业务办理".to_owned(),
        content: "请为我调整额度".to_owned(),
        remind: Some(false),
        ..form::Draft::default()
    };
    let note = Note::submit(draft, &at).unwrap().state;
    let number = NoteNumber::of(at.now, 1, 0).unwrap();
    let order = WorkOrder::submit(Form::of_note(number, &note), &at).unwrap().state;
    assert_eq!(order.form.source, Source::Note(number));
    assert_eq!(order.form.subject_matter, "请为我调整额度");
    assert_eq!(order.form.center, "440000-01");
    let empty = Form { subject_matter: " ".to_owned(), ..order.form };
    assert_eq!(WorkOrder::submit(empty, &at).unwrap_err()[0].field, "subject_matter");
}

/// What was left is not lost when its work order comes to nothing.
#[test]
fn r_05_the_end_of_a_work_order_goes_back_to_its_note() {
    let number = NoteNumber::of(time("26 09:00"), 1, 0).unwrap();
    let done = [("26 11:00 handler finish 办结", "done [Notice(Owner, WorkOrderDone), ReplyNote]")];
    follow(underway(Source::Note(number)), &done);
    let mut stopped = underway(Source::Note(number));
    let said = script::told(&mut stopped, "26 11:00 supervisor terminate 重复", command);
    assert!(said.ends_with("ReturnNote]"), "{said}");
    let said = script::told(&mut underway(Source::Agent), "26 11:00 owner terminate 是", command);
    assert!(!said.contains("Note]"), "{said}");
}

#[test]
fn r_06_the_result_is_told() {
    let lines = [
        ("26 11:00 handler finish  ", "`result` breaks the rule `required`"),
        ("26 11:00 colleague finish 办结", "`finish` is not for this part"),
        ("26 11:00 handler finish 额度已生效", "done [Notice(Owner, WorkOrderDone)]"),
    ];
    let Stage::Done(ended) = follow(underway(Source::Agent), &lines).stage else { panic!("done") };
    assert_eq!(ended.text, "额度已生效");
}

/// R2.
#[test]
fn random_sequences_leave_no_work_order_in_an_illegal_state() {
    let profile = Profile::bundled();
    let legal = |state: &WorkOrder| {
        let open = state.state() == "open" || state.state() == "terminated";
        assert!(open || state.stage.handler().is_some_and(|handler| !handler.is_empty()));
        let on_a_day = state.progress.iter().map(|entry| state.urged_on_day(entry.at)).max();
        assert!(on_a_day.is_none_or(|urged| urged <= 1), "{state:?}");
        let rated = state.progress.iter().filter(|entry| entry.action == Action::Rate).count();
        assert!(rated <= 1);
    };
    let text = || "内容".to_owned();
    let commands = [
        Command::Take("甲".to_owned()),
        Command::Assign("乙".to_owned()),
        Command::Plain(Action::Begin),
        Command::Report(text()),
        Command::Plain(Action::Urge),
        Command::Finish(text()),
        Command::Terminate(text()),
        Command::Rate(Rating { stars: 5, text: text() }),
    ];
    let from = time("26 21:00");
    for (seed, first) in (7..).zip([opened(Source::Agent), underway(Source::Agent)]) {
        let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
        let mut chance = Chance(seed);
        for _ in 0..sequences() {
            walk.one(&mut chance);
        }
    }
}
