//! What a time of the desk looks like in figures: waiting, handling, first reply, solved, abandoned and
//! occupancy, by center, by agent or by hour.
//!
//! A session counts where it came: in the hour of its coming, with the center and the agent that it had
//! last. The terms are those of contact centers: the average speed of answer, the average handling time
//! and the occupancy, "workload hours divided by staff hours" (the definitions of Calabrio and others,
//! looked up on 2026-11-27). Where an agent serves several at a time, hours are those of seats.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::zone;

/// A session, as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The center that served last.
    pub center: String,
    /// The agent who served last; `None` where nobody ever did.
    pub agent: Option<String>,
    /// When the taxpayer came.
    pub came_at: Timestamp,
    /// When an agent was first connected.
    pub called_at: Option<Timestamp>,
    /// When an agent first said something.
    pub replied_at: Option<Timestamp>,
    /// When it was over, one way or another.
    pub over_at: Option<Timestamp>,
    /// How it came to nothing, where it did.
    pub lost: Option<Lost>,
    /// Whether it was solved, where the taxpayer said so or not.
    pub solved: Option<bool>,
}

/// How a wait came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The taxpayer left the queue.
    Abandoned,
    /// Nobody was free for too long.
    Lapsed,
}

/// A time in which an agent took people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The center.
    pub center: String,
    /// The agent.
    pub agent: String,
    /// How many at a time.
    pub seats: u32,
    /// From when.
    pub from: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
}

/// What figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Centers, by id.
    Center,
    /// Agents, by id; those whom nobody served have an empty one.
    Agent,
    /// Hours in Shanghai, by their first moment.
    Hour,
}

/// The figures of one center, agent or hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Which one.
    pub key: String,
    /// How many came.
    pub came: usize,
    /// How many were connected.
    pub called: usize,
    /// How many left the queue.
    pub abandoned: usize,
    /// How many waited in vain to the end.
    pub lapsed: usize,
    /// How many said how it was.
    pub rated: usize,
    /// How many said that it was solved.
    pub solved: usize,
    /// From coming to being connected, of those who were (speed of answer).
    pub waiting: Option<Spread>,
    /// From being connected to the end, of those that have ended (handling time).
    pub handling: Option<Spread>,
    /// From being connected to the agent's first words, of those that have some.
    pub first_reply: Option<Spread>,
    /// The time of seats that was taken, divided by the time of seats that agents offered. The time that
    /// an agent went on talking without offering seats counts as offered.
    pub occupancy: Option<f64>,
}

/// How long something lasted, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean_s: f64,
    /// Nine in ten lasted no longer (the nearest rank).
    pub p90_s: f64,
}

/// The figures of a time, by key; `span` is the time, its end exclusive.
pub fn figures(
    (talks, shifts): (&[Talk], &[Shift]),
    by: By,
    span: (Timestamp, Timestamp),
) -> Vec<Figures> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for talk in talks {
        let key = match by {
            By::Center => talk.center.clone(),
            By::Agent => talk.agent.clone().unwrap_or_default(),
            By::Hour => hour(talk.came_at).to_string(),
        };
        groups.entry(key).or_default().talks.push(talk);
        if let (Some(from), Some(agent)) = (talk.called_at, &talk.agent) {
            let until = talk.over_at.unwrap_or(span.1);
            for (key, seconds) in spread(by, (&talk.center, agent), clip((from, until), span)) {
                groups.entry(key).or_default().taken_s += seconds;
            }
        }
    }
    for shift in shifts {
        let own = clip((shift.from, shift.until), span);
        for (key, seconds) in spread(by, (&shift.center, &shift.agent), own) {
            groups.entry(key).or_default().offered_s += seconds * f64::from(shift.seats);
        }
    }
    groups.into_iter().map(|(key, group)| group.figures(key)).collect()
}

#[derive(Default)]
struct Group<'a> {
    talks: Vec<&'a Talk>,
    taken_s: f64,
    offered_s: f64,
}

impl Group<'_> {
    fn figures(&self, key: String) -> Figures {
        let count = |is: &dyn Fn(&Talk) -> bool| self.talks.iter().filter(|talk| is(talk)).count();
        let lasted = |ends: &dyn Fn(&Talk) -> Option<(Timestamp, Timestamp)>| {
            let lasted = self.talks.iter().filter_map(|talk| ends(talk));
            of(lasted.map(|(from, until)| seconds(until.duration_since(from))).collect())
        };
        let offered = self.offered_s.max(self.taken_s);
        Figures {
            key,
            came: self.talks.len(),
            called: count(&|talk| talk.called_at.is_some()),
            abandoned: count(&|talk| talk.lost == Some(Lost::Abandoned)),
            lapsed: count(&|talk| talk.lost == Some(Lost::Lapsed)),
            rated: count(&|talk| talk.solved.is_some()),
            solved: count(&|talk| talk.solved == Some(true)),
            waiting: lasted(&|talk| Some((talk.came_at, talk.called_at?))),
            handling: lasted(&|talk| Some((talk.called_at?, talk.over_at?))),
            first_reply: lasted(&|talk| Some((talk.called_at?, talk.replied_at?))),
            occupancy: (offered > 0.0).then(|| self.taken_s / offered),
        }
    }
}

fn of(mut lasted: Vec<f64>) -> Option<Spread> {
    if lasted.is_empty() {
        return None;
    }
    lasted.sort_unstable_by(f64::total_cmp);
    let rank = (lasted.len() * 9).div_ceil(10);
    let mean_s = lasted.iter().sum::<f64>() / lasted.len() as f64;
    Some(Spread { mean_s, p90_s: lasted[rank - 1] })
}

/// How many seconds of a time belong to which key.
fn spread(
    by: By,
    (center, agent): (&str, &str),
    (from, until): (Timestamp, Timestamp),
) -> Vec<(String, f64)> {
    if from >= until {
        return Vec::new();
    }
    let whole = seconds(until.duration_since(from));
    match by {
        By::Center => vec![(center.to_owned(), whole)],
        By::Agent => vec![(agent.to_owned(), whole)],
        By::Hour => {
            let mut hours = Vec::new();
            let mut at = from;
            while at < until {
                let begins = hour(at);
                let ends = begins.saturating_add(HOUR).map_or(until, |ends| ends.min(until));
                hours.push((begins.to_string(), seconds(ends.duration_since(at))));
                at = ends;
            }
            hours
        }
    }
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The first moment of an hour in Shanghai.
fn hour(at: Timestamp) -> Timestamp {
    let day = zone::begins(zone::day(at));
    let hours = at.duration_since(day).as_hours();
    day.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(day)
}

fn clip(
    (from, until): (Timestamp, Timestamp),
    span: (Timestamp, Timestamp),
) -> (Timestamp, Timestamp) {
    (from.max(span.0), until.min(span.1))
}

fn seconds(lasted: SignedDuration) -> f64 {
    lasted.as_secs_f64().max(0.0)
}
