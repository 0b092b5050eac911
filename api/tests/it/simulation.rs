//! F8 on the store: the long day of the desk's own tests, with people, agents and moments that come from
//! outside, and everything in between done by the bundled desk on a database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use wenshui_api::desk::floor::{agents, dispatch, in_queue, waiting};
use wenshui_api::desk::number::session_numbering;
use wenshui_api::desk::queue::Queue;
use wenshui_api::desk::step::{By, Held, New, open, step};
use wenshui_api::state::AppState;
use wenshui_api::store::agent::AgentRow;
use wenshui_api::store::owner::Owner;
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::eta::Estimate;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::queue::Pair;
use wenshui_desk::routing::Routing;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::{Request, Session};
use wenshui_desk::waiting::Waiting;

use crate::drive::{Desk, drive};
use crate::fairness::Watch;
use crate::support::served::{Served, wait_for};
use crate::traffic::Traffic;

/// The bundled desk on its store; the floor is read again after everything that happens.
struct Stored<'a> {
    state: &'a AppState,
    /// The id of every session, by the id that the day has.
    ids: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    agents: Vec<Agent>,
    waiting: Vec<Waiting>,
}

impl Stored<'_> {
    fn look(&mut self) {
        self.agents = wait_for(agents(self.state)).unwrap();
        let rows = wait_for(waiting(self.state)).unwrap();
        let named = |held: &Held<Session>| {
            let waiting = in_queue(held);
            Waiting { id: self.names[&waiting.id].clone(), ..waiting }
        };
        self.waiting = rows.iter().map(named).collect();
    }

    /// A command of somebody; whether the session still knew it.
    fn give(&self, id: &str, (part, action, now): (Part, Action, Timestamp)) -> bool {
        let row = wait_for(self.state.store.db.matter(Session::KIND, id)).unwrap().unwrap();
        let held = Held::<Session>::of(row).unwrap();
        let at = Moment { now, profile: &self.state.desk.profile };
        if held.state.may(action, part, &at).is_err() {
            return false;
        }
        let by = By { part, ..By::CLOCK };
        let command = Command::Plain(action);
        assert!(wait_for(step(self.state, held, (&by, command, now))).unwrap().is_some());
        true
    }
}

impl Desk for Stored<'_> {
    fn arrive(&mut self, waiting: &Waiting) {
        let now = waiting.entered_at;
        let at = Moment { now, profile: &self.state.desk.profile };
        let asked = Request {
            center: Some(waiting.center.clone()),
            open: true,
            skill: waiting.skill.clone(),
            priority: waiting.priority,
        };
        let owner = Owner {
            subject: waiting.id.clone(),
            authority: String::new(),
            center: waiting.center.clone(),
        };
        let new = New {
            moved: Session::submit(asked, &at).unwrap(),
            by: (Part::Owner, &waiting.id),
            owner,
            handler: String::new(),
            origin: String::new(),
            client_id: None,
            now,
        };
        let held = wait_for(open(self.state, new, session_numbering(now))).unwrap().held;
        self.names.insert(held.matter.id.clone(), waiting.id.clone());
        self.ids.insert(waiting.id.clone(), held.matter.id);
        self.look();
    }

    fn leave(&mut self, id: &str, now: Timestamp) {
        assert!(self.give(&self.ids[id], (Part::Owner, Action::Cancel, now)));
        self.look();
    }

    fn end(&mut self, id: &str, now: Timestamp) {
        self.give(&self.ids[id], (Part::Handler, Action::Finish, now));
        self.look();
    }

    fn presence(&mut self, agent: usize, presence: Presence, now: Timestamp) {
        let agent = self.agents[agent].clone();
        put(self.state, &Agent { presence, ..agent.clone() }, now);
        if presence == Presence::Offline {
            let active = wait_for(self.state.store.db.matters_in((Session::KIND, "active"), 1000));
            for matter in active.unwrap().into_iter().filter(|one| one.handler == agent.id) {
                // Who is left by an agent leaves, too.
                assert!(self.give(&matter.id, (Part::Clock, Action::Drop, now)));
                assert!(self.give(&matter.id, (Part::Owner, Action::End, now)));
            }
        }
        self.look();
    }

    fn connect(&mut self, now: Timestamp) -> Vec<Pair> {
        let before = self.waiting.clone();
        wait_for(dispatch(self.state, now)).unwrap();
        self.look();
        let gone = before.iter().filter(|one| self.waiting.iter().all(|other| other.id != one.id));
        let mut pairs: Vec<(&Waiting, Pair)> = gone
            .map(|one| {
                let id = &self.ids[&one.id];
                let row = wait_for(self.state.store.db.matter(Session::KIND, id)).unwrap().unwrap();
                (one, Pair { waiting: one.id.clone(), agent: row.handler })
            })
            .collect();
        pairs.sort_by(|(one, _), (other, _)| one.order(other));
        pairs.into_iter().map(|(_, pair)| pair).collect()
    }

    fn estimate(&self, id: &str, now: Timestamp) -> Option<Estimate> {
        let queue = wait_for(Queue::read(self.state)).unwrap();
        queue.told(&self.state.desk, (&self.ids[id], now))?.estimate
    }

    fn due(&self, waiting: &Waiting, now: Timestamp) -> Option<Timestamp> {
        let desk = &self.state.desk;
        Routing { centers: &desk.centers, rules: &desk.profile.waiting, now }.widens_at(waiting)
    }

    fn floor(&self) -> (&[Agent], &[Waiting]) {
        (&self.agents, &self.waiting)
    }
}

fn put(state: &AppState, agent: &Agent, now: Timestamp) {
    let row = AgentRow {
        owner: Owner {
            subject: agent.id.clone(),
            authority: String::new(),
            center: agent.center.clone(),
        },
        number: String::new(),
        skills: serde_json::to_string(&agent.skills).unwrap(),
        capacity: agent.capacity.into(),
        presence: json!(agent.presence).as_str().unwrap().to_owned(),
        load: 0,
        idle_since: now.as_millisecond(),
        seen_at: now.as_millisecond(),
    };
    wait_for(state.store.db.put_agent(&row, |count| format!("244{count:08}"))).unwrap();
}

/// How many come: a part of the day in every test, all of it in the proof.
fn arrivals() -> usize {
    std::env::var("WENSHUI_ARRIVALS").ok().and_then(|count| count.parse().ok()).unwrap_or(400)
}

#[test]
fn f8_the_queue_is_fair_on_the_store_too() {
    let served = Served::small(|_| ());
    // Far ahead, so that nothing is due by the clock of the server that runs beside.
    let from: Timestamp = "2036-11-27T09:00:00+08:00".parse().unwrap();
    let traffic = Traffic::draw(arrivals(), from, 20_261_127);
    for agent in &traffic.agents {
        put(&served.state, agent, from);
    }
    let (ids, names) = (BTreeMap::new(), BTreeMap::new());
    let (agents, waiting) = (Vec::new(), Vec::new());
    let mut desk = Stored { state: &served.state, ids, names, agents, waiting };
    desk.look();
    let rules = &served.state.desk.profile.waiting;
    let watch = Watch::new(&served.state.desk.centers, rules.parent_after_s, from);
    let figures = drive(&mut desk, &traffic, watch);
    println!("{figures}");
    assert_eq!(figures.connected.0 + figures.connected.1 + figures.left, arrivals(), "{figures}");
    assert_eq!(figures.inversions, 0, "{figures}");
    assert!(figures.idle.is_zero(), "{figures}");
    assert!(desk.waiting.is_empty());
    assert!(desk.agents.iter().all(|agent| agent.load == 0), "every seat was given back");
}
