//! The door to NATS, by which nodes tell each other what cannot wait and hand out published versions.
//!
//! Nothing is kept here that the database does not have: what is told and lost is made up for by the next look
//! at the rows, and what is handed out is believed only where its checksum is that of its row.

mod bucket;

use std::time::Duration;

use anyhow::Context as _;
use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, ServerAddr, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;

use crate::config::nats::NatsConfig;

/// How long one try to connect may take, and the longest pause before the next.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How often the server is asked whether it is there; silent three times, it is gone.
const PING_EVERY: Duration = Duration::from_secs(2);
/// How long a word may wait for its place in the queue to the server.
const TELL_TIMEOUT: Duration = Duration::from_secs(1);
/// What this client is called in NATS's own lists.
const NAME: &str = "wenshui";

/// The connection; cheap to clone. It comes back by itself for as long as there is a clone.
#[derive(Clone)]
pub struct Nats {
    client: Client,
    replicas: usize,
}

/// Why NATS does not do something.
#[derive(Debug, thiserror::Error)]
pub enum NatsError {
    /// It is not connected.
    #[error("NATS is away")]
    Away,
    /// It does not answer in time.
    #[error("NATS does not answer in time")]
    Late,
    /// It refuses, or what it gives is not usable.
    #[error("NATS: {0}")]
    Refused(String),
}

/// What others tell; ends when the connection does for good.
pub struct Heard(Subscriber);

impl Nats {
    /// The connection that a configuration asks for, if it does.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub async fn of(config: Option<&NatsConfig>) -> anyhow::Result<Option<Self>> {
        match config {
            Some(config) => Self::open(config).await.map(Some),
            None => Ok(None),
        }
    }

    /// Begins to connect and does not wait for it: a server that is away is come back to.
    ///
    /// # Errors
    /// When an address or a file of the configuration is not usable.
    pub async fn open(config: &NatsConfig) -> anyhow::Result<Self> {
        // TLS takes the process's own choice of cryptography; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (servers, shown) = servers(config.urls.text())?;
        let mut options = shown.options();
        if let Some(path) = &config.credentials {
            let words = || format!("nats_credentials: `{}` is not usable", path.display());
            options = options.credentials_file(path).await.with_context(words)?;
        }
        if let Some(path) = &config.authority {
            anyhow::ensure!(path.is_file(), "nats_ca: there is no file `{}`", path.display());
            options = options.add_root_certificates(path.clone());
        }
        let options = options
            .name(NAME)
            .ping_interval(PING_EVERY)
            .connection_timeout(CONNECT_TIMEOUT)
            .max_reconnects(Option::<usize>::default())
            .reconnect_delay_callback(pause)
            .event_callback(|event| async move {
                tracing::debug!(%event, "NATS");
            })
            .retry_on_initial_connect();
        let client = options.connect(servers).await.context("NATS is not usable")?;
        Ok(Self { client, replicas: config.replicas })
    }

    /// Whether it is connected now.
    pub fn is_there(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    /// Waits until it is connected, but not longer than `patience`.
    pub async fn settle(&self, patience: Duration) {
        // Flushing waits for the server; without one it is as good as away.
        let _ = tokio::time::timeout(patience, self.client.flush()).await;
    }

    /// Tells everybody who hears `subject`; whether the server was there to take it. What it takes may be lost
    /// all the same.
    pub async fn tell(&self, subject: &str, words: &str) -> bool {
        if !self.is_there() {
            return false;
        }
        let words = Bytes::copy_from_slice(words.as_bytes());
        let telling = self.client.publish(subject.to_owned(), words);
        matches!(tokio::time::timeout(TELL_TIMEOUT, telling).await, Ok(Ok(())))
    }

    /// Hears what is told from now on, over every loss of the connection.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn hear(&self, subject: &str) -> Result<Heard, NatsError> {
        let heard = self.client.subscribe(subject.to_owned()).await;
        heard.map(Heard).map_err(|error| NatsError::Refused(error.to_string()))
    }
}

