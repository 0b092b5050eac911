//! Keys of programs as they travel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock;
use crate::error::ApiError;
use crate::identity::role::StaffRole;
use crate::store::api_key::ApiKey;

/// A key that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRequest {
    /// What people call it; no other has this name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do, none but the maker's own roles; a key without roles may what a taxpayer may.
    #[serde(default)]
    pub roles: Vec<StaffRole>,
    /// The operating center; the maker's where it is missing.
    #[schema(max_length = 100)]
    pub center: Option<String>,
    /// After how many days it ends; never where it is missing.
    #[schema(minimum = 1, maximum = 3650)]
    pub expires_days: Option<i64>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyMade {
    /// The key itself, which is shown only now; pass it in `Authorization: Bearer`.
    pub key: String,
    /// What there is to know of it.
    pub about: KeyBody,
}

/// What there is to know of a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyBody {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub roles: Vec<StaffRole>,
    /// The operating center; may be empty.
    pub center: String,
    /// Who made it; empty where it was made by the command.
    pub made_by: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// When it was last used, to the hour.
    #[schema(format = DateTime)]
    pub used_at: Option<String>,
}

/// The keys there are, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyList {
    /// The keys.
    pub items: Vec<KeyBody>,
}

impl KeyBody {
    /// What is shown of a key.
    ///
    /// # Errors
    /// When its row holds what this program does not write.
    pub fn of(key: ApiKey) -> Result<Self, ApiError> {
        let roles = serde_json::from_str(&key.roles);
        Ok(Self {
            roles: roles.map_err(|error| ApiError::internal(&error))?,
            id: key.id,
            name: key.name,
            center: key.center,
            made_by: key.made_by,
            created_at: clock::rfc3339(key.created_at),
            expires_at: key.expires_at.map(clock::rfc3339),
            used_at: key.used_at.map(clock::rfc3339),
        })
    }
}
