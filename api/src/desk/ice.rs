//! What a browser connects through: servers that tell it its address, and relays with a pass that
//! ends (the scheme that coturn calls `use-auth-secret`, from draft-uberti-behave-turn-rest-00).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::config::calling::Calling;
use crate::config::secret::Secret;

/// How long a pass holds, in seconds; who connects anew takes a new one.
pub const PASS_S: i64 = 3600;
/// How many hexadecimal digits stand for whom a pass was made.
const NAME_CHARS: usize = 16;

/// Some servers, and the pass to them where they want one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers {
    /// Their addresses.
    pub urls: Vec<String>,
    /// Name and password.
    pub pass: Option<(String, String)>,
}

/// The servers for somebody in a call, with passes that end at `expires_at`, in seconds since 1970.
pub fn servers(calling: &Calling, (call, who): (&str, &str), expires_at: i64) -> Vec<Servers> {
    let stun = Servers { urls: calling.stun_urls.clone(), pass: None };
    let turn = calling.turn_secret.as_ref().map(|secret| {
        let name = name((call, who), expires_at);
        let password = password(secret, &name);
        Servers { urls: calling.turn_urls.clone(), pass: Some((name, password)) }
    });
    [Some(stun), turn].into_iter().flatten().filter(|servers| !servers.urls.is_empty()).collect()
}

/// The end of the pass, then who has it in this call, without saying who that is.
fn name((call, who): (&str, &str), expires_at: i64) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("wenshui 2026-11-27 name at a relay");
    hasher.update(call.as_bytes());
    hasher.update(&[0]);
    hasher.update(who.as_bytes());
    let hash = hasher.finalize().to_hex();
    format!("{expires_at}:{}", &hash[..NAME_CHARS])
}

fn password(secret: &Secret, name: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(secret.bytes());
    let mut mac = mac.expect("HMAC takes keys of any length");
    mac.update(name.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{password, servers};
    use crate::config::calling::Calling;
    use crate::config::secret::Secret;

    /// By `printf 1700000000:li | openssl dgst -sha1 -hmac north -binary | base64`.
    #[test]
    fn a_password_is_what_coturn_computes() {
        let secret = Secret::new("north".to_owned());
        assert_eq!(password(&secret, "1700000000:li"), "nbJ9Uq/f6vXcNQa1DOJv/OZ/e7A=");
    }

    #[test]
    fn a_pass_names_its_end_and_nobody_and_is_anothers_for_another() {
        let calling = Calling {
            stun_urls: vec!["stun:a:3478".to_owned()],
            turn_urls: vec!["turn:a:3478".to_owned()],
            turn_secret: Some(Secret::new("north".to_owned())),
            dialler: None,
        };
        let names = [("c", "li"), ("c", "wang"), ("d", "li")].map(|who| {
            let [stun, turn] = servers(&calling, who, 1_700_000_000).try_into().unwrap();
            assert_eq!(stun.pass, None);
            let (name, _) = turn.pass.unwrap();
            assert!(name.starts_with("1700000000:") && !name.contains("li"), "{name}");
            name
        });
        assert!(names[0] != names[1] && names[0] != names[2]);
        let without = Calling { turn_secret: None, ..calling };
        assert_eq!(servers(&without, ("c", "li"), 1).len(), 1);
    }
}
