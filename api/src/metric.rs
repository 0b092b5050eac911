//! Every metric of the server, by name, in one place.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use wenshui_engine::reply::{Decision, Reply};
use wenshui_engine::trace::Stage;

use crate::store::interception::Direction;

/// The server's metrics; counting is a few atomic additions and takes no lock.
pub struct Metrics {
    registry: Registry,
    decisions: Vec<(Decision, Counter)>,
    stages: Vec<Histogram>,
    errors: Family<CodeLabel, Counter>,
    guarded: Family<RuleLabel, Counter>,
    in_flight: Gauge,
    /// Entries of the version in service.
    pub entries: Gauge,
    /// Whether this node takes questions, 1 or 0.
    pub ready: Gauge,
    /// Whether NATS is named and away, 1 or 0.
    pub nats_missing: Gauge,
    /// Whether another version is in service than this node could take over, 1 or 0.
    pub version_behind: Gauge,
    suggestions: Histogram,
    spoken: Family<KeptLabel, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DecisionLabel {
    decision: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageLabel {
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CodeLabel {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeptLabel {
    kept: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleLabel {
    rule: String,
    action: &'static str,
    direction: &'static str,
}

const DECISIONS: [Decision; 6] = [
    Decision::Answer,
    Decision::Clarify,
    Decision::Suggest,
    Decision::Reply,
    Decision::Refuse,
    Decision::Handover,
];

/// From 2 µs, doubling, to half a second.
fn buckets() -> impl Iterator<Item = f64> {
    exponential_buckets(2e-6, 2.0, 18)
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("wenshui");
        let decisions = Family::<DecisionLabel, Counter>::default();
        let stages: Family<StageLabel, Histogram> =
            Family::new_with_constructor(|| Histogram::new(buckets()));
        let errors = Family::default();
        let guarded = Family::default();
        let (in_flight, entries, ready) = (Gauge::default(), Gauge::default(), Gauge::default());
        ready.set(1);
        let suggestions = Histogram::new(buckets());
        registry.register("answers", "Answers given, by decision", decisions.clone());
        let help = "What the stages of an answer take";
        registry.register_with_unit("stage", help, Unit::Seconds, stages.clone());
        registry.register("errors", "Requests refused, by code", Family::clone(&errors));
        registry.register("guarded", "Rules met, by what was done", Family::clone(&guarded));
        registry.register("in_flight", "Answers being worked on", in_flight.clone());
        registry.register("entries", "Entries of the version in service", entries.clone());
        registry.register("ready", "Whether this node takes questions", ready.clone());
        let (nats_missing, version_behind) = (Gauge::default(), Gauge::default());
        let help = "Whether NATS is named and away";
        registry.register("nats_missing", help, nats_missing.clone());
        let help = "Whether another version is in service than this node could take over";
        registry.register("version_behind", help, version_behind.clone());
        let help = "What a list of suggestions takes";
        registry.register_with_unit("suggestions", help, Unit::Seconds, suggestions.clone());
        let spoken = Family::default();
        let help = "Texts that were spoken, by whether the sound was kept from before";
        registry.register("spoken", help, Family::clone(&spoken));
        Self {
            decisions: DECISIONS
                .into_iter()
                .map(|decision| {
                    let label = DecisionLabel { decision: decision.name() };
                    (decision, decisions.get_or_create(&label).clone())
                })
                .collect(),
            stages: Stage::ALL
                .into_iter()
                .map(|stage| stages.get_or_create(&StageLabel { stage: stage.name() }).clone())
                .collect(),
            registry,
            errors,
            guarded,
            in_flight,
            entries,
            ready,
            nats_missing,
            version_behind,
            suggestions,
            spoken,
        }
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

    /// Counts a reply and what its stages took.
    pub fn reply(&self, reply: &Reply) {
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
        for ((_, nanoseconds), histogram) in reply.trace.stages().zip(&self.stages) {
            histogram.observe(nanoseconds as f64 / 1e9);
        }
    }

    /// Counts a refused request.
    pub fn error(&self, code: &'static str) {
        self.errors.get_or_create(&CodeLabel { code }).inc();
    }

    /// Counts a list of suggestions.
    pub fn suggested(&self, took: Duration) {
        self.suggestions.observe(took.as_secs_f64());
    }

    /// Counts a text that is spoken, from what was kept or anew.
    pub fn spoken(&self, kept: bool) {
        let kept = if kept { "hit" } else { "miss" };
        self.spoken.get_or_create(&KeptLabel { kept }).inc();
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
