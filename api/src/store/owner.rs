//! Whose a row is.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::error::StoreError;

/// What the subjects of those begin with who have no token.
const ANONYMOUS: &str = "anon:";

/// Whose a row is; every table has these columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Owner {
    /// The person: a token's subject, or `anon:` and the conversation.
    pub subject: String,
    /// The tax authority in charge; empty where none is known.
    pub authority: String,
    /// The operating center that serves the person; empty where none is known.
    pub center: String,
}

impl Owner {
    /// The owner of what somebody without a token says in a conversation.
    pub fn anonymous(conversation_id: &str) -> Self {
        Self { subject: format!("{ANONYMOUS}{conversation_id}"), ..Self::default() }
    }

    /// Whether nobody with a token owns it, so that knowing the id is all that can be asked for.
    pub fn is_anonymous(&self) -> bool {
        self.subject.starts_with(ANONYMOUS)
    }

    /// Whether what this owns is kept for somebody: it is their own, or their center's, which has no
    /// subject.
    pub fn is_kept_for(&self, me: &Self) -> bool {
        self.subject == me.subject || self.subject.is_empty() && self.center == me.center
    }

    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            subject: row.try_get("subject")?,
            authority: row.try_get("authority")?,
            center: row.try_get("center")?,
        })
    }
}
