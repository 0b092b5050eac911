//! Roles of staff, and the capacities in which somebody acts for a taxpayer.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member of staff does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Talks with taxpayers.
    Agent,
    /// Looks after agents and their talks.
    Supervisor,
    /// Writes knowledge.
    Maintainer,
    /// Compares knowledge with its documents, and looks at what the guard stopped.
    Reviewer,
    /// Puts knowledge into service.
    Publisher,
    /// Runs the service.
    Operator,
    /// Reads everything and changes nothing.
    Auditor,
}

impl StaffRole {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Agent,
        Self::Supervisor,
        Self::Maintainer,
        Self::Reviewer,
        Self::Publisher,
        Self::Operator,
        Self::Auditor,
    ];

    /// Its name in tokens, tables and data files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Maintainer => "maintainer",
            Self::Reviewer => "reviewer",
            Self::Publisher => "publisher",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Capacities {
    roles: Vec<String>,
}

/// The capacities in which somebody may act for a taxpayer, by the names of the tax office.
///
/// # Panics
/// When the list that was compiled in is no list; a test reads it.
pub fn taxpayer_roles() -> &'static [String] {
    static ROLES: OnceLock<Capacities> = OnceLock::new();
    let text = include_str!("../../data/taxpayer_roles.toml");
    let read = || toml::from_str(text).expect("the list of capacities is TOML");
    &ROLES.get_or_init(read).roles
}
