//! Every metric of the server, by name, in one place.

pub mod labels;
pub mod process;
pub mod requests;
pub mod seen;
pub mod times;

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry, Unit};
use wenshui_engine::reply::{Decision, Reply};
use wenshui_engine::trace::Stage;

use crate::metric::labels::{
    CodeLabel, DecisionLabel, KeptLabel, ReloadLabel, RuleLabel, StageLabel, WhatLabel,
};
use crate::metric::process::Process;
use crate::metric::requests::{ByStatus, Requests, Took};
use crate::metric::seen::Seen;
use crate::metric::times::Times;
use crate::span::tracer::SpanCounts;
use crate::store::interception::Direction;
use crate::store::meter::Meter;

/// The server's metrics. What an answer counts into is looked up beforehand, so that counting is a few
/// additions to atomic numbers; only what is refused, and what a rule met, looks for its label.
pub struct Metrics {
    registry: Registry,
    decisions: Vec<(Decision, Counter)>,
    answers: Times,
    stages: Vec<Times>,
    errors: Family<CodeLabel, Counter>,
    guarded: Family<RuleLabel, Counter>,
    in_flight: Gauge,
    suggestions: Times,
    spoken: Family<KeptLabel, Counter>,
    reloads: Family<ReloadLabel, Counter>,
    reload_problems: Family<WhatLabel, Gauge>,
    /// Entries of the version in service.
    pub entries: Gauge,
    /// Whether this node takes questions, 1 or 0.
    pub ready: Gauge,
    /// Whether NATS is named and away, 1 or 0.
    pub nats_missing: Gauge,
    /// Whether another version is in service than this node could take over, 1 or 0.
    pub version_behind: Gauge,
    /// Requests of every route.
    pub requests: Requests,
    /// Connections of clients.
    pub connections: Connections,
    /// What is looked at when somebody asks.
    pub seen: Seen,
}

/// Connections of clients, counted as they come; a clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Connections {
    /// Those that are open.
    pub open: Gauge,
    /// Those that were taken.
    pub taken: Counter,
    /// Those that the system did not give.
    pub failed: Counter,
}

const DECISIONS: [Decision; 6] = [
    Decision::Answer,
    Decision::Clarify,
    Decision::Suggest,
    Decision::Reply,
    Decision::Refuse,
    Decision::Handover,
];

/// Metrics in the making, registered by name as they are made.
struct Making<'a>(&'a mut Registry);

impl Making<'_> {
    /// A metric under a name.
    fn named<M: Metric + Clone>(&mut self, name: &str, help: &str, metric: M) -> M {
        self.0.register(name, help, metric.clone());
        metric
    }

    /// A new one.
    fn fresh<M: Metric + Clone + Default>(&mut self, name: &str, help: &str) -> M {
        self.named(name, help, M::default())
    }

    /// Times under a name, in seconds.
    fn times<M: Metric + Clone>(&mut self, name: &str, help: &str, times: M) -> M {
        self.0.register_with_unit(name, help, Unit::Seconds, times.clone());
        times
    }
}

impl Metrics {
    /// The metrics of a server that started so many milliseconds after 1970, with those of its store and of the
    /// spans that it sends.
    pub fn new((store, spans): (&Meter, &SpanCounts), started_ms: i64) -> Self {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process { started_s: started_ms as f64 / 1e3 }));
        let mut making = Making(registry.sub_registry_with_prefix("wenshui"));
        let m = &mut making;
        let build = [("version", env!("CARGO_PKG_VERSION")), ("arch", std::env::consts::ARCH)];
        m.0.register("build", "The program", Info::new(build.to_vec()));
        let decisions: Family<DecisionLabel, Counter> =
            m.fresh("answers", "Answers given, by decision");
        let stages: Family<StageLabel, Times> = Family::default();
        let stages = m.times("stage", "What the stages of an answer take", stages);
        let ready: Gauge = m.fresh("ready", "Whether this node takes questions");
        ready.set(1);
        let requests = Requests::default();
        let help = "Requests by route, method and status";
        m.0.register("requests", help, ByStatus(requests.clone()));
        let help = "What requests take until their answer begins";
        m.0.register_with_unit("request", help, Unit::Seconds, Took(requests.clone()));
        of_store(m, store);
        m.named("spans_sent", "Spans that the collector took", spans.sent.clone());
        m.named("spans_dropped", "Spans for which the queue had no place", spans.dropped.clone());
        m.named("spans_failed", "Spans that the collector did not take", spans.failed.clone());
        let decision = |decision: Decision| {
            let label = DecisionLabel { decision: decision.name() };
            (decision, decisions.get_or_create(&label).clone())
        };
        let stage =
            |stage: Stage| stages.get_or_create(&StageLabel { stage: stage.name() }).clone();
        Self {
            decisions: DECISIONS.into_iter().map(decision).collect(),
            stages: Stage::ALL.into_iter().map(stage).collect(),
            answers: m.times("answer", "What whole answers take", Times::default()),
            errors: m.fresh("errors", "Requests refused, by code"),
            guarded: m.fresh("guarded", "Rules met, by what was done"),
            in_flight: m.fresh("in_flight", "Answers being worked on"),
            entries: m.fresh("entries", "Entries of the version in service"),
            suggestions: m.times(
                "suggestions",
                "What a list of suggestions takes",
                Times::default(),
            ),
            spoken: m.fresh("spoken", "Texts spoken, by whether the sound was kept from before"),
            reloads: m.fresh("reloads", "Changes taken over, or refused"),
            reload_problems: m.fresh("reload_problems", "Problems of the last change"),
            connections: Connections {
                open: m.fresh("connections", "Connections of clients that are open"),
                taken: m.fresh("connections_taken", "Connections of clients that were taken"),
                failed: m.fresh("connections_failed", "Connections that the system did not give"),
            },
            seen: seen(m),
            ready,
            nats_missing: m.fresh("nats_missing", "Whether NATS is named and away"),
            version_behind: m.fresh(
                "version_behind",
                "Whether another version is in service than this node could take over",
            ),
            requests,
            registry,
        }
    }
}

