//! `wenshui bench http`: the server over HTTP beside echo, in the same run with the same tool.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use serde::Serialize;
use serde_json::json;
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::load::{Loaded, Plan, Shot, Target, run as load};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::stages::{StageMean, StageSums};

use crate::cli::bench::BenchHttpArgs;
use crate::commands::bench::child::Server;
use crate::commands::bench::machine::Machine;
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::published;

/// Requests that are sent before anything is measured.
const WARM_UP: usize = 500;

/// What was measured of one kind of request.
#[derive(Debug, Serialize)]
struct Measured {
    what: &'static str,
    /// As fast as all connections can.
    closed: Loaded,
    /// One connection.
    single: Loaded,
    /// At a fixed rate.
    open: Loaded,
    /// What the stages took while all connections asked, the costliest first; of answers only.
    stages: Vec<StageMean>,
}

/// The whole report.
#[derive(Debug, Serialize)]
struct Report {
    machine: Machine,
    kb: String,
    seed: u64,
    /// From the start of the process to ready, without and with a built index, in seconds.
    first_ready_s: f64,
    ready_s: f64,
    /// Resident memory of the server before and after the load, in MiB.
    resident_before_mib: Option<f64>,
    resident_after_mib: Option<f64>,
    measured: Vec<Measured>,
}

/// Starts both servers and puts load on them in turn.
///
/// # Errors
/// When a server does not start, or any reply is not what it must be.
pub fn run(args: &BenchHttpArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let data = std::env::temp_dir().join(format!("wenshui-bench-{}", std::process::id()));
    let measured = runtime.block_on(measure(args, &data));
    // The directory is ours and holds nothing that anybody needs.
    let _ = std::fs::remove_dir_all(&data);
    let report = measured?;
    if args.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table(&report))?;
    }
    Ok(Outcome::Done)
}

async fn measure(args: &BenchHttpArgs, data: &std::path::Path) -> anyhow::Result<Report> {
    let mut serve: Vec<OsString> = vec!["serve".into(), "--data".into(), data.into()];
    let source = published::source(&args.kb)?;
    if let Some(kb) = &source.knowledge {
        serve.extend(["--kb".into(), kb.into()]);
    }
    let first = Server::start(&serve).await?;
    let first_ready_s = first.ready_s;
    drop(first);
    let server = Server::start(&serve).await?;
    let echo = Server::start(&["bench".into(), "echo".into()]).await?;
    let resident_before_mib = resident_mib(server.process());
    tell("making questions");
    let base = source.draft()?.base;
    // Far more than the fastest server can answer in the time, since each is sent once.
    let count = WARM_UP + args.seconds as usize * QUESTIONS_A_SECOND;
    let questions = questions::foreign_to(&base, count, args.seed)?;
    drop(base);
    let targets = [
        ("echo", Target { address: echo.address, sign: b"question" }, posts("/echo", &questions)),
        (
            "answers",
            Target { address: server.address, sign: b"\"decision\":\"" },
            posts("/v1/answers", &questions),
        ),
        ("echo GET", Target { address: echo.address, sign: b"seq" }, gets("/echo", &questions)),
        (
            "suggestions",
            Target { address: server.address, sign: b"\"items\":[" },
            gets("/v1/suggestions", &questions),
        ),
    ];
    let mut measured = Vec::new();
    for (what, target, shots) in targets {
        tell(&format!("measuring {what}"));
        measured.push(measure_one(args, what, target, shots).await?);
    }
    Ok(Report {
        machine: Machine::this(),
        kb: source.knowledge.map_or("bundled".into(), |kb| kb.display().to_string()),
        seed: args.seed,
        first_ready_s,
        ready_s: server.ready_s,
        resident_before_mib,
        resident_after_mib: resident_mib(server.process()),
        measured,
    })
}

/// More questions than two cores answer in a second, echo included.
const QUESTIONS_A_SECOND: usize = 60_000;

async fn measure_one(
    args: &BenchHttpArgs,
    what: &'static str,
    target: Target,
    shots: Vec<Shot>,
) -> anyhow::Result<Measured> {
    let duration = Duration::from_secs(args.seconds);
    let mut shots = shots.into_iter();
    let warm_up: Vec<Shot> = shots.by_ref().take(WARM_UP).collect();
    let warm = Plan { connections: args.connections, duration, rate: None };
    load(target, warm, Arc::new(warm_up)).await?;
    let shots: Vec<Shot> = shots.collect();
    // Three loads share the shots, so that none is sent twice.
    let (closed, rest) = shots.split_at(shots.len() * 2 / 3);
    let (single, open) = rest.split_at(rest.len() / 2);
    let plan = |connections, rate| Plan { connections, duration, rate };
    let before = stages(target).await?;
    let closed = load(target, plan(args.connections, None), Arc::new(closed.to_vec())).await?;
    let stages = stages(target).await?.since(&before);
    Ok(Measured {
        what,
        closed,
        stages,
        single: load(target, plan(1, None), Arc::new(single.to_vec())).await?,
        open: load(target, plan(args.connections, Some(args.rate)), Arc::new(open.to_vec()))
            .await?,
    })
}

