//! `wenshui bench http`: the server over HTTP beside echo, in the same run with the same tool.

mod told;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use serde_json::json;
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::load::{Plan, Shot, Sign, Target, run as load};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::stages::StageSums;
use wenshui_engine::open::open;

use crate::cli::bench::BenchHttpArgs;
use crate::commands::bench::child::{Server, in_folder, serving};
use crate::commands::bench::give_out::{Begun, Measured as Given, details, give_out, title};
use crate::commands::bench::http::told::{Measured, Report, Rounds, numbers, table};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;
use crate::source::Source;

/// Requests that are sent before anything is measured.
const WARM_UP: usize = 500;

/// Starts both servers and puts load on them in turn.
///
/// # Errors
/// When a server does not start, or any reply is not what it must be.
pub fn run(args: &BenchHttpArgs) -> anyhow::Result<Outcome> {
    let begun = Begun::now();
    let source = published::source(&args.kb)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = in_folder(async |folder: &Path| measure(args, &source, folder).await);
    let report = runtime.block_on(measured)?;
    let (latencies, figures) = numbers(&report);
    let echo = report.rounds.echo_p50_us();
    let result = begun.with_echo(echo).result(Given {
        command: "http",
        knowledge: Some(report.knowledge.clone()),
        seed: Some(args.seed),
        cases: latencies.iter().map(|series| series.latency.count).sum(),
        latencies,
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

async fn measure(args: &BenchHttpArgs, source: &Source, data: &Path) -> anyhow::Result<Report> {
    let serve = serving(source.file(), data);
    let first = Server::start(&serve).await?;
    let first_ready_s = first.ready_s;
    drop(first);
    let server = Server::start(&serve).await?;
    let echo = Server::start(&["bench".into(), "echo".into()]).await?;
    let resident_before_mib = resident_mib(server.process());
    tell("making questions");
    let version = open(source.parts()?, &data.join("indexes"))?.0;
    let knowledge = KnowledgeMark::of(&version, title(source));
    // As many as a fast server answers in the time, since in a round none is sent twice.
    let count = WARM_UP + args.seconds as usize * QUESTIONS_A_SECOND;
    let questions = questions::foreign_to(&version.base, count, args.seed)?;
    drop(version);
    let (posts, gets) = (|path: &str| posts(path, &questions), |path: &str| gets(path, &questions));
    let (ours, echo) = (server.address, echo.address);
    let courses = [
        Course::new("echo", (echo, b"question"), posts("/echo")),
        Course::new("answers", (ours, b"\"decision\":\""), posts("/v1/answers")),
        Course::new("echo GET", (echo, b"seq"), gets("/echo")),
        Course::new("suggestions", (ours, b"\"items\":["), gets("/v1/suggestions")),
    ];
    let mut rounds = Vec::new();
    for round in 1..=args.rounds {
        let mut measured = Vec::new();
        for course in &courses {
            tell(&format!("round {round} of {}: {}", args.rounds, course.what));
            measured.push(course.measure(args).await?);
        }
        rounds.push(measured);
    }
    let resident_after_mib = resident_mib(server.process());
    Ok(Report {
        knowledge,
        first_ready_s,
        ready_s: server.ready_s,
        resident_before_mib,
        resident_after_mib,
        rounds: Rounds::new(rounds),
    })
}

/// More questions than two cores answer in a second, echo included.
const QUESTIONS_A_SECOND: usize = 60_000;

/// A kind of request and where it goes. Its loads share the requests, so that in a round none is sent twice.
struct Course {
    what: &'static str,
    target: Target,
    warm_up: Arc<Vec<Shot>>,
    closed: Arc<Vec<Shot>>,
    single: Arc<Vec<Shot>>,
    open: Arc<Vec<Shot>>,
}

impl Course {
    fn new(what: &'static str, (address, sign): (SocketAddr, Sign), shots: Vec<Shot>) -> Self {
        let (warm_up, shots) = shots.split_at(WARM_UP.min(shots.len()));
        let (closed, rest) = shots.split_at(shots.len() * 2 / 3);
        let (single, open) = rest.split_at(rest.len() / 2);
        let [warm_up, closed, single, open] =
            [warm_up, closed, single, open].map(|part| Arc::new(part.to_vec()));
        Self { what, target: Target { address, sign }, warm_up, closed, single, open }
    }

    async fn measure(&self, args: &BenchHttpArgs) -> anyhow::Result<Measured> {
        let duration = Duration::from_secs(args.seconds);
        let plan = |connections, rate| Plan { connections, duration, rate };
        let put_on = async |plan, shots: &Arc<Vec<Shot>>| {
            anyhow::Ok(load(self.target, plan, Arc::clone(shots)).await?)
        };
        put_on(plan(args.connections, None), &self.warm_up).await?;
        let before = stages(self.target).await?;
        let closed = put_on(plan(args.connections, None), &self.closed).await?;
        let stages = stages(self.target).await?.since(&before);
        let single = put_on(plan(1, None), &self.single).await?;
        let open = put_on(plan(args.connections, Some(args.rate)), &self.open).await?;
        Ok(Measured { what: self.what, closed, stages, single, open })
    }
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
