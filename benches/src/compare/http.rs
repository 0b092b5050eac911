//! What all peers have in common that are asked over HTTP.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use bytes::Bytes;
use hyper::Method;
use serde_json::Value;

use crate::client::{Asked, Client};
use crate::compare::peer::Connection;
use crate::error::Error;
use crate::load::{Shot, contains};

/// About how many bytes of documents are sent at a time.
const BATCH_BYTES: usize = 4 << 20;

/// Reads the numbers of documents out of a body.
pub type Read = Arc<dyn Fn(&[u8]) -> Result<Vec<u64>, Error> + Send + Sync>;

/// A connection to a peer over HTTP.
pub struct Wire {
    client: Client,
    address: SocketAddr,
    sign: &'static [u8],
    read: Read,
}

impl Wire {
    /// Connects; every reply has to hold `sign`, and `read` knows what it found.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn connect(
        address: SocketAddr,
        sign: &'static [u8],
        read: Read,
    ) -> Result<Self, Error> {
        Ok(Self { client: Client::connect(address).await?, address, sign, read })
    }
}

impl Connection for Wire {
    type Ask = Shot;
    type Reply = Bytes;

    async fn send(&mut self, shot: &Shot) -> Result<Bytes, Error> {
        let Shot { method, target, body } = shot.clone();
        let body = self.client.ask(Asked { method, target: &target, token: "", body }).await?;
        if contains(&body, self.sign) { Ok(body) } else { Err(strange(self.address, &body)) }
    }

    fn found(&self, reply: Bytes) -> Result<Vec<u64>, Error> {
        (self.read)(&reply)
    }
}

/// A request to a peer that is no question.
#[derive(Debug)]
pub struct Call<'a> {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: &'a str,
    /// What is sent; empty for nothing.
    pub body: String,
}

impl<'a> Call<'a> {
    /// A request that sends nothing.
    pub fn bare(method: Method, target: &'a str) -> Self {
        Self { method, target, body: String::new() }
    }

    /// A request that sends a value.
    pub fn of(method: Method, target: &'a str, value: &Value) -> Self {
        Self { method, target, body: value.to_string() }
    }

    /// Sends it over a connection of its own and gives the body of a reply that says it went well.
    ///
    /// # Errors
    /// When the server cannot be reached, or with the beginning of a reply that says it did not.
    pub async fn text(self, address: SocketAddr) -> Result<String, Error> {
        let mut client = Client::connect(address).await?;
        let Self { method, target, body } = self;
        let asked = Asked { method, target, token: "", body: body.into() };
        let (status, body) = client.follow(asked, |_| {}).await?;
        let words = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() {
            return Ok(words);
        }
        let words = words.chars().take(300).collect();
        Err(Error::Reply { address: address.to_string(), status: status.as_u16(), words })
    }

    /// The same, where the body is JSON.
    ///
    /// # Errors
    /// As [`text`](Self::text), and when it is no JSON.
    pub async fn json(self, address: SocketAddr) -> Result<Value, Error> {
        let text = self.text(address).await?;
        serde_json::from_str(&text).map_err(|_| strange(address, text.as_bytes()))
    }
}

/// The error of a reply that is not understood.
pub fn strange(address: SocketAddr, body: &[u8]) -> Error {
    let words = String::from_utf8_lossy(body).chars().take(300).collect();
    Error::Reply { address: address.to_string(), status: 200, words }
}

/// Reads the numbers at a place of every hit of a JSON body. Numbers may be written as texts.
pub fn reader(address: SocketAddr, hits: &'static str, field: &'static str) -> Read {
    Arc::new(move |body| {
        let value: Value = serde_json::from_slice(body).map_err(|_| strange(address, body))?;
        let hits = value.pointer(hits).and_then(Value::as_array);
        let number = |hit: &Value| {
            let number = hit.get(field)?;
            number.as_u64().or_else(|| number.as_str()?.parse().ok())
        };
        let numbers = hits.and_then(|hits| hits.iter().map(number).collect());
        numbers.ok_or_else(|| strange(address, body))
    })
}

/// Documents as texts, put together to batches.
pub fn batches(documents: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    let mut batches = Vec::new();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for document in documents {
        bytes += document.len();
        batch.push(document);
        if bytes >= BATCH_BYTES {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
    }
    batches.extend((!batch.is_empty()).then_some(batch));
    batches
}

/// The address that an `http://` URL names.
///
/// # Errors
/// When it is another kind of URL, has a path, or its host is not known.
pub fn address(url: &str) -> Result<SocketAddr, Error> {
    let wrong = |reason: &str| Error::Address { url: url.to_owned(), reason: reason.to_owned() };
    let rest =
        url.strip_prefix("http://").ok_or_else(|| wrong("it does not begin with http://"))?;
    let host = rest.strip_suffix('/').unwrap_or(rest);
    if host.contains('/') {
        return Err(wrong("it has a path"));
    }
    if host.contains('@') {
        return Err(wrong("peers are asked without a name and a password"));
    }
    let named = if host.rsplit(']').next().is_some_and(|end| end.contains(':')) {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let found = named.to_socket_addrs().map_err(|error| wrong(&error.to_string()))?;
    found.into_iter().next().ok_or_else(|| wrong("its host has no address"))
}

#[cfg(test)]
mod tests {
    use super::{address, batches};

    #[test]
    fn only_plain_addresses_are_taken() {
        assert_eq!(address("http://127.0.0.1:7700/").unwrap().port(), 7700);
        assert_eq!(address("http://[::1]").unwrap().port(), 80);
        let told = |url: &str| address(url).unwrap_err().to_string();
        assert!(told("https://127.0.0.1").ends_with("it does not begin with http://"));
        assert!(told("http://127.0.0.1:7700/indexes").ends_with("it has a path"));
        assert!(told("http://a:b@127.0.0.1").ends_with("without a name and a password"));
    }

    #[test]
    fn batches_hold_every_document_in_order() {
        let sent = batches((0..5).map(|number| number.to_string().repeat(3 << 20)));
        let firsts: Vec<Vec<char>> = sent
            .iter()
            .map(|batch| batch.iter().filter_map(|d| d.chars().next()).collect())
            .collect();
        assert_eq!(firsts, [vec!['0', '1'], vec!['2', '3'], vec!['4']]);
    }
}
