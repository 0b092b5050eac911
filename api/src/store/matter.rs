//! Matters: what the desk has in hand, of every kind, and what happened to each.
//!
//! A matter changes by comparing and swapping its version; the event that tells it has that number.

pub mod list;
pub mod look;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::agent::{SeatChange, agent_key, move_seats};
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owed::{Owed, owe};
use crate::store::owner::Owner;
use crate::store::writer::bulk::Statement;

/// A matter as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// What it is, such as `reservation`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// The client's own id of its making.
    pub client_id: Option<String>,
    /// The id of what it grew out of, such as a conversation; empty where there is nothing.
    pub origin: String,
    /// How often it has changed, its making counted; the number of its last event.
    pub version: i64,
    /// Whose it is.
    pub owner: Owner,
    /// The subject of the agent it is assigned to; empty where it is any agent's of the center.
    pub handler: String,
    /// What lists find it by.
    pub filed: FiledAs,
    /// When time acts on it next, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// Its state, as JSON.
    pub body: String,
}

/// What lists find a matter by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FiledAs {
    /// The first column of its state.
    pub state: String,
    /// The second one; empty where it has none.
    pub progress: String,
    /// Its kind in the taxpayer's words.
    pub class: String,
    /// A second kind.
    pub category: String,
    /// How people meet.
    pub way: String,
    /// The text that is searched.
    pub words: String,
    /// The time that it is about, in milliseconds since 1970.
    pub starts_at: Option<i64>,
    /// When somebody took it on, in milliseconds since 1970.
    pub accepted_at: Option<i64>,
}

/// Something that happened to a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterEvent {
    /// Its number, which is the version of the matter after it.
    pub number: i64,
    /// What was done.
    pub action: String,
    /// Who did it; empty for time itself.
    pub actor: String,
    /// In what relation they stood to it.
    pub part: String,
    /// More about it, as JSON.
    pub body: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// What one command changes.
#[derive(Debug, Clone)]
pub struct Change {
    /// The matter after it, with the version that it had before; 0 for a new one.
    pub matter: Matter,
    /// What happened; its number follows from the version.
    pub event: MatterEvent,
    /// What the matter says by itself with it, each with the number after.
    pub said: Vec<MatterEvent>,
    /// The seats that are taken and given back with it.
    pub seats: Vec<SeatChange>,
    /// What it owes to others.
    pub owed: Vec<Owed>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is committed; the matter has this version now.
    Done(i64),
    /// Somebody else changed the matter first; nothing is written.
    Overtaken,
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
    created_at, updated_at, body, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
    $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) ON CONFLICT DO NOTHING";
const FIND: &str = "SELECT * FROM matters WHERE kind = $1 AND id = $2";
// What keeps a matter from being filed: its client's id, or that a session of its owner is open.
const EARLIER: &str = "SELECT * FROM matters WHERE kind = $1 AND subject = $2 \
    AND (client_id = $3 OR kind = 'session') ORDER BY created_at DESC, id DESC LIMIT 1";
const SAVE: &str = "UPDATE matters SET version = version + $18, handler = $4, state = $5, \
    progress = $6, class = $7, category = $8, way = $9, words = $10, starts_at = $11, \
    accepted_at = $12, due_at = $13, updated_at = $14, body = $15, center = $16, authority = $17 \
    WHERE kind = $1 AND id = $2 AND version = $3";
const TELL: &str = "INSERT INTO matter_events (kind, matter_id, number, action, actor, part, body, \
    created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const TALLY: &str = "INSERT INTO tallies (name, last) VALUES ($1, 1) \
    ON CONFLICT (name) DO UPDATE SET last = tallies.last + 1 RETURNING last";

impl Matter {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            kind: row.try_get("kind")?,
            id: row.try_get("id")?,
            number: row.try_get("number")?,
            client_id: row.try_get("client_id")?,
            origin: row.try_get("origin")?,
            version: row.try_get("version")?,
            owner: Owner::of(row)?,
            handler: row.try_get("handler")?,
            filed: FiledAs {
                state: row.try_get("state")?,
                progress: row.try_get("progress")?,
                class: row.try_get("class")?,
                category: row.try_get("category")?,
                way: row.try_get("way")?,
                words: row.try_get("words")?,
                starts_at: row.try_get("starts_at")?,
                accepted_at: row.try_get("accepted_at")?,
            },
            due_at: row.try_get("due_at")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            body: row.try_get("body")?,
        })
    }
}

