//! The driver of a long day: it knows a desk by a trait, so that any desk can be driven through it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use jiff::Timestamp;
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::eta::Estimate;
use wenshui_desk::queue::Pair;
use wenshui_desk::waiting::Waiting;

use crate::fairness::{Figures, Watch, named};
use crate::traffic::Traffic;

/// A desk as the driver knows it.
pub(crate) trait Desk {
    /// Somebody comes.
    fn arrive(&mut self, waiting: &Waiting);
    /// Somebody leaves the queue.
    fn leave(&mut self, id: &str, now: Timestamp);
    /// A session ends.
    fn end(&mut self, id: &str, now: Timestamp);
    /// An agent drops out or is back; sessions end with a drop-out.
    fn presence(&mut self, agent: usize, presence: Presence, now: Timestamp);
    /// Connects whom it can.
    fn connect(&mut self, now: Timestamp) -> Vec<Pair>;
    /// How long somebody will wait.
    fn estimate(&self, id: &str, now: Timestamp) -> Option<Estimate>;
    /// When something falls due without anybody doing anything, for who has come.
    fn due(&self, waiting: &Waiting, now: Timestamp) -> Option<Timestamp>;
    /// The agents and those who wait.
    fn floor(&self) -> (&[Agent], &[Waiting]);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrive(usize),
    Leave(usize),
    End(usize),
    Drop(usize),
    Return(usize),
    Due(usize),
}

/// Drives a desk through a day and tells what was seen; everybody has left or was served by its end.
pub(crate) fn drive(desk: &mut impl Desk, traffic: &Traffic, mut watch: Watch) -> Figures {
    let arrivals = traffic.arrivals.iter().map(|arrival| arrival.waiting.entered_at).enumerate();
    let arrivals = arrivals.map(|(number, at)| Reverse((at, Event::Arrive(number))));
    let drops = traffic.drops.iter().enumerate();
    let drops = drops.map(|(number, drop)| Reverse((drop.at, Event::Drop(number))));
    let mut events: BinaryHeap<_> = arrivals.chain(drops).collect();
    let numbers: BTreeMap<_, _> =
        traffic.arrivals.iter().enumerate().map(|(n, a)| (a.waiting.id.clone(), n)).collect();
    while let Some(Reverse((now, event))) = events.pop() {
        watch.passed(now, desk.floor());
        happen(desk, (traffic, &mut watch), (now, event));
        let next = match event {
            Event::Arrive(number) => {
                let arrival = &traffic.arrivals[number];
                let due = desk.due(&arrival.waiting, now).map(|at| (at, Event::Due(number)));
                [Some((now + arrival.patience, Event::Leave(number))), due]
            }
            Event::Due(number) => {
                let waiting = &traffic.arrivals[number].waiting;
                [desk.due(waiting, now).map(|at| (at, Event::Due(number))), None]
            }
            Event::Drop(number) => {
                [Some((now + traffic.drops[number].lasts, Event::Return(number))), None]
            }
            Event::Leave(_) | Event::End(_) | Event::Return(_) => [None, None],
        };
        events.extend(next.into_iter().flatten().map(Reverse));
        let before = desk.floor().1.to_vec();
        for pair in desk.connect(now) {
            let (agents, waiting) = desk.floor();
            let (one, agent) = named(&pair, (agents, &before)).expect("somebody who waited");
            watch.connected((one, agent), waiting);
            let number = numbers[&pair.waiting];
            events.push(Reverse((now + traffic.arrivals[number].handling, Event::End(number))));
        }
    }
    watch.figures()
}

fn happen(
    desk: &mut impl Desk,
    (traffic, watch): (&Traffic, &mut Watch),
    (now, event): (Timestamp, Event),
) {
    match event {
        Event::Arrive(number) => {
            let waiting = &traffic.arrivals[number].waiting;
            desk.arrive(waiting);
            watch.told(&waiting.id, desk.estimate(&waiting.id, now));
        }
        Event::Leave(number) => {
            let id = &traffic.arrivals[number].waiting.id;
            if desk.floor().1.iter().any(|one| one.id == *id) {
                desk.leave(id, now);
                watch.left();
            }
        }
        Event::End(number) => desk.end(&traffic.arrivals[number].waiting.id, now),
        Event::Drop(number) => {
            desk.presence(traffic.drops[number].agent, Presence::Offline, now);
        }
        Event::Return(number) => {
            desk.presence(traffic.drops[number].agent, Presence::Online, now);
        }
        Event::Due(_) => {}
    }
}
