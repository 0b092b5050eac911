//! Tokens as a host signs them.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

/// The secret that the tests' host shares with the server.
pub(crate) const SECRET: &str = "the secret of the host, long enough to be one";

/// Makes a server believe the tests' host.
pub(crate) fn believe(config: &mut Config) {
    config.tokens.secret = Some(Secret::new(SECRET.to_owned()));
}

/// Claims that hold for an hour.
pub(crate) fn claims(subject: &str, more: &Value) -> Value {
    let mut claims = json!({"sub": subject, "exp": now_s() + 3600});
    for (name, value) in more.as_object().expect("more claims") {
        claims[name] = value.clone();
    }
    claims
}

/// The value of `Authorization` for a person.
pub(crate) fn bearer(subject: &str, more: &Value) -> String {
    format!("Bearer {}", sign(&claims(subject, more)))
}

/// Claims signed with the secret of the tests' host.
pub(crate) fn sign(claims: &Value) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::new(Algorithm::HS256), claims, &key).expect("a token")
}

pub(crate) fn now_s() -> i64 {
    wenshui_api::clock::now_ms() / 1000
}
