//! Every number of results, a table each.

use serde::Serialize;
use wenshui_benches::result::{Figure, Series};

use crate::commands::bench::report::axis::{entries, words};
use crate::commands::bench::report::input::{Input, Named};

/// The numbers of a result.
#[derive(Serialize)]
pub(super) struct Table {
    name: String,
    command: String,
    /// What, how often, and how long at the percentiles.
    latencies: Vec<(String, u64, [String; 5])>,
    /// Name, value, unit.
    figures: Vec<(String, String, String)>,
}

/// Every number of the results of some commands.
pub(super) fn numbers(input: &Input, is_meant: impl Fn(&str) -> bool) -> Vec<Table> {
    let meant = |named: &&Named| is_meant(&named.result.signature.command);
    let table = |named: &'_ Named| Table {
        name: named.name.clone(),
        command: named.result.signature.command.clone(),
        latencies: named.result.latencies.iter().map(latency).collect(),
        figures: named.result.figures.iter().map(figure).collect(),
    };
    input.results.iter().filter(meant).map(table).collect()
}

/// A row of latencies: what, how often, and how long.
fn latency(one: &Series) -> (String, u64, [String; 5]) {
    let q = one.latency;
    let times = [q.p50_us, q.p90_us, q.p99_us, q.p999_us, q.max_us].map(words);
    (one.title(), q.count, times)
}

/// A row of figures: name, value, unit.
fn figure(figure: &Figure) -> (String, String, String) {
    let size = figure.entries.map(|size| format!(" · {} entries", entries(size)));
    let name = figure.name.clone() + &size.unwrap_or_default();
    (name, value(figure.value), figure.unit.clone())
}

/// A number with as many digits as say something.
fn value(number: f64) -> String {
    match number.abs() {
        1_000.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.4}"),
    }
}
