//! Notices, their receipts and the list of them: features H, and G-05.

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::effect::Told;
use wenshui_desk::inbox::{Item, Unread, Wanted};
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::mask::Shown;
use wenshui_desk::notice::audience::{Audience, Group, Who};
use wenshui_desk::notice::category::Categories;
use wenshui_desk::notice::form::{Attachment, Class, Form, Link};
use wenshui_desk::notice::words::{Telling, Words};
use wenshui_desk::notice::{self, Notice, Sending};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::receipt::{self, Receipt};

use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}+08:00").parse().unwrap()
}

fn form() -> Form {
    Form {
        key: "k1".to_owned(),
        class: Class::Todo("/desk/papers/1".to_owned()),
        category: "announcement".to_owned(),
        title: "税务文书送达 A1".to_owned(),
        body: "请查收。".to_owned(),
        attachments: vec![Attachment { id: "7".to_owned(), name: "文书.pdf".to_owned() }],
        links: vec![Link { name: "查看".to_owned(), address: "https://x.cn/a".to_owned() }],
        matter_type: Some("税务文书".to_owned()),
        system: "征纳互动".to_owned(),
        audience: Audience::Everyone,
        valid_until: Some(time("12:00:00")),
    }
}

fn sent(form: Form) -> Notice {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:00:00"), profile: &profile };
    Notice::submit(form, &Categories::bundled(), &at).unwrap().state
}

/// Everything that is wrong with a form, as `field rule`.
fn faults(form: Form) -> Vec<String> {
    let profile = Profile::bundled();
    let at = Moment { now: time("09:00:00"), profile: &profile };
    let faults = Notice::submit(form, &Categories::bundled(), &at).err().unwrap_or_default();
    faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect()
}

#[test]
fn h_05_a_detail_has_its_fields_and_their_limits() {
    let notice = sent(form());
    assert_eq!(notice.pushed_at, time("09:00:00"));
    assert_eq!(notice.form, form());
    let bad = Form {
        key: " ".to_owned(),
        title: "长".repeat(101),
        body: String::new(),
        system: String::new(),
        matter_type: Some(" ".to_owned()),
        attachments: vec![form().attachments[0].clone(); 21],
        valid_until: Some(time("09:00:00")),
        ..form()
    };
    assert_eq!(
        faults(bad),
        [
            "key required",
            "title too_long",
            "body required",
            "system required",
            "matter_type required",
            "attachments too_many",
            "valid_until future"
        ]
    );
}

#[test]
fn h_05_a_to_do_has_a_safe_address_to_handle_it() {
    let bad = Form { class: Class::Todo("javascript:alert(1)".to_owned()), ..form() };
    assert_eq!(faults(bad), ["handle address"]);
    assert!(faults(Form { class: Class::Notice, ..form() }).is_empty());
}

#[test]
fn h_06_a_notice_with_an_unsafe_link_is_not_sent() {
    let link = Link { name: "查看".to_owned(), address: "http://x.cn".to_owned() };
    assert_eq!(faults(Form { links: vec![link], ..form() }), ["links address"]);
}

#[test]
fn h_09_the_categories_are_the_tabs() {
    let categories = Categories::bundled();
    let names: Vec<&str> = categories.category.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(categories.all, "全部");
    assert_eq!(
        names.join("、"),
        "业务确认单、风险预警、税费政策、操作指南、通知公告、提示提醒、需求调查、引导办理、红利账单"
    );
    assert_eq!(faults(Form { category: "all".to_owned(), ..form() }), ["category unknown"]);
}

