//! The batch test of `QnA Maker` and Azure's custom question answering, as it is: TSV without a header,
//! with the knowledge base, the question, metadata, how many answers are wanted, and the id of the
//! answer that is expected; the last three may be missing.

use std::collections::BTreeSet;

use wenshui_knowledge::base::columns::Columns;
use wenshui_knowledge::exchange::qna_maker;
use wenshui_knowledge::exchange::table::{Row, Table};
use wenshui_knowledge::problem::Problem;

use crate::case::{Case, Half};
use crate::suite::cases::Cases;

/// Its columns in their order.
const COLUMNS: [&str; 5] = ["kbid", "question", "metadata", "top", "expected"];

/// Reads a case a line. What Azure does not judge is asked and counts nothing.
pub(super) fn cases(table: &Table, cases: &mut Cases) {
    let columns = COLUMNS.iter().zip(0..).map(|(name, column)| ((*name).to_owned(), column));
    let columns = Columns::new(columns.collect());
    let bases: BTreeSet<&str> = table.rows.iter().filter_map(|row| row.text(0)).collect();
    for row in &table.rows {
        match case(row, bases.len() > 1) {
            Some(case) => cases.cases.push(case),
            None => {
                let problem = Problem::error(row.number, "", "missing_field", &["question"]);
                cases.problems.push(columns.locate(problem.in_file(&table.name)));
            }
        }
    }
    let count = |column: usize| table.rows.iter().filter(|row| text(row, column).is_some()).count();
    let told = [
        ("metadata", "unfiltered", count(2)),
        ("top", "unused_top", count(3)),
        ("expected", "unjudged", table.rows.len() - count(4)),
    ];
    for (field, code, count) in told.into_iter().filter(|(.., count)| *count > 0) {
        let problem = Problem::warning(1, field, code, &[&count.to_string()]);
        cases.problems.push(columns.locate(problem.in_file(&table.name)));
    }
}

fn case(row: &Row, several: bool) -> Option<Case> {
    let id = format!("line-{}", row.number);
    let question = text(row, 1)?.to_owned();
    let expect: Vec<String> = text(row, 4).map(entry).into_iter().collect();
    let metadata = text(row, 2).unwrap_or_default().split('|').map(str::trim);
    let mut tags: Vec<String> = metadata.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    tags.extend(text(row, 0).filter(|_| several).map(|base| format!("kb:{base}")));
    let half = Half::of(expect.first().unwrap_or(&id));
    let weight = if expect.is_empty() { 0.0 } else { 1.0 };
    Some(Case { id, question, expect, half, tags, weight, ..Case::default() })
}

/// The entry that an answer's number means; what is no number is an id of ours.
fn entry(answer: &str) -> String {
    let number = answer.bytes().all(|byte| byte.is_ascii_digit());
    if number { qna_maker::id(answer) } else { answer.to_owned() }
}

fn text(row: &Row, column: usize) -> Option<&str> {
    row.text(column).map(str::trim).filter(|text| !text.is_empty())
}
