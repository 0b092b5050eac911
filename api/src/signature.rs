//! Signed bodies between this server and others: `t=…,v1=…`, a moment and an HMAC-SHA256 over the
//! moment, a dot and the body.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header that carries a signature.
pub const HEADER: &str = "wenshui-signature";
/// How far the moment of a signature may be from now, in seconds; older ones could be sent again.
const TOLERANCE_S: i64 = 300;

/// The signature of a body at a moment, in seconds since 1970.
pub fn sign(secret: &[u8], timestamp: i64, body: &[u8]) -> String {
    let digest = mac(secret, timestamp, body).finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={timestamp},v1={hex}")
}

/// Whether a signature is one of this body, made not long ago. The comparison takes as long for a wrong
/// one as for a right one.
pub fn is_signed(secret: &[u8], (signature, body): (&str, &[u8]), now_s: i64) -> bool {
    let Some((timestamp, digest)) = parts(signature) else {
        return false;
    };
    let fresh = now_s.abs_diff(timestamp) <= TOLERANCE_S.unsigned_abs();
    fresh && mac(secret, timestamp, body).verify_slice(&digest).is_ok()
}

fn mac(secret: &[u8], timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn parts(signature: &str) -> Option<(i64, Vec<u8>)> {
    let (timestamp, hex) = signature.strip_prefix("t=")?.split_once(",v1=")?;
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let digest: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    Some((timestamp.parse().ok()?, digest?))
}

#[cfg(test)]
mod tests {
    use super::{is_signed, sign};

    /// By `printf '1700000000.{}' | openssl dgst -sha256 -hmac secret`.
    const SIGNED: &str =
        "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163";

    #[test]
    fn a_signature_is_what_others_compute() {
        assert_eq!(sign(b"secret", 1_700_000_000, b"{}"), SIGNED);
    }

    #[test]
    fn only_the_same_body_secret_and_time_are_signed() {
        let now = 1_700_000_100;
        assert!(is_signed(b"secret", (SIGNED, b"{}"), now));
        assert!(!is_signed(b"secret", (SIGNED, b"{} "), now));
        assert!(!is_signed(b"Secret", (SIGNED, b"{}"), now));
        assert!(!is_signed(b"secret", (SIGNED, b"{}"), now + 3600));
        assert!(!is_signed(b"secret", (SIGNED, b"{}"), now - 3600));
        let later = SIGNED.replace("t=1700000000", "t=1700000100");
        assert!(!is_signed(b"secret", (&later, b"{}"), now));
        for none in ["", "t=1700000000", "t=1700000000,v1=", "t=1700000000,v1=zz", "v1=00,t=1"] {
            assert!(!is_signed(b"secret", (none, b"{}"), now), "{none}");
        }
    }
}
