//! Mediations: every row of table 2.5, and the ends that it leaves open.

use wenshui_desk::attachment::Attachment;
use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::mediation::Mediation;
use wenshui_desk::mediation::command::{Action, Command};
use wenshui_desk::mediation::form::Draft;
use wenshui_desk::mediation::stage::Stage;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;

use crate::script::{self, time};
use crate::walk::{Chance, Walk, sequences};

fn draft() -> Draft {
    Draft {
        wanted_at: Some(time("28 14:01")),
        reason: "对加收的滞纳金有异议".to_owned(),
        contact: "13400003624".to_owned(),
        attachments: Vec::new(),
    }
}

fn command(action: &str, rest: String) -> Command {
    match action {
        "save" => Command::Save(Draft { reason: rest, ..draft() }),
        "submit" => Command::Submit(draft()),
        "withdraw" => Command::Withdraw(rest),
        "assign" => Command::Assign(rest),
        "reject" => Command::Reject(rest),
        "minute" => Command::Minute(rest),
        "settle" => Command::Settle(rest),
        "fail" => Command::Fail(rest),
        other => Command::Plain(*Action::ALL.iter().find(|one| one.name() == other).unwrap()),
    }
}

pub(crate) fn new(action: Action) -> Mediation {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 09:00"), profile: &profile };
    let moved = if action == Action::Save {
        Mediation::save(draft(), &at)
    } else {
        Mediation::submit(draft(), &at)
    };
    moved.unwrap().state
}

fn follow(mut state: Mediation, lines: &[(&str, &str)]) -> Mediation {
    for (line, expected) in lines {
        let said = script::told(&mut state, line, command);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    state
}

pub(crate) fn underway() -> Mediation {
    follow(
        new(Action::Submit),
        &[
            ("27 10:00 supervisor assign 甲", "waiting [Notice(Handler, Assigned)]"),
            ("27 11:00 handler accept", "underway [Notice(Owner, Mediation)]"),
        ],
    )
}

fn faults(draft: Draft) -> String {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 09:00"), profile: &profile };
    let faults = Mediation::submit(draft, &at).err().unwrap_or_default();
    let told = faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule));
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn q_02_every_field_has_its_rule() {
    assert_eq!(faults(draft()), "");
    assert_eq!(faults(Draft::default()), "wanted_at required, reason required, contact required");
    let wanted = |text| faults(Draft { wanted_at: Some(time(text)), ..draft() });
    assert_eq!(wanted("27 09:00"), "wanted_at future");
    let far = "2027-01-27T09:00:00+08:00".parse().ok();
    assert_eq!(faults(Draft { wanted_at: far, ..draft() }), "wanted_at too_far");
    let contact = |text: &str| faults(Draft { contact: text.to_owned(), ..draft() });
    for good in ["13400003624", "0758-6663333", "020-12366-1", "6663333"] {
        assert_eq!(contact(good), "", "{good}");
    }
    for bad in ["12366", "电话", "134000036240000", "1----------3", "134 0000 3624"] {
        assert_eq!(contact(bad), "contact phone", "{bad}");
    }
    let attachment = |name: &str| Attachment { id: "1".into(), name: name.into(), bytes: 1 };
    let with = |name| faults(Draft { attachments: vec![attachment(name)], ..draft() });
    assert_eq!((with("材料.pdf").as_str(), with("材料.exe").as_str()), ("", "attachments kind"));
}

#[test]
fn q_03_a_wanted_talk_lasts_an_hour() {
    let Mediation::Filed(filed) = new(Action::Submit) else { panic!("filed") };
    let rules = Profile::bundled().mediation;
    assert_eq!(filed.form.wanted_at, time("28 14:01"));
    assert_eq!(filed.form.wanted_until(&rules), time("28 15:01"));
}

#[test]
fn q_04_the_tax_office_accepts_or_rejects() {
    underway();
    follow(
        new(Action::Submit),
        &[
            ("27 10:00 handler accept", "`accept` is not possible in the state `waiting`"),
            ("27 10:00 colleague assign 甲", "`assign` is not for this part"),
            ("27 10:00 supervisor assign 甲", "waiting"),
            ("27 10:30 colleague accept", "`accept` is not for this part"),
            ("27 10:30 handler reject  ", "`reason` breaks the rule `required`"),
            ("27 10:30 handler reject 不属调解范围", "rejected [Notice(Owner, Mediation)]"),
            ("27 10:40 handler accept", "`accept` is not possible in the state `rejected`"),
        ],
    );
}