#[test]
fn h_02_a_notice_reaches_its_audience() {
    let group = |roles: &[&str], regions: &[&str], types: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        let (roles, regions) = (owned(roles), owned(regions));
        Audience::Group(Group { roles, regions, taxpayer_types: owned(types) })
    };
    let who = Who {
        subject: "u1",
        roles: &["办税人", "开票员"],
        region: Some("441225"),
        taxpayer_type: Some("small_scale"),
        serves_at: None,
    };
    let nowhere = Who { region: None, taxpayer_type: None, ..who };
    for (audience, reaches) in [
        (Audience::Everyone, [true, true]),
        (group(&["办税人"], &[], &[]), [true, true]),
        (group(&["法定代表人"], &[], &[]), [false, false]),
        (group(&[], &["440000"], &[]), [true, false]),
        (group(&[], &["4412"], &[]), [true, false]),
        (group(&[], &["441200", "450000"], &["small_scale"]), [true, false]),
        (group(&[], &["440100"], &[]), [false, false]),
        (group(&["办税人"], &["440000"], &["general"]), [false, false]),
        (Audience::Subjects(vec!["u1".to_owned()]), [true, true]),
        (Audience::Subjects(vec!["u2".to_owned()]), [false, false]),
        (Audience::Center("c1".to_owned()), [false, false]),
    ] {
        assert_eq!([audience.reaches(who), audience.reaches(nowhere)], reaches, "{audience:?}");
    }
    let serves =
        |center| Audience::Center("c1".to_owned()).reaches(Who { serves_at: center, ..who });
    assert_eq!([Some("c1"), Some("c2"), None].map(serves), [true, false, false]);
    for (audience, rule) in [
        (Audience::Center(String::new()), "audience entry"),
        (group(&[], &[], &[]), "audience required"),
        (Audience::Subjects(Vec::new()), "audience required"),
        (group(&[], &["000000"], &[]), "audience region"),
        (group(&[], &["44a0"], &[]), "audience region"),
        (group(&[" "], &[], &[]), "audience entry"),
        (Audience::Subjects(vec!["u".to_owned(); 10_001]), "audience too_many"),
    ] {
        assert_eq!(faults(Form { audience, ..form() }), [rule]);
    }
}

#[test]
fn h_02_a_notice_sent_twice_is_one() {
    let known = sent(form());
    assert_eq!(Notice::sending(None, &form()), Sending::New);
    assert_eq!(Notice::sending(Some(&known), &form()), Sending::Repeated);
    let other = Form { body: "另一件事".to_owned(), ..form() };
    assert_eq!(Notice::sending(Some(&known), &other), Sending::Conflict);
}

#[test]
fn h_02_what_the_desk_tells_has_words_and_is_masked() {
    let words = Words::bundled();
    let audience = Audience::Subjects(vec!["u1".to_owned()]);
    let said = |told, args: &[Shown]| {
        let form = words.form(Telling { told, key: "k", audience: &audience, args });
        assert!(faults(form.clone()).is_empty(), "{form:?}");
        form
    };
    for told in Told::ALL {
        assert_eq!(serde_json::to_value(told).unwrap(), told.name());
        said(*told, &[Shown::Plain("1"), Shown::Plain("2"), Shown::Plain("3")]);
    }
    let titles =
        [Told::Booked, Told::Missed, Told::Reminder, Told::NoteReplied, Told::WorkOrderDone]
            .map(|told| said(told, &[]).title);
    assert_eq!(titles, ["预约成功", "预约失约", "预约履约提醒", "留言回复", "工单办理结果"]);
    let form = said(Told::Supplement, &[Shown::Plain("8"), Shown::Number("13400003624")]);
    assert_eq!(form.body, "跨区通办事项（编号 8）需补正：134****3624");
    assert_eq!(form.class, Class::Todo("/centre/cases/8".to_owned()));
    // Taxpayers are led to their own pages, agents to theirs.
    let led = [Told::Invited, Told::SlipSent, Told::SurveyOpen, Told::NoteLeft, Told::CaseFound]
        .map(|told| said(told, &["8", "", "id"].map(Shown::Plain)).class);
    let to = |path: &str| Class::Todo(path.to_owned());
    let expected = [
        "/centre/invitations/8",
        "/centre/cases/8",
        "/centre/surveys/id",
        "/desk/notes/8",
        "/desk/cases/8",
    ];
    assert_eq!(led, expected.map(to));
}

#[test]
fn h_04_h_03_what_is_read_counts_no_more() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let (todo, told) = (sent(form()), sent(Form { class: Class::Notice, ..form() }));
    let unread = |receipts: [Receipt; 2], now: &str| {
        let items = [&todo, &told].into_iter().zip(receipts);
        let items = items.map(|(notice, receipt)| Item { notice, receipt });
        let Unread { todo, notice } = Unread::count(items, time(now));
        (todo, notice)
    };
    let new = [&todo, &told].map(|notice| Receipt::new(&notice.form.class));
    assert_eq!(unread(new, "10:00:00"), (1, 1));
    let step = |receipt: Receipt, action| receipt.step((Part::Owner, action), &at).unwrap().state;
    let read = new.map(|receipt| step(receipt, receipt::Action::Read));
    assert_eq!(read.map(|receipt| receipt.state()), ["read", "read"]);
    assert_eq!(unread([read[0], new[1]], "10:00:00"), (0, 1));
    assert_eq!(unread([new[0], read[1]], "10:00:00"), (1, 0));
    assert_eq!(unread(new, "12:00:00"), (0, 0));
    let again = read[0].step((Part::Owner, receipt::Action::Read), &at).unwrap_err();
    assert_eq!(again.to_string(), "`read` is not possible in the state `read`");
}

