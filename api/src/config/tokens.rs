//! Which tokens are believed.

use std::path::PathBuf;

use crate::config::secret::Secret;

/// Keys and conditions of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenConfig {
    /// `token_secret`: the secret that the host signs with (HS256, HS384 or HS512; flag-less,
    /// variable `WENSHUI_TOKEN_SECRET`, default none, at least 32 bytes).
    pub secret: Option<Secret>,
    /// `token_keys`: files with the host's public keys, each a PEM (RSA, EC, Ed25519) or a JSON Web
    /// Key Set; read again when they change (file only; default none).
    pub keys: Vec<PathBuf>,
    /// The address with the host's keys, where it has one.
    pub jwks: Option<JwksConfig>,
    /// `token_issuer`: what `iss` has to be (file only; default anything).
    pub issuer: Option<String>,
    /// `token_audience`: what `aud` has to hold (file only; default anything).
    pub audience: Option<String>,
    /// `token_own_key`: the file of the server's own key, made where it is missing; nodes that serve
    /// together share it (file only; default `token.key` in the data directory).
    pub own_key: PathBuf,
    /// `staff_token_hours`: how long a login holds, in hours (file only; default 8).
    pub staff_hours: u32,
}

/// Where the host's keys are fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwksConfig {
    /// `token_jwks_url`: the address of a JSON Web Key Set: https, or http of this machine itself
    /// (file only; default none).
    pub url: String,
    /// `token_jwks_ca`: a PEM file of certificates that are trusted there besides those that the
    /// system trusts (file only; default none).
    pub authority: Option<PathBuf>,
    /// `token_jwks_minutes`: how often it is fetched, in minutes (file only; default 10).
    pub every_minutes: u32,
}
