//! Who is next, with whom, and how long it takes.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::center::Centers;
use wenshui_desk::eta::{Estimate, Floor, Recent, Underway, estimate, estimates};
use wenshui_desk::number::AgentNumber;
use wenshui_desk::profile::Profile;
use wenshui_desk::queue::{Pair, connect, in_order, length, position};
use wenshui_desk::routing::Routing;
use wenshui_desk::waiting::Waiting;

use crate::walk::{Chance, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}+08:00").parse().unwrap()
}

/// An agent of a line such as `a1 gd-gz invoice,general 1/3 09:58:00`, online.
fn agent(line: &str) -> Agent {
    let [id, center, skills, seats, idle] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    let (load, capacity) = seats.split_once('/').unwrap();
    Agent {
        id: id.to_owned(),
        number: AgentNumber::try_from("24420000196".to_owned()).unwrap(),
        center: center.to_owned(),
        skills: skills.split(',').map(str::to_owned).collect(),
        capacity: capacity.parse().unwrap(),
        presence: Presence::Online,
        load: load.parse().unwrap(),
        idle_since: time(idle),
    }
}

/// Somebody of a line such as `w1 gd-gz invoice 0 10:00:00`; the skill may be `-`.
fn waiting(line: &str) -> Waiting {
    let [id, center, skill, priority, entered] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    Waiting {
        id: id.to_owned(),
        center: center.to_owned(),
        skill: Some(skill).filter(|skill| *skill != "-").map(str::to_owned),
        priority: priority.parse().unwrap(),
        entered_at: time(entered),
    }
}

/// What is asked at a time of the demonstration's centers.
fn at<T>(now: &str, ask: impl FnOnce(&Routing) -> T) -> T {
    let (centers, profile) = (Centers::bundled(), Profile::bundled());
    ask(&Routing { centers: &centers, rules: &profile.waiting, now: time(now) })
}

/// Who takes somebody at a time, whatever the order in which the agents are listed.
fn check(now: &str, who: &str, agents: &[&str]) -> String {
    let mut agents: Vec<_> = agents.iter().map(|line| agent(line)).collect();
    let choose = |agents: &[Agent]| {
        let chosen = at(now, |routing| routing.choose(agents, &waiting(who)).cloned());
        chosen.map_or("-".to_owned(), |agent| agent.id)
    };
    let chosen = choose(&agents);
    agents.reverse();
    assert_eq!(choose(&agents), chosen, "the order of a list says nothing");
    chosen
}

#[test]
fn j_07_the_own_center_serves_first_and_the_one_above_after_a_while() {
    let who = "w gd-gz-th general 0 10:00:00";
    let agents = ["up gd-gz general 0/3 09:00:00", "top gd general 0/3 09:00:00"];
    assert_eq!(check("10:01:59", who, &agents), "-");
    assert_eq!(check("10:02:00", who, &agents), "up");
    assert_eq!(check("10:04:00", who, &agents[1..]), "top");
    let own = ["own gd-gz-th general 2/3 09:59:00", agents[0], agents[1]];
    assert_eq!(check("10:10:00", who, &own), "own");
    // Neither a center beside it nor one below it.
    assert_eq!(check("10:59:00", who, &["side gd-gz-yx general 0/3 09:00:00"]), "-");
    let above = "w gd-gz general 0 10:00:00";
    assert_eq!(check("10:59:00", above, &["low gd-gz-th general 0/3 09:00:00"]), "-");
    let widens = |now| at(now, |routing| routing.widens_at(&waiting(who)));
    assert_eq!(widens("10:00:00"), Some(time("10:02:00")));
    assert_eq!(widens("10:02:00"), Some(time("10:04:00")));
    assert_eq!(widens("10:04:00"), None);
}

#[test]
fn j_07_a_center_without_the_skill_costs_no_time() {
    let who = "w gd-gz-th export 0 10:00:00";
    assert_eq!(check("10:00:00", who, &["top gd export 0/3 09:00:00"]), "top");
}

