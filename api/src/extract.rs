//! Bodies, parameters and ids, read with an error of its own for every way of being wrong.

pub mod wording;

use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::ApiError;

/// The largest body, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// The largest body of knowledge, in bytes: an answer alone may have 25,000 characters.
pub const KNOWLEDGE_BYTES_MAX: usize = 192 * 1024;

/// A JSON body of type `T`.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        parse(&bytes).map(Self)
    }
}

/// The bytes of a body that is declared as JSON, for those whose signature covers them.
pub struct JsonBytes(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::new("unsupported_media_type"));
        }
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Self).map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                ApiError::new("body_too_large")
            }
            broken => ApiError::new("not_json").with(&[&broken.body_text()]),
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// Reads JSON and tells broken JSON from unknown fields and from values of another type.
///
/// # Errors
/// `not_json`, `unknown_field` or `bad_field` with what is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ApiError::new("not_json").with(&[&wording::told(&error.to_string())]))?;
    check_object(text)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner());
        let said = inner.to_string();
        let words = wording::told(&said);
        if !inner.is_data() {
            return ApiError::new("not_json").with(&[&words]);
        }
        if let Some(name) = named(&said, &["unknown field `"]) {
            return ApiError::about(name, "unknown_field", &[&words]);
        }
        match named(&said, &["missing field `", "duplicate field `"]) {
            Some(name) if path == "." => ApiError::about(name, "bad_field", &[&words]),
            Some(name) => {
                let place = format!("{path}.{name}");
                ApiError::about(&place, "bad_field", &[&words])
            }
            None if path == "." => ApiError::new("bad_field").with(&[&words]),
            None => ApiError::about(&path, "bad_field", &[&words]),
        }
    })?;
    reader
        .end()
        .map_err(|error| ApiError::new("not_json").with(&[&wording::told(&error.to_string())]))?;
    Ok(value)
}

/// The field that serde names only in its words, behind one of these: "missing field `x`".
fn named<'a>(said: &'a str, how: &[&str]) -> Option<&'a str> {
    let rest = how.iter().find_map(|how| said.strip_prefix(how))?;
    Some(rest.split_once('`')?.0)
}

/// Refuses everything but an object: serde would also take a list of values in the order of the
/// fields.
fn check_object(text: &str) -> Result<(), ApiError> {
    if text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return Ok(());
    }
    let words = match serde_json::from_str::<IgnoredAny>(text) {
        Ok(IgnoredAny) => "expected an object".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(ApiError::new("not_json").with(&[&wording::told(&words)]))
}

/// Parameters of the address after `?`, refused with a problem when they do not fit `T`.
pub struct QueryOf<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(query)| Self(query)).map_err(wrong_query)
    }
}

/// What is wrong with the parameters of an address, with the one to blame where it is known.
pub fn wrong_query(rejection: QueryRejection) -> ApiError {
    let said = rejection.body_text();
    let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(&said);
    match said.split_once(": ").filter(|(name, _)| !name.contains(' ')) {
        Some((name, said)) => ApiError::about(name, "bad_query", &[&wording::told(said)]),
        None => match named(said, &["missing field `", "duplicate field `", "unknown field `"]) {
            Some(name) => ApiError::about(name, "bad_query", &[&wording::told(said)]),
            None => ApiError::new("bad_query").with(&[&wording::told(said)]),
        },
    }
}

/// The one id in a path; what is not UTF-8 names nothing.
pub struct IdInPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdInPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = parts.uri.path().to_owned();
        let id = Path::<String>::from_request_parts(parts, state).await;
        id.map(|Path(id)| Self(id)).map_err(|_| ApiError::new("not_found").with(&[&path]))
    }
}

/// The two ids in a path, the outer one first; what is not UTF-8 names nothing.
pub struct IdsInPath(pub String, pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdsInPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = parts.uri.path().to_owned();
        let ids = Path::<(String, String)>::from_request_parts(parts, state).await;
        let named = ids.map(|Path((outer, inner))| Self(outer, inner));
        named.map_err(|_| ApiError::new("not_found").with(&[&path]))
    }
}

/// A number of a request that has to lie in a range, or its default.
///
/// # Errors
/// `bad_number` with the range.
pub fn in_range(
    field: &str,
    (given, default): (Option<i64>, i64),
    range: RangeInclusive<i64>,
) -> Result<i64, ApiError> {
    let number = given.unwrap_or(default);
    if range.contains(&number) {
        return Ok(number);
    }
    let words = format!("{} - {}", range.start(), range.end());
    Err(ApiError::about(field, "bad_number", &[field, &words]))
}
