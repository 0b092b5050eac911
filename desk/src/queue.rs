//! 排队: who is next (K-01).

use crate::agent::Agent;
use crate::routing::Routing;
use crate::waiting::Waiting;

/// Somebody and the agent who takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The id of who waited.
    pub waiting: String,
    /// The id of the agent.
    pub agent: String,
}

/// Where somebody stands in the queue of the center, from 1 on; `None` who does not wait.
pub fn position(waiting: &[Waiting], id: &str) -> Option<usize> {
    let own = waiting.iter().find(|one| one.id == id)?;
    let same = waiting.iter().filter(|one| one.center == own.center);
    Some(1 + same.filter(|one| one.order(own).is_lt()).count())
}

/// How many wait at a center.
pub fn length(waiting: &[Waiting], center: &str) -> usize {
    waiting.iter().filter(|one| one.center == center).count()
}

/// Everybody who waits, in order.
pub fn in_order(waiting: &[Waiting]) -> Vec<&Waiting> {
    let mut ordered: Vec<_> = waiting.iter().collect();
    ordered.sort_unstable_by(|one, other| one.order(other));
    ordered
}

/// Who is connected with whom now. Each in turn takes the best of the seats that are left, so nobody is
/// passed over by somebody behind for a seat that both may take, and nobody who is left may take a seat
/// that is left. Whoever carries it out does all of it, in this order.
pub fn connect(routing: &Routing, agents: &[Agent], waiting: &[Waiting]) -> Vec<Pair> {
    let mut agents = agents.to_vec();
    let mut pairs = Vec::new();
    for one in in_order(waiting) {
        let Some(chosen) = routing.choose(&agents, one).map(|agent| agent.id.clone()) else {
            continue;
        };
        for agent in agents.iter_mut().filter(|agent| agent.id == chosen) {
            agent.load += 1;
            agent.idle_since = routing.now;
        }
        pairs.push(Pair { waiting: one.id.clone(), agent: chosen });
    }
    pairs
}