#[test]
fn q_05_it_is_draft_waiting_underway_and_comes_to_one_of_four_ends() {
    let ends = [
        ("27 12:00 handler settle 双方同意", "settled [EndCalls, EndSession, Notice(Owner, Medi"),
        ("27 12:00 supervisor fail 未达成", "unsettled [EndCalls, EndSession, Notice(Owner, Medi"),
    ];
    for end in ends {
        let ended = follow(underway(), &[end]);
        let Mediation::Filed(filed) = &ended else { panic!("{ended:?}") };
        assert_eq!(filed.stage.handler(), Some("甲"));
        follow(ended, &[("27 12:10 owner join", "`join` is not possible in the state")]);
    }
    follow(
        underway(),
        &[
            ("27 12:00 owner settle 同意", "`settle` is not for this part"),
            ("27 12:00 handler settle", "`text` breaks the rule `required`"),
        ],
    );
}

#[test]
fn q_06_only_what_waits_is_withdrawn_and_with_a_reason() {
    let lines = [
        ("27 09:10 handler withdraw 不用了", "`withdraw` is not for this part"),
        ("27 09:10 owner withdraw  ", "`reason` breaks the rule `required`"),
        ("27 09:10 owner withdraw 已经解决", "withdrawn [Notice(Handler, MediationWithdrawn)]"),
        ("27 09:20 supervisor assign 甲", "`assign` is not possible in the state `withdrawn`"),
    ];
    let withdrawn = follow(new(Action::Submit), &lines);
    let Mediation::Filed(filed) = withdrawn else { panic!("filed") };
    assert_eq!(filed.stage, Stage::Withdrawn("已经解决".to_owned()));
    for (state, name) in [(underway(), "underway"), (new(Action::Save), "draft")] {
        let refused = format!("`withdraw` is not possible in the state `{name}`");
        follow(state, &[("27 12:00 owner withdraw 不用了", refused.as_str())]);
    }
}

#[test]
fn q_07_only_a_draft_is_changed_saved_and_handed_in() {
    let lines = [
        ("27 09:10 handler save 新事由", "`save` is not for this part"),
        ("27 09:10 owner save 新事由", "draft []"),
        ("27 09:20 owner save ", "draft []"),
        ("27 09:30 owner submit", "waiting [Notice(Center, Mediation)]"),
        ("27 09:40 owner save 又改", "`save` is not possible in the state `waiting`"),
        ("27 09:40 owner submit", "`submit` is not possible in the state `waiting`"),
    ];
    follow(new(Action::Save), &lines);
}

/// A form that is handed in from a draft is told everything that is wrong with it.
#[test]
fn q_07_a_draft_may_be_incomplete_and_what_is_handed_in_may_not() {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 09:00"), profile: &profile };
    let saved = Mediation::save(Draft::default(), &at).unwrap().state;
    let submit = Command::Submit(Draft::default());
    let Err(Refusal::Form(faults)) = saved.carry_out(submit, &at) else { panic!("refused") };
    assert_eq!(faults.len(), 3);
    let long = Draft { reason: "长".repeat(2001), ..Draft::default() };
    assert_eq!(Mediation::save(long, &at).unwrap_err()[0].rule, "too_long");
}

#[test]
fn q_08_only_a_draft_is_deleted_and_nothing_of_it_is_kept() {
    let lines = [
        ("27 09:10 supervisor delete", "`delete` is not for this part"),
        ("27 09:10 owner delete", "deleted []"),
        ("27 09:20 owner save 又改", "`save` is not possible in the state `deleted`"),
    ];
    assert_eq!(follow(new(Action::Save), &lines), Mediation::Deleted);
    let refused = "`delete` is not possible in the state `waiting`";
    follow(new(Action::Submit), &[("27 09:10 owner delete", refused)]);
}