fn of_store(m: &mut Making<'_>, store: &Meter) {
    let help = "What transactions wait until they can write";
    m.times("database_begin", help, store.begin.clone());
    let help = "What transactions take from then until they are committed";
    m.times("database_transaction", help, store.transaction.clone());
    let help = "What committing a group of the writer takes";
    m.times("store_group", help, store.group.clone());
    m.named("store_written", "Writes of the writer that were committed", store.written.clone());
    m.named("store_lost", "Writes of the writer that were lost", store.lost.clone());
}

fn seen(m: &mut Making<'_>) -> Seen {
    Seen {
        in_flight_max: m.fresh("in_flight_max", "At how many the next answer is refused"),
        version: m.fresh("kb_number", "Number of the version in service, 0 where it has none"),
        streams: m.fresh("streams", "Streams of events that are open"),
        streams_max: m.fresh("streams_max", "How many may be open"),
        connections_max: m.fresh("connections_max", "How many may be open"),
        store_waiting: m.fresh("store_waiting", "Writes that wait to be committed"),
        store_waiting_max: m.fresh("store_waiting_max", "How many may wait"),
        database_connections: m.fresh("database_connections", "Connections to the database"),
        database_connections_max: m.fresh("database_connections_max", "How many there may be"),
        jobs: m.fresh("jobs", "Jobs of all nodes, by kind and state"),
        sessions: m.fresh("desk_sessions", "Sessions of all nodes that are not over"),
        calls: m.fresh("desk_calls", "Calls of all nodes that are not over"),
        waited: m.times("desk_longest_wait", "How long somebody has waited", Gauge::default()),
        agents: m.fresh("desk_agents", "Agents of all nodes, by presence"),
        seats: m.fresh("desk_seats", "Seats of agents who are online"),
        outgoing: m.fresh("outgoing_waiting", "What waits to go out of the house"),
    }
}

/// An answer that is being worked on, counted until it is dropped, by a panic too.
pub struct InFlight<'a>(&'a Gauge);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// Counts an answer as being worked on.
    pub fn begin(&self) -> InFlight<'_> {
        self.in_flight.inc();
        InFlight(&self.in_flight)
    }

    /// Counts a reply, what its stages took, and what the whole of it took, waiting for the store included.
    pub fn reply(&self, reply: &Reply, took: Duration) {
        if let Some((_, counter)) = self.decisions.iter().find(|(of, _)| *of == reply.decision) {
            counter.inc();
        }
        let verdict = &reply.heard.verdict;
        let asked = verdict.rule.as_ref().map(|rule| (rule, verdict.action, Direction::In));
        let told = reply.withheld.as_ref().map(|held| (&held.rule, held.action, Direction::Out));
        for (rule, action, direction) in asked.into_iter().chain(told) {
            let (action, direction) = (action.name(), direction.name());
            let label = RuleLabel { rule: rule.clone(), action, direction };
            self.guarded.get_or_create(&label).inc();
        }
        for ((_, nanoseconds), times) in reply.trace.stages().zip(&self.stages) {
            times.observe_ns(nanoseconds);
        }
        self.answers.observe(took);
    }

    /// Counts a refused request.
    pub fn error(&self, code: &'static str) {
        self.errors.get_or_create(&CodeLabel { code }).inc();
    }

    /// Counts a list of suggestions.
    pub fn suggested(&self, took: Duration) {
        self.suggestions.observe(took);
    }

    /// Counts a text that is spoken from what was kept.
    pub fn spoken_again(&self) {
        self.spoken.get_or_create(&KeptLabel { kept: "hit" }).inc();
    }

    /// Counts a text that is spoken anew, once its sound begins; one that is refused or fails is none.
    pub fn spoken_anew(&self) {
        self.spoken.get_or_create(&KeptLabel { kept: "miss" }).inc();
    }

    /// Counts a change that was taken over, or refused with so many problems.
    pub fn reloaded(&self, what: &'static str, problems: usize) {
        let outcome = if problems == 0 { "done" } else { "refused" };
        self.reloads.get_or_create(&ReloadLabel { what, outcome }).inc();
        self.reload_problems.get_or_create(&WhatLabel { what }).set(problems as i64);
    }

    /// Everything in the text format that Prometheus reads.
    ///
    /// # Errors
    /// Never: writing to a string cannot fail.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut out = String::new();
        encode(&mut out, &self.registry)?;
        Ok(out)
    }
}
