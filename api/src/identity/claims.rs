//! What a token says.

use serde::{Deserialize, Serialize};

use crate::identity::role::StaffRole;
use crate::store::user::User;

/// What the subjects of accounts begin with.
pub const STAFF: &str = "staff:";
/// What the subjects of keys of programs begin with.
pub const KEY: &str = "key:";

/// The claims that are read; others are left alone. A name or a taxpayer number in a token is not
/// read, so it is not stored either.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The person, by an id that means nothing to others.
    pub sub: String,
    /// When the token ends, in seconds since 1970.
    pub exp: i64,
    /// The capacity in which a person acts for a taxpayer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The administrative code of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What the taxpayer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxpayer_type: Option<String>,
    /// Whether it is an enterprise that files here for a while and is registered elsewhere, 外埠报验企业.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub visiting_enterprise: bool,
    /// The tax authority in charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The operating center.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<String>,
    /// Roles of staff; with any of them the token is one of staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_roles: Vec<StaffRole>,
    /// Which password the account had when it logged in; a token of another one has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The one conversation that a ticket is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
}

impl Claims {
    /// The account that it is a token of.
    pub fn account(&self) -> Option<&str> {
        self.sub.strip_prefix(STAFF)
    }

    /// The key of a program that it is a token of.
    pub fn key(&self) -> Option<&str> {
        self.sub.strip_prefix(KEY)
    }

    /// The claims of an account's token; its roles are looked up when it is used.
    pub fn of_user(user: &User, exp: i64) -> Self {
        let (sub, password) = (format!("{STAFF}{}", user.id), Some(user.password_mark()));
        Self { sub, exp, password, ..Self::default() }
    }
}
