//! Who of the agents takes somebody who waits: by center, then by skill, then by load (J-07).

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::agent::Agent;
use crate::center::{Center, Centers};
use crate::waiting::{Waiting, WaitingRules};

/// Where and when somebody is routed.
#[derive(Debug, Clone, Copy)]
pub struct Routing<'a> {
    /// The tree of centers.
    pub centers: &'a Centers,
    /// The settings.
    pub rules: &'a WaitingRules,
    /// Now.
    pub now: Timestamp,
}

impl<'a> Routing<'a> {
    /// The agent who takes somebody now: of those who may and have a free seat, the one of the nearest
    /// center, then with the smallest share of seats taken, then idle for longest, then with the
    /// smaller id. The order is total, so the order of `agents` does not matter.
    pub fn choose<'b>(&self, agents: &'b [Agent], waiting: &Waiting) -> Option<&'b Agent> {
        let free = agents.iter().filter(|agent| agent.free_seats() > 0);
        let near = free.filter_map(|agent| Some((self.steps(agent, waiting)?, agent)));
        let reached = near.filter(|(steps, _)| self.reached_at(waiting, *steps) <= self.now);
        reached.min_by(|one, other| before(*one, *other)).map(|(_, agent)| agent)
    }

    /// Whether an agent may take somebody and has a free seat now.
    pub fn is_eligible(&self, agent: &Agent, waiting: &Waiting) -> bool {
        let reached_at = self.serves_from(agent, waiting);
        agent.free_seats() > 0 && reached_at.is_some_and(|from| from <= self.now)
    }

    /// From when on an agent may take somebody, whatever the seats; `None` where never.
    pub fn serves_from(&self, agent: &Agent, waiting: &Waiting) -> Option<Timestamp> {
        self.steps(agent, waiting).map(|steps| self.reached_at(waiting, steps))
    }

    /// When the next center above may serve somebody, too, if one is left.
    pub fn widens_at(&self, waiting: &Waiting) -> Option<Timestamp> {
        let steps = 0..self.way(waiting).count();
        steps.map(|steps| self.reached_at(waiting, steps)).find(|at| *at > self.now)
    }

    /// The centers that serve somebody one after the other. One that does not offer the skill is left
    /// out and costs no time.
    fn way<'w>(&self, waiting: &'w Waiting) -> impl Iterator<Item = &'a Center> + use<'a, 'w> {
        let skill = waiting.skill.as_deref();
        let offers = move |center: &&Center| {
            skill.is_none_or(|skill| center.skills.iter().any(|own| own == skill))
        };
        self.centers.upwards(&waiting.center).filter(offers)
    }

    fn steps(&self, agent: &Agent, waiting: &Waiting) -> Option<usize> {
        if !agent.knows(waiting.skill.as_deref()) {
            return None;
        }
        self.way(waiting).position(|center| center.id == agent.center)
    }

    fn reached_at(&self, waiting: &Waiting, steps: usize) -> Timestamp {
        waiting.entered_at + self.rules.reach_after(steps)
    }
}

/// Who of two agents, each with the steps up to the center, takes somebody.
fn before((near, one): (usize, &Agent), (far, other): (usize, &Agent)) -> Ordering {
    let load = |agent: &Agent, by: &Agent| u64::from(agent.load) * u64::from(by.capacity);
    // Shares are compared crosswise: a division would round.
    let share = load(one, other).cmp(&load(other, one));
    let idle = one.idle_since.cmp(&other.idle_since);
    near.cmp(&far).then(share).then(idle).then_with(|| one.id.cmp(&other.id))
}
