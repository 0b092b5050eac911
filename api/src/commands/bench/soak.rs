//! `wenshui bench soak`: a server under a steady load for a long time, minute by minute.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;
use tokio::runtime::Builder;
use wenshui_benches::busy::{stolen_s, used_s};
use wenshui_benches::error::Error;
use wenshui_benches::flood::{self, Flood, Flooded};
use wenshui_benches::latency::{Latencies, Quantiles};
use wenshui_benches::load::{Plan, Shot, Target, run as load};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_engine::open::open;

use crate::cli::bench::soak::BenchSoakArgs;
use crate::commands::bench::child::{Server, in_folder, serving};
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::bench::loading::{Parted, told};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;
use crate::source::Source;

/// How many different questions are asked, in rotation.
const QUESTIONS: usize = 60_000;
/// After how many questions somebody types one.
const TYPED_EVERY: usize = 4;
/// How long the closed loop lasts that finds the capacity.
const CAPACITY_FOR: Duration = Duration::from_secs(10);
/// How long each look at the server is.
const MINUTE: Duration = Duration::from_secs(60);
/// The most connections of the open loop.
const CONNECTIONS_MAX: usize = 512;
/// After how long a request counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// The whole report.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(skip)]
    knowledge: KnowledgeMark,
    /// Processors of the server alone; the tool has the others. None where they share all.
    server_cores: Option<usize>,
    /// Requests a second that all connections got answered, and what was asked for of it.
    capacity: f64,
    rate: u64,
    minutes: Vec<Minute>,
    /// Of all minutes together.
    latency: Quantiles,
    /// How much more memory the server had at the end than after the minute that does not count, as a share.
    memory_growth: Option<f64>,
}

/// A minute of it.
#[derive(Debug, Serialize)]
struct Minute {
    flooded: Flooded,
    /// Processors that the server used on the average, and that the host of this machine gave to others.
    processors_used: Option<f64>,
    processors_stolen: Option<f64>,
    /// Memory of the server at its end, and what lies in its folder.
    resident_mib: Option<f64>,
    folder_mib: f64,
}

/// Puts the load on and tells every minute; the command fails where somebody got no answer.
///
/// # Errors
/// When the server does not start or does not behave before the load.
pub fn run(args: &BenchSoakArgs) -> anyhow::Result<Outcome> {
    anyhow::ensure!(args.share > 0.0 && args.share < 1.0, "--share lies between 0 and 1");
    let source = published::source(&args.kb)?;
    let begun = Begun::beside_echo()?;
    // Who starts a runtime decides where its threads run, so that this thread waits for nothing else.
    let starting = Builder::new_current_thread().enable_all().build()?;
    let measured = in_folder(async |folder: &Path| measure(args, &source, folder).await);
    let report = starting.block_on(measured)?;
    let mut figures = vec![
        Figure::new("soak.capacity", "requests/s", report.capacity),
        Figure::new("soak.p999", "us", report.latency.p999_us),
        Figure::new(
            "soak.lost",
            "requests",
            report.minutes.iter().map(Minute::lost).sum::<u64>() as f64,
        ),
        Figure::new(
            "soak.refused",
            "requests",
            report.minutes.iter().map(Minute::refused).sum::<u64>() as f64,
        ),
    ];
    figures.extend(
        report.memory_growth.map(|share| Figure::new("soak.memory_growth", "share", share)),
    );
    let result = begun.result(Measured {
        command: "soak",
        knowledge: Some(report.knowledge.clone()),
        seed: Some(args.seed),
        cases: report.latency.count,
        latencies: vec![Series::new("soak", Kind::Load, report.latency)],
        figures,
        details: details(&report)?,
    })?;
    let given = give_out(&result, (&args.out, &table(&report)))?;
    let all = report.minutes.iter().all(|minute| minute.lost() == 0);
    Ok(if all { given } else { Outcome::Failed })
}

async fn measure(args: &BenchSoakArgs, source: &Source, folder: &Path) -> anyhow::Result<Report> {
    let data = folder.join("data");
    let mut serve = serving(source.file(), &data);
    if let Some(database) = &args.store {
        serve.extend(["--database".into(), database.into()]);
    }
    let parted = Parted::start(&serve, args.together).await?;
    let (server, loading) = (&parted.server, &parted.loading);
    tell("making questions");
    let version = open(source.parts()?, &folder.join("indexes"))?.0;
    let knowledge = KnowledgeMark::of(&version, title(source));
    let questions = questions::foreign_to(&version.base, QUESTIONS, args.seed)?;
    drop(version);
    let shots: Arc<Vec<Shot>> = Arc::new(questions.iter().enumerate().flat_map(shots).collect());
    tell("measuring capacity");
    let capacity = loading.run(capacity(args.connections, (server.address, shots.clone()))).await?;
    let flood = Flood {
        rate: ((capacity * args.share) as u64).max(1),
        duration: MINUTE,
        connections_max: CONNECTIONS_MAX,
        patience: PATIENCE,
    };
    let (mut minutes, mut latencies, mut settled) = (Vec::new(), Latencies::default(), None);
    for number in 0..=args.minutes {
        let spent = Spent::until_now(server);
        let flooded = loading.run(flood::run(server.address, flood, Arc::clone(&shots))).await?;
        let (processors_used, processors_stolen) = spent.since(server);
        let resident_mib = resident_mib(server.process());
        if number == 0 {
            settled = resident_mib;
            continue;
        }
        latencies.merge(&flooded.latencies);
        let minute = Minute {
            flooded,
            processors_used,
            processors_stolen,
            resident_mib,
            folder_mib: size_mib(&data),
        };
        tell(&format!("minute {number} of {}: {}", args.minutes, minute.words()));
        minutes.push(minute);
    }
    let last = minutes.last().and_then(|minute| minute.resident_mib);
    let memory_growth = last.zip(settled).map(|(last, settled)| last / settled - 1.0);
    let (rate, latency, server_cores) = (flood.rate, latencies.quantiles(), parted.server_cores);
    Ok(Report { knowledge, server_cores, capacity, rate, minutes, latency, memory_growth })
}

