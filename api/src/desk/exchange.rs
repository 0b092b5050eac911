//! The exchange of signals: who is connected to this node for a call, and what they tell each other.
//!
//! Nothing is stored. Every queue has an end: who is not read by is refused, and who does not read what
//! has to be known is put out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use wenshui_desk::part::Part;

use crate::wire::desk::signal::{Peer, Signal, Told};

/// How much may wait for one who does not read: some candidates for each of five others.
const QUEUE_MAX: usize = 256;

/// Everybody who is connected, by call; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    calls: Arc<Mutex<Calls>>,
}

#[derive(Debug, Default)]
struct Calls {
    /// The last number that was given; no two places have the same.
    last: u32,
    present: HashMap<String, Present>,
}

#[derive(Debug, Default)]
struct Present {
    seats: Vec<Taken>,
}

#[derive(Debug)]
struct Taken {
    peer: Peer,
    who: String,
    queue: mpsc::Sender<Told>,
}

/// Somebody's place in a call, until dropped.
#[derive(Debug)]
pub struct Seat {
    exchange: Exchange,
    call: String,
    /// The number by which the others know them.
    pub member: u32,
    /// Who was there before.
    pub peers: Vec<Peer>,
    queue: mpsc::Receiver<Told>,
}

/// Why a signal does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nobody of that number is there.
    Gone,
    /// What waits for them is as much as may.
    Full,
}

impl Exchange {
    /// Takes a place in a call. Whoever comes again, in another window or after a break, stands in for
    /// themselves: the place before is given up.
    pub fn enter(&self, call: &str, (who, part): (&str, Part)) -> Seat {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.last = calls.last.wrapping_add(1);
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        let peer = Peer { member: calls.last, part: part.name() };
        let present = calls.present.entry(call.to_owned()).or_default();
        present.leave(|taken| taken.who == who);
        let peers = present.seats.iter().map(|taken| taken.peer.clone()).collect();
        present.tell_all(&Told::Joined { peer: peer.clone() });
        let member = peer.member;
        present.seats.push(Taken { peer, who: who.to_owned(), queue: sender });
        Seat { exchange: self.clone(), call: call.to_owned(), member, peers, queue }
    }

    /// How many calls somebody is connected for.
    pub fn calls(&self) -> usize {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).present.len()
    }
}

impl Seat {
    /// What comes next; nothing when somebody stands in for this one.
    pub async fn next(&mut self) -> Option<Told> {
        self.queue.recv().await
    }

    /// Tells another one in the same call something.
    ///
    /// # Errors
    /// Why it does not arrive.
    pub fn tell(&self, to: u32, signal: Signal) -> Result<(), Lost> {
        let calls = self.exchange.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = calls.present.get(&self.call).map(|present| present.seats.as_slice());
        // Who was put out is heard no more, and nobody tells themselves.
        let seats = seats.unwrap_or_default();
        let has = |member: u32| seats.iter().find(|taken| taken.peer.member == member);
        let other = has(self.member).and(has(to)).filter(|_| to != self.member);
        let told = Told::Signal { from: self.member, signal };
        other.ok_or(Lost::Gone)?.queue.try_send(told).map_err(|error| match error {
            TrySendError::Full(_) => Lost::Full,
            TrySendError::Closed(_) => Lost::Gone,
        })
    }
}

impl Lost {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Full => "full",
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut calls = self.exchange.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(present) = calls.present.get_mut(&self.call) {
            present.leave(|taken| taken.peer.member == self.member);
            if present.seats.is_empty() {
                calls.present.remove(&self.call);
            }
        }
    }
}

impl Present {
    /// Puts some out and tells the others.
    fn leave(&mut self, goes: impl Fn(&Taken) -> bool) {
        let (gone, stay): (Vec<_>, Vec<_>) = self.seats.drain(..).partition(goes);
        self.seats = stay;
        for taken in gone {
            self.tell_all(&Told::Left { member: taken.peer.member });
        }
    }

    /// Tells everybody. Who is there and who is not has to be known, so whoever does not read is out.
    fn tell_all(&mut self, told: &Told) {
        let mut full = None;
        for taken in &self.seats {
            if let Err(TrySendError::Full(_)) = taken.queue.try_send(told.clone()) {
                full = Some(taken.peer.member);
            }
        }
        if let Some(member) = full {
            self.leave(|taken| taken.peer.member == member);
        }
    }
}

#[cfg(test)]
mod tests {
    use wenshui_desk::part::Part;

    use super::{Exchange, Lost, QUEUE_MAX, Seat};
    use crate::wire::desk::signal::{Candidate, Signal};

    fn signal() -> Signal {
        let candidate = "candidate:1".to_owned();
        Signal::Candidate(Candidate {
            candidate,
            sdp_mid: None,
            sdp_m_line_index: None,
            username_fragment: None,
        })
    }

    /// Everything that waits for somebody, as JSON.
    fn heard(seat: &mut Seat) -> Vec<String> {
        std::iter::from_fn(|| seat.queue.try_recv().ok())
            .map(|told| serde_json::to_string(&told).unwrap())
            .collect()
    }

    #[test]
    fn signals_stay_in_their_call_and_come_to_one() {
        let exchange = Exchange::default();
        let mut one = exchange.enter("a", ("li", Part::Owner));
        let mut two = exchange.enter("a", ("wang", Part::Handler));
        let mut other = exchange.enter("b", ("zhao", Part::Owner));
        assert_eq!(heard(&mut one), [r#"{"kind":"joined","peer":{"member":2,"part":"handler"}}"#]);
        assert_eq!((two.peers[0].member, other.peers.len()), (1, 0));
        assert_eq!(one.tell(two.member, signal()), Ok(()));
        assert_eq!(one.tell(other.member, signal()), Err(Lost::Gone));
        assert_eq!(one.tell(one.member, signal()), Err(Lost::Gone));
        let told = r#"{"kind":"signal","from":1,"candidate":{"candidate":"candidate:1"}}"#;
        assert_eq!(heard(&mut two), [told]);
        assert!(heard(&mut one).is_empty() && heard(&mut other).is_empty());
        drop(two);
        assert_eq!(heard(&mut one), [r#"{"kind":"left","member":2}"#]);
        drop((one, other));
        assert_eq!(exchange.calls(), 0);
    }

    #[tokio::test]
    async fn who_comes_again_stands_in_for_themselves() {
        let exchange = Exchange::default();
        let mut agent = exchange.enter("a", ("wang", Part::Handler));
        let mut before = exchange.enter("a", ("li", Part::Owner));
        let after = exchange.enter("a", ("li", Part::Owner));
        assert!(before.next().await.is_none());
        assert_eq!(before.tell(agent.member, signal()), Err(Lost::Gone));
        drop(before);
        assert_eq!(after.tell(agent.member, signal()), Ok(()));
        assert_eq!(heard(&mut agent).len(), 4, "joined, left, joined, a signal");
    }

    #[test]
    fn a_full_queue_refuses_and_who_does_not_read_is_put_out() {
        let exchange = Exchange::default();
        let one = exchange.enter("a", ("li", Part::Owner));
        let two = exchange.enter("a", ("wang", Part::Handler));
        for _ in 0..QUEUE_MAX {
            assert_eq!(one.tell(two.member, signal()), Ok(()));
        }
        assert_eq!(one.tell(two.member, signal()), Err(Lost::Full));
        let three = exchange.enter("a", ("zhao", Part::Colleague));
        assert_eq!(three.tell(two.member, signal()), Err(Lost::Gone));
        assert_eq!(three.tell(one.member, signal()), Ok(()));
    }
}
