//! What outlives a request: conversations, turns, numbered events, feedback and the rest, in SQLite
//! or PostgreSQL by one set of migrations and queries. Only this room knows the database.
//!
//! [`Store`] joins the two ways in: `db` commits before it returns, `writer` commits soon after.

pub mod agent;
pub mod api_key;
pub mod asked_here;
pub mod attachment;
pub mod audit;
pub mod backlog;
pub mod bus;
pub mod canned;
mod clear;
pub mod conversation;
pub mod copy;
pub mod count;
pub mod db;
pub mod error;
pub mod event;
pub mod favorite;
pub mod feedback;
pub mod figures;
pub mod file_name;
pub mod forget;
pub mod form_file;
pub mod funnel;
pub mod handover;
pub mod interception;
pub mod interest;
pub mod job;
pub mod knowledge;
pub mod marks;
pub mod matter;
pub mod meter;
pub mod migration;
pub mod new_event;
pub mod notice;
pub mod outgoing;
pub mod owed;
pub mod owner;
pub mod recent;
pub mod redact;
pub mod relay;
pub mod response;
pub mod said;
pub mod session_file;
pub mod shortcut;
mod sqlite;
pub mod statistics;
pub mod talking;
pub mod turn;
pub mod user;
pub mod write;
pub mod writer;

use crate::nats::Nats;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::recent::Recent;
use crate::store::relay::Ways;
use crate::store::writer::Writer;

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// Reads, and writes that are committed when they return.
    pub db: Db,
    /// Writes that are committed in groups, within [`write::LINGER`] of their turn.
    pub writer: Writer,
    /// Conversations that this node has just seen.
    pub recent: Recent,
}

impl Store {
    /// Opens the database behind `url`, brings its tables up to date and starts the writer.
    /// To be called inside the runtime that will use it.
    ///
    /// # Errors
    /// When the database cannot be reached, made or migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_among(url, Option::default()).await
    }

    /// The same among nodes that NATS connects, where it does.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub async fn open_among(url: &str, nats: Option<Nats>) -> Result<Self, StoreError> {
        let db = Db::open(url).await?;
        if db.shared {
            // Nodes on other databases may use the same NATS and are told nothing.
            let subject = format!("wenshui.{}.words", db.birth().await?);
            let nats = nats.map(|nats| (nats, subject));
            relay::connect(&db.bus, Ways { pool: db.pool.clone(), url: url.to_owned(), nats });
        }
        let writer = Writer::start(db.clone());
        Ok(Self { db, writer, recent: Recent::default() })
    }

    /// Ends every stream of events, so that their connections can close.
    pub fn hang_up(&self) {
        self.db.bus.close();
    }

    /// Commits what is queued and closes the database.
    pub async fn close(&self) {
        self.writer.close().await;
        self.db.close().await;
    }
}
