//! Keys of programs: one more thing that is shown as `Authorization: Bearer`. A key is `wsk_`, its id, `_` and
//! 260 random bits. Only a hash of these is stored: nobody guesses so many bits, so it can be a fast one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use blake3::Hash;

use crate::config::secret::Secret;
use crate::identity::principal::{Principal, TokenFault};
use crate::store::Store;
use crate::store::api_key::ApiKey;

/// What every key begins with, so that a leaked one is known for what it is.
pub const PREFIX: &str = "wsk_";
/// What the hash is derived for; with it no other hash of the same bits is this one.
const PURPOSE: &str = "wenshui 2026-11-28 key of a program";
/// Letters that are not taken for one another, 32 of them, so that each holds five bits.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many letters the id and the secret part have.
const ID_LETTERS: usize = 12;
const SECRET_LETTERS: usize = 52;
/// How long a key is believed without being looked up again, in milliseconds: so long one that was
/// removed may be used on other nodes.
pub const HELD_MS: i64 = 30_000;
/// How many keys are held.
const HELD_MAX: usize = 1000;
/// How often it is written that a key is in use, in milliseconds.
const USED_EVERY_MS: i64 = 60 * 60 * 1000;

/// A key that was just made, to be shown once.
#[derive(Debug)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// All of it.
    pub key: Secret,
    /// The hash to be stored.
    pub hash: String,
}

/// Makes a key.
///
/// # Errors
/// When the system gives no random bytes.
pub fn make() -> anyhow::Result<Made> {
    let mut bytes = [0; ID_LETTERS + SECRET_LETTERS];
    getrandom::fill(&mut bytes)?;
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    let id: String = letters[..ID_LETTERS].iter().collect();
    let secret: String = letters[ID_LETTERS..].iter().collect();
    let hash = hashed(&secret).to_hex().to_string();
    Ok(Made { key: Secret::new(format!("{PREFIX}{id}_{secret}")), id, hash })
}

/// The keys that were shown lately, so that the store is not asked with every request.
#[derive(Debug, Default)]
pub struct KeyRing(Mutex<HashMap<String, Held>>);

#[derive(Debug, Clone)]
struct Held {
    key: ApiKey,
    read_at: i64,
}

impl KeyRing {
    /// Whom a key stands for at a moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// Why it is not believed; the words say nothing of the key.
    pub async fn verify(
        &self,
        store: &Store,
        (shown, now_ms): (&str, i64),
    ) -> Result<Principal, TokenFault> {
        let (id, secret) = parts(shown).ok_or_else(|| invalid("it has not the form of a key"))?;
        let key = self.find(store, (id, now_ms)).await?;
        let hash = Hash::from_hex(&key.hash).map_err(|_| invalid("its stored hash is none"))?;
        // Comparing hashes takes the same time wherever they differ.
        if hash != hashed(secret) {
            return Err(invalid("the key is another"));
        }
        let principal = stands_for(&key, now_ms)?;
        self.note_use(store, (key, now_ms)).await;
        Ok(principal)
    }

    /// Whom the key of an id stands for, where something that was signed here names it.
    ///
    /// # Errors
    /// When it is gone or has ended.
    pub async fn of_id(
        &self,
        store: &Store,
        (id, now_ms): (&str, i64),
    ) -> Result<Principal, TokenFault> {
        stands_for(&self.find(store, (id, now_ms)).await?, now_ms)
    }

    /// Looks a key up again when it is shown next.
    pub fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    async fn find(&self, store: &Store, (id, now_ms): (&str, i64)) -> Result<ApiKey, TokenFault> {
        let held = self.held(id).filter(|held| now_ms - held.read_at < HELD_MS);
        if let Some(held) = held {
            return Ok(held.key);
        }
        let found = store.db.api_key(id).await.map_err(TokenFault::Store)?;
        let Some(key) = found else {
            self.forget(id);
            return Err(TokenFault::Gone);
        };
        self.hold(Held { key: key.clone(), read_at: now_ms });
        Ok(key)
    }

    fn held(&self, id: &str) -> Option<Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn hold(&self, held: Held) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= HELD_MAX {
            all.retain(|_, other| held.read_at - other.read_at < HELD_MS);
        }
        if all.len() < HELD_MAX {
            all.insert(held.key.id.clone(), held);
        }
    }

    /// Writes that a key is in use, once an hour; that it cannot be written hinders nobody.
    async fn note_use(&self, store: &Store, (key, now_ms): (ApiKey, i64)) {
        if key.used_at.is_some_and(|used| now_ms - used < USED_EVERY_MS) {
            return;
        }
        let id = key.id.clone();
        if let Err(error) = store.db.api_key_used(&id, now_ms).await {
            tracing::warn!(key.id = id, error.cause = %error, "the use of a key could not be noted");
        }
        self.hold(Held { key: ApiKey { used_at: Some(now_ms), ..key }, read_at: now_ms });
    }
}

fn stands_for(key: &ApiKey, now_ms: i64) -> Result<Principal, TokenFault> {
    if key.expires_at.is_some_and(|at| at <= now_ms) {
        return Err(invalid("the key has ended"));
    }
    Principal::of_key(key)
}

/// The id and the secret part of a key.
fn parts(shown: &str) -> Option<(&str, &str)> {
    let (id, secret) = shown.strip_prefix(PREFIX)?.split_once('_')?;
    (id.len() == ID_LETTERS && secret.len() == SECRET_LETTERS).then_some((id, secret))
}

fn hashed(secret: &str) -> Hash {
    Hash::from_bytes(blake3::derive_key(PURPOSE, secret.as_bytes()))
}

fn invalid(words: &str) -> TokenFault {
    TokenFault::Invalid(words.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{hashed, make, parts};

    #[test]
    fn every_key_is_another_and_cannot_be_printed() {
        let mut seen = HashSet::new();
        for _ in 0..200 {
            let made = make().unwrap();
            let (id, secret) = parts(made.key.text()).expect("the form of a key");
            assert_eq!(
                (id, hashed(secret).to_hex().as_str()),
                (made.id.as_str(), made.hash.as_str())
            );
            assert!(!format!("{made:?}").contains(secret) && !made.hash.contains(secret));
            assert!(seen.insert(secret.to_owned()) && seen.insert(id.to_owned()));
        }
    }

    #[test]
    fn what_has_another_form_is_no_key() {
        let made = make().unwrap();
        let key = made.key.text();
        let longer = format!("{key}a");
        for wrong in ["", "wsk_", "wsk__", &key[1..], &key[..key.len() - 1], &longer] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
