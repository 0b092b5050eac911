//! `wenshui bench desk`: people and agents who talk over open streams, on one node.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::http::Method;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_benches::talk::{Talk, TalkPlan, Talked, run as talk};

use crate::cli::bench::BenchDeskArgs;
use crate::clock;
use crate::commands::bench::child::{Server, in_folder};
use crate::commands::bench::give_out::{Begun, Measured, details, give_out};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::config::secret::Secret;
use crate::identity::claims::Claims;
use crate::identity::role::StaffRole;
use crate::identity::token::sign_as_host;

/// The secret of the bench's own server, which ends with it.
const SECRET: &str = "the secret of a bench, which guards nothing at all";
/// A center that works day and night.
const CENTERS: &str = "[[center]]\nid = \"bench\"\nname = \"bench\"\nauthorities = []\n\
    regions = [\"440100\"]\nskills = []\ncalendar = \"always\"\npriority = 0\n";
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How long tokens hold, in seconds.
const TOKEN_S: i64 = 6 * 60 * 60;
/// After how many sessions progress is shown.
const TELL_EVERY: usize = 500;

/// The whole report.
#[derive(Debug, Serialize)]
struct Report {
    taxpayers: usize,
    agents: usize,
    rate: u64,
    resident_mib: Option<f64>,
    talked: Talked,
}

/// Starts a server and lets people talk.
///
/// # Errors
/// When the server does not start, or any reply is not what it must be.
pub fn run(args: &BenchDeskArgs) -> anyhow::Result<Outcome> {
    let begun = Begun::beside_echo()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(in_folder(async |data| measure(args, data).await))?;
    let latency = report.talked.latency;
    let mut figures = vec![
        Figure::new("desk.delivered.p99", "us", latency.p99_us),
        Figure::new("lines.sent", "lines", report.talked.sent as f64),
        Figure::new("lines.delivered", "lines", report.talked.delivered as f64),
    ];
    figures.extend(report.resident_mib.map(|mib| Figure::new("resident", "MiB", mib)));
    let result = begun.result(Measured {
        command: "desk",
        knowledge: None,
        seed: None,
        cases: latency.count,
        latencies: vec![Series::new("line delivered", Kind::Other, latency)],
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

async fn measure(args: &BenchDeskArgs, data: &Path) -> anyhow::Result<Report> {
    let config = configure(args, data)?;
    let serve: [OsString; 5] =
        ["serve".into(), "--data".into(), data.into(), "--config".into(), config.into()];
    let server = Server::start(&serve).await?;
    tell("calling agents and people in");
    let talks = talks(args, server.address).await?;
    let plan = TalkPlan { rate: args.rate, duration: Duration::from_secs(args.seconds) };
    tell("opening streams");
    let talked = talk(server.address, (talks, plan), || tell("talking")).await?;
    Ok(Report {
        taxpayers: args.taxpayers,
        agents: args.agents,
        rate: args.rate,
        resident_mib: resident_mib(server.process()),
        talked,
    })
}

/// Writes a configuration with one center that is always open, and without limits on one person.
fn configure(args: &BenchDeskArgs, data: &Path) -> anyhow::Result<std::path::PathBuf> {
    let mut hours = String::from("arrangement = []\n[hours.always]\n");
    for day in DAYS {
        // Writing to a string cannot fail.
        let _ = writeln!(hours, "{day} = [\"00:00-24:00\"]");
    }
    let (calendars, centers) = (data.join("calendars.toml"), data.join("centers.toml"));
    std::fs::write(&calendars, hours)?;
    std::fs::write(&centers, CENTERS)?;
    let mut config = format!(
        "token_secret = {SECRET:?}\nrequests_per_minute = 10000000\nstreams_max = {}\n\
         calendars = \"{}\"\ncenters = \"{}\"\n",
        2 * args.taxpayers + args.agents + 100,
        calendars.display(),
        centers.display()
    );
    if let Some(database) = &args.database {
        let _ = writeln!(config, "database = {database:?}");
    }
    let path = data.join("wenshui.toml");
    std::fs::write(&path, config).context("cannot write the configuration")?;
    Ok(path)
}

fn token(subject: String, staff_roles: Vec<StaffRole>) -> anyhow::Result<Arc<str>> {
    let exp = clock::now().as_second() + TOKEN_S;
    let center = Some("bench".to_owned());
    let claims = Claims { sub: subject, exp, center, staff_roles, ..Claims::default() };
    Ok(sign_as_host(&Secret::new(SECRET.to_owned()), &claims)?.into())
}

/// Agents who are there, and a talk of every taxpayer with one of them.
async fn talks(args: &BenchDeskArgs, address: SocketAddr) -> anyhow::Result<Vec<Talk>> {
    anyhow::ensure!(args.agents > 0, "--agents is 0");
    let mut client = Client::connect(address).await?;
    let capacity = args.taxpayers.div_ceil(args.agents);
    let mut agents = BTreeMap::new();
    for number in 0..args.agents {
        let token = token(format!("agent-{number}"), vec![StaffRole::Agent])?;
        let here = json!({"presence": "online", "skills": [], "capacity": capacity});
        let told = ask(&mut client, (Method::PUT, "/v1/agents/me", &token), &here).await?;
        agents.insert(told["number"].as_str().unwrap_or_default().to_owned(), token);
    }
    let mut talks = Vec::with_capacity(args.taxpayers);
    for number in 0..args.taxpayers {
        let taxpayer = token(format!("person-{number}"), Vec::new())?;
        let asked = (Method::POST, "/v1/sessions", &*taxpayer);
        let session = ask(&mut client, asked, &json!({})).await?;
        let agent = session["agent_number"].as_str().and_then(|number| agents.get(number));
        let agent = agent.with_context(|| format!("nobody took a session up: {session}"))?;
        let session = session["id"].as_str().unwrap_or_default().to_owned();
        talks.push(Talk { session, tokens: [taxpayer, Arc::clone(agent)] });
        if number % TELL_EVERY == TELL_EVERY - 1 {
            tell(&format!("{} of {} talk", number + 1, args.taxpayers));
        }
    }
    Ok(talks)
}

async fn ask(
    client: &mut Client,
    (method, target, token): (Method, &str, &str),
    body: &Value,
) -> anyhow::Result<Value> {
    let body = Bytes::from(body.to_string());
    Ok(serde_json::from_slice(&client.ask(Asked { method, target, token, body }).await?)?)
}

fn table(report: &Report) -> String {
    let Talked { streams, sent, delivered, latency } = report.talked;
    format!(
        "{} people, {} agents, {} streams, {} lines/s · resident {:.0} MiB\n\
         {sent} lines sent, {delivered} delivered\n\
         delivered after p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms, max {:.1} ms\n",
        report.taxpayers,
        report.agents,
        streams,
        report.rate,
        report.resident_mib.unwrap_or(f64::NAN),
        latency.p50_us / 1000.0,
        latency.p90_us / 1000.0,
        latency.p99_us / 1000.0,
        latency.p999_us / 1000.0,
        latency.max_us / 1000.0,
    )
}
