//! The id of a request: the caller's own, where it is well formed, else a new one.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries it, in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long one may be.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=64;
/// From so many digits on, and nothing else, a text may be somebody's number.
const DIGITS_MAX: usize = 10;

/// The id of a request with these headers.
pub fn of(headers: &HeaderMap) -> HeaderValue {
    match headers.get(REQUEST_ID) {
        Some(given) if is_well_formed(given.as_bytes()) => given.clone(),
        _ => new(),
    }
}

fn new() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::new_v4().simple().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
}

/// Whether a text can stand in a log as an id. A telephone number or that of a person cannot: it is written
/// down nowhere, and so not there either.
fn is_well_formed(text: &[u8]) -> bool {
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    let body = text.strip_suffix(b"X").or_else(|| text.strip_suffix(b"x")).unwrap_or(text);
    let is_number = body.len() > DIGITS_MAX && body.iter().all(u8::is_ascii_digit);
    LENGTH.contains(&text.len()) && text.iter().all(is_sign) && !is_number
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{REQUEST_ID, of};

    fn given(text: &'static str) -> (HeaderValue, HeaderValue) {
        let value = HeaderValue::from_static(text);
        (of(&HeaderMap::from_iter([(REQUEST_ID, value.clone())])), value)
    }

    #[test]
    fn what_is_well_formed_is_taken_over_and_else_a_new_one_made() {
        for text in [
            "gw-00000042",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "6b1d9b1e-1111-4a4a-9c3c-0123456789ab",
        ] {
            let (taken, value) = given(text);
            assert_eq!(taken, value);
        }
        let numbers = ["13800138000", "440106199001011234", "44010619900101123X"];
        for text in ["short", "with space", "a\"b,c:dddddd", "{jndi:ldap}"].iter().chain(&numbers) {
            let (taken, value) = given(text);
            assert_ne!(taken, value, "{text}");
            assert_eq!(taken.len(), 32);
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