#[test]
fn h_01_only_a_to_do_can_be_done_and_then_it_is_read() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let finish =
        |class: &Class| Receipt::new(class).step((Part::Owner, receipt::Action::Finish), &at);
    let done = finish(&form().class).unwrap().state;
    assert_eq!((done.state(), done.stage.is_read()), ("done", true));
    assert!(finish(&Class::Notice).is_err());
    assert!(done.step((Part::Handler, receipt::Action::Favor), &at).is_err());
}

#[test]
fn g_05_a_notice_can_be_a_favorite() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let new = Receipt::new(&Class::Notice);
    let favored = new.step((Part::Owner, receipt::Action::Favor), &at).unwrap().state;
    assert_eq!((favored.favorite, favored.state()), (true, "unread"));
    assert!(favored.step((Part::Owner, receipt::Action::Favor), &at).is_err());
    assert_eq!(favored.step((Part::Owner, receipt::Action::Unfavor), &at).unwrap().state, new);
}

#[test]
fn h_08_h_10_h_11_a_list_is_filtered_by_everything_together() {
    let notice = Notice { pushed_at: time("09:00:00.7"), ..sent(form()) };
    let item = Item { notice: &notice, receipt: Receipt::new(&notice.form.class) };
    let some = |text: &str| Some(text.to_owned());
    let all = Wanted {
        class: some("todo"),
        system: some("征纳互动"),
        name: some("送达 a"),
        category: some("announcement"),
        is_read: Some(false),
        is_done: Some(false),
        favorite: Some(false),
        received_from: Some(time("09:00:00")),
        received_until: Some(time("09:00:00")),
    };
    let now = time("10:00:00");
    assert!(all.matches(item, now));
    assert!(Wanted::default().matches(item, now));
    assert!(!all.matches(item, time("12:00:00")));
    for other in [
        Wanted { class: some("notice"), ..all.clone() },
        Wanted { system: some("征纳"), ..all.clone() },
        Wanted { name: some("送达B"), ..all.clone() },
        Wanted { category: some("policy"), ..all.clone() },
        Wanted { is_read: Some(true), ..all.clone() },
        Wanted { is_done: Some(true), ..all.clone() },
        Wanted { favorite: Some(true), ..all.clone() },
        Wanted { received_from: Some(time("09:00:01")), ..all.clone() },
        Wanted { received_until: Some(time("08:59:59")), ..all.clone() },
    ] {
        assert!(!other.matches(item, now), "{other:?}");
    }
}

#[test]
fn h_02_a_notice_is_withdrawn_or_runs_out() {
    let profile = Profile::bundled();
    let at = Moment { now: time("10:00:00"), profile: &profile };
    let notice = sent(form());
    assert!(notice.step((Part::Owner, notice::Action::Withdraw), &at).is_err());
    let withdrawn = notice.step((Part::Handler, notice::Action::Withdraw), &at).unwrap().state;
    assert!(notice.is_shown(at.now) && !withdrawn.is_shown(at.now));
    let late = Moment { now: time("12:00:00"), profile: &profile };
    assert_eq!(notice.overdue(&at), None);
    assert_eq!(notice.overdue(&late), Some(notice::Action::Expire));
    assert!(!notice.is_shown(late.now));
    let expired = notice.step((Part::Clock, notice::Action::Expire), &late).unwrap().state;
    assert_eq!((expired.state(), expired.overdue(&late)), ("expired", None));
}

/// R2.
#[test]
fn random_sequences_leave_no_notice_and_no_receipt_in_an_illegal_state() {
    let profile = Profile::bundled();
    let from = time("09:00:00");
    let first = sent(form());
    let legal =
        |notice: &Notice| assert!(["shown", "withdrawn", "expired"].contains(&notice.state()));
    let commands = [notice::Action::Withdraw, notice::Action::Expire];
    let notices = Walk { profile: &profile, from, first, commands: &commands, legal };
    let commands = [
        receipt::Action::Read,
        receipt::Action::Finish,
        receipt::Action::Favor,
        receipt::Action::Unfavor,
    ];
    let mut chance = Chance(3);
    for class in [form().class, Class::Notice] {
        let first = Receipt::new(&class);
        let legal = |receipt: &Receipt| {
            assert_eq!(receipt.stage.is_read(), receipt.state() != "unread");
        };
        let receipts = Walk { profile: &profile, from, first, commands: &commands, legal };
        for _ in 0..sequences() / 2 {
            receipts.one(&mut chance);
            notices.one(&mut chance);
        }
    }
    let over = Moment { now: from + SignedDuration::from_hours(99), profile: &profile };
    assert!(sent(form()).overdue(&over).is_some());
}
