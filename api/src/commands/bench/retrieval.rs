//! `wenshui bench retrieval`: building, opening and answering in this process.

use std::fmt::Write as _;
use std::time::Instant;

use serde::Serialize;
use wenshui_benches::blockmax::{Compared, compare};
use wenshui_benches::latency::Quantiles;
use wenshui_benches::resident::resident_mib;
use wenshui_benches::retrieval::{Retrieval, measure};
use wenshui_engine::engine::Engine;
use wenshui_engine::open::{Opened, open};

use crate::cli::bench::BenchRetrievalArgs;
use crate::commands::bench::machine::Machine;
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::{clock, published};

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    machine: Machine,
    kb_version: String,
    encoder: String,
    entries: usize,
    wordings: u32,
    seed: u64,
    /// Reading the knowledge files, in seconds.
    read_s: f64,
    /// Building every index, vectors too, in seconds; saving them is part of it.
    build_s: f64,
    /// Opening the built index, in seconds.
    open_s: f64,
    /// Resident memory after answering, in MiB.
    resident_mib: Option<f64>,
    answers: Retrieval,
    /// The lexical index beside tantivy's block-max pruning, where it was asked for.
    lexical: Option<Compared>,
}

/// Builds, opens and asks.
///
/// # Errors
/// When the knowledge cannot be used.
pub fn run(args: &BenchRetrievalArgs) -> anyhow::Result<Outcome> {
    let source = published::source(&args.kb)?;
    let indexes = std::env::temp_dir().join(format!("wenshui-bench-{}", std::process::id()));
    let measured = measure_in(args, &source, &indexes);
    // The directory is ours and holds nothing that anybody needs.
    let _ = std::fs::remove_dir_all(&indexes);
    let report = measured?;
    if args.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table(&report))?;
    }
    Ok(Outcome::Done)
}

fn measure_in(
    args: &BenchRetrievalArgs,
    source: &crate::source::Source,
    indexes: &std::path::Path,
) -> anyhow::Result<Report> {
    let (parts, read_s) = timed(|| source.parts())?;
    let (built, build_s) = timed(|| Ok(open(parts, indexes)?))?;
    drop(built);
    let parts = source.parts()?;
    let ((version, opened), open_s) = timed(|| Ok(open(parts, indexes)?))?;
    anyhow::ensure!(opened == Opened::Loaded, "the index that was just built was not opened again");
    let questions = questions::foreign_to(&version.base, args.questions, args.seed)?;
    let engine = Engine::new(version, clock::nanoseconds);
    let answers = measure(&engine, &questions, clock::today())?;
    let version = engine.version();
    let resident_mib = resident_mib(std::process::id());
    let lexical = args.blockmax.then(|| compare(&version, &questions)).transpose()?;
    Ok(Report {
        machine: Machine::this(),
        kb_version: version.id.clone(),
        encoder: version.encoder.id().to_owned(),
        entries: version.base.entries.len(),
        wordings: version.documents.wordings,
        seed: args.seed,
        read_s,
        build_s,
        open_s,
        resident_mib,
        answers,
        lexical,
    })
}

fn timed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let began = Instant::now();
    let done = work()?;
    Ok((done, began.elapsed().as_secs_f64()))
}

fn table(report: &Report) -> String {
    let mut out = format!(
        "{} × {}\nkb {} · encoder {} · {} entries, {} wordings · seed {}\n\
         read {:.2} s · build {:.2} s · open {:.3} s · resident {:.0} MiB\n",
        report.machine.cores,
        report.machine.processor,
        report.kb_version,
        report.encoder,
        report.entries,
        report.wordings,
        report.seed,
        report.read_s,
        report.build_s,
        report.open_s,
        report.resident_mib.unwrap_or(f64::NAN),
    );
    let heads = ["mean", "p50", "p90", "p99", "p99.9", "max"].map(|head| format!("{head:>10}"));
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:<12}{}  µs", "stage", heads.concat());
    let stages = report.answers.stages.iter().map(|(name, q)| (*name, *q));
    for (name, quantiles) in stages.chain([("total", report.answers.total)]) {
        let _ = writeln!(out, "{name:<12}{}", row(&quantiles));
    }
    let decisions = report.answers.decisions.iter();
    let decisions: Vec<String> = decisions.map(|(name, count)| format!("{name} {count}")).collect();
    let _ = writeln!(out, "decisions: {}", decisions.join(", "));
    if let Some(compared) = &report.lexical {
        let _ = writeln!(
            out,
            "lexical alone, {:.1} terms a question, first ten agree in {:.3}:\n\
             impacts     {}\nblock-max   {}   (tantivy, built in {:.2} s)",
            compared.terms_mean,
            compared.agreement,
            row(&compared.impacts),
            row(&compared.blockmax),
            compared.blockmax_build_s,
        );
    }
    out
}

fn row(quantiles: &Quantiles) -> String {
    let Quantiles { mean_us, p50_us, p90_us, p99_us, p999_us, max_us, .. } = *quantiles;
    [mean_us, p50_us, p90_us, p99_us, p999_us, max_us].map(|us| format!("{us:>10.1}")).concat()
}
