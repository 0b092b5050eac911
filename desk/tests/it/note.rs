//! Notes: the form of table 3.1, and what becomes of one.

use wenshui_desk::attachment::Attachment;
use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::machine::{Machine, Moment, Named};
use wenshui_desk::note::form::{Channel, Draft, Reminder};
use wenshui_desk::note::{Action, Command, Note, Progress, Stage};
use wenshui_desk::profile::Profile;
use wenshui_desk::profile::paper::NoteForm;

use crate::script::{self, time};
use crate::walk::{Chance, Walk, sequences};

pub(crate) fn good() -> Draft {
    Draft {
        center: "440000-01".to_owned(),
        note_type: "业务咨询".to_owned(),
        content: "数电票额度怎么调整".to_owned(),
        remind: Some(false),
        ..Draft::default()
    }
}

fn sms(mobile: Option<&str>) -> Draft {
    let mobile = mobile.map(str::to_owned);
    Draft { remind: Some(true), channel: Some(Channel::Sms), mobile, ..good() }
}

fn file(name: &str, bytes: u64) -> Attachment {
    Attachment { id: format!("id of {name}"), name: name.to_owned(), bytes }
}

fn submitted(draft: Draft, profile: &Profile) -> Result<Note, String> {
    let at = Moment { now: time("27 09:00"), profile };
    let moved = Note::submit(draft, &at).map_err(|faults| {
        let told = faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule));
        told.collect::<Vec<_>>().join(", ")
    })?;
    Ok(moved.state)
}

/// What is wrong with a form; nothing, where it is taken.
fn faults(draft: Draft) -> String {
    submitted(draft, &Profile::bundled()).err().unwrap_or_default()
}

fn command(action: &str, rest: String) -> Command {
    match action {
        "take" => Command::Take(rest),
        "assign" => Command::Assign(rest),
        "reply" => Command::Reply(rest),
        other => Command::Plain(*Action::ALL.iter().find(|one| one.name() == other).unwrap()),
    }
}

fn follow(draft: Draft, lines: &[(&str, &str)]) -> Note {
    let mut note = submitted(draft, &Profile::bundled()).unwrap();
    for (line, expected) in lines {
        let said = script::told(&mut note, line, command);
        assert!(said.starts_with(expected), "{line}: {said}, not {expected}");
    }
    note
}

#[test]
fn o_03_x_05_every_field_has_its_rule() {
    assert_eq!(faults(good()), "");
    assert_eq!(
        faults(Draft::default()),
        "center required, note_type required, content required, remind required"
    );
    assert_eq!(faults(Draft { note_type: "闲聊".to_owned(), ..good() }), "note_type unknown");
    assert_eq!(faults(Draft { content: "长".repeat(2001), ..good() }), "content too_long");
}

#[test]
fn x_05_a_short_form_does_not_ask_for_reminders() {
    let mut profile = Profile::bundled();
    profile.note.form = NoteForm::Short;
    let short = Draft { remind: None, ..good() };
    assert_eq!(faults(short.clone()), "remind required");
    let note = submitted(short, &profile).unwrap();
    assert_eq!(note.form.reminder, Reminder::None(None));
    assert_eq!(submitted(Draft::default(), &profile).unwrap_err().matches("required").count(), 3);
}

#[test]
fn o_02_a_bureau_may_want_the_material_of_what_is_to_be_handled() {
    let mut profile = Profile::bundled();
    let to_handle = Draft { note_type: "业务办理".to_owned(), ..good() };
    assert!(submitted(to_handle.clone(), &profile).is_ok());
    profile.note.material_types = vec!["业务办理".to_owned()];
    assert_eq!(submitted(to_handle.clone(), &profile).unwrap_err(), "attachments required");
    let whole = Draft { attachments: vec![file("申请表.pdf", 1)], ..to_handle };
    assert!(submitted(whole, &profile).is_ok());
    assert!(submitted(good(), &profile).is_ok());
}

#[test]
fn o_04_a_content_has_a_least_length_that_is_set() {
    let content = |text: &str| Draft { content: text.to_owned(), ..good() };
    let mut profile = Profile::bundled();
    assert_eq!(faults(content("一二三四")), "content too_short");
    assert_eq!(faults(content("  一二三四  ")), "content too_short");
    assert_eq!(faults(content("一二三四五")), "");
    profile.note.content_chars_min = 10;
    assert_eq!(submitted(content("一二三四五六七八九"), &profile), Err("content too_short".into()));
    assert!(submitted(content("一二三四五六七八九十"), &profile).is_ok());
}

