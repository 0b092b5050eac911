//! `wenshui bench overload`: what a server does with several times as many questions as it can answer.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use serde::Serialize;
use serde_json::json;
use tokio::runtime::Builder;
use wenshui_benches::flood::{self, Flood, Flooded};
use wenshui_benches::load::{Loaded, Plan, Shot, Target, run as load};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_engine::open::open;

use crate::cli::bench::BenchOverloadArgs;
use crate::commands::bench::child::{in_folder, serving};
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::bench::loading::{Loading, Parted, told};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;
use crate::source::Source;

/// How many different questions are asked, in rotation.
const QUESTIONS: usize = 60_000;
/// Requests that are sent before anything is measured.
const WARM_UP: usize = 2_000;
/// A server counts as unloaded at this share of its capacity.
const UNLOADED: f64 = 0.1;
/// The most connections; more than a server keeps waiting that refuses.
const CONNECTIONS_MAX: usize = 4_096;
/// After how long a request counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// The whole report.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(skip)]
    knowledge: KnowledgeMark,
    /// Processors of the server alone; the tool has the others. None where they share all.
    server_cores: Option<usize>,
    times: f64,
    /// As many as are answered in a closed loop.
    capacity: Loaded,
    unloaded: Flooded,
    overloaded: Flooded,
    /// Unloaded again, right after.
    after: Flooded,
    resident_before_mib: Option<f64>,
    resident_after_mib: Option<f64>,
}

/// Measures; the command fails where somebody got neither an answer nor a time to come again.
///
/// # Errors
/// When the server does not start or does not behave before it is overloaded.
pub fn run(args: &BenchOverloadArgs) -> anyhow::Result<Outcome> {
    anyhow::ensure!(args.times > 0.0 && args.seconds > 0, "--times and --seconds are more than 0");
    let source = published::source(&args.kb)?;
    let begun = Begun::beside_echo()?;
    // Who starts a runtime decides where its threads run, so that this thread waits for nothing else.
    let starting = Builder::new_current_thread().enable_all().build()?;
    let measured = in_folder(async |folder: &Path| measure(args, &source, folder).await);
    let report = starting.block_on(measured)?;
    let rounds = [
        ("unloaded", &report.unloaded),
        ("overloaded", &report.overloaded),
        ("after", &report.after),
    ];
    let mut latencies = vec![Series::of_load("capacity", Kind::Load, &report.capacity)];
    for (name, flooded) in rounds {
        latencies.push(Series::new(name, Kind::Load, flooded.accepted));
        latencies.push(Series::new(&format!("{name}.refused"), Kind::Other, flooded.refused));
    }
    let lost: u64 = rounds.iter().map(|(_, flooded)| lost(flooded)).sum();
    let ratio = report.overloaded.accepted.p99_us / report.unloaded.accepted.p99_us;
    let accepted = report.overloaded.accepted_per_second / report.capacity.per_second;
    let figures = vec![
        Figure::new("overload.p99_of_unloaded", "times", ratio),
        Figure::new("overload.lost", "requests", lost as f64),
        Figure::new("overload.accepted_of_capacity", "share", accepted),
    ];
    let result = begun.result(Measured {
        command: "overload",
        knowledge: Some(report.knowledge.clone()),
        seed: Some(args.seed),
        cases: rounds.iter().map(|(_, flooded)| flooded.due).sum(),
        latencies,
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))?;
    Ok(if lost == 0 { Outcome::Done } else { Outcome::Failed })
}

async fn measure(
    args: &BenchOverloadArgs,
    source: &Source,
    folder: &Path,
) -> anyhow::Result<Report> {
    let serve = serving(source.file(), folder);
    let Parted { server, loading, server_cores } = Parted::start(&serve, args.together).await?;
    let version = open(source.parts()?, &folder.join("indexes"))?.0;
    let questions = questions::foreign_to(&version.base, QUESTIONS, args.seed)?;
    let knowledge = KnowledgeMark::of(&version, title(source));
    drop(version);
    let shots: Vec<Shot> = questions.iter().map(shot).collect();
    let rounds =
        Rounds { loading: &loading, address: server.address, args, shots: Arc::new(shots) };
    let resident_before_mib = resident_mib(server.process());
    let capacity = rounds.capacity().await?;
    let unloaded_rate = capacity.per_second * UNLOADED;
    let unloaded = rounds.flood("unloaded", unloaded_rate).await?;
    let overloaded = rounds.flood("overloaded", capacity.per_second * args.times).await?;
    let after = rounds.flood("unloaded again", unloaded_rate).await?;
    Ok(Report {
        knowledge,
        server_cores,
        times: args.times,
        resident_before_mib,
        resident_after_mib: resident_mib(server.process()),
        capacity,
        unloaded,
        overloaded,
        after,
    })
}

