//! Signed tokens (JWT, RFC 7519): the host's are verified, the server's own are made too.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use arc_swap::ArcSwap;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::PublicKeyUse::Signature;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::config::secret::Secret;
use crate::config::tokens::TokenConfig;
use crate::identity::claims::Claims;
use crate::identity::principal::TokenFault;

/// Who the server's own tokens come from, and whom they are for.
const OWN: &str = "wenshui";
/// Whom links to shared answers are for; by it they are no tokens of anybody, and tokens are no links.
const SHARE: &str = "wenshui:share";
/// How far the clocks of two machines may differ, in seconds.
const LEEWAY_S: u64 = 30;

/// Whose key signed a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// This server's.
    Own,
    /// The host's.
    Host,
}

/// A key with what it may verify.
struct Trusted {
    id: Option<String>,
    key: DecodingKey,
    validation: Validation,
}

/// Every key.
pub struct Keys {
    signing: EncodingKey,
    own: Trusted,
    share: Validation,
    host: ArcSwap<Vec<Trusted>>,
    /// Those that were fetched.
    fetched: ArcSwap<Vec<Trusted>>,
    config: TokenConfig,
}

/// A set of keys of which some may be of kinds that are not known.
#[derive(Deserialize)]
struct FetchedSet {
    keys: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    claims: Claims,
}

/// What a link to a shared answer holds: nothing of anybody.
#[derive(Serialize, Deserialize)]
struct ShareClaims {
    iss: String,
    aud: String,
    /// The answer.
    sub: String,
    exp: i64,
}

/// Why a link is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// It held once.
    #[error("the link has ended")]
    Expired,
    /// This server has not made it.
    #[error("the link is none")]
    Unknown,
}

/// Signs claims as a host does that shares a secret with the server (HS256).
///
/// # Errors
/// When they cannot be signed.
pub fn sign_as_host(secret: &Secret, claims: &Claims) -> Result<String, TokenFault> {
    let key = EncodingKey::from_secret(secret.bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).map_err(invalid)
}

impl Keys {
    /// Reads the host's keys; `own` is the server's.
    ///
    /// # Errors
    /// When a file cannot be read or holds no key.
    pub fn open(config: &TokenConfig, own: &[u8]) -> anyhow::Result<Self> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[OWN]);
        validation.set_issuer(&[OWN]);
        validation.leeway = 0;
        let mut share = validation.clone();
        share.set_audience(&[SHARE]);
        let key = DecodingKey::from_secret(own);
        let own_key = Trusted { id: Some(OWN.to_owned()), key, validation };
        Ok(Self {
            signing: EncodingKey::from_secret(own),
            own: own_key,
            share,
            host: ArcSwap::from_pointee(host_keys(config)?),
            fetched: ArcSwap::default(),
            config: config.clone(),
        })
    }

    /// Reads the host's keys again; returns whether there are any files to read.
    ///
    /// # Errors
    /// When a file cannot be used; the keys stay as they are.
    pub fn reload(&self) -> anyhow::Result<bool> {
        self.host.store(Arc::new(host_keys(&self.config)?));
        Ok(!self.config.keys.is_empty())
    }

    /// The claims of a token that one of the keys signed and whose time is not over.
    ///
    /// # Errors
    /// [`TokenFault::Invalid`] with the reason for the log.
    pub fn verify(&self, token: &str) -> Result<(Claims, Issuer), TokenFault> {
        let header = jsonwebtoken::decode_header(token).map_err(invalid)?;
        // Whoever signs it wants it refused by those who do not understand what is named there, and nothing
        // of that kind is understood here (RFC 7515 4.1.11).
        if header.crit.is_some() {
            return Err(TokenFault::Invalid("its head is critical".to_owned()));
        }
        if header.kid.as_deref() == Some(OWN) {
            let read = jsonwebtoken::decode::<Claims>(token, &self.own.key, &self.own.validation);
            return read.map(|read| (read.claims, Issuer::Own)).map_err(invalid);
        }
        let mut fault = TokenFault::Invalid("no key fits".to_owned());
        for trusted in self.host.load().iter().chain(self.fetched.load().iter()) {
            let named = trusted.id.is_none() || header.kid.is_none() || trusted.id == header.kid;
            if !named || !trusted.validation.algorithms.contains(&header.alg) {
                continue;
            }
            match jsonwebtoken::decode::<Claims>(token, &trusted.key, &trusted.validation) {
                // What only our own tickets say is not believed from anybody else.
                Ok(read) => {
                    return Ok((Claims { conversation: None, ..read.claims }, Issuer::Host));
                }
                Err(error) => fault = invalid(error),
            }
        }
        Err(fault)
    }

    /// Takes the keys of a set that was fetched in the place of those that were fetched before, and
    /// gives their number. Keys of a kind that is not known, and shared secrets, which are none where
    /// everybody can read them, are left out.
    ///
    /// # Errors
    /// When it is no set of keys, or none of them can be used.
    pub fn take_fetched(&self, text: &str) -> anyhow::Result<usize> {
        let set: FetchedSet = serde_json::from_str(text).context("it is no set of keys")?;
        let usable = set.keys.into_iter().filter_map(|key| {
            let key: Jwk = serde_json::from_value(key).ok()?;
            let signs = key.common.public_key_use.as_ref().is_none_or(|of| *of == Signature);
            let read = DecodingKey::from_jwk(&key).ok().filter(|_| signs && !is_secret(&key))?;
            Some(trusted(&self.config, read, key.common.key_id))
        });
        let keys: Vec<Trusted> = usable.collect();
        let number = keys.len();
        anyhow::ensure!(number > 0, "it has no key that can be used");
        self.fetched.store(Arc::new(keys));
        Ok(number)
    }

    /// Whether a token names a key that is not known, or nothing is known that could have signed it.
    pub fn is_unknown(&self, token: &str) -> bool {
        let (host, fetched) = (self.host.load(), self.fetched.load());
        let Ok(header) = jsonwebtoken::decode_header(token) else {
            return false;
        };
        match header.kid {
            Some(id) => {
                let named = |trusted: &Trusted| trusted.id.as_ref() == Some(&id);
                id != OWN && !host.iter().chain(fetched.iter()).any(named)
            }
            None => fetched.is_empty(),
        }
    }

    /// Signs claims with the server's own key.
    ///
    /// # Errors
    /// When they cannot be signed.
    pub fn sign(&self, claims: Claims) -> Result<String, TokenFault> {
        let header = Header { kid: Some(OWN.to_owned()), ..Header::new(Algorithm::HS256) };
        let signed = Signed { iss: OWN, aud: OWN, claims };
        jsonwebtoken::encode(&header, &signed, &self.signing).map_err(invalid)
    }

    /// A link to an answer that holds until `exp`, in seconds since 1970.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn sign_share(&self, answer_id: &str, exp: i64) -> Result<String, TokenFault> {
        let (iss, aud) = (OWN.to_owned(), SHARE.to_owned());
        let claims = ShareClaims { iss, aud, sub: answer_id.to_owned(), exp };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .map_err(invalid)
    }

    /// The answer of a link, and when it ends.
    ///
    /// # Errors
    /// When the link has ended or is none.
    pub fn verify_share(&self, token: &str) -> Result<(String, i64), ShareFault> {
        let read = jsonwebtoken::decode::<ShareClaims>(token, &self.own.key, &self.share);
        let told = |error: jsonwebtoken::errors::Error| match error.kind() {
            ErrorKind::ExpiredSignature => ShareFault::Expired,
            _ => ShareFault::Unknown,
        };
        read.map(|read| (read.claims.sub, read.claims.exp)).map_err(told)
    }
}

