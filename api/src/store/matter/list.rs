//! Lists of matters: by page, exact in the number and fuzzy in the words (table 3.4).

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::matter::Matter;
use crate::store::writer::bulk::{Statement, query as statement};

/// Which matters are wanted; empty text is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What they are.
    pub kind: String,
    /// Only this person's.
    pub subject: String,
    /// Only of this center, also where it is empty.
    pub center: Option<String>,
    /// Only of this agent.
    pub handler: String,
    /// Only the one with this number, complete and exact.
    pub number: String,
    /// Only in this state.
    pub state: String,
    /// Only with this in the second column.
    pub progress: String,
    /// Only where the first kind contains this.
    pub class: String,
    /// Only where the second kind contains this.
    pub category: String,
    /// Only where people meet like this.
    pub way: String,
    /// Only where the text contains this.
    pub words: String,
    /// Only with a time from the first to before the second, in milliseconds since 1970.
    pub starts: (i64, i64),
    /// Only made from the first to before the second.
    pub created: (i64, i64),
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

impl Default for Wanted {
    fn default() -> Self {
        let always = (i64::MIN, i64::MAX);
        Self {
            kind: String::new(),
            subject: String::new(),
            center: None,
            handler: String::new(),
            number: String::new(),
            state: String::new(),
            progress: String::new(),
            class: String::new(),
            category: String::new(),
            way: String::new(),
            words: String::new(),
            starts: always,
            created: always,
            page: (0, 10),
        }
    }
}

// A matter without a time of its own is found by every period.
const CONDITIONS: &str = "FROM matters WHERE kind = $1 AND ($2 = '' OR subject = $2) \
    AND ($3 = 0 OR center = $4) AND ($5 = '' OR handler = $5) AND ($6 = '' OR number = $6) \
    AND ($7 = '' OR state = $7) AND ($8 = '' OR progress = $8) \
    AND ($9 = '' OR class LIKE $9 ESCAPE '!') AND ($10 = '' OR category LIKE $10 ESCAPE '!') \
    AND ($11 = '' OR way = $11) AND ($12 = '' OR words LIKE $12 ESCAPE '!') \
    AND COALESCE(starts_at, $13) >= $13 AND COALESCE(starts_at, $13) < $14 \
    AND created_at >= $15 AND created_at < $16";

impl Db {
    /// A page of matters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters(&self, wanted: &Wanted) -> Result<Listed, StoreError> {
        let count = format!("SELECT COUNT(*) AS total {CONDITIONS}");
        let counted = bind(statement(count), wanted).fetch_one(&self.pool).await?;
        let page =
            format!("SELECT * {CONDITIONS} ORDER BY created_at DESC, id DESC LIMIT $17 OFFSET $18");
        let (number, size) = wanted.page;
        let query = bind(statement(page), wanted).bind(size).bind(number.saturating_mul(size));
        let rows = query.fetch_all(&self.pool).await?;
        let items: Result<_, _> = rows.iter().map(Matter::of).collect();
        Ok(Listed { total: counted.try_get("total")?, items: items? })
    }
}

fn bind(query: Statement, wanted: &Wanted) -> Statement {
    let query = query
        .bind(wanted.kind.clone())
        .bind(wanted.subject.clone())
        .bind(i64::from(wanted.center.is_some()))
        .bind(wanted.center.clone().unwrap_or_default())
        .bind(wanted.handler.clone())
        .bind(wanted.number.clone())
        .bind(wanted.state.clone())
        .bind(wanted.progress.clone());
    let query = query
        .bind(containing(&wanted.class))
        .bind(containing(&wanted.category))
        .bind(wanted.way.clone())
        .bind(containing(&wanted.words));
    let query = query.bind(wanted.starts.0).bind(wanted.starts.1);
    query.bind(wanted.created.0).bind(wanted.created.1)
}

/// The pattern of everything that contains a text; nothing for an empty one.
fn containing(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
