//! A comparison as a table for people.

use std::fmt::Write as _;

use wenshui_benches::compare::comparison::{Comparison, PeerFigures, Quality};
use wenshui_benches::load::Loaded;

/// How wide a name is.
const NAME: usize = 14;
/// The metrics of a line.
const METRICS: [&str; 5] = ["hit@1", "hit@1.macro", "hit@5", "hit@5.macro", "mrr@10"];

/// The whole comparison.
pub(super) fn table(comparison: &Comparison) -> String {
    let mut out = format!(
        "{} × {}\nkb {} · {} entries, {} wordings · seed {}\n",
        comparison.cores,
        comparison.processor,
        comparison.kb,
        comparison.entries,
        comparison.wordings,
        comparison.seed,
    );
    if let Some(suite) = &comparison.suite {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            out,
            "suite {} ({}) · {} cases, {} targets, {} left out",
            suite.file, suite.hash, suite.cases, suite.targets, suite.left_out
        );
    }
    let _ = writeln!(out, "\n{:<NAME$}{:<16}{:<34}version", "", "asked", "way");
    for peer in &comparison.peers {
        let PeerFigures { name, protocol, way, version, remark, .. } = peer;
        let remark = if remark.is_empty() { String::new() } else { format!(" · {remark}") };
        let _ = writeln!(out, "{name:<NAME$}{protocol:<16}{way:<34}{version}{remark}");
    }
    out.push_str(&quality(comparison));
    out.push_str(&speed(comparison));
    for failed in &comparison.failed {
        let _ = writeln!(out, "{:<NAME$}could not be measured: {}", failed.name, failed.reason);
    }
    out
}

/// What they find: the way that counts, and the others that were tried.
fn quality(comparison: &Comparison) -> String {
    if comparison.suite.is_none() {
        return String::new();
    }
    let heads = METRICS.map(|head| format!("{head:>13}")).concat();
    let mut out = format!("\n{:<NAME$}{heads}  hit@1 95 %        wenshui's more (p)\n", "finds");
    for peer in &comparison.peers {
        if let Some(quality) = &peer.quality {
            out.push_str(&quality_line(&peer.name, quality));
        }
    }
    for peer in comparison.peers.iter().filter(|peer| peer.tried.len() > 1) {
        for tried in &peer.tried {
            let Some(quality) = &tried.quality else { continue };
            let values = METRICS.map(|name| format!("{:>13.4}", value(quality, name))).concat();
            let built = tried.build_s.map_or_else(String::new, |built| format!("{built:>9.2} s"));
            let _ = writeln!(out, "  {:<12}{values}{built}  {}", peer.name, tried.way);
        }
    }
    out
}

fn quality_line(name: &str, quality: &Quality) -> String {
    let values = METRICS.map(|name| format!("{:>13.4}", value(quality, name))).concat();
    let [low, high] = quality.intervals.get("hit@1").copied().unwrap_or_default();
    let more = quality
        .wenshui_more
        .get("hit@1")
        .map_or_else(String::new, |more| format!("  {:+.4} (p {:.3})", more.difference, more.p));
    format!("{name:<NAME$}{values}  [{low:.4}, {high:.4}]{more}\n")
}

fn value(quality: &Quality, name: &str) -> f64 {
    quality.metrics.get(name).copied().unwrap_or(f64::NAN)
}

/// How fast they are.
fn speed(comparison: &Comparison) -> String {
    let Some(load) = comparison.load else { return String::new() };
    let heads = ["requests/s", "of echo", "p50", "p99", "p99.9", "requests"];
    let heads = heads.map(|head| format!("{head:>12}")).concat();
    let mut out = format!("\n{:<24}{heads}  µs\n", "load");
    for peer in &comparison.peers {
        let share = peer.share_of_echo.map(|share| format!("{:.2} %", 100.0 * share));
        let rows = [
            (format!("{} × {}", peer.name, load.connections), peer.closed, share),
            (format!("{} × 1", peer.name), peer.single, None),
            (format!("{} at {}/s", peer.name, load.rate), peer.open, None),
        ];
        for (name, loaded, share) in rows {
            out.push_str(&load_line(&name, loaded, share.as_deref()));
        }
    }
    let _ = writeln!(out, "\n{:<NAME$}{:>12}{:>14}", "", "built in s", "memory MiB");
    for peer in &comparison.peers {
        let figure = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
        };
        let (built, memory) = (figure(peer.build_s, 2), figure(peer.resident_mib, 0));
        let _ = writeln!(out, "{:<NAME$}{built:>12}{memory:>14}", peer.name);
    }
    out
}

fn load_line(name: &str, loaded: Option<Loaded>, share: Option<&str>) -> String {
    let Some(Loaded { per_second, latency, .. }) = loaded else {
        return format!("{name:<24}{:>12}\n", "too many");
    };
    let share = share.unwrap_or_default();
    let times = [latency.p50_us, latency.p99_us, latency.p999_us];
    let times = times.map(|us| format!("{us:>12.0}")).concat();
    format!("{name:<24}{per_second:>12.1}{share:>12}{times}{:>12}\n", latency.count)
}
