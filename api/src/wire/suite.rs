//! Suites as they travel.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::suites::Listed;

/// The suites that are kept here, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuiteList {
    /// The suites.
    pub items: Vec<SuiteListed>,
}

/// A suite in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuiteListed {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last written.
    #[schema(format = DateTime)]
    pub changed_at: String,
}

/// A suite that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuiteKept {
    /// Its name.
    pub name: String,
    /// How many cases it has; the turns of a dialogue count each.
    pub cases: usize,
    /// Its hash, as reports name it.
    pub hash: String,
    /// Whether there was one of that name before.
    pub replaced: bool,
}

impl From<Listed> for SuiteListed {
    fn from(listed: Listed) -> Self {
        Self {
            name: listed.name.as_str().to_owned(),
            bytes: listed.bytes,
            changed_at: clock::rfc3339(listed.changed_at),
        }
    }
}