#[test]
fn j_07_then_the_skill_decides_then_the_load() {
    let who = "w gd-gz invoice 0 10:00:00";
    let told = |agents: &[&str]| check("10:00:00", who, agents);
    assert_eq!(told(&["a gd-gz general 0/3 09:00:00", "b gd-gz invoice 2/3 09:50:00"]), "b");
    // Two of five seats are less than one of two.
    assert_eq!(told(&["a gd-gz invoice 1/2 09:00:00", "b gd-gz invoice 2/5 09:50:00"]), "b");
    assert_eq!(told(&["a gd-gz invoice 1/2 09:50:00", "b gd-gz invoice 2/4 09:40:00"]), "b");
    assert_eq!(told(&["b gd-gz invoice 1/2 09:50:00", "a gd-gz invoice 2/4 09:50:00"]), "a");
    assert_eq!(told(&["a gd-gz invoice 2/2 09:50:00"]), "-");
    let any = "w gd-gz - 0 10:00:00";
    assert_eq!(check("10:00:00", any, &["a gd-gz export 0/1 09:00:00"]), "a");
}

#[test]
fn j_07_only_who_is_online_takes_somebody() {
    for presence in [Presence::Busy, Presence::Away, Presence::Offline] {
        let agent = Agent { presence, ..agent("a gd-gz general 0/3 09:00:00") };
        let who = waiting("w gd-gz general 0 10:00:00");
        at("10:00:00", |routing| {
            assert!(routing.choose(std::slice::from_ref(&agent), &who).is_none(), "{presence:?}");
            assert!(!routing.is_eligible(&agent, &who));
        });
    }
}

#[test]
fn j_07_an_agents_number_has_eleven_digits() {
    for (text, fits) in [
        ("24420000196", true),
        ("2442000019", false),
        ("244200001967", false),
        ("2442000019x", false),
    ] {
        assert_eq!(
            serde_json::from_str::<AgentNumber>(&format!("\"{text}\"")).is_ok(),
            fits,
            "{text}"
        );
    }
}

#[test]
fn k_01_who_waits_knows_the_place_in_the_queue() {
    let mut queue: Vec<_> = [
        "w3 gd-gz general 0 10:00:02",
        "w1 gd-gz general 0 10:00:01",
        "w2 gd-gz general 0 10:00:01",
        "w4 gd general 0 10:00:00",
        "w5 gd-gz general 1 10:00:09",
    ]
    .iter()
    .map(|line| waiting(line))
    .collect();
    let ids: Vec<_> = in_order(&queue).iter().map(|one| one.id.clone()).collect();
    assert_eq!(ids, ["w5", "w4", "w1", "w2", "w3"]);
    let places = ["w5", "w1", "w2", "w3", "w4", "w6"].map(|id| position(&queue, id));
    assert_eq!(places, [Some(1), Some(2), Some(3), Some(4), Some(1), None]);
    assert_eq!((length(&queue, "gd-gz"), length(&queue, "gd-zh")), (4, 0));
    queue.retain(|one| one.id != "w1");
    assert_eq!(position(&queue, "w3"), Some(3));
}

#[test]
fn k_01_who_came_first_is_connected_first() {
    let agents = ["a gd-gz general 0/1 09:00:00", "b gd-gz invoice,general 0/1 09:30:00"];
    let agents: Vec<_> = agents.iter().map(|line| agent(line)).collect();
    let queue = [
        "w1 gd-gz general 0 10:00:00",
        "w2 gd-gz general 0 10:00:01",
        "w3 gd-gz invoice 0 10:00:02",
        "w4 gd-gz invoice 1 10:00:03",
    ];
    let queue: Vec<_> = queue.iter().map(|line| waiting(line)).collect();
    let pairs = at("10:00:05", |routing| connect(routing, &agents, &queue));
    let pair = |waiting: &str, agent: &str| Pair { waiting: waiting.into(), agent: agent.into() };
    assert_eq!(pairs, [pair("w4", "b"), pair("w1", "a")]);
}

