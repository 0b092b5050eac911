//! `wenshui bench sizes`: how answering grows with the knowledge, with cold and with warm caches.
//!
//! Every size is measured in processes of its own, so that none finds memory as another left it: one builds
//! the indexes and answers with warm caches, a later one opens them, of which the system then holds nothing,
//! and counts from its first answer on.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::json;
use wenshui_benches::result::{BenchResult, Figure, Kind, Series, State};

use crate::cli::bench::report::BenchSizesArgs;
use crate::commands::bench::counts::in_own_folder;
use crate::commands::bench::give_out::{Begun, Measured, give_out};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;

/// The first answers of a process, which are cold.
const COLD: usize = 100;

/// Measures every size.
///
/// # Errors
/// When a size cannot be made or measured.
pub fn run(args: &BenchSizesArgs) -> anyhow::Result<Outcome> {
    anyhow::ensure!(!args.sizes.is_empty(), "--sizes is empty");
    let begun = Begun::beside_echo()?;
    let (mut latencies, mut figures, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for size in &args.sizes {
        tell(&format!("{size} entries"));
        let [warm, cold] = in_own_folder(|folder| measure(args, (*size, folder)))?;
        for (result, state) in [(&warm, State::Warm), (&cold, State::Cold)] {
            let series = result.latencies.iter().cloned();
            latencies.extend(series.map(|one| Series { state: Some(state), ..one.at(*size) }));
        }
        figures.extend(warm.figures.iter().cloned().map(|figure| figure.at(*size)));
        let renamed = cold.figures.iter().map(|figure| {
            let name = format!("cold.{}", figure.name);
            Figure { name, ..figure.clone() }.at(*size)
        });
        figures.extend(renamed);
        parts.push(json!({"warm": warm, "cold": cold}));
    }
    figures.extend(growth(&latencies));
    let result = begun.result(Measured {
        command: "sizes",
        // Each size has its own, in the details.
        knowledge: None,
        seed: Some(args.seed),
        cases: latencies
            .iter()
            .filter(|one| one.kind == Kind::Whole)
            .map(|one| one.latency.count)
            .sum(),
        latencies,
        figures,
        details: json!(parts),
    })?;
    give_out(&result, (&args.out, &table(&result)))
}

/// How many times as long an answer takes at the largest size as at ten thousand entries, or at the
/// smallest where that was not measured.
fn growth(latencies: &[Series]) -> Option<Figure> {
    let warm = |one: &&Series| one.kind == Kind::Whole && one.state == Some(State::Warm);
    let mut sizes: Vec<(u64, f64)> = latencies
        .iter()
        .filter(warm)
        .filter_map(|one| Some((one.entries?, one.latency.p50_us)))
        .collect();
    sizes.sort_by_key(|(entries, _)| *entries);
    let to = sizes.last()?;
    let meant = sizes.iter().find(|(entries, _)| *entries == 10_000 && to.0 > 10_000);
    let from = meant.or(sizes.first()).filter(|(entries, _)| *entries < to.0)?;
    // Only the factor between the two sizes that its target names goes by the target's name.
    let is_meant = (from.0, to.0) == (10_000, 1_000_000);
    let name =
        if is_meant { "answer.growth".to_owned() } else { format!("answer.growth.{}", from.0) };
    Some(Figure::new(&name, "times", to.1 / from.1).at(to.0))
}

/// A size, warm and cold.
fn measure(
    args: &BenchSizesArgs,
    (size, folder): (u64, &Path),
) -> anyhow::Result<[BenchResult; 2]> {
    let (kb, indexes) = (folder.join("kb.jsonl"), folder.join("indexes"));
    let seed = OsString::from(args.seed.to_string());
    program(&[
        "generate".into(),
        "--entries".into(),
        size.to_string().into(),
        "--seed".into(),
        seed.clone(),
        "--output".into(),
        kb.clone().into(),
    ])?;
    let retrieval = |questions: usize, more: &[OsString]| {
        let mut words: Vec<OsString> = vec!["retrieval".into(), "--json".into(), "--kb".into()];
        words.extend([kb.clone().into(), "--indexes".into(), indexes.clone().into()]);
        words.extend(["--seed".into(), seed.clone()]);
        words.extend(["--questions".into(), questions.to_string().into()]);
        words.extend_from_slice(more);
        let text = program(&words)?;
        Ok::<_, anyhow::Error>(BenchResult::read(&text, "what `bench retrieval` printed")?)
    };
    let warm = retrieval(args.questions, &[])?;
    let cold = retrieval(COLD.min(args.questions), &["--cold".into()])?;
    Ok([warm, cold])
}

/// Runs this program's bench and gives what it prints.
fn program(words: &[OsString]) -> anyhow::Result<String> {
    let own = std::env::current_exe().context("cannot find this program")?;
    let ran = Command::new(own).arg("bench").args(words).output()?;
    let told = String::from_utf8_lossy(&ran.stderr);
    anyhow::ensure!(ran.status.success(), "bench {} failed: {told}", words[0].display());
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}

fn table(result: &BenchResult) -> String {
    let heads = ["entries", "p50", "p90", "p99", "p99.9", "max"].map(|head| format!("{head:>12}"));
    let mut out = format!("{:<14}{}  µs\n", "answer", heads.concat());
    // Writing to a string cannot fail.
    for one in result.latencies.iter().filter(|one| one.kind == Kind::Whole) {
        let state = if one.state == Some(State::Cold) { "cold" } else { "warm" };
        let q = one.latency;
        let numbers = [q.p50_us, q.p90_us, q.p99_us, q.p999_us, q.max_us];
        let numbers = numbers.map(|us| format!("{us:>12.1}")).concat();
        let _ = writeln!(out, "{state:<14}{:>12}{numbers}", one.entries.unwrap_or_default());
    }
    for figure in result.figures.iter().filter(|figure| figure.name.starts_with("answer.growth")) {
        let _ = writeln!(
            out,
            "growth to {} entries: {:.2} ×",
            figure.entries.unwrap_or_default(),
            figure.value
        );
    }
    out
}
