//! Who did what to which matter, over all kinds; what was said in it is left out.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::writer::bulk::{Statement, query as statement};

/// Which entries are wanted; an empty text is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Only of matters of this center.
    pub center: String,
    /// Only of this kind of matter.
    pub kind: String,
    /// Only of the matter with this id or number.
    pub matter: String,
    /// Only what this account did.
    pub actor: String,
    /// Only this action.
    pub action: String,
    /// From when on, and until when (exclusive), in milliseconds since 1970.
    pub within: (i64, i64),
    /// How many are left out, and how many are given at most.
    pub page: (i64, i64),
}

/// That somebody did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What it was done to, by kind, id and number.
    pub matter: (String, String, String),
    /// The center of the matter.
    pub center: String,
    /// The number of the event.
    pub event: i64,
    /// What was done.
    pub action: String,
    /// Who did it; empty for time itself and for people without a token.
    pub actor: String,
    /// In what relation they stood to the matter.
    pub part: String,
    /// The body of the event, as JSON.
    pub body: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

const FROM: &str = "FROM matter_events e JOIN matters m ON m.kind = e.kind AND m.id = e.matter_id \
    WHERE e.created_at >= $1 AND e.created_at < $2";

impl Deed {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            matter: (
                row.try_get("kind")?,
                row.try_get("matter_id")?,
                row.try_get("matter_number")?,
            ),
            center: row.try_get("center")?,
            event: row.try_get("event")?,
            action: row.try_get("action")?,
            actor: row.try_get("actor")?,
            part: row.try_get("part")?,
            body: row.try_get("body")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// A page of what was done, the newest first, and how much there is on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deeds(&self, sought: &Sought) -> Result<(i64, Vec<Deed>), StoreError> {
        let (conditions, given) = conditions(sought);
        let bind = |query: Statement| {
            let query = query.bind(sought.within.0).bind(sought.within.1);
            given.iter().fold(query, |query, text| query.bind(text.clone()))
        };
        let count = statement(format!("SELECT COUNT(*) AS total {conditions}"));
        let total = bind(count).fetch_one(&self.pool).await?.try_get("total")?;
        let places = given.len() + 2;
        let page = format!(
            "SELECT e.kind, e.matter_id, m.number AS matter_number, m.center, e.number AS event, \
             e.action, e.actor, e.part, e.body, e.created_at {conditions} \
             ORDER BY e.created_at DESC, e.kind, e.matter_id, e.number DESC LIMIT ${} OFFSET ${}",
            places + 1,
            places + 2
        );
        let (offset, limit) = sought.page;
        let rows = bind(statement(page)).bind(limit).bind(offset).fetch_all(&self.pool).await?;
        let deeds: Result<_, _> = rows.iter().map(Deed::of).collect();
        Ok((total, deeds?))
    }
}

/// The conditions, of constant text with numbered places, and what fills them from the third on.
fn conditions(sought: &Sought) -> (String, Vec<String>) {
    let (mut sql, mut given) = (FROM.to_owned(), Vec::new());
    let columns = [
        ("m.center = ", &sought.center),
        ("e.kind = ", &sought.kind),
        ("e.actor = ", &sought.actor),
        ("e.action = ", &sought.action),
    ];
    for (column, value) in columns.into_iter().filter(|(_, value)| !value.is_empty()) {
        given.push(value.clone());
        // Writing to a string cannot fail.
        let _ = write!(sql, " AND {column}${}", given.len() + 2);
    }
    if !sought.matter.is_empty() {
        given.push(sought.matter.clone());
        let place = given.len() + 2;
        let _ = write!(sql, " AND (m.id = ${place} OR m.number = ${place})");
    }
    (sql, given)
}
