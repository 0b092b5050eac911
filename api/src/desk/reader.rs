//! Who reads notices: the boxes that are theirs, by what their token says now.

use jiff::Timestamp;
use wenshui_desk::notice::audience::{Audience, Who};
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::identity::role::StaffRole;
use crate::state::AppState;
use crate::store::notice::boxes;
use crate::store::notice::inbox::Reader;

/// What an audience asks of somebody, by their token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    subject: String,
    roles: Vec<&'static str>,
    capacity: Option<String>,
    region: Option<String>,
    taxpayer_type: Option<&'static str>,
    serves_at: Option<String>,
}

impl Belonging {
    /// What the token of somebody says; nothing for those without one.
    pub fn of(principal: &Principal) -> Option<Self> {
        let nobody = |subject: &str| Self {
            subject: subject.to_owned(),
            roles: Vec::new(),
            capacity: None,
            region: None,
            taxpayer_type: None,
            serves_at: None,
        };
        match principal {
            Principal::Anonymous => None,
            Principal::Taxpayer(taxpayer) => Some(Self {
                capacity: taxpayer.role.clone(),
                region: taxpayer.region.map(|region| region.to_string()),
                taxpayer_type: taxpayer.taxpayer_type.map(TaxpayerType::name),
                ..nobody(&taxpayer.owner.subject)
            }),
            Principal::Staff(staff) => {
                let serves = [StaffRole::Agent, StaffRole::Supervisor];
                let serves = serves.iter().any(|role| staff.roles.contains(role));
                let center = staff.owner.center.clone();
                Some(Self {
                    roles: staff.roles.iter().map(|role| role.name()).collect(),
                    serves_at: (serves && !center.is_empty()).then_some(center),
                    ..nobody(&staff.owner.subject)
                })
            }
        }
    }

    /// Whether they are among those whom something is for.
    pub fn is_among(&self, audience: &Audience) -> bool {
        let capacity = self.capacity.as_deref();
        let roles: Vec<&str> = self.roles.iter().copied().chain(capacity).collect();
        audience.reaches(Who {
            subject: &self.subject,
            roles: &roles,
            region: self.region.as_deref(),
            taxpayer_type: self.taxpayer_type,
            serves_at: self.serves_at.as_deref(),
        })
    }
}

/// Somebody with a token who reads their notices at a moment.
///
/// # Errors
/// `unauthenticated` without a token; when the database fails.
pub async fn reader(
    state: &AppState,
    principal: &Principal,
    now: Timestamp,
) -> Result<Reader, ApiError> {
    let nobody = || ApiError::new("unauthenticated");
    let owner = principal.owner().ok_or_else(nobody)?.clone();
    let belonging = Belonging::of(principal).ok_or_else(nobody)?;
    let mut own = vec![boxes::own(&owner.subject)];
    for (id, rule) in state.store.db.live_audiences().await? {
        let audience: Audience =
            serde_json::from_str(&rule).map_err(|error| ApiError::internal(&error))?;
        if belonging.is_among(&audience) {
            own.push(boxes::of_group(&id));
        }
    }
    Ok(Reader { owner, boxes: own, now: now.as_millisecond() })
}