impl Heard {
    /// What is told next; nothing when the connection has ended.
    pub async fn next(&mut self) -> Option<Bytes> {
        self.0.next().await.map(|told| told.payload)
    }
}

/// How the client shows who it is.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Token(String),
    Password(String, String),
}

impl Shown {
    fn options(self) -> ConnectOptions {
        let options = ConnectOptions::new();
        match self {
            Self::Nothing => options,
            Self::Token(token) => options.token(token),
            Self::Password(user, password) => options.user_and_password(user, password),
        }
    }
}

/// The addresses of servers without what they carry, and that. Errors do not show an address: it may hold a
/// password.
fn servers(urls: &str) -> anyhow::Result<(Vec<ServerAddr>, Shown)> {
    let (mut servers, mut shown) = (Vec::new(), Shown::Nothing);
    for (place, url) in urls.split(',').map(str::trim).enumerate() {
        let (scheme, rest) = url.split_once("://").unwrap_or(("nats", url));
        anyhow::ensure!(
            ["nats", "tls"].contains(&scheme),
            "nats: address {} begins with neither nats:// nor tls://",
            place + 1
        );
        let (carried, host) = rest.rsplit_once('@').map_or((None, rest), |(a, b)| (Some(a), b));
        let server: Result<ServerAddr, _> = format!("{scheme}://{host}").parse();
        let server = server.ok().filter(|server| !host.is_empty() && !server.host().is_empty());
        servers.push(server.with_context(|| format!("nats: address {} is none", place + 1))?);
        let Some(carried) = carried else { continue };
        let carried = match carried.split_once(':') {
            Some((user, password)) => Shown::Password(decoded(user)?, decoded(password)?),
            None => Shown::Token(decoded(carried)?),
        };
        anyhow::ensure!(
            shown == Shown::Nothing || shown == carried,
            "nats: servers of one cluster take the same user"
        );
        shown = carried;
    }
    Ok((servers, shown))
}

/// Text of an address with `%41` and its like read as what they stand for.
fn decoded(text: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.context("nats: `%` in a user, password or token is written %25")?);
        bytes.extend(part.bytes().skip(2));
    }
    String::from_utf8(bytes).context("nats: a user, password or token is not UTF-8")
}

/// Longer pauses from try to try, so that a server that starts is not overrun, but never so long that nodes
/// would be late for it.
fn pause(tries: usize) -> Duration {
    let doubled = 1 << tries.min(10);
    Duration::from_millis(doubled).min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use super::{Shown, pause, servers};

    #[test]
    fn what_an_address_carries_is_taken_out_of_it() {
        let (found, shown) = servers("nats://a:p%40ss@one:4222, tls://a:p%40ss@two").unwrap();
        assert_eq!(shown, Shown::Password("a".to_owned(), "p@ss".to_owned()));
        assert_eq!(format!("{found:?}").matches("p%40").count(), 0, "{found:?}");
        assert!(!found[0].tls_required() && found[1].tls_required());
        assert_eq!((found[0].host(), found[1].port()), ("one", 4222));
        let (_, shown) = servers("nats://t0ken@one").unwrap();
        assert_eq!(shown, Shown::Token("t0ken".to_owned()));
        assert_eq!(servers("one:1").unwrap().1, Shown::Nothing);
    }

    #[test]
    fn an_address_that_is_none_is_told_without_what_it_carries() {
        for (urls, word) in [
            ("", "address 1 is none"),
            ("nats://one,nats://a:secret@", "address 2 is none"),
            ("https://a:secret@one", "neither"),
            ("nats://a:secret@one,nats://b:secret@two", "same user"),
            ("nats://a:%zz@one", "%25"),
        ] {
            let error = format!("{:#}", servers(urls).unwrap_err());
            assert!(error.contains(word) && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<_> = [0, 3, 9, 10, 1000].map(|tries| pause(tries).as_millis()).into();
        assert_eq!(pauses, [1, 8, 512, 1000, 1000]);
    }
}
