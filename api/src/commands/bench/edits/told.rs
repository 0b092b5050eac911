//! What `bench edits` tells: a table for people, and the numbers in the form of every result.

use serde::Serialize;
use wenshui_benches::latency::Quantiles;
use wenshui_benches::load::Loaded;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(skip)]
    pub(super) knowledge: KnowledgeMark,
    /// Questions while nothing changes, while edits are published, and while versions are put back.
    pub(super) quiet: Loaded,
    pub(super) editing: Loaded,
    pub(super) rolling_back: Loaded,
    /// From sending what publishes an edit to the first answer that has it.
    pub(super) seen: Quantiles,
    /// From sending what puts a version into service to its reply, after which it answers.
    pub(super) rolled_back: Quantiles,
    /// Versions that answered, of which each has to have said one thing only.
    pub(super) versions: usize,
    pub(super) resident_mib: Option<f64>,
}

/// The numbers of a report in the form of every result.
pub(super) fn numbers(report: &Report) -> (Vec<Series>, Vec<Figure>) {
    let loads = [
        ("answers in quiet", &report.quiet),
        ("answers while edited", &report.editing),
        ("answers while rolled back", &report.rolling_back),
    ];
    let mut latencies: Vec<Series> =
        loads.iter().map(|(name, loaded)| Series::of_load(name, Kind::Load, loaded)).collect();
    latencies.push(Series::new("edit seen", Kind::Other, report.seen));
    latencies.push(Series::new("rolled back", Kind::Other, report.rolled_back));
    let mut figures = vec![
        Figure::new("edit.seen.p99", "s", report.seen.p99_us / 1e6),
        Figure::new("rollback.p99", "s", report.rolled_back.p99_us / 1e6),
        Figure::new("versions", "versions", report.versions as f64),
    ];
    figures.extend(report.resident_mib.map(|mib| Figure::new("resident", "MiB", mib)));
    (latencies, figures)
}

/// The table.
pub(super) fn table(report: &Report) -> String {
    let load = |what: &str, loaded: &Loaded| {
        let Quantiles { count, p50_us, p99_us, max_us, .. } = loaded.latency;
        let [p50, p99, max] = [p50_us, p99_us, max_us].map(|us| us / 1000.0);
        let slower = p99_us / report.quiet.latency.p99_us;
        format!(
            "asked {what:<14}{count:>7} p50 {p50:>7.2} p99 {p99:>8.2} max {max:>8.2} ms, p99 {slower:.2} ×\n"
        )
    };
    let took = |what: &str, took: Quantiles| {
        let Quantiles { count, p50_us, p99_us, max_us, .. } = took;
        let [p50, p99, max] = [p50_us, p99_us, max_us].map(|us| us / 1000.0);
        format!("{what:<20}{count:>7} p50 {p50:>7.0} p99 {p99:>8.0} max {max:>8.0} ms\n")
    };
    format!(
        "{} questions/s · {} versions, each said one thing · resident {:.0} MiB\n",
        report.quiet.rate.unwrap_or_default(),
        report.versions,
        report.resident_mib.unwrap_or(f64::NAN),
    ) + &load("in quiet", &report.quiet)
        + &load("while edited", &report.editing)
        + &load("rolling back", &report.rolling_back)
        + &took("edits seen", report.seen)
        + &took("rolled back", report.rolled_back)
}
