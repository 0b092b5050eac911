//! Whom a notice or a survey is for, as it travels.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::fault::Fault;
use wenshui_desk::notice::audience::{Audience, Group};
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::desk::refused::faulty;
use crate::error::ApiError;
use crate::identity::role::{StaffRole, taxpayer_roles};

/// Whom something is for. Groups are known by a rule: whoever fits it when they look sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AudienceBody {
    /// Everybody with a token.
    Everyone,
    /// Whoever fits every condition that is not empty.
    Group(GroupBody),
    /// These people, by the subject of their token.
    Subjects(Vec<String>),
    /// Who serve at this operating center, by its id.
    Center(String),
}

/// The conditions of a group; an empty one asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBody {
    /// One of these roles: capacities of taxpayers, or roles of staff.
    #[serde(default)]
    pub roles: Vec<String>,
    /// In one of these regions or below it, by administrative code.
    #[serde(default)]
    pub regions: Vec<String>,
    /// A taxpayer of one of these types.
    #[serde(default)]
    pub taxpayer_types: Vec<String>,
}

impl AudienceBody {
    /// The audience as the rules take it.
    ///
    /// # Errors
    /// `form` where a role or a type is none: it would reach nobody, which nobody wants.
    pub fn read(self) -> Result<Audience, ApiError> {
        Ok(match self {
            Self::Everyone => Audience::Everyone,
            Self::Subjects(subjects) => Audience::Subjects(subjects),
            Self::Center(center) => Audience::Center(center),
            Self::Group(GroupBody { roles, regions, taxpayer_types }) => {
                let is_role = |role: &String| {
                    taxpayer_roles().contains(role)
                        || StaffRole::ALL.iter().any(|known| known.name() == role)
                };
                let is_type = |kind: &String| {
                    TaxpayerType::parse(kind).is_some_and(|known| known.name() == kind)
                };
                if !roles.iter().all(is_role) || !taxpayer_types.iter().all(is_type) {
                    return Err(faulty(&[Fault::new("audience", "unknown")]));
                }
                Audience::Group(Group { roles, regions, taxpayer_types })
            }
        })
    }

    /// The audience as it travels.
    pub fn of(audience: &Audience) -> Self {
        match audience {
            Audience::Everyone => Self::Everyone,
            Audience::Subjects(subjects) => Self::Subjects(subjects.clone()),
            Audience::Center(center) => Self::Center(center.clone()),
            Audience::Group(group) => Self::Group(GroupBody {
                roles: group.roles.clone(),
                regions: group.regions.clone(),
                taxpayer_types: group.taxpayer_types.clone(),
            }),
        }
    }
}
