//! One reading for all: it costs little, and replaced lists count.

use std::time::Instant;

use wenshui_engine::guard::action::Action;
use wenshui_engine::screen::{Said, Screen, TalkState};
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::text::fold::Folded;

use crate::support::{at, bundled_screen};

/// The target is 20 µs in a release build; a debug build on a busy machine is given ten times that.
#[test]
fn a_question_of_thirty_characters_costs_little() {
    let text = "小规模纳税人季度销售额超过三十万元要怎么申报增值税和附加税";
    let folded = Folded::new(text);
    let said = Said { text, folded: &folded, now: at(0), recent: &[] };
    let screen = bundled_screen();
    let mut times: Vec<u128> = (0..500)
        .map(|_| {
            let start = Instant::now();
            let heard = screen.hear(said, TalkState::default());
            assert_eq!(heard.verdict.action, Action::Pass);
            start.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    assert!(times[250] < 200_000, "{} ns", times[250]);
}

#[test]
fn a_replaced_list_counts() {
    let file = DataFile {
        name: "sensitive.tsv".to_owned(),
        text: "block\tboth\tno\t印花税\t-\n".to_owned(),
    };
    let screen = Screen::read(&[file]).unwrap();
    let heard = |text: &str| {
        let folded = Folded::new(text);
        let said = Said { text, folded: &folded, now: at(0), recent: &[] };
        screen.hear(said, TalkState::default()).verdict
    };
    assert_eq!(heard("印花税怎么交").rule.as_deref(), Some("sensitive.block"));
    assert_eq!(heard("契税怎么交").action, Action::Pass);
}

#[test]
fn reading_is_the_same_every_time() {
    let text = "你们这傻逼系统！凭什么罚我？？转人工";
    let folded = Folded::new(text);
    let said = Said { text, folded: &folded, now: at(0), recent: &[] };
    let first = bundled_screen().hear(said, TalkState::default());
    let again = Screen::bundled().unwrap();
    assert_eq!(first, again.hear(said, TalkState::default()));
}