impl MatterEvent {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.try_get("number")?,
            action: row.try_get("action")?,
            actor: row.try_get("actor")?,
            part: row.try_get("part")?,
            body: row.try_get("body")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// One matter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matter(&self, kind: &str, id: &str) -> Result<Option<Matter>, StoreError> {
        let query = sqlx::query(FIND).bind(kind.to_owned()).bind(id.to_owned());
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(Matter::of).transpose()
    }

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
        let Change { mut matter, event, said, seats, owed } = change;
        let mut work = self.begin().await?;
        let tally = sqlx::query(TALLY).bind(numbering.tally);
        let count: i64 = tally.fetch_one(&mut *work).await?.try_get("last")?;
        matter.number = (numbering.number)(count);
        matter.version = 1 + said.len() as i64;
        if insert(&mut work, &matter).await? == 0 {
            let client_id = matter.client_id.clone().unwrap_or_default();
            let earlier = sqlx::query(EARLIER).bind(matter.kind.clone());
            let earlier = earlier.bind(matter.owner.subject.clone()).bind(client_id);
            // What is not committed is undone when the transaction is dropped, the count too.
            return Matter::of(&earlier.fetch_one(&mut *work).await?);
        }
        move_seats(&mut work, &seats).await?;
        for (number, event) in (1..).zip(std::iter::once(&event).chain(&said)) {
            tell(&mut work, &Matter { version: number, ..matter.clone() }, event).await?;
        }
        owe(&mut work, &owed).await?;
        work.commit().await?;
        self.bus.wake(&matter.id);
        self.bus.wake(&agent_key(&matter.handler));
        Ok(matter)
    }

    /// Changes a matter, unless somebody else has changed it since it was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_matter(&self, change: &Change) -> Result<Changed, StoreError> {
        let mut work = self.begin().await?;
        let matter = &change.matter;
        let saved = bind_saved(sqlx::query(SAVE), matter).bind(1 + change.said.len() as i64);
        if saved.execute(&mut *work).await?.rows_affected() == 0 {
            return Ok(Changed::Overtaken);
        }
        if !move_seats(&mut work, &change.seats).await? {
            return Ok(Changed::NoSeat);
        }
        let mut version = matter.version;
        for event in std::iter::once(&change.event).chain(&change.said) {
            version += 1;
            tell(&mut work, &Matter { version, ..matter.clone() }, event).await?;
        }
        owe(&mut work, &change.owed).await?;
        work.commit().await?;
        self.bus.wake(&matter.id);
        self.bus.wake(&agent_key(&matter.handler));
        Ok(Changed::Done(version))
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
    let query = query.bind(matter.origin.clone());
    Ok(query.execute(&mut **work).await?.rows_affected())
}

fn bind_saved(query: Statement, matter: &Matter) -> Statement {
    let query = query.bind(matter.kind.clone()).bind(matter.id.clone()).bind(matter.version);
    let query = bind_filed(query.bind(matter.handler.clone()), &matter.filed);
    let query = query.bind(matter.due_at).bind(matter.updated_at).bind(matter.body.clone());
    query.bind(matter.owner.center.clone()).bind(matter.owner.authority.clone())
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

/// Writes an event; its number is the version that the matter has after it.
async fn tell(work: &mut Work, matter: &Matter, event: &MatterEvent) -> Result<(), StoreError> {
    let query = sqlx::query(TELL)
        .bind(matter.kind.clone())
        .bind(matter.id.clone())
        .bind(matter.version)
        .bind(event.action.clone())
        .bind(event.actor.clone())
        .bind(event.part.clone())
        .bind(event.body.clone());
    query.bind(event.created_at).execute(&mut **work).await?;
    Ok(())
}
