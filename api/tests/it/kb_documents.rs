//! Policy texts from a file to an answer: looked at, wished for, published, asked.

use expect_test::{Expect, expect};
use serde_json::json;

use crate::support::program::{Ran, Serving, Workplace};

const LAW_TXT: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.txt");
const LAW_DOCX: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.docx");
const LAW_PDF: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.pdf");
const SCAN_PDF: &[u8] = include_bytes!("../../../knowledge/tests/documents/scan.pdf");
const CIRCULAR: &[u8] = include_bytes!("../../../knowledge/tests/documents/circular.html");

/// An entry that somebody wrote about the matter of the sixth article.
const WRITTEN: &str = "{\"id\":\"filing\",\"question\":\"云屿税什么时候申报\",\"answer\":\"每年四月三十日前。\",\"basis\":[{\"title\":\"中华人民共和国云屿税法\"}]}\n";

fn import(workplace: &Workplace, file: &str, flags: &[&str]) -> Ran {
    workplace.run(&[&["kb", "import", file, "--by", "zhang"], flags].concat())
}

/// A directory with one written entry and these files.
fn workplace(files: &[(&str, &[u8])]) -> Workplace {
    let workplace = Workplace::new();
    workplace.file("own.jsonl", WRITTEN);
    import(&workplace, "own.jsonl", &["--replace"]).done();
    publish(&workplace);
    for (name, bytes) in files {
        workplace.file(name, bytes);
    }
    workplace
}

fn publish(workplace: &Workplace) {
    workplace.run(&["kb", "publish", "--reviewed-by", "li", "--by", "wang"]).done();
}

fn check(ran: &Ran, expected: &Expect) {
    expected.assert_eq(&ran.told());
}

#[test]
fn a_trial_tells_what_was_found() {
    let workplace = workplace(&[("law.docx", LAW_DOCX), ("circular.html", CIRCULAR)]);
    check(&import(&workplace, "law.docx", &["--dry-run"]), &expect![[r#""#]]);
    let given = [
        "--dry-run",
        "--region",
        "山东",
        "--url",
        "https://example.com/88",
        "--title",
        "云屿税申报公告",
    ];
    check(&import(&workplace, "circular.html", &given), &expect![[r#""#]]);
    assert_eq!(workplace.run(&["kb", "export"]).done(), WRITTEN, "a trial changes nothing");
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
}

#[test]
fn a_document_becomes_revisions_and_the_second_time_nothing() {
    let workplace = workplace(&[("law.docx", LAW_DOCX)]);
    check(&import(&workplace, "law.docx", &[]), &expect![[r#""#]]);
    let again = import(&workplace, "law.docx", &[]);
    assert!(again.stderr.contains("9 of them did before"), "{}", again.told());
    publish(&workplace);
    check(&import(&workplace, "law.docx", &[]), &expect![[r#""#]]);
}

/// Word and print give the same text, so the one changes nothing after the other but what the print cannot
/// show, which is the table and the note.
#[test]
fn another_file_of_the_same_text_changes_only_what_it_says_otherwise() {
    let workplace = workplace(&[("law.docx", LAW_DOCX), ("law.pdf", LAW_PDF)]);
    import(&workplace, "law.docx", &[]).done();
    publish(&workplace);
    check(&import(&workplace, "law.pdf", &["--dry-run", "--json"]), &expect![[r#""#]]);
}

#[test]
fn what_a_newer_text_no_longer_says_is_taken_out() {
    let text = String::from_utf8(LAW_TXT.to_vec()).expect("a fixture is UTF-8");
    let shorter: String = text
        .lines()
        .filter(|line| !line.starts_with("第六条之一"))
        .map(|line| format!("{line}\n"))
        .collect();
    let workplace = workplace(&[("law.txt", LAW_TXT), ("newer.txt", shorter.as_bytes())]);
    import(&workplace, "law.txt", &[]).done();
    publish(&workplace);
    let told = import(&workplace, "newer.txt", &["--dry-run"]);
    assert!(told.stdout.ends_with("- yunyushuifa-6-1\n"), "{}", told.told());
    import(&workplace, "newer.txt", &[]).done();
    publish(&workplace);
    let kept = workplace.run(&["kb", "export"]).done();
    assert_eq!(kept.lines().count(), 9, "{kept}");
    assert!(!kept.contains("yunyushuifa-6-1") && kept.contains("\"filing\""), "{kept}");
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_reason() {
    let workplace = workplace(&[
        ("scan.pdf", SCAN_PDF),
        ("broken.docx", b"PK\x03\x04 and no more"),
        ("empty.txt", b""),
        ("untitled.md", "第一条　甲。\n\n第二条　乙。\n".as_bytes()),
    ]);
    for (file, expected) in [
        ("scan.pdf", expect![[r#""#]]),
        ("broken.docx", expect![[r#""#]]),
        ("empty.txt", expect![[r#""#]]),
        ("untitled.md", expect![[r#""#]]),
        ("nowhere.pdf", expect![[r#""#]]),
    ] {
        check(&import(&workplace, file, &[]), &expected);
    }
    let wrong = import(&workplace, "scan.pdf", &["--region", "火星"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("there is no place `火星`"), "{}", wrong.told());
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
}

#[test]
fn a_question_is_answered_by_quoting_the_article_with_its_place() {
    let workplace = workplace(&[("law.pdf", LAW_PDF), ("circular.html", CIRCULAR)]);
    import(&workplace, "law.pdf", &["--url", "https://example.com/law"]).done();
    import(&workplace, "circular.html", &[]).done();
    publish(&workplace);
    let serving = Serving::start(&workplace, &[]);
    let ask = |text: &str| {
        let reply = serving.ask(&json!({ "question": text, "as_of": "2026-11-20" }));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let told = |answer: &serde_json::Value| {
        serde_json::to_string_pretty(
            &json!({ "decision": answer["decision"], "answer": answer["answer"] }),
        )
        .expect("a value is JSON")
    };
    expect![[r#""#]].assert_eq(&told(&ask("供气象观测使用的浮空岛屿免征云屿税吗")));
    expect![[r#""#]].assert_eq(&told(&ask(
        "国家税务总局关于云屿税申报有关事项的公告，上半年取得的什么时候申报",
    )));
    // What somebody wrote stands before the article that says the same.
    let written = ask("云屿税应当什么时候申报");
    assert_eq!(written["answer"]["id"], "filing", "{written}");
    // Before the law is in force it says nothing.
    let reply = serving.ask(&json!({ "question": "云屿税法第三条", "as_of": "2025-12-31" }));
    assert_ne!(reply.json()["answer"]["id"], "yunyushuifa-3", "{}", reply.text());
}