/// How many got neither an answer nor a time to come again.
fn lost(flooded: &Flooded) -> u64 {
    flooded.timeouts + flooded.broken + flooded.wrong.values().sum::<u64>()
}

fn shot(question: &String) -> Shot {
    Shot {
        method: Method::POST,
        target: "/v1/answers".to_owned(),
        body: json!({ "question": question }).to_string().into(),
    }
}

/// The measurements, on threads of their own.
struct Rounds<'a> {
    loading: &'a Loading,
    address: SocketAddr,
    args: &'a BenchOverloadArgs,
    shots: Arc<Vec<Shot>>,
}

impl Rounds<'_> {
    async fn capacity(&self) -> anyhow::Result<Loaded> {
        tell("measuring capacity");
        let target = Target { address: self.address, sign: b"\"decision\":\"" };
        let duration = Duration::from_secs(self.args.seconds);
        let plan = Plan { connections: self.args.connections, duration, rate: None };
        let all = self.shots.len() * (1 + self.args.seconds as usize);
        let shots: Vec<Shot> = self.shots.iter().cycle().take(all).cloned().collect();
        let warm_up = shots[..WARM_UP].to_vec();
        self.loading.run(load(target, plan, Arc::new(warm_up))).await?;
        self.loading.run(load(target, plan, Arc::new(shots))).await
    }

    async fn flood(&self, what: &str, rate: f64) -> anyhow::Result<Flooded> {
        tell(&format!("measuring {what}"));
        let flood = Flood {
            rate: (rate as u64).max(1),
            duration: Duration::from_secs(self.args.seconds),
            connections_max: CONNECTIONS_MAX,
            patience: PATIENCE,
        };
        self.loading.run(flood::run(self.address, flood, Arc::clone(&self.shots))).await
    }
}

fn table(report: &Report) -> String {
    let mut out = format!(
        "{} · resident {:.0} MiB before, {:.0} MiB after\n\
         capacity {:.0} requests/s over {} connections, p99 {:.0} µs\n",
        told(report.server_cores),
        report.resident_before_mib.unwrap_or(f64::NAN),
        report.resident_after_mib.unwrap_or(f64::NAN),
        report.capacity.per_second,
        report.capacity.connections,
        report.capacity.latency.p99_us,
    );
    let heads =
        ["due/s", "accepted/s", "p50", "p99", "p99.9", "refused", "p99", "lost", "late p99"];
    let heads = heads.map(|head| format!("{head:>11}")).concat();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:<16}{heads}  µs", "load");
    let rows = [
        ("unloaded", &report.unloaded),
        ("overloaded", &report.overloaded),
        ("after", &report.after),
    ];
    for (name, flooded) in rows {
        let numbers = [
            flooded.rate as f64,
            flooded.accepted_per_second,
            flooded.accepted.p50_us,
            flooded.accepted.p99_us,
            flooded.accepted.p999_us,
            flooded.refused.count as f64,
            flooded.refused.p99_us,
            lost(flooded) as f64,
            flooded.sent_late.p99_us,
        ];
        let numbers = numbers.map(|number| format!("{number:>11.0}")).concat();
        let _ = writeln!(out, "{name:<16}{numbers}");
    }
    let over = &report.overloaded;
    let _ = writeln!(
        out,
        "at {} × capacity: {} timeouts, {} broken, wrong {:?}, refused {:?}, {} connections",
        report.times, over.timeouts, over.broken, over.wrong, over.refused_by, over.connections,
    );
    out
}
