//! A long day of a desk, drawn once and the same at every run: who comes, how long each session lasts,
//! whose patience ends when, and which agents drop out. It knows types of the desk only, so that any
//! desk can be driven by it.

use std::f64::consts::TAU;

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::number::AgentNumber;
use wenshui_desk::waiting::Waiting;

/// Somebody who asks for a person.
pub(crate) struct Arrival {
    /// What is known of them.
    pub(crate) waiting: Waiting,
    /// How long the session lasts.
    pub(crate) handling: SignedDuration,
    /// How long they wait before they leave.
    pub(crate) patience: SignedDuration,
}

/// An agent who drops out; the sessions end with it.
pub(crate) struct Drop {
    /// The place in the list of agents.
    pub(crate) agent: usize,
    /// When.
    pub(crate) at: Timestamp,
    /// For how long.
    pub(crate) lasts: SignedDuration,
}

/// Everything that happens from outside.
pub(crate) struct Traffic {
    /// The agents, at the beginning.
    pub(crate) agents: Vec<Agent>,
    /// In the order of time.
    pub(crate) arrivals: Vec<Arrival>,
    /// Agent by agent.
    pub(crate) drops: Vec<Drop>,
}

/// Skills with their share of arrivals in a hundred and their mean handling time in seconds.
const SKILLS: [(&str, f64, f64); 4] = [
    ("general", 45.0, 240.0),
    ("invoice", 35.0, 300.0),
    ("individual", 13.0, 330.0),
    ("export", 7.0, 400.0),
];

/// Centers of the demonstration with their share of arrivals in a hundred; the last one has no agents.
const CENTERS: [(&str, f64); 5] =
    [("gd", 20.0), ("gd-gz", 30.0), ("gd-gz-th", 23.0), ("gd-gz-yx", 20.0), ("gd-zh", 7.0)];

/// How many agents a center has, how many sessions each takes, and what they know.
const AGENTS: [(&str, usize, u32, &[&str]); 7] = [
    ("gd", 3, 2, &["general", "invoice", "individual", "export"]),
    ("gd", 3, 2, &["general", "export"]),
    ("gd-gz", 3, 3, &["general", "invoice", "individual"]),
    ("gd-gz", 3, 2, &["invoice", "individual"]),
    ("gd-gz-th", 4, 2, &["general", "invoice"]),
    ("gd-gz-yx", 2, 1, &["general", "invoice"]),
    ("gd-gz-yx", 2, 2, &["general"]),
];

/// The mean patience of those who wait, in seconds.
const PATIENCE_S: f64 = 1500.0;
/// The mean times between two drop-outs of an agent, and of one of them, in seconds.
const DROP_S: (f64, f64) = (7200.0, 300.0);
/// Arrivals in a second, on average and at the height of a wave of two hours.
const RATE: (f64, f64) = (0.132, 0.165);
const WAVE_S: f64 = 7200.0;

impl Traffic {
    /// So many arrivals at 20 agents.
    pub(crate) fn draw(count: usize, from: Timestamp, seed: u64) -> Self {
        let mut chance = Draw(seed);
        let mut now_s = 0.0;
        let arrivals: Vec<_> = (0..count)
            .map(|number| {
                let rate = RATE.0 + (RATE.1 - RATE.0) * (now_s / WAVE_S * TAU).sin();
                now_s += chance.exponential(1.0 / rate);
                arrival(number, from + seconds(now_s), &mut chance)
            })
            .collect();
        let agents = agents(from);
        let mut drops = Vec::new();
        for agent in 0..agents.len() {
            let mut at_s = chance.exponential(DROP_S.0);
            while at_s < now_s {
                let lasts_s = chance.exponential(DROP_S.1);
                drops.push(Drop { agent, at: from + seconds(at_s), lasts: seconds(lasts_s) });
                at_s += lasts_s + chance.exponential(DROP_S.0);
            }
        }
        Self { agents, arrivals, drops }
    }
}

fn arrival(number: usize, entered_at: Timestamp, chance: &mut Draw) -> Arrival {
    let skill = SKILLS[chance.among(&SKILLS.map(|(_, share, _)| share))];
    let center = CENTERS[chance.among(&CENTERS.map(|(_, share)| share))];
    // One in twenty goes first, one in ten did not say what it is about.
    let priority = u8::from(chance.unit() < 0.05);
    let named = (chance.unit() < 0.9).then(|| skill.0.to_owned());
    let waiting = Waiting {
        id: format!("r{number:05}"),
        center: center.0.to_owned(),
        skill: named,
        priority,
        entered_at,
    };
    let handling = seconds(chance.log_normal(skill.2, 0.5));
    Arrival { waiting, handling, patience: seconds(chance.exponential(PATIENCE_S)) }
}

fn agents(from: Timestamp) -> Vec<Agent> {
    let kinds = AGENTS.iter().flat_map(|kind| std::iter::repeat_n(kind, kind.1));
    let agent = |(number, (center, _, capacity, skills)): (usize, &(&str, usize, u32, &[&str]))| {
        let digits = format!("2444{number:07}");
        Agent {
            id: format!("a{number:02}"),
            number: AgentNumber::try_from(digits).expect("eleven digits"),
            center: (*center).to_owned(),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
            capacity: *capacity,
            presence: Presence::Online,
            load: 0,
            idle_since: from,
        }
    };
    kinds.enumerate().map(agent).collect()
}

fn seconds(time: f64) -> SignedDuration {
    SignedDuration::from_millis((time * 1000.0) as i64)
}

/// Random numbers that are the same at every run.
struct Draw(u64);

impl Draw {
    fn unit(&mut self) -> f64 {
        // Splitmix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -(1.0 - self.unit()).ln() * mean
    }

    /// With a given mean, and the deviation of its logarithm.
    fn log_normal(&mut self, mean: f64, sigma: f64) -> f64 {
        let normal = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
        mean * (sigma * normal - sigma * sigma / 2.0).exp()
    }

    fn among<const N: usize>(&mut self, shares: &[f64; N]) -> usize {
        let mut left = self.unit() * shares.iter().sum::<f64>();
        shares
            .iter()
            .position(|share| {
                left -= share;
                left < 0.0
            })
            .unwrap_or(N - 1)
    }
}
