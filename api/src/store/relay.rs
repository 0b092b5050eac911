//! What nodes on one PostgreSQL tell each other at once: whom to wake, and who types. It carries no event:
//! rows are the truth, and a wake that is lost here is made up for by the next look.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::postgres::{PgListener, PgNotification};
use tokio::sync::mpsc;

use crate::store::bus::{Bus, Listening, Word};

/// The channel of all nodes.
const CHANNEL: &str = "wenshui";
/// What is told in one notification, in bytes; PostgreSQL takes fewer than 8,000.
const PAYLOAD_MAX: usize = 7_000;
/// How many words wait to be told; those beyond are lost.
const QUEUE_MAX: usize = 4_096;
/// How many words are told together.
const TOGETHER_MAX: usize = 256;
/// How long until the next try where the database cannot be listened to.
const PAUSE: Duration = Duration::from_secs(5);
/// By what the relay itself learns that the bus is closed. Nobody wakes it: no id has such a character.
const OWN_KEY: &str = "\u{1}relay";

#[derive(Debug, Serialize, Deserialize)]
struct Message {
    /// Who tells it, for a node hears itself too.
    node: String,
    words: Vec<Word>,
}

/// Connects the bus of this node with those of all others on the same database, until it is closed.
/// To be called inside the runtime that will use it.
pub fn connect(bus: &Bus, (pool, url): (AnyPool, &str)) {
    let node = uuid::Uuid::now_v7().to_string();
    let (sender, words) = mpsc::channel(QUEUE_MAX);
    bus.relay_to(sender);
    tokio::spawn(tell(pool, (node.clone(), words)));
    tokio::spawn(hear(bus.clone(), (node, url.to_owned())));
}

/// Tells the others, many words at once where many wait.
async fn tell(pool: AnyPool, (node, mut words): (String, mpsc::Receiver<Word>)) {
    let mut waiting = Vec::with_capacity(TOGETHER_MAX);
    while words.recv_many(&mut waiting, TOGETHER_MAX).await > 0 {
        for payload in payloads(&node, waiting.drain(..)) {
            let notify = sqlx::query("SELECT pg_notify($1, $2)::text").bind(CHANNEL).bind(payload);
            if let Err(error) = notify.execute(&pool).await {
                tracing::debug!(error.cause = %error, "other nodes are not woken; they look by themselves");
            }
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

/// Hears what the others tell, until the bus is closed.
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
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        tokio::select! {
            told = listener.recv() => pass_on(bus, node, &told?),
            _ = closing.woken() => return Ok(()),
        }
    }
}

fn pass_on(bus: &Bus, node: &str, told: &PgNotification) {
    match serde_json::from_str::<Message>(told.payload()) {
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