/// What the stages of a server have taken so far; echo has none.
async fn stages(target: Target) -> anyhow::Result<StageSums> {
    let mut client = Client::connect(target.address).await?;
    let asked =
        Asked { method: Method::GET, target: "/metrics", token: "", body: bytes::Bytes::new() };
    let (status, body) = client.follow(asked, |_| {}).await?;
    let text = if status.is_success() { String::from_utf8_lossy(&body) } else { "".into() };
    Ok(StageSums::read(&text))
}

fn posts(target: &str, questions: &[String]) -> Vec<Shot> {
    let shot = |question: &String| Shot {
        method: Method::POST,
        target: target.to_owned(),
        body: json!({ "question": question }).to_string().into(),
    };
    questions.iter().map(shot).collect()
}

/// What was typed when a third of the question stood there.
fn gets(target: &str, questions: &[String]) -> Vec<Shot> {
    let shot = |(seq, question): (usize, &String)| {
        let chars = question.chars().count();
        let typed: String = question.chars().take((chars / 3).clamp(2, 12)).collect();
        let encoded: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        Shot {
            method: Method::GET,
            target: format!("{target}?q={encoded}&limit=8&seq={seq}"),
            body: bytes::Bytes::new(),
        }
    };
    questions.iter().enumerate().map(shot).collect()
}

fn table(report: &Report) -> String {
    let mut out = format!(
        "{} × {}\nkb {} · seed {}\nready after {:.3} s, with a built index {:.3} s · \
         resident {:.0} MiB before, {:.0} MiB after\n",
        report.machine.cores,
        report.machine.processor,
        report.kb,
        report.seed,
        report.first_ready_s,
        report.ready_s,
        report.resident_before_mib.unwrap_or(f64::NAN),
        report.resident_after_mib.unwrap_or(f64::NAN),
    );
    let heads = ["requests", "requests/s", "p50", "p90", "p99", "p99.9", "max"];
    let heads = heads.map(|head| format!("{head:>12}")).concat();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:<28}{heads}  µs", "load");
    for measured in &report.measured {
        let rate = measured.open.rate.unwrap_or_default();
        let rows = [
            (format!("{} × {}", measured.what, measured.closed.connections), &measured.closed),
            (format!("{} × 1", measured.what), &measured.single),
            (format!("{} at {rate}/s", measured.what), &measured.open),
        ];
        for (name, loaded) in rows {
            let q = loaded.latency;
            let numbers = [
                q.count as f64,
                loaded.per_second,
                q.p50_us,
                q.p90_us,
                q.p99_us,
                q.p999_us,
                q.max_us,
            ];
            let numbers = numbers.map(|number| format!("{number:>12.1}")).concat();
            let _ = writeln!(out, "{name:<28}{numbers}");
        }
    }
    out.push_str(&ratios(report));
    out
}

/// The figures that the targets name: shares of echo in the same run.
fn ratios(report: &Report) -> String {
    let mut out = String::new();
    let pairs = report.measured.chunks_exact(2);
    for (echo, ours) in pairs.map(|pair| (&pair[0], &pair[1])) {
        let p50 = echo.single.latency.p50_us;
        let _ = writeln!(
            out,
            "{}: {:.1} % of echo's requests/s; one connection p50 {:.1} ×, p99 {:.1} × echo's p50 \
             ({p50:.0} µs); at {}/s p99 {:.1} × echo's p99",
            ours.what,
            100.0 * ours.closed.per_second / echo.closed.per_second,
            ours.single.latency.p50_us / p50,
            ours.single.latency.p99_us / p50,
            ours.open.rate.unwrap_or_default(),
            ours.open.latency.p99_us / echo.open.latency.p99_us,
        );
    }
    for pair in report.measured.chunks_exact(2) {
        out.push_str(&worth(report.machine.cores, (&pair[0], &pair[1])));
    }
    out
}

/// What each stage is worth in requests: its part of what a request takes of all processors, the load
/// tool's part included, and the share of echo that would be reached if it took nothing.
fn worth(cores: usize, (echo, ours): (&Measured, &Measured)) -> String {
    let request_us = cores as f64 * 1e6 / ours.closed.per_second;
    let share = 100.0 * ours.closed.per_second / echo.closed.per_second;
    let mut out = String::new();
    for StageMean { stage, mean_us } in &ours.stages {
        let part = mean_us / request_us;
        let without = share / (1.0 - part).max(f64::EPSILON);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{} · {stage:<12} {mean_us:>8.1} µs, {:>4.1} % of {request_us:.0} µs a request; without it \
             {without:.1} % of echo's requests/s",
            ours.what,
            100.0 * part,
        );
    }
    out
}