#[test]
fn q_09_the_room_is_entered_while_it_is_underway() {
    let lines = [
        ("28 14:00 colleague join", "`join` is not for this part"),
        ("28 14:00 owner join", "underway [BeginSession]"),
        ("28 14:01 handler join", "underway []"),
        ("28 14:02 owner join", "underway []"),
        ("28 14:02 supervisor assign 乙", "underway [Notice(Handler, Assigned)]"),
    ];
    let state = follow(underway(), &lines);
    let Mediation::Filed(filed) = state else { panic!("filed") };
    let talk = filed.stage.talk().unwrap();
    assert_eq!((talk.handler.as_str(), talk.opened), ("乙", true));
    let refused = "`join` is not possible in the state `waiting`";
    follow(new(Action::Submit), &[("28 14:00 owner join", refused)]);
}

#[test]
fn q_10_meeting_notes_are_kept_to_the_end_and_have_one() {
    let mut state = follow(
        underway(),
        &[
            ("28 14:10 owner minute 我的意见", "`minute` is not for this part"),
            ("28 14:10 handler minute", "`text` breaks the rule `required`"),
            ("28 14:10 handler minute 核对了扣款日期", "underway []"),
            ("28 14:20 supervisor minute 双方确认", "underway []"),
        ],
    );
    for _ in 2..200 {
        assert!(script::told(&mut state, "28 14:30 handler minute 又", command).starts_with("und"));
    }
    let lines = [
        ("28 14:30 handler minute 又", "`minute` is possible 200 times"),
        ("28 14:30 handler settle 退还", "settled"),
    ];
    let Mediation::Filed(filed) = follow(state, &lines) else { panic!("filed") };
    let minutes = &filed.stage.talk().unwrap().minutes;
    assert_eq!((minutes.len(), minutes[0].text.as_str()), (200, "核对了扣款日期"));
    assert_eq!(minutes[0].at, time("28 14:10"));
}

#[test]
fn q_11_the_columns_of_the_list_are_there() {
    let Mediation::Filed(filed) = underway() else { panic!("filed") };
    let talk = filed.stage.talk().unwrap();
    assert_eq!(filed.filed_at, time("27 09:00"));
    assert_eq!((talk.accepted_at, talk.handler.as_str()), (time("27 11:00"), "甲"));
    let Mediation::Filed(waiting) = new(Action::Submit) else { panic!("filed") };
    assert_eq!(waiting.stage.talk(), None);
}

#[test]
fn q_04_who_is_asked_hears_of_it() {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 09:00"), profile: &profile };
    let effects = |moved: Vec<Effect>| moved;
    assert_eq!(
        effects(Mediation::submit(draft(), &at).unwrap().effects),
        [Effect::Notice(To::Center, Told::Mediation)]
    );
    assert!(Mediation::save(draft(), &at).unwrap().effects.is_empty());
}

/// R2.
#[test]
fn random_sequences_leave_no_mediation_in_an_illegal_state() {
    let profile = Profile::bundled();
    let legal = |state: &Mediation| {
        let known = [
            "draft",
            "deleted",
            "waiting",
            "underway",
            "withdrawn",
            "rejected",
            "settled",
            "unsettled",
        ];
        assert!(known.contains(&state.state()));
        if let Mediation::Filed(filed) = state {
            let accepted = filed.stage.talk();
            assert!(accepted.is_none_or(|talk| !talk.handler.is_empty()), "{state:?}");
        }
    };
    let text = || "理由".to_owned();
    // The wanted time stays ahead for as long as a walk takes.
    let form = Draft { wanted_at: Some(time("29 09:00")), ..draft() };
    let commands = [
        Command::Save(form.clone()),
        Command::Submit(form),
        Command::Plain(Action::Delete),
        Command::Withdraw(text()),
        Command::Assign("甲".to_owned()),
        Command::Plain(Action::Accept),
        Command::Reject(text()),
        Command::Plain(Action::Join),
        Command::Minute(text()),
        Command::Settle(text()),
        Command::Fail(text()),
    ];
    let begun = [new(Action::Save), new(Action::Submit), underway()];
    for (seed, first) in (4..).zip(begun) {
        let from = time("27 09:00");
        let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
        let mut chance = Chance(seed);
        for _ in 0..sequences() {
            walk.one(&mut chance);
        }
    }
}
