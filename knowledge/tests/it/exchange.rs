//! Import and export: files of many systems in, entries and problems out, and the other way round.

mod book;
mod broken;
mod foreign;
mod hostile;
mod round_trips;
mod sheet;

use expect_test::Expect;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::exchange::format::Format;
use wenshui_knowledge::exchange::write::write;
use wenshui_knowledge::exchange::{File, read};

/// What a file is read as.
fn draft(name: &str, bytes: &[u8], format: Option<Format>) -> Draft {
    let mut draft = Draft::default();
    read(File { name, bytes }, format, &mut draft);
    draft
}

/// The entries of a file as JSONL, and below a line what was told.
fn told(draft: &Draft) -> String {
    let problems = draft.problems.iter().map(|problem| format!("{problem:#}\n"));
    format!("{}---\n{}", draft.base.to_jsonl(), problems.collect::<String>())
}

fn check(name: &str, bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&told(&draft(name, bytes, None)));
}

/// The bytes of a base in a format.
fn written(base: &Base, format: Format) -> Vec<u8> {
    write(base, format).expect("what was read can be written")
}
