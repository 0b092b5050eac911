//! Signatures of what travels between this server and programs that share a secret with it: HMAC-SHA256
//! (RFC 2104) over the moment and the bytes, so that neither can be changed nor sent again much later.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::config::secret::Secret;

/// The header that carries a signature.
pub const HEADER: &str = "wenshui-signature";

/// How far the clocks of both sides may be apart, in seconds.
const APART_S: u64 = 300;

/// Why a signature is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// It is missing or has another form.
    #[error("there is no signature of the form `t=SECONDS,v1=HEX`")]
    Form,
    /// It was made too long ago, or by a clock that is ahead.
    #[error("the signature's time is more than {APART_S} seconds away")]
    Time,
    /// It belongs to other bytes or another secret.
    #[error("the signature does not hold")]
    Wrong,
}

/// The signature of some bytes at a moment in seconds since 1970, as `t=SECONDS,v1=HEX`.
pub fn sign(secret: &Secret, at_s: i64, body: &[u8]) -> String {
    let mut text = format!("t={at_s},v1=");
    for byte in mac(secret, at_s, body).finalize().into_bytes() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Checks a signature against some bytes, in constant time.
///
/// # Errors
/// Why it is not believed.
pub fn verify(
    secret: &Secret,
    (now_s, signature): (i64, &str),
    body: &[u8],
) -> Result<(), SignatureFault> {
    let parts = signature.split_once(",v1=").ok_or(SignatureFault::Form)?;
    let at_s = parts.0.strip_prefix("t=").and_then(|at| at.parse::<i64>().ok());
    let at_s = at_s.ok_or(SignatureFault::Form)?;
    let bytes = unhex(parts.1).ok_or(SignatureFault::Form)?;
    if at_s.abs_diff(now_s) > APART_S {
        return Err(SignatureFault::Time);
    }
    mac(secret, at_s, body).verify_slice(&bytes).map_err(|_| SignatureFault::Wrong)
}

fn mac(secret: &Secret, at_s: i64, body: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.bytes());
    let mac = mac.expect("HMAC takes keys of every length");
    mac.chain_update(at_s.to_string()).chain_update(b".").chain_update(body)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let pair = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?);
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::{SignatureFault, sign, verify};
    use crate::config::secret::Secret;

    fn secret() -> Secret {
        Secret::new("0123456789abcdef0123456789abcdef".to_owned())
    }

    #[test]
    fn it_is_what_other_tools_compute() {
        // `printf '1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef`
        let known =
            "t=1700000000,v1=417adf36b901772f658597a76d329694e335e65fc0849d7715c3ca33406309b5";
        assert_eq!(sign(&secret(), 1_700_000_000, b"{}"), known);
    }

    #[test]
    fn only_the_same_bytes_of_the_same_secret_at_about_the_same_time_hold() {
        let signature = sign(&secret(), 1000, b"body");
        let check = |now, body: &[u8]| verify(&secret(), (now, &signature), body);
        assert_eq!(check(1000, b"body"), Ok(()));
        assert_eq!(check(1300, b"body"), Ok(()));
        assert_eq!(check(1301, b"body"), Err(SignatureFault::Time));
        assert_eq!(check(699, b"body"), Err(SignatureFault::Time));
        assert_eq!(check(1000, b"bodz"), Err(SignatureFault::Wrong));
        let later = signature.replace("t=1000", "t=1001");
        assert_eq!(verify(&secret(), (1000, &later), b"body"), Err(SignatureFault::Wrong));
        let other = Secret::new("another".to_owned());
        assert_eq!(verify(&other, (1000, &signature), b"body"), Err(SignatureFault::Wrong));
        for none in ["", "t=1000", "v1=00", "t=x,v1=00", "t=1000,v1=0", "t=1000,v1=zz"] {
            assert_eq!(
                verify(&secret(), (1000, none), b"body"),
                Err(SignatureFault::Form),
                "{none}"
            );
        }
        assert_eq!(verify(&secret(), (1000, "t=1000,v1="), b"body"), Err(SignatureFault::Wrong));
    }
}
