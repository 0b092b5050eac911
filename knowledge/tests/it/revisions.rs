//! Revisions: who may do what when, and what becomes of the contents.

use std::collections::BTreeMap;

use expect_test::expect;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::{prop_assert, prop_assert_eq, prop_assert_ne, prop_oneof, proptest, sample};
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::contents::{Change, Contents, Subject, digest, entry_body};
use wenshui_knowledge::difference::Difference;
use wenshui_knowledge::load::read_file;
use wenshui_knowledge::revision::{
    Action, Command, OPEN, Refusal, Revision, STATES, Stage, Standing,
};

fn standing() -> impl Strategy<Value = Standing> {
    (any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(author, reviewer, publisher)| Standing { author, reviewer, publisher })
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any::<bool>().prop_map(|goes| Command::Change((!goes).then(|| "b".to_owned()), "d".into())),
        Just(Command::Approve("r".to_owned())),
        Just(Command::Reject("r".to_owned(), "why".to_owned())),
        Just(Command::Reject("r".to_owned(), " ".to_owned())),
        (1..9_i64).prop_map(Command::Publish),
        sample::select(Action::ALL.to_vec()).prop_map(Command::Plain),
    ]
}

proptest! {
    /// Whatever is tried by whomever: nothing is published that somebody else has not approved after its
    /// last change, and what is allowed is what is accepted.
    #[test]
    fn nothing_is_published_that_nobody_else_held_to_be_right(
        tried in vec((standing(), command()), 0..40)
    ) {
        let mut revision = Revision::begin("a", (Some("x".to_owned()), String::new()));
        let mut approved_by_other = false;
        for (who, command) in tried {
            let (before, action) = (revision.clone(), command.action());
            prop_assert_eq!(revision.allowed(who).contains(&action), revision.may(action, who).is_ok());
            match revision.clone().step(who, command.clone()) {
                Ok(next) => {
                    prop_assert!(before.allowed(who).contains(&action));
                    prop_assert!(STATES.contains(&next.stage.name()));
                    prop_assert_eq!(&next.author, "a");
                    approved_by_other = match &next.stage {
                        Stage::Approved(_) => !who.author && who.reviewer,
                        Stage::Published { .. } => {
                            prop_assert!(approved_by_other && who.publisher);
                            true
                        }
                        _ => false,
                    };
                    let changed = (&next.body, &next.base) != (&before.body, &before.base);
                    prop_assert!(!changed || action == Action::Change && who.author);
                    revision = next;
                }
                Err(Refusal::Missing { .. }) => prop_assert!(before.may(action, who).is_ok()),
                Err(refusal) => prop_assert_eq!(before.may(action, who), Err(refusal)),
            }
            // What is over stays over.
            if !OPEN.contains(&before.stage.name()) {
                prop_assert_eq!(&before, &revision);
                prop_assert!(before.allowed(who).is_empty());
            }
        }
    }

    /// The changes from one to another lead there, and what is digested differs where it differs.
    #[test]
    fn changes_lead_from_any_contents_to_any_others(before in contents(), after in contents()) {
        let changes = before.changes_to(&after);
        let reached = before.clone().with(&changes).unwrap();
        prop_assert_eq!(sorted(&reached.base), sorted(&after.base));
        prop_assert_eq!(&reached.files, &after.files);
        prop_assert_eq!(reached.changes_to(&after), vec![]);
        for Change { subject, body } in &changes {
            prop_assert_eq!(&after.body(subject), body);
            prop_assert_ne!(digest(before.body(subject).as_deref()), digest(body.as_deref()));
        }
        prop_assert_eq!(Difference::between(&before, &after).items.len(), changes.len());
    }
}

fn contents() -> impl Strategy<Value = Contents> {
    let entry = (0..6_u8, 0..3_u8);
    let file = (sample::select(vec!["concepts/a.tsv", "settings.toml"]), "[ab]{0,2}");
    (vec(entry, 0..6), vec(file, 0..2)).prop_map(|(ids, files)| {
        let unique: BTreeMap<u8, u8> = ids.into_iter().collect();
        let line = |(id, answer): (&u8, &u8)| {
            format!("{{\"id\":\"e{id}\",\"question\":\"问{id}\",\"answer\":\"答{answer}\"}}\n")
        };
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text));
        Contents {
            base: base(&unique.iter().map(line).collect::<String>()),
            files: files.collect(),
        }
    })
}

