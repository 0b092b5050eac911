//! What is exported comes back: the same entries, and from them the same bytes.

use jiff::civil::Date;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_assert};
use proptest::{prop_oneof, proptest};
use wenshui_knowledge::base::{Base, Place};
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::{Basis, Block, Entry, Linked};
use wenshui_knowledge::exchange::format::Format;

use crate::exchange::{draft, written};

const WRITTEN: [Format; 4] = [Format::Jsonl, Format::Csv, Format::Tsv, Format::Xlsx];

fn comes_back(base: &Base, format: Format) {
    let first = written(base, format);
    let read = draft(&format!("a.{}", format.name()), &first, None);
    let errors: Vec<_> = read.problems.iter().map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new(), "{format:?}");
    // A base of thousands is not printed.
    for (one, other) in base.entries.iter().zip(&read.base.entries) {
        assert_eq!(one, other, "{format:?}");
    }
    assert_eq!(base.entries.len(), read.base.entries.len());
    assert!(first == written(&read.base, format), "{format:?}: the bytes differ");
}

#[test]
fn the_bundled_knowledge_comes_back_from_every_format() {
    let base = bundled::knowledge().base;
    for format in WRITTEN {
        comes_back(&base, format);
    }
}

/// Texts that cells, quotes, workbooks and spreadsheets have a meaning of their own for.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z汉字。😀]{1,4}",
        4 => "[ \u{3000}\n\r\t\"',;:：|\\\\\\[\\]{}<&=+@_-]{1,3}",
        1 => Just("_x000D_".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("[\"".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        1 => Just("\u{2028}".to_owned()),
        1 => Just("2026-01-01".to_owned()),
        1 => Just("370000".to_owned()),
    ];
    vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// A text that must say something.
fn said() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.trim().is_empty() { format!("{text}字") } else { text })
}

/// A text that may be there and empty, and may hold what only programs write.
fn free() -> impl Strategy<Value = Option<String>> {
    let other =
        prop_oneof![Just(String::new()), Just("'".to_owned()), Just("a\u{1}\u{7f}".to_owned())];
    option::of(prop_oneof![6 => text(), 1 => other])
}

fn date() -> impl Strategy<Value = Option<Date>> {
    option::of(
        (1i16..=9999, 1i8..=12, 1i8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()),
    )
}

fn basis() -> impl Strategy<Value = Basis> {
    let url = option::of(Just("https://example.org/?a=1&b=2".to_owned()));
    (said(), free(), free(), date(), url).prop_map(|(title, number, article, issued_on, url)| {
        Basis {
            title,
            number,
            article,
            issued_on,
            effective_from: issued_on,
            url,
            ..Basis::default()
        }
    })
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        said().prop_map(|markdown| Block::Text { markdown }),
        (said(), 0u64..1 << 40).prop_map(|(title, bytes)| Block::File(Linked {
            title,
            url: "/files/a".to_owned(),
            bytes: Some(bytes),
            ..Linked::default()
        })),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let wordings = (said(), vec(said(), 0..4), option::of(said()), vec(block(), 0..3));
    let marks =
        (vec(free(), 0..3), btree_map(text(), text(), 0..3), free(), free(), free(), free());
    (wordings, vec(basis(), 0..3), marks, date(), date()).prop_map(
        |((question, similar, answer, blocks), basis, marks, from, reviewed_on)| Entry {
            question,
            similar,
            answer: answer.map(|answer| answer.trim_end().to_owned()),
            blocks,
            basis,
            tags: marks.0.into_iter().flatten().collect(),
            clarify: marks.1.into_iter().collect(),
            topic: marks.2,
            tax: marks.3,
            reviewed_by: marks.4,
            note: marks.5,
            regions: vec!["370000".to_owned(); usize::from(from.is_some())],
            valid_from: from,
            valid_to: from,
            reviewed_on,
            ..Entry::default()
        },
    )
}

proptest! {
    #[test]
    fn random_entries_come_back_from_every_format(entries in vec(entry(), 1..4)) {
        let mut base = Base::default();
        for (at, entry) in entries.into_iter().enumerate() {
            base.entries.push(Entry { id: format!("e-{at}"), ..entry });
            base.places.push(Place::default());
        }
        for format in WRITTEN {
            comes_back(&base, format);
        }
    }

    /// Whatever stands in a file, reading it ends, and what could not be read was told.
    #[test]
    fn no_bytes_are_too_strange_to_be_read(bytes in vec(any::<u8>(), 0..200), kind in 0usize..5) {
        let name = ["a.csv", "a.tsv", "a.xlsx", "a.json", "a.jsonl"][kind];
        let read = draft(name, &bytes, None);
        prop_assert!(!read.problems.is_empty() || !read.base.entries.is_empty());
    }

    /// The same with text that looks like tables.
    #[test]
    fn no_table_is_too_strange_to_be_read(rows in vec("[a-z\",;\t\r\n'=汉]{0,12}", 0..8)) {
        let text = format!("id,question,similar\n{}", rows.join("\n"));
        let read = draft("a.csv", text.as_bytes(), None);
        prop_assert!(!read.problems.is_empty() || !read.base.entries.is_empty());
    }
}
