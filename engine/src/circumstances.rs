//! For whom, where and when something was said to be asked; it stands above what the request says.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What was said; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// The day whose rules are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// The short name of the province asked from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What the asker is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxpayer_type: Option<String>,
}

impl Circumstances {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was said now, and where nothing was, what was said before.
    #[must_use]
    pub fn or(self, before: &Self) -> Self {
        Self {
            as_of: self.as_of.or(before.as_of),
            region: self.region.or_else(|| before.region.clone()),
            taxpayer_type: self.taxpayer_type.or_else(|| before.taxpayer_type.clone()),
        }
    }
}
