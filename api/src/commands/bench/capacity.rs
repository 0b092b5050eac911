//! `wenshui bench capacity`: a country's busiest day, simulated.

mod plot;

use std::fmt::Write as _;

use anyhow::Context as _;
use wenshui_benches::capacity::assumptions::Assumptions;
use wenshui_benches::capacity::{Report, simulate};

use crate::cli::bench::BenchCapacityArgs;
use crate::commands::bench::capacity::plot::draw;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;

/// Simulates what is supposed and prints what it takes.
///
/// # Errors
/// When the assumptions are not usable, or the drawing cannot be written.
pub fn run(args: &BenchCapacityArgs) -> anyhow::Result<Outcome> {
    let mut assumptions = match &args.assumptions {
        Some(path) => {
            let words = || format!("`{}`", path.display());
            let text = std::fs::read_to_string(path).with_context(words)?;
            Assumptions::read(&text).map_err(anyhow::Error::msg).with_context(words)?
        }
        None => Assumptions::bundled(),
    };
    if let Some(taxpayers) = args.taxpayers {
        assumptions.demand.taxpayers = taxpayers;
        assumptions.check().map_err(anyhow::Error::msg)?;
    }
    let report = simulate(&assumptions, args.seed);
    if let Some(path) = &args.plot {
        let written = std::fs::write(path, draw(&report.limits)?);
        written.with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    if args.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table(&assumptions, &report))?;
    }
    Ok(Outcome::Done)
}

fn table(assumptions: &Assumptions, report: &Report) -> String {
    let (day, machines) = (&report.day, &report.machines);
    let [busiest, burst] = report.questions_a_second;
    let lines = [
        ("may ask", format!("{:.0}", assumptions.demand.taxpayers)),
        ("questions/s, busiest hour", format!("{busiest:.0}")),
        ("questions/s, busiest minute", format!("{burst:.0}")),
        (
            "nodes needed, one of them lost",
            format!("{} of {} cores", report.nodes_needed, assumptions.node.cores),
        ),
        ("nodes simulated", format!("{} and one lost", machines.nodes)),
        ("  processors busy", percent(machines.cores_busy)),
        ("  answered, p50 / p99", milliseconds(machines.answered_ms)),
        ("  answered and kept, p50 / p99", milliseconds(machines.kept_ms)),
        ("  streams a node", format!("{:.0}", machines.streams_a_node)),
        ("  memory a node", format!("{:.0} MiB", machines.memory_mib)),
        ("database: transactions/s", format!("{:.0}", machines.transactions_a_second)),
        ("  turns and lines/s", format!("{:.0}", machines.writes_a_second)),
        ("  busy", percent(machines.database_busy)),
        ("  grows by a year", format!("{:.0} GB", report.disk_gb[0])),
        ("  has in the long run", format!("{:.0} GB", report.disk_gb[1])),
        ("agents needed in the busiest hour", format!("{}", report.agents_needed)),
        ("  asked for a person that day", format!("{}", day.asked)),
        (
            "  served in time / left",
            format!("{} / {}", percent(day.served_within_share), percent(day.left_share)),
        ),
        ("  waited, p50 / p90", format!("{:.0} / {:.0} s", day.waited_s[0], day.waited_s[1])),
        ("  most waiting at once", format!("{}", day.waiting_max)),
        ("  agents busy", percent(day.agents_busy)),
        (
            "first limit of machines",
            format!("{} at {:.1} times the demand", report.first.0, report.first.1),
        ),
    ];
    let mut out = String::new();
    for (name, value) in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name:<36}{value}");
    }
    let _ = write!(out, "\n{:<8}", "times");
    for (name, _) in report.limits.iter().take(1).flat_map(|limits| &limits.shares) {
        let _ = write!(out, "{name:>12}");
    }
    for limits in &report.limits {
        let _ = write!(out, "\n{:<8}", limits.factor);
        for (_, share) in &limits.shares {
            let _ = write!(out, "{:>12}", percent(*share));
        }
    }
    let _ = writeln!(out, "\nseed {}", report.seed);
    out
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn milliseconds([half, most]: [f64; 2]) -> String {
    format!("{half:.1} / {most:.1} ms")
}
