//! What goes out of the house: kept until it is delivered, whatever happens to us or to whoever gets it.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The webhook of an outside system.
    Webhook,
    /// A mail.
    Mail,
    /// A short text, by a webhook of its own.
    Sms,
}

/// Something that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id.
    pub id: String,
    /// By which way.
    pub way: Way,
    /// What the other side knows it by when it comes again; the same way and key are one.
    pub key: String,
    /// Whom it is about.
    pub owner: Owner,
    /// The address or number; empty for a webhook.
    pub address: String,
    /// What is sent.
    pub body: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next, in milliseconds since 1970.
    pub due_at: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was delivered; its text and its address go.
    Delivered,
    /// It was not; why, and when to try again, in milliseconds since 1970.
    Later(String, i64),
    /// It never will be; why. Its text and its address go.
    GivenUp(String),
}

const INSERT: &str = "INSERT INTO outgoing (id, way, key, subject, authority, center, address, \
    body, state, tries, due_at, fault, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, \
    $8, 'waiting', $9, $10, '', $11, $11) ON CONFLICT DO NOTHING";
const DUE: &str = "SELECT * FROM outgoing WHERE state = 'waiting' AND due_at <= $1 \
    ORDER BY due_at, id LIMIT $2";
const CLAIM: &str = "UPDATE outgoing SET due_at = $3, tries = tries + 1, updated_at = $4 \
    WHERE id = $1 AND due_at = $2 AND state = 'waiting'";
const LATER: &str = "UPDATE outgoing SET due_at = $2, fault = $3, updated_at = $4 WHERE id = $1";
const OVER: &str = "UPDATE outgoing SET state = $2, fault = $3, updated_at = $4, address = '', \
    body = '' WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) AS total FROM outgoing WHERE state = $1";

impl Way {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        let known = [Self::Webhook, Self::Mail, Self::Sms].into_iter();
        let corrupt = || StoreError::Corrupt { column: "way", value: name.to_owned() };
        known.into_iter().find(|way| way.name() == name).ok_or_else(corrupt)
    }
}

impl Outgoing {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            way: Way::parse(row.try_get("way")?)?,
            key: row.try_get("key")?,
            owner: Owner::of(row)?,
            address: row.try_get("address")?,
            body: row.try_get("body")?,
            tries: row.try_get("tries")?,
            due_at: row.try_get("due_at")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// Queues what goes out with something, in the transaction of it.
pub(super) async fn queue(work: &mut Work, outgoing: &[Outgoing]) -> Result<(), StoreError> {
    for one in outgoing {
        let query = sqlx::query(INSERT)
            .bind(one.id.clone())
            .bind(one.way.name())
            .bind(one.key.clone())
            .bind(one.owner.subject.clone())
            .bind(one.owner.authority.clone())
            .bind(one.owner.center.clone())
            .bind(one.address.clone())
            .bind(one.body.clone());
        let query = query.bind(one.tries).bind(one.due_at).bind(one.created_at);
        query.execute(&mut **work).await?;
    }
    Ok(())
}

impl Db {
    /// Queues what goes out; what is queued under the same key already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_out(&self, outgoing: &[Outgoing]) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        queue(&mut work, outgoing).await?;
        work.commit().await?;
        Ok(())
    }

    /// What is due to go out at a moment, the longest due first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_outgoing(&self, now: i64, limit: i64) -> Result<Vec<Outgoing>, StoreError> {
        let rows = sqlx::query(DUE).bind(now).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(Outgoing::of).collect()
    }

    /// Takes something for one try, until a moment at which it is due again should whoever takes it be
    /// heard of no more. Whether nobody else has taken it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_outgoing(
        &self,
        one: &Outgoing,
        (now, until): (i64, i64),
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(CLAIM).bind(one.id.clone()).bind(one.due_at);
        let claimed = query.bind(until).bind(now).execute(&self.pool).await?;
        Ok(claimed.rows_affected() > 0)
    }

    /// Notes what became of a try.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_tried(&self, id: &str, tried: &Tried, now: i64) -> Result<(), StoreError> {
        let query = match tried {
            Tried::Later(fault, at) => {
                sqlx::query(LATER).bind(id.to_owned()).bind(*at).bind(fault.clone())
            }
            Tried::Delivered => {
                sqlx::query(OVER).bind(id.to_owned()).bind("delivered").bind(String::new())
            }
            Tried::GivenUp(fault) => {
                sqlx::query(OVER).bind(id.to_owned()).bind("given_up").bind(fault.clone())
            }
        };
        query.bind(now).execute(&self.pool).await?;
        Ok(())
    }

    /// How many are in a state: `waiting`, `delivered` or `given_up`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_outgoing(&self, state: &str) -> Result<i64, StoreError> {
        let row = sqlx::query(COUNT).bind(state.to_owned()).fetch_one(&self.pool).await?;
        Ok(row.try_get("total")?)
    }
}
