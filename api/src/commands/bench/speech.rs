//! `wenshui bench speech`: hearing and speaking, with a server and voice of our own.

pub mod hearing;
pub mod live;
pub mod speaking;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use axum::http::Method;
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::latency::Quantiles;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::{SPEECH_RATE, Sound};
use wenshui_models::train::whisper::shape::Shape;

use crate::cli::bench::BenchSpeechArgs;
use crate::commands::bench::child::{Server, in_folder};
use crate::commands::bench::give_out::{Begun, Measured, details, give_out};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;
use crate::transcription::SECONDS_MAX;

/// Characters of an answer that is spoken.
const ANSWER_CHARS: usize = 200;

/// The whole report.
#[derive(Debug, Serialize)]
struct Report {
    seconds: f64,
    models: Vec<Heard>,
    speaking: Vec<speaking::Spoken>,
}

/// How fast a model hears.
#[derive(Debug, Serialize)]
struct Heard {
    model: String,
    /// Tokens that it was made to write; nothing where it writes what it hears.
    tokens: Option<u16>,
    /// Hearing the whole sound takes so much of its length.
    realtime: hearing::Realtime,
    /// From the first sound of speech in a stream to its first words.
    first_words: Quantiles,
}

/// Measures hearing and speaking.
///
/// # Errors
/// When a model cannot be used, no voice is there, or a reply is not what it must be.
pub fn run(args: &BenchSpeechArgs) -> anyhow::Result<Outcome> {
    ensure!(args.seconds > 1.0 && args.seconds <= SECONDS_MAX, "--seconds is not between 1 and 60");
    ensure!(args.rounds > 0 && args.answers > 0, "--rounds or --answers is 0");
    let texts = answers(args)?;
    let begun = Begun::beside_echo()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = in_folder(async |folder: &Path| measure(args, &texts, folder).await);
    let report = runtime.block_on(measured)?;
    let (latencies, figures) = numbers(&report);
    let result = begun.result(Measured {
        command: "speech",
        knowledge: None,
        seed: None,
        cases: (report.models.len() * args.rounds + report.speaking.len() * args.answers) as u64,
        latencies,
        figures,
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

async fn measure(
    args: &BenchSpeechArgs,
    texts: &[String],
    folder: &Path,
) -> anyhow::Result<Report> {
    tell("speaking");
    let server = start(folder, None).await?;
    let speaking = speaking::measure(server.address, texts).await?;
    let sound = spoken(server.address, (texts, args.seconds)).await?;
    drop(server);
    let mut models = Vec::new();
    for name in &args.model {
        tell(&format!("hearing with {name}"));
        let (file, tokens) = model(name, (args.tokens, folder))?;
        let realtime = hearing::measure(&file, (&sound, tokens), args.rounds)?;
        let server = start(folder, Some(&file)).await?;
        let first_words = live::measure(server.address, (&sound, args.rounds)).await?;
        models.push(Heard { model: name.clone(), tokens, realtime, first_words });
    }
    Ok(Report { seconds: sound.seconds(), models, speaking })
}

/// A server, with a model that hears where one is named.
async fn start(folder: &Path, model: Option<&Path>) -> anyhow::Result<Server> {
    let config = folder.join("wenshui.toml");
    std::fs::write(&config, "requests_per_minute = 10000000\n")?;
    let mut serve: Vec<OsString> =
        vec!["serve".into(), "--data".into(), folder.into(), "--config".into(), config.into()];
    if let Some(model) = model {
        serve.extend(["--speech-model".into(), model.into()]);
    }
    Server::start(&serve).await
}

/// The file of a model, and how many tokens it is to write where its numbers are random.
fn model(name: &str, (tokens, folder): (u16, &Path)) -> anyhow::Result<(PathBuf, Option<u16>)> {
    let Some(shape) = Shape::ALL.into_iter().find(|shape| shape.name() == name) else {
        return Ok((PathBuf::from(name), None));
    };
    let file = folder.join(format!("random-{name}.bin"));
    std::fs::write(&file, shape.random()?).context("cannot write the model")?;
    Ok((file, Some(tokens)))
}

/// Answers of the knowledge, cut to one length, all different.
fn answers(args: &BenchSpeechArgs) -> anyhow::Result<Vec<String>> {
    let base = published::source(&args.kb)?.parts()?.base;
    let answers = base.entries.iter().filter_map(|entry| entry.answer.as_deref());
    let long = answers.filter(|answer| answer.chars().count() >= ANSWER_CHARS);
    let mut cut: Vec<String> =
        long.map(|answer| answer.chars().take(ANSWER_CHARS).collect()).collect();
    cut.sort();
    cut.dedup();
    ensure!(cut.len() >= args.answers, "only {} answers have {ANSWER_CHARS} characters", cut.len());
    // From all over the knowledge rather than from its first letter.
    let step = cut.len() / args.answers;
    Ok(cut.into_iter().step_by(step).take(args.answers).collect())
}

/// So many seconds of answers, as a recogniser gets them.
async fn spoken(address: SocketAddr, (texts, seconds): (&[String], f64)) -> anyhow::Result<Sound> {
    let mut client = Client::connect(address).await?;
    let mut all = Sound::default();
    for text in texts {
        let body = Bytes::from(json!({"input": text, "response_format": "wav"}).to_string());
        let (method, target) = (Method::POST, speaking::ROUTE);
        let bytes = client.ask(Asked { method, target, token: "", body }).await?;
        let Sound { rate, samples } = decode(bytes, speaking::SECONDS_MAX)?;
        all.rate = rate;
        all.samples.extend(samples);
        if all.seconds() >= seconds {
            break;
        }
    }
    all.samples.truncate((seconds * f64::from(all.rate)) as usize);
    Ok(all.at_rate(SPEECH_RATE))
}

/// The numbers of a report in the form of every result.
fn numbers(report: &Report) -> (Vec<Series>, Vec<Figure>) {
    let (mut latencies, mut figures) = (Vec::new(), Vec::new());
    for Heard { model, realtime, first_words, .. } in &report.models {
        latencies.push(Series::new(&format!("first words, {model}"), Kind::Other, *first_words));
        figures.push(Figure::new(&format!("hearing.{model}.factor"), "times", realtime.factor));
    }
    for spoken in &report.speaking {
        let format = spoken.format;
        latencies.push(Series::new(&format!("first sound, {format}"), Kind::Other, spoken.first));
        latencies.push(Series::new(&format!("all sound, {format}"), Kind::Other, spoken.whole));
        figures.push(Figure::new(&format!("speaking.{format}.first"), "us", spoken.first.p50_us));
    }
    (latencies, figures)
}

fn table(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for Heard { model, tokens, realtime, first_words } in &report.models {
        let how = tokens.map_or_else(String::new, |tokens| format!(", random, {tokens} tokens"));
        let _ = writeln!(
            text,
            "{model}{how}: {:.1} s heard in {:.2} s (median of {}; slowest {:.2} s), real-time \
             factor {:.3}; first words after {:.2} s (slowest {:.2} s)",
            report.seconds,
            realtime.median_s,
            realtime.rounds,
            realtime.slowest_s,
            realtime.factor,
            first_words.p50_us / 1e6,
            first_words.max_us / 1e6,
        );
    }
    for spoken in &report.speaking {
        let _ = writeln!(
            text,
            "{}: {} answers of {ANSWER_CHARS} characters, first sound after {:.0} ms (slowest \
             {:.0} ms), all {:.0} s of it after {:.0} ms",
            spoken.format,
            spoken.first.count,
            spoken.first.p50_us / 1000.0,
            spoken.first.max_us / 1000.0,
            spoken.seconds,
            spoken.whole.p50_us / 1000.0,
        );
    }
    text
}
