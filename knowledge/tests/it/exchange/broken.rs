//! Errors planted by a seed into a sheet of 500 rows: every one is told with its row and column, and
//! nothing else is.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use wenshui_knowledge::check;
use wenshui_knowledge::problem::letters;

use crate::exchange::book;
use crate::exchange::draft;

const ROWS: usize = 500;
const ERRORS: usize = 200;
const HEADER: [&str; 14] = [
    "id",
    "question",
    "similar",
    "answer",
    "taxpayer_types",
    "regions",
    "valid_from",
    "valid_to",
    "basis.1.title",
    "basis.1.url",
    "clarify",
    "blocks",
    "followups",
    "note",
];

/// What is planted: where, what is told, and what is written; `{first}` stands for the question of the
/// first row, which stays whole, `{row}` for a text of its own.
const KINDS: [(&str, &str, &str); 19] = [
    ("id", "missing_field", ""),
    ("id", "bad_id", "a {row}"),
    ("id", "double_id", "e-0"),
    ("question", "missing_field", ""),
    ("question", "empty_field", "  "),
    ("similar", "double_wording", "{first}"),
    ("similar", "own_double_wording", "{row}\n{row}"),
    ("similar", "bad_json", "[\"a\","),
    ("answer", "control_character", "a\u{7}b"),
    ("answer", "too_long", "{long}"),
    ("taxpayer_types", "unknown_taxpayer_type", "大户"),
    ("regions", "unknown_region", "99"),
    ("valid_from", "not_a_date", "2026-02-30"),
    ("valid_to", "dates_reversed", "2020/1/1"),
    ("basis.1.title", "missing_field", ""),
    ("basis.1.url", "bad_url", "javascript:1"),
    ("clarify", "bad_pair_line", "增值税"),
    ("blocks", "unknown_block", "[{\"type\": \"poem\"}]"),
    ("followups", "unknown_followup", "nowhere"),
];

/// A row without a fault.
fn sound(at: usize) -> Vec<String> {
    let cells = [
        &format!("e-{at}"),
        &format!("第{at}个问题怎么办"),
        &format!("问题{at}如何办理"),
        "这样办，\"行\"。",
        "企业",
        "370000",
        "2026/1/1",
        "2026年12月31日",
        "某法",
        "https://example.org/",
        "tax: 增值税",
        "",
        "e-0",
        "",
    ];
    cells.map(str::to_owned).to_vec()
}

/// Rows, columns and codes.
type Told = BTreeSet<(usize, String, String)>;

/// A sheet with errors, and for each its row, column and code.
fn planted(seed: u64) -> (Vec<Vec<String>>, Told) {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut sheet: Vec<Vec<String>> = vec![HEADER.map(str::to_owned).to_vec()];
    sheet.extend((0..ROWS).map(sound));
    let mut expected = Told::new();
    while expected.len() < ERRORS {
        // Row 1 is the header, and row 2 is what others double.
        let row = random.random_range(3..=ROWS + 1);
        if expected.iter().any(|(taken, ..)| *taken == row) {
            continue;
        }
        let (field, code, text) = KINDS[expected.len() % KINDS.len()];
        let column = HEADER.iter().position(|name| *name == field).unwrap();
        let text = text.replace("{first}", &sheet[1][1]).replace("{long}", &"长".repeat(25_001));
        let text = text.replace("{row}", &format!("同样的{row}"));
        sheet[row - 1][column] = text;
        expected.insert((row, letters(column), code.to_owned()));
    }
    (sheet, expected)
}

fn check_told(name: &str, bytes: &[u8], expected: &Told) {
    let mut read = draft(name, bytes, None);
    read.problems.extend(check::check(&read.base, check::ANY));
    let errors = read.problems.iter().filter(|problem| problem.is_error());
    let told = errors
        .map(|own| (own.line, own.column.map(letters).unwrap_or_default(), own.code.to_owned()));
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), ERRORS, "{name}: each once");
    assert_eq!(&told.into_iter().collect::<BTreeSet<_>>(), expected, "{name}");
}

#[test]
fn every_one_of_two_hundred_planted_errors_is_told_with_row_and_column() {
    for seed in 1..=3 {
        let (sheet, expected) = planted(seed);
        let kinds: BTreeSet<_> = expected.iter().map(|(_, _, code)| code).collect();
        assert!(kinds.len() >= 10, "{} kinds", kinds.len());
        check_told("broken.csv", book::csv(&sheet).as_bytes(), &expected);
        check_told("broken.xlsx", &book::xlsx(&sheet), &expected);
    }
}
