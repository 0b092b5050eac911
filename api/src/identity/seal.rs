//! What clarification needs to go on, sealed for the client to carry: any node can open it, nobody
//! else can make it, and it fits no other conversation.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blake3::{Hash, OUT_LEN};

/// What the key is derived for; with it no other use of the server's key makes such a seal.
const PURPOSE: &str = "wenshui 2026-11-26 conversation token";
/// The longest token that is looked at, in bytes: a question of 300 characters with what was offered
/// over all rounds is a fifth of it.
pub const TOKEN_BYTES_MAX: usize = 16_384;

/// The key.
#[derive(Clone)]
pub struct Seal([u8; OUT_LEN]);

impl Seal {
    /// By the server's own key.
    pub fn new(own: &[u8]) -> Self {
        Self(blake3::derive_key(PURPOSE, own))
    }

    /// A text as a token of a conversation: its keyed BLAKE3 and the text, in Base64 for addresses.
    pub fn close(&self, conversation: &str, text: &str) -> String {
        let mut bytes = Vec::with_capacity(OUT_LEN + text.len());
        bytes.extend_from_slice(self.mark(conversation, text).as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The text of a token; none where this server did not make it for the conversation.
    pub fn open(&self, conversation: &str, token: &str) -> Option<String> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (mark, text) = bytes.split_first_chunk::<OUT_LEN>()?;
        let text = std::str::from_utf8(text).ok()?;
        // Comparing hashes takes the same time wherever they differ.
        let holds = Hash::from_bytes(*mark) == self.mark(conversation, text);
        holds.then(|| text.to_owned())
    }

    fn mark(&self, conversation: &str, text: &str) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&(conversation.len() as u64).to_le_bytes());
        hasher.update(conversation.as_bytes());
        hasher.update(text.as_bytes());
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::{Seal, TOKEN_BYTES_MAX};

    #[test]
    fn a_token_opens_for_its_conversation_and_key_only() {
        let seal = Seal::new(b"a key of this server");
        let token = seal.close("talk", "{\"question\":\"契税\"}");
        assert_eq!(seal.open("talk", &token).as_deref(), Some("{\"question\":\"契税\"}"));
        assert_eq!(seal.open("another", &token), None);
        assert_eq!(Seal::new(b"a key of another").open("talk", &token), None);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(seal.open("talk", &forged), None, "changed at {at}");
        }
        for wrong in ["", "AAAA", "契税", &"A".repeat(TOKEN_BYTES_MAX + 4)] {
            assert_eq!(seal.open("talk", wrong), None);
        }
    }
}
