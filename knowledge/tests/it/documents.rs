//! Policy texts: every kind of file into the same passages, and nothing that is not of the text.

mod facts;
mod hostile;
mod places;

use expect_test::{Expect, expect};
use wenshui_knowledge::document::{Document, Given, draft, read};
use wenshui_knowledge::problem::Problem;

const LAW_TXT: &[u8] = include_bytes!("../documents/law.txt");
const LAW_DOCX: &[u8] = include_bytes!("../documents/law.docx");
const LAW_PDF: &[u8] = include_bytes!("../documents/law.pdf");
const PLAIN_PDF: &[u8] = include_bytes!("../documents/plain.pdf");
const SCAN_PDF: &[u8] = include_bytes!("../documents/scan.pdf");
const CIRCULAR: &[u8] = include_bytes!("../documents/circular.html");
const GUIDE: &[u8] = include_bytes!("../documents/guide.md");

fn document(name: &str, bytes: &[u8]) -> Document {
    read((name, bytes), &Given::default()).expect("a fixture can be read")
}

fn refused(name: &str, bytes: &[u8]) -> Problem {
    read((name, bytes), &Given::default()).expect_err("it cannot be read")
}

/// Place and words of every passage, a line each.
fn passages(document: &Document) -> String {
    let line = |passage: &wenshui_knowledge::document::Passage| {
        format!("{} | {}\n", passage.place, passage.markdown.replace("\n\n", " / ").replace('\n', " / "))
    };
    document.passages.iter().map(line).collect()
}

fn check(name: &str, bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&passages(&document(name, bytes)));
}

#[test]
fn a_law_is_cut_at_its_articles() {
    check("law.txt", LAW_TXT, &expect![""]);
}

#[test]
fn word_numbers_what_its_program_counts_and_leaves_out_what_was_deleted() {
    check("law.docx", LAW_DOCX, &expect![""]);
}

#[test]
fn a_print_gives_the_passages_of_the_text_that_was_printed() {
    let text = passages(&document("law.txt", LAW_TXT));
    assert_eq!(passages(&document("law.pdf", LAW_PDF)), text);
    // This one names an encoding instead of bringing a table of characters along.
    assert_eq!(passages(&document("plain.pdf", PLAIN_PDF)), text);
}

#[test]
fn a_page_gives_its_text_and_nothing_around_it() {
    check("circular.html", CIRCULAR, &expect![""]);
}

#[test]
fn a_guide_is_cut_at_its_headings() {
    check("guide.md", GUIDE, &expect![""]);
}

#[test]
fn a_scan_says_that_it_has_no_text() {
    let problem = refused("scan.pdf", SCAN_PDF);
    expect!["1 页里没有一个文字，大概是扫描件；请用文字版，或先做文字识别"].assert_eq(&problem.words());
}

#[test]
fn an_entry_quotes_its_passage_and_names_its_ground() {
    let draft = draft(("law.txt", LAW_TXT), &Given::default());
    let entry = serde_json::to_string_pretty(&draft.base.entries[1]).expect("an entry is plain data");
    expect![""].assert_eq(&entry);
}

#[test]
fn the_same_text_gives_the_same_entries_and_a_newer_one_changes_what_changed() {
    let of = |text: &[u8]| draft(("law.txt", text), &Given::default()).base.entries;
    let before = of(LAW_TXT);
    assert_eq!(of(LAW_TXT), before);
    let text = String::from_utf8(LAW_TXT.to_vec()).expect("a fixture is UTF-8");
    // An article is put in, and one is changed.
    let newer = text.replace("第七条　省", "第六条之二　浮空岛屿损毁的，免征当年云屿税。\n第七条　各省")
        .replace("人民政府可以根据", "人民政府应当根据");
    let after = of(newer.as_bytes());
    let known = |id: &str| before.iter().find(|entry| entry.id == id);
    let changed: Vec<&str> = after
        .iter()
        .filter(|entry| known(&entry.id) != Some(*entry))
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(changed, ["yunyushuifa-6-2", "yunyushuifa-7"]);
    assert!(before.iter().all(|entry| after.iter().any(|own| own.id == entry.id)));
}