/// Seconds of processors that the server used, and that were stolen, up to a moment.
struct Spent {
    at: Instant,
    used: Option<f64>,
    stolen: Option<f64>,
}

impl Spent {
    fn until_now(server: &Server) -> Self {
        Self { at: Instant::now(), used: used_s(server.process()), stolen: stolen_s() }
    }

    /// How many processors that were on the average since then.
    fn since(&self, server: &Server) -> (Option<f64>, Option<f64>) {
        let now = Self::until_now(server);
        let lasted = (now.at - self.at).as_secs_f64();
        let mean = |before: Option<f64>, after: Option<f64>| Some((after? - before?) / lasted);
        (mean(self.used, now.used), mean(self.stolen, now.stolen))
    }
}

/// How many requests a second all connections get answered.
async fn capacity(
    connections: usize,
    (address, shots): (SocketAddr, Arc<Vec<Shot>>),
) -> Result<f64, Error> {
    let target = Target { address, sign: b"" };
    let plan = Plan { connections, duration: CAPACITY_FOR, rate: None };
    // The first time fills caches.
    load(target, plan, Arc::clone(&shots)).await?;
    Ok(load(target, plan, shots).await?.per_second)
}

/// A question, and now and then what was typed of it before.
fn shots((number, question): (usize, &String)) -> Vec<Shot> {
    let body = json!({ "question": question }).to_string().into();
    let mut shots = vec![Shot { method: Method::POST, target: "/v1/answers".to_owned(), body }];
    if number.is_multiple_of(TYPED_EVERY) {
        let typed = question.chars().take(4).collect::<String>();
        let encoded: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let target = format!("/v1/suggestions?q={encoded}");
        shots.push(Shot { method: Method::GET, target, body: Bytes::new() });
    }
    shots
}

/// What the files of a folder hold together.
fn size_mib(folder: &Path) -> f64 {
    fn bytes(folder: &Path) -> u64 {
        let Ok(inside) = std::fs::read_dir(folder) else { return 0 };
        let each = inside.filter_map(Result::ok).map(|one| match one.metadata() {
            Ok(known) if known.is_dir() => bytes(&one.path()),
            // What is gone by now holds nothing.
            known => known.map_or(0, |known| known.len()),
        });
        each.sum()
    }
    bytes(folder) as f64 / f64::from(1 << 20)
}

impl Minute {
    /// Requests that got neither an answer nor a time to come again.
    fn lost(&self) -> u64 {
        let Flooded { timeouts, broken, wrong, .. } = &self.flooded;
        timeouts + broken + wrong.values().sum::<u64>()
    }

    fn refused(&self) -> u64 {
        self.flooded.refused.count
    }

    fn words(&self) -> String {
        let accepted = &self.flooded.accepted;
        format!(
            "{} answered, p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, longest {:.0} ms, {} refused, {} lost, \
             {:.2} processors used, {:.2} stolen, {:.0} MiB resident, {:.0} MiB in files",
            accepted.count,
            accepted.p50_us / 1000.0,
            accepted.p99_us / 1000.0,
            accepted.p999_us / 1000.0,
            accepted.max_us / 1000.0,
            self.refused(),
            self.lost(),
            self.processors_used.unwrap_or(f64::NAN),
            self.processors_stolen.unwrap_or(f64::NAN),
            self.resident_mib.unwrap_or(f64::NAN),
            self.folder_mib,
        )
    }
}

fn table(report: &Report) -> String {
    let Report { capacity, rate, latency, .. } = report;
    let parted = told(report.server_cores);
    let mut out = format!("{parted} · capacity {capacity:.0} requests/s, {rate} asked for\n");
    for (number, minute) in report.minutes.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:>4}  {}", number + 1, minute.words());
    }
    let _ = writeln!(
        out,
        "all: {} answered, p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms; memory {:+.1} % since the first minute",
        latency.count,
        latency.p50_us / 1000.0,
        latency.p99_us / 1000.0,
        latency.p999_us / 1000.0,
        100.0 * report.memory_growth.unwrap_or(f64::NAN),
    );
    out
}
