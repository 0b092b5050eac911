//! A result held against an earlier one of the same command.

use serde::Serialize;
use wenshui_benches::gate::StageChange;
use wenshui_benches::result::{BenchResult, Series};

use crate::commands::bench::gate::launches;
use crate::commands::bench::report::axis::words;
use crate::commands::bench::report::input::Named;

/// What changed since an earlier result.
#[derive(Serialize)]
pub(super) struct Changed {
    /// Both files.
    now: String,
    before: String,
    /// Whether times of both can be compared at all.
    same_machine: bool,
    rows: Vec<Row>,
    /// Stages with intervals, where the gate measured both.
    stages: Vec<StageChange>,
    /// The end of the line that all changes are drawn on.
    widest: f64,
}

/// A number before and now.
#[derive(Serialize)]
struct Row {
    name: String,
    before: String,
    after: String,
    /// What it is more, as a share.
    change: f64,
}

/// The widest change that is drawn; what is beyond lies at the end of the line.
const WIDEST: f64 = 1.0;

impl Changed {
    /// Every latency and figure that both have.
    pub(super) fn new(now: &Named, before: &Named) -> Self {
        let machine = |named: &Named| named.result.signature.machine.clone();
        let mut rows = Vec::new();
        for one in &now.result.latencies {
            let Some(other) = twin(&before.result, one) else { continue };
            let both = [
                ("p50", other.latency.p50_us, one.latency.p50_us),
                ("p99", other.latency.p99_us, one.latency.p99_us),
            ];
            rows.extend(both.map(|(share, before, after)| Row {
                name: format!("{} {share}", one.title()),
                before: words(before),
                after: words(after),
                change: after / before - 1.0,
            }));
        }
        for figure in &now.result.figures {
            let same = |other: &&wenshui_benches::result::Figure| {
                (&other.name, other.entries) == (&figure.name, figure.entries)
            };
            let Some(other) = before.result.figures.iter().find(same) else { continue };
            rows.push(Row {
                name: figure.name.clone(),
                before: format!("{:.4} {}", other.value, other.unit),
                after: format!("{:.4} {}", figure.value, figure.unit),
                change: figure.value / other.value - 1.0,
            });
        }
        rows.retain(|row| row.change.is_finite());
        let stages = [now, before].map(|named| launches(&named.result).ok());
        let stages = match &stages {
            [Some(now), Some(before)] => {
                let sets = (before.launches.as_slice(), now.launches.as_slice());
                wenshui_benches::gate::changes(sets).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let widest = rows.iter().map(|row| row.change.abs()).fold(0.05, f64::max).min(WIDEST);
        Self {
            now: now.name.clone(),
            before: before.name.clone(),
            same_machine: machine(now).is_like(&machine(before)),
            rows,
            stages,
            widest,
        }
    }
}

/// The latencies of the same thing in another result.
fn twin<'a>(result: &'a BenchResult, one: &Series) -> Option<&'a Series> {
    result.latencies.iter().find(|other| other.title() == one.title() && other.kind == one.kind)
}
