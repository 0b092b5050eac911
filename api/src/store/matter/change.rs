//! Changing matters: a new one under its number, a move by comparing and swapping the version; each with
//! its event, its seats and everything else that goes with it in one transaction.

use sqlx::Row as _;
use wenshui_desk::call::Call;
use wenshui_desk::effect::Effect;
use wenshui_desk::machine::Machine as _;

use crate::store::agent::{SeatChange, agent_key, move_seats};
use crate::store::backlog::{WAKE, want};
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::form_file::naming::{Naming, name_files};
use crate::store::matter::{FiledAs, Matter, MatterEvent};
use crate::store::owed::{self, Owed, owe};
use crate::store::talking::{Talking, turn_to};
use crate::store::writer::bulk::Statement;

/// What one command changes.
#[derive(Debug, Clone)]
pub struct Change {
    /// The matter after it, with the version that it had before; 0 for a new one.
    pub matter: Matter,
    /// What happened; its number follows from the version.
    pub event: MatterEvent,
    /// The seats that are taken and given back with it.
    pub seats: Vec<SeatChange>,
    /// What goes with it.
    pub beside: Beside,
}

/// What goes with a change into its transaction.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What it owes to others.
    pub owed: Vec<Owed>,
    /// Whom its conversation talks with from now on, where that changes.
    pub talking: Option<Talking>,
    /// Whether a backend outside is to hear of it.
    pub outward: bool,
    /// What the matter says by itself with it, each with the number after.
    pub said: Vec<MatterEvent>,
    /// Which files it names from now on, and which no more.
    pub naming: Naming,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is committed; the matter has this version now.
    Done(i64),
    /// Somebody else changed the matter first; nothing is written.
    Overtaken,
    /// It was done before, by the sender's own id; nothing is written.
    Repeated,
    /// The seat that it needs is not free; nothing is written.
    NoSeat,
}

/// What numbers are counted by, and how one is written.
pub struct Numbering {
    /// What is counted, such as the reservations of a day.
    pub tally: String,
    /// The number of the n-th, counted from 1.
    pub number: Box<dyn Fn(i64) -> String + Send + Sync>,
}

const INSERT: &str = "INSERT INTO matters (kind, id, number, client_id, version, subject, authority, \
    center, handler, state, progress, class, category, way, words, starts_at, accepted_at, due_at, \
    created_at, updated_at, body, origin, beside, is_over) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
    $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) \
    ON CONFLICT DO NOTHING";
// What keeps a matter from being filed: its client's id, that a session of its owner is open, or that a
// call of its session is.
const EARLIER: &str = "SELECT * FROM matters WHERE kind = $1 AND subject = $2 \
    AND (client_id = $3 OR kind = 'session' OR (kind = 'call' AND origin = $4)) \
    ORDER BY CASE WHEN client_id = $3 THEN 0 ELSE 1 END, is_over, created_at DESC, id DESC LIMIT 1";
const SAVE: &str = "UPDATE matters SET version = version + $20, handler = $4, state = $5, \
    progress = $6, class = $7, category = $8, way = $9, words = $10, starts_at = $11, \
    accepted_at = $12, due_at = $13, updated_at = $14, body = $15, center = $16, authority = $17, \
    beside = $18, is_over = $19 \
    WHERE kind = $1 AND id = $2 AND version = $3";
const TELL: &str = "INSERT INTO matter_events (kind, matter_id, number, action, actor, part, body, \
    client_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
const TALLY: &str = "INSERT INTO tallies (name, last) VALUES ($1, 1) \
    ON CONFLICT (name) DO UPDATE SET last = tallies.last + 1 RETURNING last";

