//! Who is asking: tokens of the host and of this server, accounts of staff, and who may do what.

pub mod access;
pub mod api_key;
pub mod claims;
pub mod fetch;
pub mod own_key;
pub mod password;
pub mod principal;
pub mod remote;
pub mod role;
pub mod seal;
pub mod token;

use crate::clock;
use crate::config::tokens::TokenConfig;
use crate::identity::api_key::{KeyRing, PREFIX};
use crate::identity::claims::Claims;
use crate::identity::principal::{Principal, TokenFault};
use crate::identity::remote::Remote;
use crate::identity::seal::Seal;
use crate::identity::token::{Issuer, Keys, ShareFault};
use crate::store::Store;
use crate::store::user::User;

/// What verifies and makes tokens.
pub struct Identity {
    keys: Keys,
    /// The host's keys behind an address.
    remote: Option<Remote>,
    /// How long a staff token holds, in seconds.
    pub staff_token_s: i64,
    /// Seals what a conversation needs to go on.
    pub seal: Seal,
    /// The keys of programs that were shown lately.
    pub key_ring: KeyRing,
}

/// How long a ticket holds, in seconds.
pub const TICKET_S: i64 = 60;

impl Identity {
    /// Reads the keys; makes the server's own one where it is missing.
    ///
    /// # Errors
    /// When a key cannot be read or made.
    pub fn open(config: &TokenConfig) -> anyhow::Result<Self> {
        let own = own_key::read_or_make(&config.own_key)?;
        let keys = Keys::open(config, &own)?;
        let remote = config.jwks.as_ref().map(Remote::new).transpose()?;
        let staff_token_s = i64::from(config.staff_hours) * 3600;
        let (seal, key_ring) = (Seal::new(&own), KeyRing::default());
        Ok(Self { keys, remote, staff_token_s, seal, key_ring })
    }

    /// Fetches the host's keys where it is time to.
    pub async fn keep_up(&self) {
        if let Some(remote) = &self.remote {
            remote.keep_up(&self.keys).await;
        }
    }

    /// Fetches the host's keys now.
    pub async fn fetch_keys(&self) {
        if let Some(remote) = &self.remote {
            remote.fetch(&self.keys).await;
        }
    }

    /// Who a token or the key of a program stands for, and the conversation that it is confined to, if it is a ticket.
    ///
    /// # Errors
    /// Why the token cannot be believed.
    pub async fn verify(
        &self,
        store: &Store,
        token: &str,
    ) -> Result<(Principal, Option<String>), TokenFault> {
        let now = clock::now_ms();
        if token.starts_with(PREFIX) {
            return Ok((self.key_ring.verify(store, (token, now)).await?, None));
        }
        let (claims, issuer) = match (self.keys.verify(token), &self.remote) {
            // The host may have taken a new key into use.
            (Err(_), Some(remote)) if self.keys.is_unknown(token) => {
                remote.look_again(&self.keys).await;
                self.keys.verify(token)?
            }
            (verified, _) => verified?,
        };
        let confined = claims.conversation.clone();
        if let Some(id) = claims.key() {
            // Only tickets of our own stand for keys.
            if issuer == Issuer::Host {
                return Err(TokenFault::Claim("sub"));
            }
            return Ok((self.key_ring.of_id(store, (id, now)).await?, confined));
        }
        let account = match (issuer, claims.account()) {
            (Issuer::Own, Some(id)) => Some(account(store, (id, &claims)).await?),
            (Issuer::Host, Some(_)) => return Err(TokenFault::Claim("sub")),
            (_, None) => None,
        };
        let principal = match account {
            // What the account may do now counts, not what it could when the token was made.
            Some(user) => Principal::of_user(&user)?,
            None => Principal::of_claims(claims)?,
        };
        Ok((principal, confined))
    }

    /// A token for a member of staff, and when it ends, in milliseconds since 1970.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn staff_token(&self, user: &User, now_ms: i64) -> Result<(String, i64), TokenFault> {
        let exp = now_ms / 1000 + self.staff_token_s;
        let token = self.keys.sign(Claims::of_user(user, exp))?;
        Ok((token, exp * 1000))
    }

    /// A token with these claims, and when it ends, in milliseconds since 1970.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, claims: Claims) -> Result<(String, i64), TokenFault> {
        let exp = claims.exp;
        Ok((self.keys.sign(claims)?, exp * 1000))
    }

    /// A short-lived token that reads the events of one conversation, and when it ends, in
    /// milliseconds since 1970.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn ticket(
        &self,
        principal: &Principal,
        conversation: &str,
        now_ms: i64,
    ) -> Result<(String, i64), TokenFault> {
        let exp = now_ms / 1000 + TICKET_S;
        let claims =
            Claims { conversation: Some(conversation.to_owned()), ..principal.claims(exp) };
        Ok((self.keys.sign(claims)?, exp * 1000))
    }

    /// A link to an answer that holds until `exp`, in seconds since 1970.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn share(&self, answer_id: &str, exp: i64) -> Result<String, TokenFault> {
        self.keys.sign_share(answer_id, exp)
    }

    /// The answer of a link, and when it ends, in seconds since 1970.
    ///
    /// # Errors
    /// When the link has ended or is none.
    pub fn shared(&self, token: &str) -> Result<(String, i64), ShareFault> {
        self.keys.verify_share(token)
    }

    /// Reads the host's keys again, where their files changed.
    ///
    /// # Errors
    /// When a file cannot be used; the keys stay as they are.
    pub fn reload(&self) -> anyhow::Result<bool> {
        self.keys.reload()
    }
}

/// The account of a token, where it is still in use and has the password of when the token was made. A
/// ticket says nothing of passwords: it is taken with a token that does, and ends within a minute.
async fn account(store: &Store, (id, claims): (&str, &Claims)) -> Result<User, TokenFault> {
    let found = store.db.user_by_id(id).await.map_err(TokenFault::Store)?;
    let holds = |user: &User| match &claims.password {
        Some(mark) => *mark == user.password_mark(),
        None => claims.conversation.is_some(),
    };
    found.filter(|user| user.disabled_at.is_none() && holds(user)).ok_or(TokenFault::Gone)
}