/// A queue and agents drawn at random, of few moments so that many are alike.
fn drawn(chance: &mut Chance) -> (Vec<Agent>, Vec<Waiting>) {
    let centers = ["gd", "gd-gz", "gd-gz-th", "gd-zh", "gone"];
    let skills = ["general", "invoice", "export", "-"];
    let agents = (0..chance.below(8)).map(|number| {
        let (center, skill) = (centers[chance.below(4)], skills[chance.below(3)]);
        let (load, idle) = (chance.below(4), chance.below(3));
        let mut agent = agent(&format!("a{number} {center} {skill} {load}/3 09:00:0{idle}"));
        agent.skills.extend((chance.below(2) == 0).then(|| "general".to_owned()));
        let presence = [Presence::Online, Presence::Busy, Presence::Away, Presence::Offline];
        agent.presence = presence[chance.below(5).saturating_sub(1)];
        agent
    });
    let agents = agents.collect();
    let queue = (0..chance.below(12)).map(|number| {
        let (center, skill) = (centers[chance.below(5)], skills[chance.below(4)]);
        let (priority, minute) = (chance.below(2), chance.below(6));
        waiting(&format!("w{number:02} {center} {skill} {priority} 10:0{minute}:00"))
    });
    (agents, queue.collect())
}

#[test]
fn k_01_nobody_is_passed_over_and_no_seat_is_left_idle() {
    let mut chance = Chance(4);
    for _ in 0..sequences() {
        let (agents, queue) = drawn(&mut chance);
        at("10:05:00", |routing| {
            let pairs = connect(routing, &agents, &queue);
            let mut seats = agents.clone();
            let mut left = queue.clone();
            for pair in &pairs {
                let place = left.iter().position(|one| one.id == pair.waiting).expect("once");
                let one = left.remove(place);
                let seat = seats.iter_mut().find(|agent| agent.id == pair.agent).expect("known");
                assert!(routing.is_eligible(seat, &one), "{pair:?}");
                let passed = left
                    .iter()
                    .find(|other| other.order(&one).is_lt() && routing.is_eligible(seat, other));
                assert_eq!(passed, None, "{pair:?} passes somebody over");
                seat.load += 1;
            }
            for one in &left {
                assert!(!seats.iter().any(|seat| routing.is_eligible(seat, one)), "{one:?} waits");
            }
            let (mut other_agents, mut other_queue) = (agents.clone(), queue.clone());
            other_agents.reverse();
            other_queue.reverse();
            assert_eq!(connect(routing, &other_agents, &other_queue), pairs);
        });
    }
}

#[test]
fn k_01_the_order_is_total() {
    let mut chance = Chance(5);
    for _ in 0..sequences() / 4 {
        let (_, queue) = drawn(&mut chance);
        let places: BTreeSet<_> = queue
            .iter()
            .map(|one| queue.iter().filter(|other| other.order(one).is_lt()).count())
            .collect();
        assert_eq!(places.len(), queue.len(), "no two have the same place");
        for (before, after) in in_order(&queue).iter().zip(in_order(&queue).iter().skip(1)) {
            assert!(before.order(after).is_lt() && after.order(before).is_gt());
        }
    }
}

fn told(agents: &[Agent], queue: &[Waiting], recent: &Recent) -> Option<Estimate> {
    let busy = agents.iter().flat_map(|agent| std::iter::repeat_n(agent, agent.load as usize));
    let underway: Vec<_> =
        busy.map(|agent| Underway { agent: agent.id.clone(), since: time("09:58:20") }).collect();
    let floor = Floor { agents, waiting: queue, underway: &underway };
    let last = queue.last().unwrap().id.clone();
    at("10:00:00", |routing| estimate(routing, (&floor, recent), &last))
}

