//! Who makes a request, taken from its head.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::error::ApiError;
use crate::identity::access::{Action, allowed, reach};
use crate::identity::principal::{Principal, Taxpayer};
use crate::limit::LimitKey;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::trouble::denied;
use crate::wire::request::{Asked, check_id};

/// Who makes a request; nobody in particular where no token is there.
#[derive(Debug, Clone)]
pub struct Caller(pub Principal);

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Some(token) = bearer(&parts.headers)? else {
            return Ok(Self(Principal::Anonymous));
        };
        let (principal, confined) = state.identity.verify(&state.store, token).await?;
        // A ticket travels in an address, where others may see it: it opens one stream, no more.
        if confined.is_some() { Err(ApiError::new("bad_token")) } else { Ok(Self(principal)) }
    }
}

impl Caller {
    /// Who reads the stream of a conversation: whom the ticket stands for, where there is one.
    ///
    /// # Errors
    /// `bad_token` when the ticket is none or is for another conversation.
    pub async fn of_stream(
        self,
        state: &AppState,
        (ticket, conversation): (Option<&str>, &str),
    ) -> Result<Self, ApiError> {
        let Some(ticket) = ticket else {
            return Ok(self);
        };
        let (principal, confined) = state.identity.verify(&state.store, ticket).await?;
        let fits = confined.as_deref() == Some(conversation);
        if fits { Ok(Self(principal)) } else { Err(ApiError::new("bad_token")) }
    }

    /// Counts a request against the limit of who makes it: people with a token are limited by it,
    /// others by their conversation.
    ///
    /// # Errors
    /// `too_many_requests`.
    pub fn limit(&self, state: &AppState, conversation: Option<&str>) -> Result<(), ApiError> {
        let key = match (self.0.owner(), conversation.filter(|id| id.len() <= 400)) {
            (Some(owner), _) => LimitKey::Subject(owner.subject.clone()),
            (None, Some(id)) => LimitKey::Conversation(id.to_owned()),
            (None, None) => return Ok(()),
        };
        state.limit(&key)
    }

    /// The person who acts for a taxpayer, if it is one.
    pub fn taxpayer(&self) -> Option<&Taxpayer> {
        match &self.0 {
            Principal::Taxpayer(taxpayer) => Some(taxpayer),
            Principal::Anonymous | Principal::Staff(_) => None,
        }
    }

    /// A question with what the token says of the asker, where the question says nothing.
    pub fn complete(&self, asked: Asked) -> Asked {
        let Some(taxpayer) = self.taxpayer() else {
            return asked;
        };
        let region = asked.region.or(taxpayer.region);
        let taxpayer_type = asked.taxpayer_type.or(taxpayer.taxpayer_type);
        Asked { region, taxpayer_type, ..asked }
    }

    /// Whether the caller may do something with what `owner` owns.
    ///
    /// # Errors
    /// 401, 403, or `missing` where it is somebody else's.
    pub fn may(&self, action: Action, owner: &Owner, missing: ApiError) -> Result<(), ApiError> {
        allowed(&self.0, action, owner).map_err(|why| denied(why, missing))
    }

    /// The member of staff, where it is one who may do something for people of their center.
    ///
    /// # Errors
    /// 401 or 403.
    pub fn staff(&self, action: Action) -> Result<&Owner, ApiError> {
        reach(&self.0, action).map_err(|why| denied(why, ApiError::new("forbidden")))?;
        self.0.owner().ok_or_else(|| ApiError::new("unauthenticated"))
    }

    /// Whose things of their own are meant: the caller's, or those of an anonymous conversation whose
    /// id the caller knows.
    ///
    /// # Errors
    /// `unauthenticated` when neither is named, `bad_id`, or the action's refusal.
    pub fn own(&self, action: Action, conversation_id: Option<&str>) -> Result<Owner, ApiError> {
        check_id("conversation_id", conversation_id)?;
        let owner = match (self.0.owner(), conversation_id) {
            (Some(owner), _) => owner.clone(),
            (None, Some(id)) => Owner::anonymous(id),
            (None, None) => return Err(ApiError::new("unauthenticated")),
        };
        self.may(action, &owner, ApiError::new("forbidden"))?;
        Ok(owner)
    }
}

/// The token of `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let text = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = text.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| Some(token.trim())).ok_or_else(|| ApiError::new("bad_token"))
}
