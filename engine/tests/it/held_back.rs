//! What must not be said: found once when a version is put together, and taken out of every reply.

use std::sync::Arc;

use expect_test::{Expect, expect};
use wenshui_engine::engine::Engine;
use wenshui_engine::guard::action::Action;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Decision, Reply};
use wenshui_engine::screen::Screen;
use wenshui_knowledge::entry::Block;
use wenshui_knowledge::lexicon::DataFile;

use crate::support::{TODAY, ask, bundled_engine, id, serve};

const BASE: [&str; 4] = [
    r#"{"id":"stamp","question":"印花税怎么申报","similar":["甲乙丙税怎么申报"],"answer":"找甲乙丙代办即可。","basis":[{"title":"办法"}]}"#,
    r#"{"id":"deed","question":"契税怎么申报","answer":"去**丁戊己**窗口。","blocks":[{"type":"guide","steps":[{"title":"到丁戊己窗口","markdown":"找庚辛"}]}],"basis":[{"title":"丁戊己办法"}]}"#,
    r#"{"id":"house","question":"房产税怎么申报","similar":["甲乙丙房产"],"answer":"从价或者从租。","basis":[{"title":"办法"}]}"#,
    r#"{"id":"land","question":"土地增值税怎么申报","answer":"预缴后清算。","basis":[{"title":"办法"}]}"#,
];

const LISTS: &str =
    "block\tout\tno\t甲乙丙\t-\nmask\tout\tno\t丁戊己\t-\nreplace\tboth\tno\t庚辛\t壬癸\n";

fn screen(lists: &str) -> Arc<Screen> {
    let file = DataFile { name: "sensitive.tsv".to_owned(), text: lists.to_owned() };
    Arc::new(Screen::read(&[file]).unwrap())
}

fn guarded() -> Engine {
    let engine = serve(&BASE);
    engine.swap_screen(screen(LISTS));
    engine
}

fn said(engine: &Engine, question: &str) -> Reply {
    ask(engine, &Question::new(question, TODAY))
}

/// Everything that a reply shows, on one line each.
fn check(question: &str, expected: &Expect) {
    let engine = guarded();
    let (version, reply) = (engine.version(), said(&engine, question));
    let mut lines = vec![format!("{} {:?}", reply.decision.name(), reply.say)];
    if let Some(at) = reply.answer {
        let entry = version.shown(at);
        let title = &entry.basis[0].title;
        lines.push(format!("{} {:?} {title}", entry.id, entry.answer.as_deref().unwrap()));
        lines.extend(entry.blocks.iter().map(|block| match block {
            Block::Guide { steps } => format!("{:?} {:?}", steps[0].title, steps[0].markdown),
            other => panic!("{other:?}"),
        }));
    }
    if let Some(withheld) = &reply.withheld {
        let (rule, action) = (&withheld.rule, withheld.action.name());
        lines.push(format!("withheld {} {rule} {action}", id(&version, withheld.entry)));
    }
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn b_04_an_answer_that_must_not_be_given_is_a_refusal_that_says_so() {
    check(
        "印花税怎么申报",
        &expect![[r#"
            refuse ["这个问题的答复含有不能在这里显示的内容，暂时不能给出。您可以拨打 12366 纳税缴费服务热线，或联系主管税务机关。"]
            withheld stamp sensitive.block block"#]],
    );
}

#[test]
fn b_04_words_are_masked_and_replaced_wherever_an_answer_shows_them() {
    check(
        "契税怎么申报",
        &expect![[r#"
        answer []
        deed "去*******窗口。" ***办法
        "到***窗口" Some("找壬癸")
        withheld deed sensitive.mask soften"#]],
    );
}

#[test]
fn b_04_what_is_not_sensitive_is_answered_as_it_is_written() {
    check(
        "土地增值税怎么申报",
        &expect![[r#"
        answer []
        land "预缴后清算。" 办法"#]],
    );
    // A wording that must not be shown holds back itself, not the answer.
    check(
        "房产税怎么申报",
        &expect![[r#"
            answer []
            house "从价或者从租。" 办法"#]],
    );
    let engine = guarded();
    let version = engine.version();
    let house = version.entry("house").unwrap();
    assert!(!version.held_back.blocks(house));
    assert_eq!(version.shown(house).similar, [""]);
    assert_eq!(version.held_back.counts(), (3, 1));
}

#[test]
fn b_04_what_must_not_be_given_is_not_offered_either() {
    let engine = guarded();
    let version = engine.version();
    let stamp = version.entry("stamp").unwrap();
    let plain = serve(&BASE);
    let mut seen = 0;
    for question in ["怎么申报", "税怎么申报", "印花税", "申报", "印花税申报流程"]
    {
        let question = Question { top_k: 10, ..Question::new(question, TODAY) };
        let before = ask(&plain, &question);
        seen += usize::from(before.candidates.iter().any(|ranked| ranked.entry == stamp));
        let reply = ask(&engine, &question);
        assert!(reply.candidates.iter().all(|ranked| ranked.entry != stamp));
        assert!(!reply.guesses.contains(&stamp) && !reply.related.contains(&stamp));
        assert_ne!(reply.answer, Some(stamp));
        let options = reply.clarification.iter().flat_map(|asked| &asked.options);
        assert!(options.clone().all(|(_, label)| label != "印花税怎么申报"));
        assert!(reply.decision != Decision::Suggest || !reply.guesses.is_empty());
    }
    assert!(seen > 2, "it would have been offered {seen} times");
    // A click on it is an answer too.
    let question = Question { option: Some("stamp"), ..Question::new("", TODAY) };
    let reply = ask(&engine, &question);
    assert_eq!(reply.decision, Decision::Refuse);
    assert_eq!(reply.withheld.unwrap().action, Action::Block);
}

#[test]
fn e_03_other_lists_are_another_version_of_the_same_indexes() {
    let engine = serve(&BASE);
    let first = engine.version();
    engine.swap_screen(screen(LISTS));
    let second = engine.version();
    assert_ne!(first.id, second.id);
    assert_eq!(first.index_id, second.index_id);
    assert!(std::ptr::eq(&raw const *first.base.entries, &raw const *second.base.entries));
    engine.swap_screen(Arc::new(Screen::bundled().unwrap()));
    assert_eq!(engine.version().id, first.id, "the same lists have the same name");
    // A line that says nothing is another list all the same: its author may have meant something.
    assert_ne!(screen(&format!("{LISTS}# .\n")).signature(), screen(LISTS).signature());
}

#[test]
fn b_04_lists_that_hide_what_the_service_says_itself_are_refused() {
    let file = |text: &str| DataFile { name: "sensitive.tsv".to_owned(), text: text.to_owned() };
    let problems = Screen::read(&[file("mask\tboth\tno\t税费\t-\n")]).unwrap_err();
    assert!(problems.iter().all(|problem| problem.code == "hides_own_words"), "{problems:?}");
    assert!(problems[0].to_string().contains("税费"), "{}", problems[0]);
    // What people ask may well have it.
    assert!(Screen::read(&[file("mask\tin\tno\t税费\t-\n")]).is_ok());
}

/// Q13's other half, for everything that is shown and not only for answers.
#[test]
fn b_04_nothing_of_the_bundled_knowledge_is_held_back() {
    let version = bundled_engine().version();
    assert!(version.held_back.is_empty(), "{:?}", version.held_back);
    let own = version.words.texts();
    assert_eq!(version.screen.hidden(own), []);
}
