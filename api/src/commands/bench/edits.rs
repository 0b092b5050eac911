//! `wenshui bench edits`: how soon a published edit is seen, how fast versions are put back, and what the
//! people who ask meanwhile notice of it.

mod told;

use std::collections::HashMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::http::Method;
use bytes::Bytes;
use serde_json::{Value, json};
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::latency::Latencies;
use wenshui_benches::load::{Plan, Shot, Target, run as load};
use wenshui_benches::resident::resident_mib;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_engine::version::build::build;
use wenshui_knowledge::entry::Entry;

use crate::cli::bench::BenchEditsArgs;
use crate::clock;
use crate::commands::bench::child::{Server, in_folder};
use crate::commands::bench::edits::told::{Report, numbers, table};
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::config::secret::Secret;
use crate::identity::claims::Claims;
use crate::identity::role::StaffRole;
use crate::identity::token::sign_as_host;
use crate::published;
use crate::source::Source;

/// The secret of the bench's own server, which ends with it.
const SECRET: &str = "the secret of a bench, which guards nothing at all";
/// How long tokens hold, in seconds.
const TOKEN_S: i64 = 24 * 60 * 60;
/// What every answer has.
const SIGN: &[u8] = b"\"decision\":\"";
/// How long an edit may stay unseen.
const SEEN_WITHIN: Duration = Duration::from_secs(60);