impl Db {
    /// Files a new matter under its next number. Where its owner has filed one under the same client's
    /// id, that one is given and nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_matter(
        &self,
        change: Change,
        numbering: Numbering,
    ) -> Result<Matter, StoreError> {
        let Change { mut matter, event, seats, beside } = change;
        let mut work = self.begin().await?;
        let tally = sqlx::query(TALLY).bind(numbering.tally);
        let count: i64 = tally.fetch_one(&mut *work).await?.try_get("last")?;
        matter.number = (numbering.number)(count);
        matter.version = 1 + beside.said.len() as i64;
        if insert(&mut work, &matter).await? == 0 {
            let client_id = matter.client_id.clone().unwrap_or_default();
            let earlier = sqlx::query(EARLIER).bind(matter.kind.clone());
            let earlier = earlier.bind(matter.owner.subject.clone()).bind(client_id);
            let earlier = earlier.bind(matter.origin.clone());
            // What is not committed is undone when the transaction is dropped, the count too.
            return Matter::of(&earlier.fetch_one(&mut *work).await?);
        }
        move_seats(&mut work, &seats).await?;
        let first = Matter { version: 1, ..matter.clone() };
        tell(&mut work, &first, &event).await?;
        say(&mut work, &first, &beside.said).await?;
        self.commit_beside(work, (&matter, &beside)).await?;
        Ok(matter)
    }

    /// Changes a matter, unless somebody else has changed it since it was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_matter(&self, change: &Change) -> Result<Changed, StoreError> {
        let mut work = self.begin().await?;
        let matter = &change.matter;
        let more = change.beside.said.len() as i64;
        let saved = bind_saved(sqlx::query(SAVE), matter).bind(1 + more);
        if saved.execute(&mut *work).await?.rows_affected() == 0 {
            return Ok(Changed::Overtaken);
        }
        if !move_seats(&mut work, &change.seats).await? {
            return Ok(Changed::NoSeat);
        }
        let version = matter.version + 1;
        let moved = Matter { version, ..matter.clone() };
        if !tell(&mut work, &moved, &change.event).await? {
            return Ok(Changed::Repeated);
        }
        say(&mut work, &moved, &change.beside.said).await?;
        self.commit_beside(work, (matter, &change.beside)).await?;
        Ok(Changed::Done(version + more))
    }

    /// Writes what goes with a change into its transaction, commits, and wakes who waits for it.
    async fn commit_beside(
        &self,
        mut work: Work,
        (matter, beside): (&Matter, &Beside),
    ) -> Result<(), StoreError> {
        owe(&mut work, &beside.owed).await?;
        name_files(&mut work, (matter, &beside.naming)).await?;
        if let Some(talking) = &beside.talking {
            turn_to(&mut work, talking, (&matter.owner, matter.updated_at)).await?;
        }
        if beside.outward {
            want(&mut work, matter).await?;
        }
        work.commit().await?;
        self.bus.wake(&matter.id);
        if matter.kind == Call::KIND {
            // Whoever follows the session hears of its calls.
            self.bus.wake(&matter.origin);
        }
        self.bus.wake(&agent_key(&matter.handler));
        if let Some(talking) = &beside.talking {
            self.bus.wake(&talking.conversation_id);
        }
        if beside.outward {
            self.bus.wake(WAKE);
        }
        if beside.owed.iter().any(|one| one.effect == Effect::Transcribe) {
            self.bus.wake(owed::WAKE);
        }
        Ok(())
    }
}

async fn insert(work: &mut Work, matter: &Matter) -> Result<u64, StoreError> {
    let query = sqlx::query(INSERT)
        .bind(matter.kind.clone())
        .bind(matter.id.clone())
        .bind(matter.number.clone())
        .bind(matter.client_id.clone())
        .bind(matter.version)
        .bind(matter.owner.subject.clone())
        .bind(matter.owner.authority.clone())
        .bind(matter.owner.center.clone())
        .bind(matter.handler.clone());
    let query = bind_filed(query, &matter.filed).bind(matter.due_at);
    let query = query.bind(matter.created_at).bind(matter.updated_at).bind(matter.body.clone());
    let query = bind_further(query.bind(matter.origin.clone()), &matter.filed);
    Ok(query.execute(&mut **work).await?.rows_affected())
}

fn bind_saved(query: Statement, matter: &Matter) -> Statement {
    let query = query.bind(matter.kind.clone()).bind(matter.id.clone()).bind(matter.version);
    let query = bind_filed(query.bind(matter.handler.clone()), &matter.filed);
    let query = query.bind(matter.due_at).bind(matter.updated_at).bind(matter.body.clone());
    let query = query.bind(matter.owner.center.clone()).bind(matter.owner.authority.clone());
    bind_further(query, &matter.filed)
}

fn bind_filed(query: Statement, filed: &FiledAs) -> Statement {
    query
        .bind(filed.state.clone())
        .bind(filed.progress.clone())
        .bind(filed.class.clone())
        .bind(filed.category.clone())
        .bind(filed.way.clone())
        .bind(filed.words.clone())
        .bind(filed.starts_at)
        .bind(filed.accepted_at)
}

fn bind_further(query: Statement, filed: &FiledAs) -> Statement {
    query.bind(filed.beside.clone()).bind(i64::from(filed.is_over))
}

/// Writes an event, whose number is the version that the matter has after it; `false` where its sender
/// has sent it before.
async fn tell(work: &mut Work, matter: &Matter, event: &MatterEvent) -> Result<bool, StoreError> {
    let query = sqlx::query(TELL)
        .bind(matter.kind.clone())
        .bind(matter.id.clone())
        .bind(matter.version)
        .bind(event.action.clone())
        .bind(event.actor.clone())
        .bind(event.part.clone())
        .bind(event.body.clone())
        .bind(event.client_id.clone());
    let written = query.bind(event.created_at).execute(&mut **work).await?;
    Ok(written.rows_affected() > 0)
}

/// Writes what a matter says by itself, numbered on from its version.
async fn say(work: &mut Work, matter: &Matter, said: &[MatterEvent]) -> Result<(), StoreError> {
    for (version, event) in (matter.version + 1..).zip(said) {
        tell(work, &Matter { version, ..matter.clone() }, event).await?;
    }
    Ok(())
}
