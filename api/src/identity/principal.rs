//! Who is asking, once a token is believed.

use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::identity::claims::{Claims, KEY, STAFF};
use crate::identity::role::{StaffRole, taxpayer_roles};
use crate::store::api_key::ApiKey;
use crate::store::error::StoreError;
use crate::store::owner::Owner;
use crate::store::user::User;

/// The longest subject, authority or center, in characters.
const CLAIM_CHARS_MAX: usize = 200;

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Somebody without a token.
    Anonymous,
    /// Somebody whom the host vouches for.
    Taxpayer(Taxpayer),
    /// A member of staff.
    Staff(Staff),
}

/// A person who acts for a taxpayer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxpayer {
    /// Who, and where they belong.
    pub owner: Owner,
    /// The capacity in which they act, by a name of `data/taxpayer_roles.toml`.
    pub role: Option<String>,
    /// Where they ask from.
    pub region: Option<Region>,
    /// What the taxpayer is.
    pub taxpayer_type: Option<TaxpayerType>,
    /// Whether it is registered elsewhere and files here for a while.
    pub is_visiting: bool,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who, and where they belong.
    pub owner: Owner,
    /// What they do.
    pub roles: Vec<StaffRole>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It is no token, no key fits, or its time is over.
    #[error("the token does not hold: {0}")]
    Invalid(String),
    /// A claim has a value that it cannot have.
    #[error("the claim `{0}` has no value of its own kind")]
    Claim(&'static str),
    /// Its account is gone.
    #[error("the account of the token is gone")]
    Gone,
    /// The account could not be looked up.
    #[error(transparent)]
    Store(StoreError),
}

impl Principal {
    /// Whom the claims of a believed token stand for.
    ///
    /// # Errors
    /// The first claim that has no value of its own kind.
    pub fn of_claims(claims: Claims) -> Result<Self, TokenFault> {
        let owner = Owner {
            subject: claims.sub,
            authority: claims.authority.unwrap_or_default(),
            center: claims.center.unwrap_or_default(),
        };
        check_text("sub", &owner.subject)?;
        check_text("authority", &owner.authority)?;
        check_text("center", &owner.center)?;
        if owner.subject.is_empty() || owner.is_anonymous() {
            return Err(TokenFault::Claim("sub"));
        }
        if !claims.staff_roles.is_empty() {
            return Ok(Self::Staff(Staff { owner, roles: claims.staff_roles }));
        }
        let known = |role: &String| taxpayer_roles().contains(role);
        if claims.role.as_ref().is_some_and(|role| !known(role)) {
            return Err(TokenFault::Claim("role"));
        }
        let region = claims
            .region
            .as_deref()
            .map(|code| Region::parse(code).ok_or(TokenFault::Claim("region")));
        let kind = claims
            .taxpayer_type
            .as_deref()
            .map(|name| TaxpayerType::parse(name).ok_or(TokenFault::Claim("taxpayer_type")));
        let (region, taxpayer_type) = (region.transpose()?, kind.transpose()?);
        let is_visiting = claims.visiting_enterprise;
        Ok(Self::Taxpayer(Taxpayer {
            owner,
            role: claims.role,
            region,
            taxpayer_type,
            is_visiting,
        }))
    }

    /// The member of staff of an account.
    ///
    /// # Errors
    /// When the account has roles that do not exist.
    pub fn of_user(user: &User) -> Result<Self, TokenFault> {
        let roles = serde_json::from_str(&user.roles);
        let owner = Owner {
            subject: format!("{STAFF}{}", user.id),
            authority: user.authority.clone(),
            center: user.center.clone(),
        };
        Ok(Self::Staff(Staff {
            owner,
            roles: roles.map_err(|_| TokenFault::Claim("staff_roles"))?,
        }))
    }

    /// Whom the key of a program stands for: staff by its roles, and without any somebody who may what a
    /// taxpayer may.
    ///
    /// # Errors
    /// When the key has roles that do not exist.
    pub fn of_key(key: &ApiKey) -> Result<Self, TokenFault> {
        let roles: Vec<StaffRole> =
            serde_json::from_str(&key.roles).map_err(|_| TokenFault::Claim("staff_roles"))?;
        let owner = Owner {
            subject: format!("{KEY}{}", key.id),
            authority: key.authority.clone(),
            center: key.center.clone(),
        };
        if !roles.is_empty() {
            return Ok(Self::Staff(Staff { owner, roles }));
        }
        Ok(Self::Taxpayer(Taxpayer {
            owner,
            role: None,
            region: None,
            taxpayer_type: None,
            is_visiting: false,
        }))
    }

    /// Who they are; nobody in particular without a token.
    pub fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Anonymous => None,
            Self::Taxpayer(taxpayer) => Some(&taxpayer.owner),
            Self::Staff(staff) => Some(&staff.owner),
        }
    }

    /// Who owns what they do in a conversation.
    pub fn owner_in(&self, conversation_id: &str) -> Owner {
        self.owner().cloned().unwrap_or_else(|| Owner::anonymous(conversation_id))
    }

    /// The claims of a further token for them.
    pub fn claims(&self, exp: i64) -> Claims {
        let owner = self.owner().cloned().unwrap_or_default();
        let staff_roles = match self {
            Self::Staff(staff) => staff.roles.clone(),
            Self::Anonymous | Self::Taxpayer(_) => Vec::new(),
        };
        Claims {
            sub: owner.subject,
            exp,
            authority: Some(owner.authority),
            center: Some(owner.center),
            staff_roles,
            ..Claims::default()
        }
    }
}

fn check_text(claim: &'static str, text: &str) -> Result<(), TokenFault> {
    let fits = text.chars().count() <= CLAIM_CHARS_MAX && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(TokenFault::Claim(claim)) }
}