fn base(lines: &str) -> Base {
    let mut draft = Draft::default();
    if !lines.is_empty() {
        read_file("a.jsonl", lines, &mut draft);
    }
    assert_eq!(draft.problems, vec![]);
    draft.base
}

fn sorted(base: &Base) -> Vec<String> {
    let mut lines: Vec<String> = base.entries.iter().map(entry_body).collect();
    lines.sort();
    lines
}

#[test]
fn nobody_judges_what_they_wrote() {
    let all = Standing { author: true, reviewer: true, publisher: true };
    let revision = Revision::begin("a", (None, String::new()));
    let submitted = revision.step(all, Command::Plain(Action::Submit)).unwrap();
    let refused = submitted.clone().step(all, Command::Approve("a".to_owned())).unwrap_err();
    assert_eq!(refused, Refusal::Own { action: Action::Approve });
    let refused =
        submitted.step(Standing::default(), Command::Plain(Action::TakeBack)).unwrap_err();
    assert_eq!(refused.to_string(), "it is for others to take back it");
}

#[test]
fn subjects_are_written_one_way_and_lead_nowhere_else() {
    for text in ["entry/a-1", "concepts/own.tsv", "screen/sensitive.tsv", "settings"] {
        assert_eq!(Subject::parse(text).unwrap().to_string(), text);
    }
    for text in ["entry/", "entry/../x", "concepts/own.txt", "screen/.x", "settings/a", "x/y", ""] {
        assert_eq!(Subject::parse(text), None, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_body_names_its_subject_and_field() {
    let put = |id: &str, body: &str| Change {
        subject: Subject::Entry(id.to_owned()),
        body: Some(body.to_owned()),
    };
    let changes = [put("a", r#"{"id":"b","question":"问"}"#), put("c", r#"{"id":"c"}"#)];
    let problems = Contents::default().with(&changes).unwrap_err();
    let told: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    expect![[r#"
        entry/a:1: id: 条目的编号是“b”，这里要改的是“a” [other_id]
        entry/c:1: 缺少必填字段“question” [missing_field]
    "#]]
    .assert_eq(&told);
}

#[test]
fn two_contents_are_told_apart_in_words() {
    let before = r#"{"id":"a","question":"甲怎么办","similar":["甲咋办","甲如何办"],"answer":"一。\n\n二。","basis":[{"title":"法","number":"第1号"}],"valid_to":"2025-12-31"}
{"id":"b","question":"乙怎么办"}
"#;
    let after = r#"{"id":"a","question":"甲怎么办","similar":["甲如何办","甲怎样办"],"answer":"一。\n\n三。","basis":[{"title":"法","number":"第2号","effective_from":"2026-01-01"}]}
{"id":"c","question":"丙怎么办"}
"#;
    let with = |lines: &str, files: &[(&str, &str)]| Contents {
        base: base(lines),
        files: files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
    };
    let before = with(before, &[("concepts/own.tsv", "甲\t乙\n丙\t丁\n")]);
    let after = with(after, &[("concepts/own.tsv", "甲\t乙\n丙\t戊\n"), ("settings.toml", "x")]);
    expect![[r#"
        新增 2 项，删除 1 项，修改 2 项

        修改 entry/a 甲怎么办
          相似问法
            － 甲咋办
            ＋ 甲怎样办
          答案
            　 一。
            － 二。
            ＋ 三。
          依据
            － 《法》 第1号
            ＋ 《法》 第2号 2026-01-01 起执行
          有效期止
            － 2025-12-31

        新增 entry/c 丙怎么办

        删除 entry/b 乙怎么办

        修改 concepts/own.tsv
          文本
            － 丙	丁
            ＋ 丙	戊

        新增 settings.toml
    "#]]
    .assert_eq(&Difference::between(&before, &after).text());
    let added = Contents { base: after.base.clone(), ..Contents::default() };
    let full = Difference::between(&Contents::default(), &added);
    expect![[r#"
        新增 2 项，删除 0 项，修改 0 项

        新增 entry/a 甲怎么办
          标准问法
            ＋ 甲怎么办
          相似问法
            ＋ 甲如何办
            ＋ 甲怎样办
          答案
            ＋ 一。
            ＋ 三。
          依据
            ＋ 《法》 第2号 2026-01-01 起执行

        新增 entry/c 丙怎么办
          标准问法
            ＋ 丙怎么办
    "#]]
    .assert_eq(&full.in_full(&Contents::default(), &added).text());
    assert_eq!(Difference::between(&after, &after).text(), "两个版本没有不同。\n");
}
