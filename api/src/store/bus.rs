//! Wakes those who read events of a conversation. It carries no event: rows are the truth, and who
//! is woken reads on from the last number that it has. What is never stored, that somebody types, is
//! shown to those who listen, the last sign of each side. Where nodes share a database, a relay tells
//! the others the same (`store/relay.rs`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use wenshui_desk::line::marks::{Side, Typing};

/// The bus of this node; cheap to clone.
#[derive(Clone, Default)]
pub struct Bus {
    talks: Arc<Mutex<Talks>>,
}

#[derive(Default)]
struct Talks {
    listened: HashMap<String, watch::Sender<Woken>>,
    relay: Option<mpsc::Sender<Word>>,
    closed: bool,
}

/// Something that the bus of one node tells those of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    /// Those who listen to this are woken.
    Wake(String),
    /// Those who listen to this are shown that somebody types.
    Typing(String, Typing),
}

/// What those who listen are shown.
#[derive(Debug, Clone, Copy, Default)]
struct Woken {
    times: u64,
    typing: [Option<Typing>; 2],
}

/// Somebody who listens to a conversation, until dropped.
pub struct Listening {
    bus: Bus,
    conversation: String,
    woken: watch::Receiver<Woken>,
    typing: [Option<Typing>; 2],
}

impl Bus {
    /// Listens to a conversation. What happens from now on wakes, so listen first and read then.
    pub fn listen(&self, conversation: &str) -> Listening {
        let mut talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        let (closed_sender, closed) = watch::channel(Woken::default());
        let woken = if talks.closed {
            drop(closed_sender);
            closed
        } else {
            let sender = talks.listened.entry(conversation.to_owned()).or_insert(closed_sender);
            sender.subscribe()
        };
        let conversation = conversation.to_owned();
        Listening { bus: self.clone(), conversation, woken, typing: [None; 2] }
    }

    /// Wakes everybody who listens to a conversation, on every node.
    pub fn wake(&self, conversation: &str) {
        let talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        talks.wake(conversation);
        talks.relay(|| Word::Wake(conversation.to_owned()));
    }

    /// Shows those who listen that somebody types, on every node.
    pub fn show(&self, conversation: &str, typing: Typing) {
        let talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        talks.show(conversation, typing);
        talks.relay(|| Word::Typing(conversation.to_owned(), typing));
    }

    /// What happens from now on is told to a relay as well; where it is behind, it is not.
    pub fn relay_to(&self, relay: mpsc::Sender<Word>) {
        let mut talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        talks.relay = Some(relay);
    }

    /// Passes on to those who listen on this node what another node tells.
    pub fn pass_on(&self, word: &Word) {
        let talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        match word {
            Word::Wake(conversation) => talks.wake(conversation),
            Word::Typing(conversation, typing) => talks.show(conversation, *typing),
        }
    }

    /// Ends all listening, now and later.
    pub fn close(&self) {
        let mut talks = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        talks.closed = true;
        talks.relay = None;
        talks.listened.clear();
    }

    /// How many conversations are listened to.
    pub fn listened(&self) -> usize {
        self.talks.lock().unwrap_or_else(PoisonError::into_inner).listened.len()
    }
}

impl Talks {
    fn wake(&self, conversation: &str) {
        if let Some(sender) = self.listened.get(conversation) {
            sender.send_modify(|woken| woken.times += 1);
        }
    }

    fn show(&self, conversation: &str, typing: Typing) {
        if let Some(sender) = self.listened.get(conversation) {
            sender.send_modify(|woken| woken.typing[place(typing.side)] = Some(typing));
        }
    }

    fn relay(&self, word: impl FnOnce() -> Word) {
        if let Some(relay) = &self.relay {
            // Others look by themselves, a second later.
            let _ = relay.try_send(word());
        }
    }
}

impl Listening {
    /// Waits until something happened since the last call; `false` when the bus is closed.
    pub async fn woken(&mut self) -> bool {
        self.woken.changed().await.is_ok()
    }

    /// A sign that somebody types, which was not given before.
    pub fn typing(&mut self) -> Option<Typing> {
        let shown = self.woken.borrow().typing;
        let new = shown.into_iter().zip(&mut self.typing).find(|(now, seen)| now != *seen);
        new.and_then(|(now, seen)| {
            *seen = now;
            now
        })
    }
}

fn place(side: Side) -> usize {
    match side {
        Side::Taxpayer => 0,
        Side::Agent => 1,
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut talks = self.bus.talks.lock().unwrap_or_else(PoisonError::into_inner);
        // Our own receiver still counts.
        let last = |sender: &watch::Sender<Woken>| sender.receiver_count() <= 1;
        if talks.listened.get(&self.conversation).is_some_and(last) {
            talks.listened.remove(&self.conversation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bus;

    #[tokio::test]
    async fn who_listens_is_woken_and_leaves_nothing_behind() {
        let bus = Bus::default();
        let (mut one, mut two) = (bus.listen("a"), bus.listen("a"));
        bus.wake("b");
        bus.wake("a");
        assert!(one.woken().await && two.woken().await);
        drop(one);
        assert_eq!(bus.listened(), 1);
        drop(two);
        assert_eq!(bus.listened(), 0);
    }

    #[tokio::test]
    async fn a_closed_bus_lets_nobody_wait() {
        let bus = Bus::default();
        let mut before = bus.listen("a");
        bus.close();
        assert!(!before.woken().await);
        assert!(!bus.listen("a").woken().await);
    }
}