/// Publishes edits and puts versions back while people ask.
///
/// # Errors
/// When the server does not start, any reply is not what it must be, or a version says two things.
pub fn run(args: &BenchEditsArgs) -> anyhow::Result<Outcome> {
    let source = published::source(&args.kb)?;
    let begun = Begun::beside_echo()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = in_folder(async |data: &Path| measure(args, &source, data).await);
    let report = runtime.block_on(measured)?;
    let (latencies, figures) = numbers(&report);
    let result = begun.result(Measured {
        command: "edits",
        knowledge: Some(report.knowledge.clone()),
        seed: Some(args.seed),
        cases: latencies.iter().map(|series| series.latency.count).sum(),
        latencies,
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

async fn measure(args: &BenchEditsArgs, source: &Source, data: &Path) -> anyhow::Result<Report> {
    let version = build(source.parts()?)?;
    let knowledge = KnowledgeMark::of(&version, title(source));
    let base = &version.base;
    let seconds = Duration::from_secs(args.seconds);
    let count = 3 * (args.seconds * args.rate) as usize;
    let asked = questions::foreign_to(base, count.max(1), args.seed)?;
    let entry = base.entries.iter().find(|entry| holds_for_all(entry));
    let entry = entry.context("the knowledge has no entry that holds for everybody")?.clone();
    drop(version);
    std::fs::write(data.join("gates.toml"), "gate = []\n")?;
    let config = data.join("wenshui.toml");
    let text = format!("token_secret = {SECRET:?}\nrequests_per_minute = 100000000\n");
    std::fs::write(&config, text).context("cannot write the configuration")?;
    if let Some(kb) = source.file() {
        tell("importing and publishing");
        program(&["kb".into(), "import".into(), kb.into(), "--replace".into()], data)?;
        program(&["kb".into(), "publish".into(), "--reviewed-by".into(), "li".into()], data)?;
    }
    let serve: [OsString; 5] =
        ["serve".into(), "--data".into(), data.into(), "--config".into(), config.into()];
    let server = Server::start(&serve).await?;
    let shots: Vec<Shot> = asked.iter().map(|question| shot(question)).collect();
    let mut parts = shots.chunks(shots.len().div_ceil(3)).map(|part| Arc::new(part.to_vec()));
    let mut next = || parts.next().unwrap_or_default();
    let target = Target { address: server.address, sign: SIGN };
    let plan = Plan { connections: args.connections, duration: seconds, rate: Some(args.rate) };

    tell("asking");
    let quiet = load(target, plan, next()).await?;
    tell("publishing edits");
    let asking = tokio::spawn(load(target, plan, next()));
    let mut bench = Bench::new(server.address, entry).await?;
    let until = Instant::now() + seconds;
    while Instant::now() < until {
        bench.edit().await?;
    }
    let editing = asking.await??;
    tell("putting versions back");
    let asking = tokio::spawn(load(target, plan, next()));
    let until = Instant::now() + seconds;
    while Instant::now() < until {
        bench.roll_back().await?;
    }
    let rolling_back = asking.await??;
    Ok(Report {
        knowledge,
        quiet,
        editing,
        rolling_back,
        seen: bench.seen.quantiles(),
        rolled_back: bench.rolled_back.quantiles(),
        versions: bench.said.len(),
        resident_mib: resident_mib(server.process()),
    })
}

/// Whether whoever asks an entry's question is answered with it.
fn holds_for_all(entry: &Entry) -> bool {
    let Entry { regions, taxpayer_types, valid_from, valid_to, clarify, .. } = entry;
    let whom = regions.is_empty() && taxpayer_types.is_empty() && clarify.is_empty();
    whom && valid_from.is_none() && valid_to.is_none()
}

/// Runs this program on the data directory.
fn program(arguments: &[OsString], data: &Path) -> anyhow::Result<()> {
    let own = std::env::current_exe().context("cannot find this program")?;
    let ran = Command::new(own).args(arguments).arg("--data").arg(data).output()?;
    let told = String::from_utf8_lossy(&ran.stderr);
    anyhow::ensure!(ran.status.success(), "{} failed: {told}", arguments[1].display());
    Ok(())
}

fn shot(question: &str) -> Shot {
    let body = json!({"question": question}).to_string().into();
    Shot { method: Method::POST, target: "/v1/answers".to_owned(), body }
}

/// Who edits, reviews and publishes, and what was seen.
struct Bench {
    client: Client,
    maintainer: String,
    reviewer: String,
    publisher: String,
    /// The entry that is edited.
    entry: Entry,
    /// How many ways of asking it had.
    similar: usize,
    /// The number of the last edit.
    edit: u32,
    /// The number of the version with the last edit.
    number: i64,
    /// What the entry said in every version.
    said: HashMap<String, String>,
    seen: Latencies,
    rolled_back: Latencies,
}

impl Bench {
    async fn new(address: SocketAddr, entry: Entry) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::connect(address).await?,
            maintainer: token("maintainer", StaffRole::Maintainer)?,
            reviewer: token("reviewer", StaffRole::Reviewer)?,
            publisher: token("publisher", StaffRole::Publisher)?,
            similar: entry.similar.len(),
            entry: Entry { blocks: Vec::new(), ..entry },
            edit: 0,
            number: 0,
            said: HashMap::new(),
            seen: Latencies::default(),
            rolled_back: Latencies::default(),
        })
    }

    /// Wishes for another answer, has it approved and published, and asks until it is said.
    async fn edit(&mut self) -> anyhow::Result<()> {
        self.edit += 1;
        let words = format!("edit {}", self.edit);
        self.entry.answer = Some(words.clone());
        // Another way of asking for it takes the place of the one before.
        self.entry.similar.truncate(self.similar);
        self.entry.similar.push(format!("{} {words}", self.entry.question));
        let subject = format!("entry/{}", self.entry.id);
        let wish = json!({"subject": subject, "body": {"entry": self.entry}});
        let (maintainer, reviewer) = (self.maintainer.clone(), self.reviewer.clone());
        let begun = self.send((&maintainer, "/v1/kb/revisions"), &wish).await?;
        let id = begun["id"].as_str().context("a revision has an id")?;
        let actions = format!("/v1/kb/revisions/{id}/actions");
        self.send((&maintainer, &actions), &json!({"action": "submit"})).await?;
        self.send((&reviewer, &actions), &json!({"action": "approve"})).await?;
        let (began, publisher) = (Instant::now(), self.publisher.clone());
        let published = self.send((&publisher, "/v1/kb/publish"), &json!({})).await?;
        self.number = published["number"].as_i64().context("a version has a number")?;
        while self.said().await? != words {
            anyhow::ensure!(began.elapsed() < SEEN_WITHIN, "`{words}` was not seen");
        }
        self.seen.add(began.elapsed().as_nanos() as u64);
        Ok(())
    }

    /// Puts the version before the last one into service, or the last one again.
    async fn roll_back(&mut self) -> anyhow::Result<()> {
        let before = self.said().await?;
        let is_last = before == format!("edit {}", self.edit);
        let number = self.number - i64::from(is_last);
        let (began, publisher) = (Instant::now(), self.publisher.clone());
        self.send((&publisher, "/v1/kb/rollback"), &json!({"number": number})).await?;
        self.rolled_back.add(began.elapsed().as_nanos() as u64);
        anyhow::ensure!(self.said().await? != before, "version {number} is not in service");
        Ok(())
    }

    /// What the entry says now; a version that says two things is an error.
    async fn said(&mut self) -> anyhow::Result<String> {
        let question = json!({"question": self.entry.question});
        let told = self.send(("", "/v1/answers"), &question).await?;
        let words = &told["answer"]["blocks"][0]["markdown"];
        let words = words.as_str().unwrap_or_default().to_owned();
        let version = told["kb_version"].as_str().unwrap_or_default().to_owned();
        let known = self.said.entry(version).or_insert_with(|| words.clone());
        anyhow::ensure!(*known == words, "a version says `{known}` and `{words}`");
        Ok(words)
    }

    async fn send(&mut self, (token, target): (&str, &str), body: &Value) -> anyhow::Result<Value> {
        let body = Bytes::from(body.to_string());
        let asked = Asked { method: Method::POST, target, token, body };
        let (status, body) = self.client.follow(asked, |_| {}).await?;
        let told = String::from_utf8_lossy(&body);
        anyhow::ensure!(status.is_success(), "{target} gave {status}: {told}");
        Ok(serde_json::from_slice(&body)?)
    }
}

fn token(subject: &str, role: StaffRole) -> anyhow::Result<String> {
    let exp = clock::now().as_second() + TOKEN_S;
    let (sub, staff_roles) = (subject.to_owned(), vec![role]);
    let claims = Claims { sub, exp, staff_roles, ..Claims::default() };
    Ok(sign_as_host(&Secret::new(SECRET.to_owned()), &claims)?)
}
