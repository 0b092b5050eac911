//! The funnel of sources: what was shown, what was taken up of it, and what became of that.
//!
//! All of it is counts that were written in the transaction of the turn or the judgement that they
//! count, on the day of the turn. So a report reads a few rows however much was asked, and what
//! retention and erasure delete stays counted.

use sqlx::Row as _;

use crate::clock;
use crate::store::count::{CountKey, CountKind, Counts};
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;
use crate::store::turn::{NewTurn, Turn};

/// Parts a source from a center; no source has it in its name.
const AT: char = '@';

/// Where something stands in the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The source, and the center of whom it concerns where one is known.
    item: String,
    /// The day in Shanghai.
    day: String,
}

impl Place {
    /// The place of what happened by way of `source` with somebody's turn, at so many milliseconds
    /// since 1970.
    pub fn new(source: &str, owner: &Owner, at_ms: i64) -> Self {
        Self { item: item(source, owner), day: clock::day_of(at_ms).to_string() }
    }

    /// The place of a stored turn.
    pub fn of(turn: &Turn) -> Self {
        Self::new(&turn.source, &turn.owner, turn.created_at)
    }

    /// Its count of a kind.
    pub fn key(&self, kind: CountKind) -> CountKey {
        (kind, self.item.clone(), self.day.clone())
    }
}

/// The kind of what was decided, by its name.
fn decided(decision: &str) -> Option<CountKind> {
    match decision {
        "answer" => Some(CountKind::Answered),
        "clarify" => Some(CountKind::AskedBack),
        "suggest" => Some(CountKind::Suggested),
        "reply" => Some(CountKind::Replied),
        "refuse" => Some(CountKind::Refused),
        "handover" => Some(CountKind::HandedOver),
        _ => None,
    }
}

/// A source, with the center of whom it concerns where one is known.
fn item(source: &str, owner: &Owner) -> String {
    match owner.center.as_str() {
        "" => source.to_owned(),
        center => format!("{source}{AT}{center}"),
    }
}

/// Counts a turn, what became of it and what was offered with it.
pub(super) fn count(counts: &mut Counts, turn: &NewTurn) {
    let day = clock::day_of(turn.created_at).to_string();
    let owner = &turn.conversation.owner;
    let mut add = |kind: CountKind, item: String, times: usize| {
        *counts.entry((kind, item, day.clone())).or_default() += times as i64;
    };
    for kind in decided(turn.decision).into_iter().chain([CountKind::Click]) {
        add(kind, item(turn.source, owner), 1);
    }
    if let Some(entry) = &turn.entry_id {
        add(CountKind::Entry, entry.clone(), 1);
    }
    let offered = turn.offered;
    let offers = [
        ("guess_nomatch", offered.guesses),
        ("option", offered.options),
        ("followup", offered.followups),
    ];
    for (source, times) in offers.into_iter().filter(|(_, times)| *times > 0) {
        add(CountKind::Impression, item(source, owner), times);
    }
}

const BEFORE: &str = "SELECT * FROM turns WHERE conversation_id = $1 AND seq < \
    (SELECT seq FROM turns WHERE answer_id = $2) ORDER BY seq DESC LIMIT 1";

/// Counts the turn before one that says it solved nothing. Such turns are few, so it is looked up.
pub(super) async fn count_unsolved(
    work: &mut Work,
    counts: &mut Counts,
    turn: &NewTurn,
) -> Result<(), StoreError> {
    let query = sqlx::query(BEFORE).bind(turn.conversation.id.clone());
    let row = query.bind(turn.answer_id.clone()).fetch_optional(&mut **work).await?;
    if let Some(row) = row {
        let place = Place::of(&Turn::of(&row)?);
        *counts.entry(place.key(CountKind::Unsolved)).or_default() += 1;
    }
    Ok(())
}

/// How often something happened, by source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What.
    pub kind: CountKind,
    /// By way of which source.
    pub source: String,
    /// How often.
    pub total: i64,
}

const FUNNEL: &str = "SELECT kind, item, CAST(SUM(total) AS BIGINT) AS total FROM counts \
    WHERE kind <> 'entry' AND day >= $1 AND day <= $2 GROUP BY kind, item";

impl Db {
    /// The funnel from a day to a day (`2026-01-31`), both inclusive: of everybody, or of the people
    /// of a center. A source may come more than once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn funnel(
        &self,
        (from, to): (&str, &str),
        center: Option<&str>,
    ) -> Result<Vec<Counted>, StoreError> {
        let query = sqlx::query(FUNNEL).bind(from.to_owned()).bind(to.to_owned());
        let mut counted = Vec::new();
        for row in query.fetch_all(&self.pool).await? {
            let (name, item): (String, String) = (row.try_get("kind")?, row.try_get("item")?);
            let kind = CountKind::FUNNEL.into_iter().find(|kind| kind.name() == name);
            let (source, of) = item.split_once(AT).unwrap_or((&item, ""));
            // What other reports count is not of this one.
            let Some(kind) = kind.filter(|_| center.is_none_or(|center| center == of)) else {
                continue;
            };
            counted.push(Counted { kind, source: source.to_owned(), total: row.try_get("total")? });
        }
        Ok(counted)
    }
}
