//! What every command that measures gives out: a table for people, and a result with its signature.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::http::Method;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use wenshui_benches::load::{Plan, Shot, Target, run as load};
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::machine::Machine;
use wenshui_benches::result::signature::{Program, Signature};
use wenshui_benches::result::target::{Aimed, aimed};
use wenshui_benches::result::{BenchResult, Figure, Series};

use crate::cli::bench::out::BenchOutArgs;
use crate::clock;
use crate::commands::bench::child::Server;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::Source;

/// The commit, where whoever built the program named it.
const COMMIT: Option<&str> = option_env!("WENSHUI_COMMIT");
/// How many digits of a hash are kept.
const DIGITS: usize = 16;
/// For how long echo is asked, and how many questions it is sent at most.
const ECHO_FOR: Duration = Duration::from_millis(500);
const ECHO_SHOTS: usize = 50_000;

/// What is known when a measurement begins.
pub struct Begun {
    clock: Instant,
    began: Timestamp,
    machine: Machine,
    echo_p50_us: Option<f64>,
}

/// What a command measured.
pub struct Measured {
    /// The command behind `bench`.
    pub command: &'static str,
    /// The knowledge that was asked.
    pub knowledge: Option<KnowledgeMark>,
    /// The seed of what was drawn.
    pub seed: Option<u64>,
    /// How many cases there were.
    pub cases: u64,
    /// How long things took.
    pub latencies: Vec<Series>,
    /// Numbers that stand alone.
    pub figures: Vec<Figure>,
    /// What else the command tells.
    pub details: Value,
}

impl Begun {
    /// Begins, without a reference: where no time is measured, or the command measures its own.
    pub fn now() -> Self {
        let (began, machine) = (clock::now(), Machine::this());
        Self { clock: Instant::now(), began, machine, echo_p50_us: None }
    }

    /// Begins, and asks echo first, over one connection.
    ///
    /// # Errors
    /// When echo does not start or answer.
    pub fn beside_echo() -> anyhow::Result<Self> {
        let begun = Self::now();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let echo_p50_us = Some(runtime.block_on(echo_p50_us())?);
        Ok(Self { echo_p50_us, ..begun })
    }

    /// The same with echo's median that was measured otherwise.
    #[must_use]
    pub fn with_echo(self, p50_us: f64) -> Self {
        Self { echo_p50_us: Some(p50_us), ..self }
    }

    /// The result of what was measured.
    ///
    /// # Errors
    /// When this program's own file cannot be read.
    pub fn result(self, measured: Measured) -> anyhow::Result<BenchResult> {
        let Measured { command, knowledge, seed, cases, latencies, figures, details } = measured;
        let signature = Signature {
            command: command.to_owned(),
            command_line: command_line(),
            began: self.began.to_string(),
            took_s: self.clock.elapsed().as_secs_f64(),
            program: program()?,
            machine: self.machine,
            knowledge,
            seed,
            cases,
            echo_p50_us: self.echo_p50_us,
        };
        Ok(BenchResult::new(signature, (latencies, figures), details))
    }
}

/// Gives a result out: as JSON where that is asked for, else with the table, and into a file.
///
/// # Errors
/// When the file or the output cannot be written.
pub fn give_out(
    result: &BenchResult,
    (args, table): (&BenchOutArgs, &str),
) -> anyhow::Result<Outcome> {
    if let Some(path) = &args.out {
        write(path, result)?;
    }
    if args.json {
        print(&format!("{}\n", serde_json::to_string(result)?))?;
    } else {
        print(&format!("{}{table}{}", result.signature.words(), targets(&aimed(result)?)))?;
    }
    Ok(Outcome::Done)
}

/// What signatures call knowledge: its path, `bundled` for that of the program.
pub fn title(source: &Source) -> String {
    let path = source.knowledge.as_ref().or(source.version.as_ref());
    path.map_or_else(|| "bundled".to_owned(), |path| path.display().to_string())
}

/// A report as details.
///
/// # Errors
/// When it cannot be said in JSON.
pub fn details(report: &impl Serialize) -> anyhow::Result<Value> {
    Ok(serde_json::to_value(report)?)
}

fn write(path: &Path, result: &BenchResult) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(result)? + "\n";
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Reads the file of a result.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn read(path: &Path) -> anyhow::Result<BenchResult> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{name}`"))?;
    Ok(BenchResult::read(&text, &name)?)
}

/// The figures that have targets, a line each.
fn targets(aimed: &[Aimed]) -> String {
    let line = |aimed: &Aimed| {
        let Aimed { id, words, value, unit, bound, is_least, reached, .. } = aimed;
        let (sign, than) = (if *reached { "✓" } else { "✗" }, if *is_least { "≥" } else { "≤" });
        format!("{sign} {id} {words}: {value:.3} {unit}, target {than} {bound}\n")
    };
    aimed.iter().map(line).collect()
}

/// This program.
///
/// # Errors
/// When its file cannot be read.
pub fn program() -> anyhow::Result<Program> {
    let path = std::env::current_exe().context("cannot find this program")?;
    let file = std::fs::File::open(&path).context("cannot read this program")?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).context("cannot read this program")?;
    Ok(Program {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: COMMIT.filter(|commit| !commit.is_empty()).unwrap_or("unknown").to_owned(),
        build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
        target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
        digest: hasher.finalize().to_hex()[..DIGITS].to_owned(),
    })
}

/// The command line, the program without its folder first.
fn command_line() -> Vec<String> {
    let mut words: Vec<String> =
        std::env::args_os().map(|word| shown(&word.to_string_lossy())).collect();
    if let Some(program) = words.first_mut() {
        let name =
            Path::new(program.as_str()).file_name().map(|name| name.to_string_lossy().into_owned());
        *program = name.unwrap_or_default();
    }
    words
}

/// A word of the command line without the secrets that an address may carry.
fn shown(word: &str) -> String {
    match word.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') || rest.contains('?') => format!("{scheme}://…"),
        _ => word.to_owned(),
    }
}

/// Echo's median over one connection, in microseconds.
async fn echo_p50_us() -> anyhow::Result<f64> {
    let echo = Server::start(&["bench".into(), "echo".into()]).await?;
    let body = Bytes::from_static(b"{\"question\":\"?\"}");
    let shot = Shot { method: Method::POST, target: "/echo".to_owned(), body };
    let shots = Arc::new(vec![shot; ECHO_SHOTS]);
    let target = Target { address: echo.address, sign: b"question" };
    let plan = Plan { connections: 1, duration: ECHO_FOR, rate: None };
    Ok(load(target, plan, shots).await?.latency.p50_us)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn secrets_of_addresses_are_not_told() {
        assert_eq!(shown("postgres://me:secret@host/db"), "postgres://…");
        assert_eq!(shown("--database=postgres://host/db?password=x"), "--database=postgres://…");
        assert_eq!(shown("sqlite:file.db"), "sqlite:file.db");
    }
}