#[test]
fn o_05_a_channel_is_asked_for_exactly_where_a_reminder_is_wanted() {
    let form = |remind, channel| faults(Draft { remind: Some(remind), channel, ..good() });
    assert_eq!(form(true, None), "channel required");
    assert_eq!(form(false, Some(Channel::Notice)), "channel not_offered");
    assert_eq!(form(true, Some(Channel::Notice)), "");
    assert_eq!(form(false, None), "");
}

#[test]
fn o_06_a_short_text_needs_a_mobile_number_that_is_filled_in() {
    assert_eq!(faults(sms(None)), "mobile required");
    assert_eq!(faults(sms(Some("1340000362"))), "mobile mobile");
    assert_eq!(faults(sms(None).filled(Some("13400003624"))), "");
    let edited = sms(Some("13900000000")).filled(Some("13400003624"));
    assert_eq!(edited.mobile.as_deref(), Some("13900000000"));
    assert_eq!(faults(sms(Some("")).filled(Some("13400003624"))), "mobile required");
    let unasked = good().filled(Some("13400003624"));
    assert_eq!(unasked.mobile, None);
}

/// A number may be left without a short text, and is then a number too.
#[test]
fn o_06_a_number_may_be_left_anyway() {
    let mut left = Draft { mobile: Some("13400003624".to_owned()), ..good() };
    let note = submitted(left.clone(), &Profile::bundled()).unwrap();
    assert_eq!(note.form.reminder.mobile(), Some("13400003624"));
    left.mobile = Some("12".to_owned());
    assert_eq!(faults(left), "mobile mobile");
}

#[test]
fn o_07_seventeen_kinds_are_taken() {
    let kinds = "gif jpg png wmv rmvb mp4 avi wav mp3 txt doc wps docx xls xlsx pdf ofd";
    let named = |name: &str| faults(Draft { attachments: vec![file(name, 1)], ..good() });
    for kind in kinds.split(' ') {
        assert_eq!(named(&format!("凭证.{kind}")), "");
        assert_eq!(named(&format!("凭证.{}", kind.to_uppercase())), "");
    }
    assert_eq!(Profile::bundled().attachments.extensions.len(), 17);
    for name in ["凭证.zip", "凭证.exe", "凭证", "pdf", "凭证.pdf.exe"] {
        assert_eq!(named(name), "attachments kind", "{name}");
    }
}

#[test]
fn o_08_each_file_may_have_20_m_and_no_byte_more() {
    let limit = 20 * 1024 * 1024;
    let sized = |sizes: &[u64]| {
        let files = sizes.iter().enumerate().map(|(n, bytes)| file(&format!("{n}.pdf"), *bytes));
        faults(Draft { attachments: files.collect(), ..good() })
    };
    assert_eq!(sized(&[limit, limit]), "");
    assert_eq!(sized(&[limit + 1, 1]), "attachments too_large");
    assert_eq!(sized(&[1; 21]), "attachments too_many");
    let twice = vec![file("一.pdf", 1), file("一.pdf", 1)];
    assert_eq!(faults(Draft { attachments: twice, ..good() }), "attachments twice");
}

#[test]
fn o_11_a_note_is_left_and_its_center_hears_of_it() {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 21:00"), profile: &profile };
    let moved = Note::submit(good(), &at).unwrap();
    assert_eq!(moved.effects, [Effect::Notice(To::Center, Told::NoteLeft)]);
    assert_eq!((moved.state.left_at, moved.state.stage), (time("27 21:00"), Stage::Open));
}

