//! Versions and revisions on both databases.

use std::ops::ControlFlow;

use wenshui_api::store::knowledge::deed::KbDeed;
use wenshui_api::store::knowledge::deed::SoughtDeeds;
use wenshui_api::store::knowledge::revision::{SoughtRevisions, Written};
use wenshui_api::versions::publish::{Published, Wish};
use wenshui_api::versions::refused::NotPublished;
use wenshui_api::versions::revise::{NotRevised, Revised, Wishes};
use wenshui_api::versions::shelf::{Shelf, ShelfError};
use wenshui_eval::progress::{Progress, unheard};
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::contents::{Change, Contents, Subject};
use wenshui_knowledge::load::read_file;

use crate::support::databases::on_both;
use crate::support::served::{Served, runtime, wait_for};

/// Entries by id and answer.
fn base(entries: &[(&str, &str)]) -> Base {
    let line = |(id, answer): &(&str, &str)| {
        format!("{{\"id\":\"{id}\",\"question\":\"{id}怎么办\",\"answer\":\"{answer}\"}}\n")
    };
    let mut draft = Draft::default();
    read_file("a.jsonl", &entries.iter().map(line).collect::<String>(), &mut draft);
    assert_eq!(draft.problems, vec![]);
    draft.base
}

fn wish() -> Wish {
    Wish { by: "wang".to_owned(), reviewer: Some("li".to_owned()), ..Wish::default() }
}

fn publish(shelf: &Shelf) -> Result<Published, NotPublished> {
    let mut told = unheard;
    shelf.publish((runtime(), &wish()), Progress::new(&mut told))
}

fn in_service(shelf: &Shelf) -> Contents {
    wait_for(async { shelf.contents(shelf.db.kb_state().await.unwrap().in_service).await.unwrap() })
}

fn ask_for(shelf: &Shelf, after: &Base, by: &str) -> Result<Revised, NotRevised> {
    let (before, after) = (in_service(shelf).base, after.clone());
    let named = after.entries.iter().map(|entry| entry.id.clone()).collect();
    wait_for(shelf.wish_for(Wishes { before, after, named }, by))
}

/// A shelf whose first version has two entries.
fn begun(served: &Served) -> Shelf {
    let shelf = served.state.versions.shelf.clone();
    ask_for(&shelf, &base(&[("a", "一"), ("b", "一")]), "zhang").unwrap();
    assert_eq!(publish(&shelf).unwrap().number, 1);
    shelf
}

#[test]
fn k6_of_two_who_publish_at_once_one_wins() {
    on_both(|served| {
        let shelf = begun(served);
        ask_for(&shelf, &base(&[("a", "二"), ("b", "一")]), "zhang").unwrap();
        // While the gates of the first are asked, the second is done.
        let mut second = None;
        let mut told = |_, _| {
            second.get_or_insert_with(|| publish(&shelf).unwrap().number);
            ControlFlow::Continue(())
        };
        let first = shelf.publish((runtime(), &wish()), Progress::new(&mut told));
        assert!(matches!(first, Err(NotPublished::Lost)), "{first:?}");
        assert_eq!(second, Some(2));
        let (total, versions) = wait_for(shelf.db.kb_versions((0, 10))).unwrap();
        assert_eq!((total, versions[0].number, versions[0].base), (2, 2, 1));
        assert_eq!(in_service(&shelf).base.entries, base(&[("a", "二"), ("b", "一")]).entries);
        // A rollback meanwhile wins as well.
        ask_for(&shelf, &base(&[("a", "三"), ("b", "一")]), "zhang").unwrap();
        let mut told = |_, _| {
            drop(wait_for(shelf.roll_back(1, "wang")));
            ControlFlow::Continue(())
        };
        let first = shelf.publish((runtime(), &wish()), Progress::new(&mut told));
        assert!(matches!(first, Err(NotPublished::Lost)), "{first:?}");
        assert_eq!(wait_for(shelf.db.kb_state()).unwrap().in_service, 1);
        // What was begun on the second version is in conflict with the first.
        let conflicts = publish(&shelf);
        assert!(matches!(&conflicts, Err(NotPublished::Conflicts(all)) if all.len() == 1));
        let called_off = |_, _| ControlFlow::Break(());
        wait_for(shelf.roll_back(2, "wang")).unwrap();
        let mut told = called_off;
        let called_off = shelf.publish((runtime(), &wish()), Progress::new(&mut told));
        assert!(matches!(called_off, Err(NotPublished::Cancelled)), "{called_off:?}");
        assert_eq!(publish(&shelf).unwrap().number, 3);
        let sought = SoughtDeeds { page: (0, 50), ..SoughtDeeds::default() };
        let (_, deeds) = wait_for(shelf.db.kb_deeds(&sought)).unwrap();
        let mut done: Vec<String> = deeds
            .iter()
            .rev()
            .map(|deed| format!("{} {} {}", deed.actor, deed.action, deed.version))
            .collect();
        // The first wish takes the bundled entries away, some hundreds at a time.
        done.dedup();
        assert_eq!(
            done,
            [
                "zhang submit 0",
                "wang publish 1",
                "zhang submit 0",
                "wang publish 2",
                "zhang submit 0",
                "wang roll_back 1",
                "wang roll_back 2",
                "wang publish 3"
            ]
        );
    });
}

