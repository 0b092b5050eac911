//! Lists of matters: by page, newest first, by the conditions that the desk's own filters read.

use std::fmt::Write as _;

use sqlx::Row as _;
use wenshui_desk::filter::Test;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::matter::Matter;
use crate::store::writer::bulk::{Statement, query as statement};

/// Which matters are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What they are.
    pub kind: &'static str,
    /// Only this person's; empty for everybody's.
    pub subject: String,
    /// Only of this center, also where it is empty.
    pub center: Option<String>,
    /// Also what others have in hand together with this center.
    pub shared: bool,
    /// Only in none of these states.
    pub not_in: &'static [&'static str],
    /// What columns of the table have to be.
    pub terms: Vec<(&'static str, Test)>,
    /// The page, counted from 0, and how many a page has.
    pub page: (i64, i64),
}

/// A page of matters, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// How many there are on all pages.
    pub total: i64,
    /// Those of the page.
    pub items: Vec<Matter>,
}

/// What fills a place of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Text(String),
    Number(i64),
}

impl Db {
    /// A page of matters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters(&self, wanted: &Wanted) -> Result<Listed, StoreError> {
        let (conditions, given) = conditions(wanted);
        let count = format!("SELECT COUNT(*) AS total FROM matters WHERE {conditions}");
        let counted = bind(statement(count), &given).fetch_one(&self.pool).await?;
        let (page, size) = wanted.page;
        let places = given.len();
        let page_of = format!(
            "SELECT * FROM matters WHERE {conditions} ORDER BY created_at DESC, id DESC \
             LIMIT ${} OFFSET ${}",
            places + 1,
            places + 2
        );
        let query = bind(statement(page_of), &given).bind(size).bind(page.saturating_mul(size));
        let rows = query.fetch_all(&self.pool).await?;
        let items: Result<_, _> = rows.iter().map(Matter::of).collect();
        Ok(Listed { total: counted.try_get("total")?, items: items? })
    }
}

/// The conditions, of constant text with numbered places, and what fills them.
fn conditions(wanted: &Wanted) -> (String, Vec<Given>) {
    let (mut sql, mut given) = (String::from("kind = $1"), Vec::new());
    given.push(Given::Text(wanted.kind.to_owned()));
    let mut and = |column: &str, how: &str, value: Given| {
        given.push(value);
        // Writing to a string cannot fail.
        let _ = write!(sql, " AND {column} {how}");
        let _ = write!(sql, "${}", given.len());
    };
    if !wanted.subject.is_empty() {
        and("subject", "= ", Given::Text(wanted.subject.clone()));
    }
    for state in wanted.not_in {
        and("state", "<> ", Given::Text((*state).to_owned()));
    }
    let mut holding = Vec::new();
    for (column, test) in &wanted.terms {
        match test {
            Test::Is(text) => and(column, "= ", Given::Text(text.clone())),
            Test::From(at) => and(column, ">= ", Given::Number(at.as_millisecond())),
            Test::Before(at) => and(column, "< ", Given::Number(at.as_millisecond())),
            Test::Holds(_) | Test::OneOf(_) => holding.push((*column, test)),
        }
    }
    for (column, test) in holding {
        add_list(&mut sql, &mut given, (column, test));
    }
    if let Some(center) = &wanted.center {
        add_center(&mut sql, &mut given, (center, wanted.shared));
    }
    (sql, given)
}

/// The condition on the center, its own or one of those that have it in hand together.
fn add_center(sql: &mut String, given: &mut Vec<Given>, (center, shared): (&str, bool)) {
    given.push(Given::Text(center.to_owned()));
    // Writing to a string cannot fail.
    let _ = write!(sql, " AND (center = ${}", given.len());
    if shared {
        given.push(Given::Text(format!("|{center}|")));
        // Without a pattern a sign in an id stands for itself.
        let _ = write!(sql, " OR REPLACE(beside, ${0}, '') <> beside", given.len());
    }
    sql.push(')');
}

/// Conditions that take more than a place after an operator.
fn add_list(sql: &mut String, given: &mut Vec<Given>, (column, test): (&str, &Test)) {
    // Writing to a string cannot fail.
    if let Some(pattern) = test.like() {
        given.push(Given::Text(pattern));
        let _ = write!(sql, " AND LOWER({column}) LIKE ${} ESCAPE '\\'", given.len());
    }
    if let Test::OneOf(names) = test {
        let mut places = Vec::new();
        for name in names {
            given.push(Given::Text(name.clone()));
            places.push(format!("${}", given.len()));
        }
        let _ = write!(sql, " AND {column} IN ({})", places.join(", "));
    }
}

fn bind(query: Statement, given: &[Given]) -> Statement {
    given.iter().fold(query, |query, given| match given {
        Given::Text(text) => query.bind(text.clone()),
        Given::Number(number) => query.bind(*number),
    })
}