#[test]
fn o_12_an_assigned_note_is_replied_to_or_turned_into_a_work_order() {
    follow(
        good(),
        &[
            ("27 09:10 handler reply 好", "`reply` is not possible in the state `open`"),
            ("27 09:10 owner take 甲", "`take` is not for this part"),
            ("27 09:10 supervisor assign  ", "`handler` breaks the rule `required`"),
            ("27 09:10 supervisor assign 甲", "assigned [Notice(Handler, Assigned)]"),
            ("27 09:20 colleague reply 好", "`reply` is not for this part"),
            ("27 09:20 colleague take 乙", "`take` is not possible in the state `assigned`"),
            ("27 09:20 handler reply", "`text` breaks the rule `required`"),
            ("27 09:20 handler reply 已为您调整", "replied"),
            ("27 09:30 handler reply 再次", "`reply` is not possible in the state `replied`"),
            ("27 09:30 supervisor assign 乙", "`assign` is not possible in the state `replied`"),
        ],
    );
    let note = follow(
        good(),
        &[
            ("27 09:10 colleague take 甲", "assigned []"),
            ("27 09:20 handler return", "`return` is not possible in the state `assigned`"),
            ("27 09:20 handler order", "ordered [OpenWorkOrder]"),
            ("27 09:20 handler order", "`order` is not possible in the state `ordered`"),
            ("27 09:30 supervisor assign 乙", "ordered [Notice(Handler, Assigned)]"),
            ("27 09:40 handler return", "assigned [EndWorkOrder, Notice(Handler, Assigned)]"),
            ("27 09:50 handler order", "ordered"),
            ("27 10:00 handler reply 工单已办结", "replied"),
        ],
    );
    assert_eq!(note.stage.handler(), Some("乙"));
}

#[test]
fn o_13_a_note_is_processing_until_it_has_a_reply() {
    let progress = |lines| follow(good(), lines).stage.progress().name();
    assert_eq!(progress(&[]), "processing");
    assert_eq!(progress(&[("27 09:10 colleague take 甲", "assigned")]), "processing");
    let ordered =
        [("27 09:10 colleague take 甲", "assigned"), ("27 09:10 handler order", "ordered")];
    assert_eq!(progress(&ordered), "processing");
    let replied =
        [("27 09:10 colleague take 甲", "assigned"), ("27 09:10 handler reply 好", "replied")];
    assert_eq!(progress(&replied), "done");
}

#[test]
fn o_17_a_note_shows_what_was_left_and_what_was_replied() {
    let note = follow(
        good(),
        &[("27 09:10 colleague take 甲", "assigned"), ("27 09:30 handler reply 已调整", "replied")],
    );
    assert_eq!(note.form.content, "数电票额度怎么调整");
    let Stage::Replied(reply) = note.stage else { panic!("{note:?}") };
    assert_eq!(
        (reply.handler.as_str(), reply.text.as_str(), reply.at),
        ("甲", "已调整", time("27 09:30"))
    );
}

#[test]
fn o_18_a_reply_is_told_and_sent_by_the_channel_that_was_chosen() {
    let effects = |draft| {
        let mut note = submitted(draft, &Profile::bundled()).unwrap();
        script::told(&mut note, "27 09:10 colleague take 甲", command);
        script::told(&mut note, "27 09:20 handler reply 已调整", command)
    };
    let notice = Draft { remind: Some(true), channel: Some(Channel::Notice), ..good() };
    assert_eq!(effects(good()), "replied [Notice(Owner, NoteReplied)]");
    assert_eq!(effects(notice), "replied [Notice(Owner, NoteReplied)]");
    assert_eq!(
        effects(sms(Some("13400003624"))),
        "replied [Notice(Owner, NoteReplied), Sms(Owner, NoteReplied)]"
    );
}

/// R2.
#[test]
fn random_sequences_leave_no_note_in_an_illegal_state() {
    let profile = Profile::bundled();
    let from = time("27 09:00");
    let taken = follow(good(), &[("27 09:00 colleague take 甲", "assigned")]);
    let legal = |note: &Note| {
        let open = note.stage == Stage::Open;
        assert_eq!(note.stage.handler().is_none_or(str::is_empty), open, "{note:?}");
        let progress = note.stage.progress().name();
        assert!(Progress::NAMES.contains(&progress));
        let done = progress == "done";
        assert_eq!(done, note.state() == "replied");
    };
    let commands = [
        Command::Take("甲".to_owned()),
        Command::Assign("乙".to_owned()),
        Command::Reply("好".to_owned()),
        Command::Plain(Action::Order),
        Command::Plain(Action::Return),
    ];
    for (seed, first) in (2..).zip([submitted(good(), &profile).unwrap(), taken]) {
        let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
        let mut chance = Chance(seed);
        for _ in 0..sequences() {
            walk.one(&mut chance);
        }
    }
}