#[test]
fn k6_a_subject_is_in_one_persons_hands_and_a_revision_changes_once() {
    on_both(|served| {
        let shelf = begun(served);
        let changed = base(&[("a", "二"), ("b", "一")]);
        let made = |made, same| Ok::<_, String>(Revised { made, same, withdrawn: 0 });
        let asked =
            |after: &Base, by| ask_for(&shelf, after, by).map_err(|error| error.to_string());
        assert_eq!(asked(&changed, "zhang"), made(1, 0));
        assert_eq!(asked(&changed, "zhang"), made(0, 1));
        assert_eq!(
            asked(&changed, "zhao"),
            made(0, 1),
            "whoever wishes the same takes nothing away"
        );
        let other = asked(&base(&[("a", "三"), ("b", "二")]), "zhao").unwrap_err();
        assert!(other.starts_with("entry/a is in the hands of zhang"), "{other}");
        let sought = |state: &str| SoughtRevisions {
            states: vec![state.to_owned()],
            page: (0, 10),
            ..SoughtRevisions::default()
        };
        let list = |state| wait_for(shelf.db.kb_revisions(&sought(state))).unwrap();
        let (total, listed) = list("submitted");
        assert_eq!((total, listed[0].subject.as_str(), listed[0].version), (1, "entry/a", 1));
        // Two change it as they saw it: the second is late.
        let deed = KbDeed::new("zhang", "change", 1);
        let mut next = listed[0].clone();
        next.version += 1;
        let write = || wait_for(shelf.db.write_kb_revisions(&[next.clone()], &deed)).unwrap();
        assert_eq!((write(), write()), (Written::Done, Written::Lost));
        // A new one of the same subject is held, and nothing of what comes with it is written.
        let mut others = vec![listed[0].clone(), listed[0].clone()];
        others[0].subject = "entry/new".to_owned();
        for (at, other) in others.iter_mut().enumerate() {
            other.id = format!("other-{at}");
        }
        let written = wait_for(shelf.db.write_kb_revisions(&others, &deed)).unwrap();
        assert!(matches!(written, Written::Held(one) if one.id == next.id));
        assert_eq!(list("submitted").0, 1);
        assert_eq!(publish(&shelf).unwrap().revisions, 1);
        assert_eq!(list("submitted").0, 0);
        // What is published is free again.
        assert_eq!(asked(&base(&[("a", "三"), ("b", "一")]), "zhao"), made(1, 0));
        let none = wait_for(shelf.contents(9));
        assert!(matches!(none, Err(ShelfError::Unknown(9))));
    });
}

#[test]
fn synonyms_lists_and_settings_are_part_of_a_version() {
    on_both(|served| {
        let shelf = begun(served);
        let before = in_service(&shelf);
        let change = |subject: &str, text: &str| Change {
            subject: Subject::parse(subject).unwrap(),
            body: Some(text.to_owned()),
        };
        let changes = vec![
            change("concepts/own.tsv", "阿甲\t甲类\n"),
            change("screen/sensitive.tsv", "block\tin\tno\t暗号\t-\n"),
        ];
        wait_for(shelf.submit((&before, changes.clone()), "zhang")).unwrap();
        let published = publish(&shelf).unwrap();
        let version = published.version;
        let first = wait_for(served.state.versions.open(1)).unwrap();
        assert_ne!(version.screen.signature(), first.screen.signature());
        assert_ne!(version.index_id, first.index_id);
        let opened = wait_for(served.state.versions.open(2)).unwrap();
        assert_eq!(opened.id, version.id, "what is opened is what was published");
        for Change { subject, body } in &changes {
            assert_eq!(in_service(&shelf).body(subject), *body);
        }
    });
}
