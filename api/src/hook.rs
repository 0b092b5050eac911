//! A program outside that hears what happens here: every message is signed, has an id by which the other
//! side knows it again, follows no redirect, and is bounded in time and size.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};

use crate::asking::{Asking, AskingError, Patience};
use crate::clock;
use crate::config::secret::Secret;
use crate::signature::{HEADER, sign};

/// The header that carries the id of a message.
pub const ID_HEADER: &str = "wenshui-id";

/// How long a message may take, connecting included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A program outside.
#[derive(Debug, Clone)]
pub struct Hook {
    asking: Asking,
    secret: Secret,
}

impl Hook {
    /// The program behind an address.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`, or no client can be made.
    pub fn open(url: &str, secret: Secret) -> anyhow::Result<Self> {
        Ok(Self { asking: Asking::open(url, Patience::Whole(TIMEOUT))?, secret })
    }

    /// Sends a message; gives the bytes of the answer once it was taken. The same id may come twice.
    ///
    /// # Errors
    /// Why it did not arrive; then it may be sent again.
    pub async fn tell(&self, id: &str, body: String) -> Result<Vec<u8>, AskingError> {
        let signature = sign(&self.secret, clock::now().as_second(), body.as_bytes());
        let json = HeaderValue::from_static("application/json");
        let request = self.asking.post(None).body(body).header(HEADER, signature);
        let request = request.header(CONTENT_TYPE, json).header(ID_HEADER, id);
        self.asking.answer(request, ANSWER_BYTES_MAX).await
    }
}
