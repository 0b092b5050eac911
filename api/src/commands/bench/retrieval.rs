//! `wenshui bench retrieval`: building, opening and answering in this process.

use std::fmt::Write as _;
use std::time::Instant;

use serde::Serialize;
use wenshui_benches::blockmax::{Compared, compare};
use wenshui_benches::latency::Quantiles;
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_benches::retrieval::{Retrieval, measure};
use wenshui_benches::sketched::{Sketched, recall};
use wenshui_engine::engine::Engine;
use wenshui_engine::open::{Opened, open};
use wenshui_engine::trace::Stage;

use crate::cli::bench::BenchRetrievalArgs;
use crate::commands::bench::forget::forget;
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::{clock, published};

/// Questions answered before anything is counted.
const WARM_UP: usize = 200;

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(skip)]
    knowledge: KnowledgeMark,
    /// Reading the knowledge files, in seconds.
    read_s: f64,
    /// Building every index, vectors too, in seconds; saving them is part of it. None
    /// where they were there.
    build_s: Option<f64>,
    /// Opening the built index, in seconds.
    open_s: f64,
    /// Resident memory after answering, in MiB.
    resident_mib: Option<f64>,
    answers: Retrieval,
    /// What the sketch of the dense index finds, where there is one.
    sketched: Option<Sketched>,
    /// The lexical index beside tantivy's block-max pruning, where it was asked for.
    lexical: Option<Compared>,
}

/// Builds, opens and asks.
///
/// # Errors
/// When the knowledge cannot be used.
pub fn run(args: &BenchRetrievalArgs) -> anyhow::Result<Outcome> {
    let begun = Begun::beside_echo()?;
    let source = published::source(&args.kb)?;
    let report = if let Some(indexes) = &args.indexes {
        measure_in(args, &source, indexes)?
    } else {
        let indexes = std::env::temp_dir().join(format!("wenshui-bench-{}", std::process::id()));
        let measured = measure_in(args, &source, &indexes);
        // The directory is ours and holds nothing that anybody needs.
        let _ = std::fs::remove_dir_all(&indexes);
        measured?
    };
    let (latencies, figures) = numbers(&report);
    let result = begun.result(Measured {
        command: "retrieval",
        knowledge: Some(report.knowledge.clone()),
        seed: Some(args.seed),
        cases: report.answers.total.count,
        latencies,
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

fn measure_in(
    args: &BenchRetrievalArgs,
    source: &crate::source::Source,
    indexes: &std::path::Path,
) -> anyhow::Result<Report> {
    let (parts, read_s) = timed(|| source.parts())?;
    let mut build_s = None;
    let parts = if args.cold {
        forget(indexes)?;
        parts
    } else {
        let (built, took_s) = timed(|| Ok(open(parts, indexes)?))?;
        build_s = Some(took_s).filter(|_| built.1 != Opened::Loaded);
        drop(built);
        source.parts()?
    };
    let ((version, opened), open_s) = timed(|| Ok(open(parts, indexes)?))?;
    anyhow::ensure!(opened == Opened::Loaded, "the index was not there or not opened");
    let questions = questions::foreign_to(&version.base, args.questions, args.seed)?;
    let engine = Engine::new(version, clock::nanoseconds);
    let warm_up = if args.cold { 0 } else { WARM_UP.min(questions.len() / 10) };
    let answers = measure(&engine, (&questions, warm_up), clock::today())?;
    let version = engine.version();
    let resident_mib = resident_mib(std::process::id());
    let sketched = recall(&version, &questions)?;
    let lexical = args.blockmax.then(|| compare(&version, &questions)).transpose()?;
    Ok(Report {
        knowledge: KnowledgeMark::of(&version, title(source)),
        read_s,
        build_s,
        open_s,
        resident_mib,
        answers,
        sketched,
        lexical,
    })
}

/// The numbers of a report in the form of every result.
fn numbers(report: &Report) -> (Vec<Series>, Vec<Figure>) {
    let Retrieval { total, call, stages, .. } = &report.answers;
    let mut latencies = vec![Series::new("answer", Kind::Whole, *total)];
    latencies.extend(stages.iter().map(|(name, q)| Series::new(name, Kind::Stage, *q)));
    let encode = stages.iter().find(|(name, _)| *name == Stage::Encode.name());
    let mut figures = vec![
        Figure::new("answer.p99", "us", total.p99_us),
        // What the stages tell, of what the call takes.
        Figure::new("stages.share_of_call", "share", total.p50_us / call.p50_us),
        Figure::new("read", "s", report.read_s),
        Figure::new("open", "s", report.open_s),
    ];
    figures.extend(encode.map(|(_, q)| Figure::new("encode.mean", "us", q.mean_us)));
    figures.extend(report.build_s.map(|build_s| Figure::new("build", "s", build_s)));
    figures.extend(report.resident_mib.map(|mib| Figure::new("resident", "MiB", mib)));
    let recalled = report.sketched.map(|sketched| sketched.recall);
    figures.extend(recalled.map(|recall| Figure::new("dense.recall@10", "share", recall)));
    if let Some(Compared { impacts, blockmax, terms_mean, agreement, .. }) = &report.lexical {
        latencies.push(Series::new("impacts", Kind::Other, *impacts));
        latencies.push(Series::new("block-max", Kind::Other, *blockmax));
        figures.push(Figure::new("terms.mean", "terms", *terms_mean));
        figures.push(Figure::new("blockmax.agreement", "share", *agreement));
    }
    (latencies, figures)
}

fn timed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let began = Instant::now();
    let done = work()?;
    Ok((done, began.elapsed().as_secs_f64()))
}

fn table(report: &Report) -> String {
    let build = report.build_s.map(|build_s| format!(" · build {build_s:.2} s"));
    let mut out = format!(
        "read {:.2} s{} · open {:.3} s · resident {:.0} MiB\n",
        report.read_s,
        build.unwrap_or_default(),
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
    if let Some(Sketched { vectors, questions, recall }) = report.sketched {
        let _ = writeln!(
            out,
            "dense: the sketch of {vectors} vectors finds {recall:.4} of the ten nearest of {questions} questions"
        );
    }
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
