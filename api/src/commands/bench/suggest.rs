//! `wenshui bench suggest`: typing drawn from the knowledge, and what is suggested for it.

use std::fmt::Write as _;

use serde::Serialize;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_benches::suggest::{KindReport, measure};
use wenshui_engine::version::build::build;

use crate::cli::bench::BenchSuggestArgs;
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::outcome::Outcome;
use crate::{clock, published};

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    kinds: Vec<KindReport>,
}

/// Draws typing of every kind and looks for the entry that was meant among the first five rows.
///
/// # Errors
/// When the knowledge cannot be used.
pub fn run(args: &BenchSuggestArgs) -> anyhow::Result<Outcome> {
    let begun = Begun::beside_echo()?;
    let source = published::source(&args.kb)?;
    let version = build(source.parts()?)?;
    anyhow::ensure!(version.documents.wordings > 0, "the knowledge has no entries");
    let report = Report { kinds: measure(&version, args.typings, args.seed, clock::today()) };
    let series = |kind: &KindReport| Series::new(kind.kind.name(), Kind::Other, kind.latency);
    let hit = |kind: &KindReport| {
        Figure::new(&format!("{}.hit@5", kind.kind.name()), "share", kind.hit_at_5)
    };
    let result = begun.result(Measured {
        command: "suggest",
        knowledge: Some(KnowledgeMark::of(&version, title(&source))),
        seed: Some(args.seed),
        cases: report.kinds.iter().map(|kind| kind.typings as u64).sum(),
        latencies: report.kinds.iter().map(series).collect(),
        figures: report.kinds.iter().map(hit).collect(),
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

fn table(report: &Report) -> String {
    let mut out = String::new();
    let heads = ["typings", "typed", "hit@5", "one more", "any row", "p50 µs", "p99 µs"];
    let heads = heads.map(|head| format!("{head:>10}")).concat();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:<22}{heads}", "typing");
    for kind in &report.kinds {
        let _ = writeln!(
            out,
            "{:<22}{:>10}{:>10.1}{:>10.4}{:>10.4}{:>10.4}{:>10.1}{:>10.1}",
            kind.kind.name(),
            kind.typings,
            kind.length_mean,
            kind.hit_at_5,
            kind.hit_at_5_one_more,
            kind.any,
            kind.latency.p50_us,
            kind.latency.p99_us,
        );
    }
    out.push_str("hit@5 by what is typed, whatever else begins like that\n");
    for kind in &report.kinds {
        let curve = kind.curve.iter().map(|(length, hit)| format!("{length:>4}: {hit:.3}"));
        let _ = writeln!(out, "{:<22}{}", kind.kind.name(), curve.collect::<String>());
    }
    out
}