#[test]
fn k_01_a_wait_is_estimated_from_seats_and_sessions() {
    let free = [agent("a gd-gz general 0/1 09:00:00")];
    let busy = [agent("a gd-gz general 1/1 09:00:00")];
    let queue: Vec<_> = ["w1 gd-gz general 0 09:59:00", "w2 gd-gz general 0 10:00:00"]
        .iter()
        .map(|line| waiting(line))
        .collect();
    let exact = |time_s| Recent::new(vec![time_s; 20], 0, 0.0);
    let seconds = |low_s, likely_s, high_s| Some(Estimate { low_s, likely_s, high_s });
    // 100 of 300 seconds are over.
    assert_eq!(told(&busy, &queue[..1], &exact(300.0)), seconds(200, 200, 200));
    assert_eq!(told(&busy, &queue, &exact(300.0)), seconds(500, 500, 500));
    assert_eq!(told(&free, &queue, &exact(300.0)), seconds(300, 300, 300));
    // A seat that was taken away is not got back.
    let less = [Agent { capacity: 1, ..agent("a gd-gz general 2/2 09:00:00") }];
    assert_eq!(told(&less, &queue, &exact(300.0)), seconds(500, 500, 500));
    // Few sessions say less.
    let few = Recent::new(vec![300.0; 3], 0, 0.0);
    assert_eq!(told(&busy, &queue, &few), seconds(250, 500, 1000));
    // Whoever is ahead may leave.
    let leaving = Recent::new(vec![300.0; 20], 50, 5000.0);
    let left = told(&busy, &queue, &leaving).unwrap();
    assert!(left.low_s == 200 && left.likely_s < 500, "{left:?}");
    let spread = Recent::new((1..=100).map(|part| 6.0 * f64::from(part)).collect(), 0, 0.0);
    let told = told(&busy, &queue, &spread).unwrap();
    assert!(told.low_s < told.likely_s && told.likely_s < told.high_s, "{told:?}");
}

#[test]
fn k_01_where_nothing_is_known_nothing_is_promised() {
    let free = [agent("a gd-gz general 0/1 09:00:00")];
    let busy = [agent("a gd-gz general 1/1 09:00:00")];
    let away = [Agent { presence: Presence::Away, ..free[0].clone() }];
    let other = [agent("a gd-zh general 0/1 09:00:00")];
    let queue = [waiting("w1 gd-gz general 0 10:00:00")];
    let at_once = Some(Estimate { low_s: 0, likely_s: 0, high_s: 0 });
    let known = Recent::new(vec![300.0; 20], 0, 0.0);
    assert_eq!(told(&free, &queue, &Recent::default()), at_once);
    assert_eq!(told(&free, &queue, &known), at_once);
    assert_eq!(told(&busy, &queue, &Recent::default()), None);
    assert_eq!(told(&away, &queue, &known), None);
    assert_eq!(told(&other, &queue, &known), None);
    let above = [agent("a gd general 0/1 09:00:00")];
    let told = told(&above, &queue, &known).unwrap();
    assert_eq!(told.likely_s, SignedDuration::from_mins(2).as_secs().unsigned_abs());
}

#[test]
fn k_01_everybody_is_told_what_each_alone_is_told() {
    let mut chance = Chance(6);
    let handled = (1..=40).map(|part| 9.0 * f64::from(part)).collect();
    let recent = Recent::new(handled, 5, 5000.0);
    for _ in 0..sequences() / 20 {
        let (agents, queue) = drawn(&mut chance);
        let floor = Floor { agents: &agents, waiting: &queue, underway: &[] };
        at("10:05:00", |routing| {
            let all = estimates(routing, (&floor, &recent));
            assert_eq!(all.len(), queue.len());
            for (id, told) in all {
                assert_eq!(estimate(routing, (&floor, &recent), &id), told, "{id}");
                if let Some(told) = told {
                    assert!(
                        told.low_s <= told.likely_s && told.likely_s <= told.high_s,
                        "{told:?}"
                    );
                }
            }
        });
    }
}
