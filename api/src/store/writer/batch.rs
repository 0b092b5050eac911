//! One group as one transaction.

use std::collections::BTreeSet;

use sqlx::Row as _;

use crate::store::conversation::begin;
use crate::store::count::Counts;
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::funnel;
use crate::store::turn::{BY_CLIENT, NewTurn, Turn};
use crate::store::write::{Recorded, Write};
use crate::store::writer::bulk::{self, Places, TURN_COLUMNS};
use crate::store::{handover, interception};

/// What became of one write of a committed group.
pub type Outcome = Result<Recorded, StoreError>;

/// The decision of a turn that asks for a person.
const HANDOVER: &str = "handover";

/// Commits the writes together and wakes those who listen; gives what became of each.
///
/// # Errors
/// When the database fails; then none is written.
pub async fn commit(db: &Db, writes: &[&Write]) -> Result<Vec<Outcome>, StoreError> {
    let mut recorded = vec![Ok(Recorded::New); writes.len()];
    if writes.iter().all(|write| matches!(write, Write::Barrier | Write::Stop)) {
        return Ok(recorded);
    }
    let places = if db.shared { Places::Numbered } else { Places::Plain };
    let mut work = db.begin().await?;
    let mut counts = Counts::new();
    let fresh = turns(writes).filter(|(_, turn)| turn.begins).map(|(_, turn)| turn);
    let fresh: Vec<&NewTurn> = fresh.collect();
    bulk::insert(&mut work, places, &fresh).await?;
    for turn in &fresh {
        funnel::count(&mut counts, turn);
    }
    let mut going_on: Vec<_> = turns(writes).filter(|(_, turn)| !turn.begins).collect();
    // Nodes that write to the same conversations lock them in the same order.
    going_on.sort_by(|(_, a), (_, b)| a.conversation.id.cmp(&b.conversation.id));
    for (at, turn) in &going_on {
        recorded[*at] = add_turn(&mut work, places, turn).await?;
        if recorded[*at] == Ok(Recorded::New) {
            funnel::count(&mut counts, turn);
            if turn.unsolved {
                funnel::count_unsolved(&mut work, &mut counts, turn).await?;
            }
        }
    }
    for (_, turn) in turns(writes).filter(|(_, turn)| turn.decision == HANDOVER) {
        handover::of_turn(&mut work, turn).await?;
    }
    let new = turns(writes).filter(|(at, _)| recorded[*at] == Ok(Recorded::New));
    for stopped in new.flat_map(|(_, turn)| &turn.stopped) {
        interception::insert(&mut work, stopped).await?;
    }
    for write in writes {
        match write {
            Write::Count(key, times) => *counts.entry(key.clone()).or_default() += times,
            Write::Interception(new) => interception::insert(&mut work, new).await?,
            Write::Turn(_) | Write::Barrier | Write::Stop => {}
        }
    }
    bulk::add(&mut work, places, &counts).await?;
    work.commit().await?;
    let heard: BTreeSet<&str> = going_on.iter().map(|(_, t)| t.conversation.id.as_str()).collect();
    heard.into_iter().chain(fresh.iter().map(|turn| turn.conversation.id.as_str())).for_each(
        |id| {
            db.bus.wake(id);
        },
    );
    Ok(recorded)
}

fn turns<'a>(writes: &'a [&Write]) -> impl Iterator<Item = (usize, &'a NewTurn)> {
    writes.iter().enumerate().filter_map(|(at, write)| match write {
        Write::Turn(turn) => Some((at, &**turn)),
        _ => None,
    })
}

// What was answered before a person was there is kept, even where one is now.
const TAKE: &str = "UPDATE conversations SET next_event = next_event + 1, updated_at = $2 \
    WHERE id = $1 AND subject = $3 AND status <> 'ended' RETURNING next_event - 1 AS number";
const GIVE_BACK: &str = "UPDATE conversations SET next_event = next_event - 1 WHERE id = $1";
const WHOSE: &str = "SELECT subject FROM conversations WHERE id = $1";

/// Adds a turn to a conversation that may be there already, unless its client id is.
async fn add_turn(work: &mut Work, places: Places, turn: &NewTurn) -> Result<Outcome, StoreError> {
    let (id, owner) = (&turn.conversation.id, &turn.conversation.owner);
    begin(work, &turn.conversation, turn.created_at).await?;
    let take = sqlx::query(TAKE).bind(id.clone()).bind(turn.created_at);
    let taken = take.bind(owner.subject.clone()).fetch_optional(&mut **work).await?;
    let Some(row) = taken else {
        if let Some(earlier) = earlier(work, turn).await? {
            return Ok(Ok(earlier));
        }
        let whose = sqlx::query(WHOSE).bind(id.clone()).fetch_one(&mut **work).await?;
        let own = whose.try_get::<String, _>("subject")? == owner.subject;
        return Ok(Err(if own { StoreError::Ended } else { StoreError::Foreign }));
    };
    let number: i64 = row.try_get("number")?;
    let sql = places.sql("turns", TURN_COLUMNS, 1)
        + " ON CONFLICT (conversation_id, client_id) WHERE client_id IS NOT NULL DO NOTHING";
    let query = bulk::bind_turn(bulk::query(sql), turn, number);
    if query.execute(&mut **work).await?.rows_affected() == 0 {
        // The row of the conversation is ours until the commit, so the number is still the last.
        sqlx::query(GIVE_BACK).bind(id.clone()).execute(&mut **work).await?;
        return Ok(Ok(earlier(work, turn).await?.unwrap_or(Recorded::New)));
    }
    Ok(Ok(Recorded::New))
}

/// The reply that the client's id has already got.
async fn earlier(work: &mut Work, turn: &NewTurn) -> Result<Option<Recorded>, StoreError> {
    let Some(client_id) = &turn.client_id else {
        return Ok(None);
    };
    let query = sqlx::query(BY_CLIENT).bind(turn.conversation.id.clone()).bind(client_id.clone());
    let row = query.fetch_optional(&mut **work).await?;
    row.map(|row| Ok(Recorded::Earlier(Turn::of(&row)?.reply))).transpose()
}
