//! What nodes on one PostgreSQL tell each other at once: whom to wake, and who types. It carries no event:
//! rows are the truth, and a wake that is lost here is made up for by the next look.
//!
//! Words go by NATS while it is there, else by the database's own notifications; both are heard always.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use tokio::sync::mpsc;

use crate::nats::Nats;
use crate::store::bus::{Bus, Listening, Word};

/// The channel of all nodes.
const CHANNEL: &str = "wenshui";
/// What is told in one notification, in bytes; PostgreSQL takes fewer than 8,000.
const PAYLOAD_MAX: usize = 7_000;
/// How many words wait to be told; those beyond are lost.
const QUEUE_MAX: usize = 4_096;
/// How many words are told together.
const TOGETHER_MAX: usize = 256;
/// How long until the next try where something cannot be listened to.
const PAUSE: Duration = Duration::from_secs(5);
/// How often a node gives a sign through the database, which it hears itself; who hears none for so long is
/// deaf. A listener that only waits never learns that a network was cut.
const SIGN_EVERY: Duration = Duration::from_secs(10);
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// By what the relay itself learns that the bus is closed. Nobody wakes it: no id has such a character.
const OWN_KEY: &str = "\u{1}relay";

/// How words come to other nodes.
#[derive(Clone)]
pub struct Ways {
    /// The database, to notify by.
    pub pool: AnyPool,
    /// Its address, to listen at.
    pub url: String,
    /// NATS with the subject of this database, where there is one.
    pub nats: Option<(Nats, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Message {
    /// Who tells it, for a node hears itself too.
    node: String,
    words: Vec<Word>,
}

/// Connects the bus of this node with those of all others on the same database, until it is closed.
/// To be called inside the runtime that will use it.
pub fn connect(bus: &Bus, ways: Ways) {
    let node = uuid::Uuid::now_v7().to_string();
    let (sender, words) = mpsc::channel(QUEUE_MAX);
    bus.relay_to(sender);
    tokio::spawn(hear(bus.clone(), (node.clone(), ways.url.clone())));
    if let Some(nats) = ways.nats.clone() {
        tokio::spawn(hear_nats(bus.clone(), (node.clone(), nats)));
    }
    tokio::spawn(tell(ways, (node, words)));
}

/// Tells the others, many words at once where many wait.
async fn tell(ways: Ways, (node, mut words): (String, mpsc::Receiver<Word>)) {
    let mut waiting = Vec::with_capacity(TOGETHER_MAX);
    let mut signs = tokio::time::interval(SIGN_EVERY);
    loop {
        tokio::select! {
            received = words.recv_many(&mut waiting, TOGETHER_MAX) => {
                if received == 0 {
                    return;
                }
                for payload in payloads(&node, waiting.drain(..)) {
                    ways.tell(payload).await;
                }
            }
            _ = signs.tick() => {
                let sign = Message { node: node.clone(), words: Vec::new() };
                ways.notify(serde_json::to_string(&sign).unwrap_or_default()).await;
            }
        }
    }
}

impl Ways {
    /// Tells by NATS, where it takes it. PostgreSQL lets one transaction after the other notify, so that is
    /// left to it only where nothing else is there.
    async fn tell(&self, payload: String) {
        if let Some((nats, subject)) = &self.nats
            && nats.tell(subject, &payload).await
        {
            return;
        }
        self.notify(payload).await;
    }

    async fn notify(&self, payload: String) {
        let notify = sqlx::query("SELECT pg_notify($1, $2)::text").bind(CHANNEL).bind(payload);
        if let Err(error) = notify.execute(&self.pool).await {
            tracing::debug!(error.cause = %error, "other nodes are not woken; they look by themselves");
        }
    }
}

/// Words as messages that PostgreSQL takes; the same word twice is told once.
fn payloads(node: &str, words: impl Iterator<Item = Word>) -> Vec<String> {
    let mut messages = vec![Message { node: node.to_owned(), words: Vec::new() }];
    let mut bytes = 0;
    for word in words {
        let last = messages.last_mut().map(|message| &mut message.words);
        let Some(last) = last.filter(|last| !last.contains(&word)) else { continue };
        let more = serde_json::to_string(&word).map_or(PAYLOAD_MAX, |text| text.len() + 1);
        if more >= PAYLOAD_MAX {
            continue;
        }
        bytes += more;
        if bytes < PAYLOAD_MAX {
            last.push(word);
        } else {
            bytes = more;
            messages.push(Message { node: node.to_owned(), words: vec![word] });
        }
    }
    messages.retain(|message| !message.words.is_empty());
    messages.iter().filter_map(|message| serde_json::to_string(message).ok()).collect()
}

/// Hears what the others tell through the database, until the bus is closed.
async fn hear(bus: Bus, (node, url): (String, String)) {
    let mut closing = bus.listen(OWN_KEY);
    loop {
        if let Err(error) = listen(&bus, (&node, &url), &mut closing).await {
            tracing::warn!(error.cause = %error, "other nodes are not heard; it is tried again");
        }
        if matches!(tokio::time::timeout(PAUSE, closing.woken()).await, Ok(false)) {
            return;
        }
    }
}

async fn listen(
    bus: &Bus,
    (node, url): (&str, &str),
    closing: &mut Listening,
) -> Result<(), sqlx::Error> {
    let deaf = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    let listen = async {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    let mut listener = tokio::time::timeout(SILENCE_MAX, listen).await.map_err(deaf)??;
    loop {
        tokio::select! {
            told = tokio::time::timeout(SILENCE_MAX, listener.recv()) => {
                pass_on(bus, node, told.map_err(deaf)??.payload().as_bytes());
            }
            _ = closing.woken() => return Ok(()),
        }
    }
}

/// Hears what the others tell by NATS, until the bus is closed.
async fn hear_nats(bus: Bus, (node, (nats, subject)): (String, (Nats, String))) {
    let mut closing = bus.listen(OWN_KEY);
    loop {
        match nats.hear(&subject).await {
            Ok(mut heard) => loop {
                tokio::select! {
                    told = heard.next() => match told {
                        Some(told) => pass_on(&bus, &node, &told),
                        None => break,
                    },
                    open = closing.woken() => if !open { return },
                }
            },
            Err(error) => tracing::warn!(error.cause = %error, "nodes are not heard by NATS"),
        }
        if matches!(tokio::time::timeout(PAUSE, closing.woken()).await, Ok(false)) {
            return;
        }
    }
}

fn pass_on(bus: &Bus, node: &str, told: &[u8]) {
    match serde_json::from_slice::<Message>(told) {
        Ok(message) if message.node != node => {
            message.words.iter().for_each(|word| bus.pass_on(word));
        }
        Ok(_) => {}
        Err(error) => tracing::debug!(error.cause = %error, "another node tells something else"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, PAYLOAD_MAX, payloads};
    use crate::store::bus::Word;

    #[test]
    fn words_fit_into_messages_and_none_is_told_twice_in_one() {
        let long = |number: usize| Word::Wake(format!("{number}{}", "x".repeat(1_000)));
        let words = (0..20).flat_map(|number| [long(number), long(number)]);
        let told = payloads("a", words.chain([Word::Wake("y".repeat(PAYLOAD_MAX))]));
        assert!(told.iter().all(|text| text.len() < 8_000) && told.len() > 2);
        let told: Vec<Message> =
            told.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        let words: Vec<Word> = told.into_iter().flat_map(|message| message.words).collect();
        assert_eq!(words, (0..20).map(long).collect::<Vec<_>>());
        assert!(payloads("a", std::iter::empty()).is_empty());
    }
}
