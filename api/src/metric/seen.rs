//! What is looked at when somebody asks for the metrics, and not counted as it happens.

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

use crate::metric::labels::{KindLabel, StateLabel, WayLabel};
use crate::store::db::Connections;
use crate::store::figures::Figures;

/// The gauges of it.
#[derive(Debug, Default)]
pub struct Seen {
    /// At how many answers in flight the next is refused.
    pub in_flight_max: Gauge,
    /// The number of the version in service; 0 where it has none.
    pub version: Gauge,
    /// Streams of events that are open.
    pub streams: Gauge,
    /// How many there may be.
    pub streams_max: Gauge,
    /// How many connections of clients there may be.
    pub connections_max: Gauge,
    /// Writes that wait for the writer.
    pub store_waiting: Gauge,
    /// How many may wait.
    pub store_waiting_max: Gauge,
    /// Connections to the database, by whether they are used.
    pub database_connections: Family<StateLabel, Gauge>,
    /// How many there may be.
    pub database_connections_max: Gauge,
    /// Jobs.
    pub jobs: Family<KindLabel, Gauge>,
    /// Sessions with people.
    pub sessions: Family<StateLabel, Gauge>,
    /// Calls.
    pub calls: Family<StateLabel, Gauge>,
    /// For how many seconds who has waited longest for a person has done so.
    pub waited: Gauge,
    /// Agents by presence.
    pub agents: Family<StateLabel, Gauge>,
    /// Seats of agents who are online.
    pub seats: Family<StateLabel, Gauge>,
    /// What waits to go out.
    pub outgoing: Family<WayLabel, Gauge>,
}

impl Seen {
    /// Notes the connections to the database.
    pub fn connections(&self, seen: Connections) {
        let idle = seen.idle as i64;
        let by = |state: &str, count: i64| {
            self.database_connections.get_or_create(&state_label(state)).set(count);
        };
        by("idle", idle);
        by("used", (i64::from(seen.open) - idle).max(0));
        self.database_connections_max.set(i64::from(seen.most));
    }

    /// Notes what waits and goes on, at a moment in milliseconds since 1970. What is gone is told no more.
    pub fn figures(&self, figures: &Figures, now_ms: i64) {
        self.jobs.clear();
        for (kind, state, count) in &figures.jobs {
            let label = KindLabel { kind: kind.clone(), state: state.clone() };
            self.jobs.get_or_create(&label).set(*count);
        }
        for (family, kind) in [(&self.sessions, "session"), (&self.calls, "call")] {
            family.clear();
            for (_, state, count) in figures.matters.iter().filter(|(of, ..)| of == kind) {
                family.get_or_create(&state_label(state)).set(*count);
            }
        }
        self.waited.set(figures.waiting_since.map_or(0, |since| (now_ms - since).max(0) / 1000));
        self.agents.clear();
        self.seats.clear();
        for row in &figures.agents {
            self.agents.get_or_create(&state_label(&row.presence)).set(row.agents);
            if row.presence == "online" {
                self.seats.get_or_create(&state_label("taken")).set(row.taken);
                self.seats.get_or_create(&state_label("free")).set((row.seats - row.taken).max(0));
            }
        }
        self.outgoing.clear();
        for (way, count) in &figures.outgoing {
            self.outgoing.get_or_create(&WayLabel { way: way.clone() }).set(*count);
        }
    }
}

fn state_label(state: &str) -> StateLabel {
    StateLabel { state: state.to_owned() }
}
