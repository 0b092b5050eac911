//! A notice as a row, and whom it is for.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::error::StoreError;
use crate::store::outgoing::Outgoing;
use crate::store::owner::Owner;

/// A notice as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id.
    pub id: String,
    /// The subject of who sent it; empty for the desk itself.
    pub sender: String,
    /// What the sender calls it.
    pub key: String,
    /// How often it has changed, its making counted.
    pub version: i64,
    /// The one person whom it is about, where there is one, with the place that it comes from.
    pub owner: Owner,
    /// The id of the group that it is for; empty where people are named.
    pub audience: String,
    /// `todo` or `notice`.
    pub class: String,
    /// The id of its category.
    pub category: String,
    /// The system that it comes from.
    pub system: String,
    /// Its title.
    pub title: String,
    /// `shown`, `withdrawn` or `expired`.
    pub stage: String,
    /// When it was sent, in milliseconds since 1970.
    pub pushed_at: i64,
    /// Until when it holds, in milliseconds since 1970, exclusive.
    pub valid_until: Option<i64>,
    /// The subject of who took it back; empty where nobody did.
    pub ended_by: String,
    /// The notice, as JSON; people who are named one by one stand in their boxes only.
    pub body: String,
}

/// A notice on its way in.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// The notice.
    pub row: NoticeRow,
    /// Whom it is for.
    pub to: Recipients,
    /// What goes out of the house with it.
    pub outgoing: Vec<Outgoing>,
}

/// Whom a notice is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// A group, by its rule as JSON; its id stands in the row.
    Group(String),
    /// These people, by subject, each once.
    Named(Vec<String>),
}

impl NoticeRow {
    /// The kind and the id of the matter that the desk tells of: its own keys begin with them.
    pub(in crate::store) fn about(&self) -> Option<&str> {
        self.key.rsplitn(3, ':').nth(2).filter(|_| self.sender.is_empty())
    }

    pub(in crate::store) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            sender: row.try_get("sender")?,
            key: row.try_get("key")?,
            version: row.try_get("version")?,
            owner: Owner::of(row)?,
            audience: row.try_get("audience")?,
            class: row.try_get("class")?,
            category: row.try_get("category")?,
            system: row.try_get("system")?,
            title: row.try_get("title")?,
            stage: row.try_get("stage")?,
            pushed_at: row.try_get("pushed_at")?,
            valid_until: row.try_get("valid_until")?,
            ended_by: row.try_get("ended_by")?,
            body: row.try_get("body")?,
        })
    }
}