fn is_secret(key: &Jwk) -> bool {
    matches!(key.algorithm, AlgorithmParameters::OctetKey(_))
}

fn invalid(error: jsonwebtoken::errors::Error) -> TokenFault {
    TokenFault::Invalid(error.to_string())
}

/// The shared secret and every key file of the configuration.
fn host_keys(config: &TokenConfig) -> anyhow::Result<Vec<Trusted>> {
    let mut keys = Vec::new();
    if let Some(secret) = &config.secret {
        keys.push(trusted(config, DecodingKey::from_secret(secret.bytes()), None));
    }
    for path in &config.keys {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
        keys.extend(of_file(config, path, &text)?);
    }
    Ok(keys)
}

/// The keys of a file: a JSON Web Key Set, or one public key as PEM.
fn of_file(config: &TokenConfig, path: &Path, text: &str) -> anyhow::Result<Vec<Trusted>> {
    if text.trim_start().starts_with('{') {
        let set: JwkSet = serde_json::from_str(text)
            .with_context(|| format!("`{}` is no set of JSON Web Keys", path.display()))?;
        let keys = set.keys.iter().map(|key| {
            let id = key.common.key_id.clone();
            let read = DecodingKey::from_jwk(key);
            let read = read.with_context(|| {
                format!(
                    "a key of `{}` cannot be used: {}",
                    path.display(),
                    id.clone().unwrap_or_default()
                )
            })?;
            Ok(trusted(config, read, id))
        });
        return keys.collect();
    }
    let bytes = text.as_bytes();
    let readers = [DecodingKey::from_rsa_pem, DecodingKey::from_ec_pem, DecodingKey::from_ed_pem];
    let key = readers.into_iter().find_map(|read| read(bytes).ok());
    let key = key
        .with_context(|| format!("`{}` holds no RSA, EC or Ed25519 public key", path.display()))?;
    Ok(vec![trusted(config, key, None)])
}

/// A key verifies only the algorithms of its own family: a public key is no shared secret.
fn trusted(config: &TokenConfig, key: DecodingKey, id: Option<String>) -> Trusted {
    let mut validation = Validation::new_for_family(key.family());
    validation.leeway = LEEWAY_S;
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["exp", "sub"]);
    match &config.audience {
        Some(audience) => {
            validation.set_audience(&[audience]);
            validation.required_spec_claims.insert("aud".to_owned());
        }
        None => validation.validate_aud = false,
    }
    if let Some(issuer) = &config.issuer {
        validation.set_issuer(&[issuer]);
        validation.required_spec_claims.insert("iss".to_owned());
    }
    Trusted { id, key, validation }
}
