//! `wenshui bench sound`: noise reduction and voice activity on recordings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use wenshui_benches::result::Figure;
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::measure::Finds;
use wenshui_models::trial::noise::{NOISES, Noise};
use wenshui_models::trial::{CLEANED_AT_DB, FOUND_AT_DB, Tried, tried};

use crate::cli::bench::BenchSoundArgs;
use crate::commands::bench::give_out::{Begun, Measured, details, give_out};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;

/// Endings of files that are looked at in folders.
const ENDINGS: [&str; 8] = ["wav", "mp3", "flac", "ogg", "opus", "m4a", "webm", "weba"];
/// The longest recording, in seconds.
const SECONDS_MAX: f64 = 3600.0;

#[derive(Debug, Serialize)]
struct Report {
    recordings: Vec<Recording>,
    noises: Vec<Total>,
}

#[derive(Debug, Serialize)]
struct Recording {
    file: String,
    #[serde(flatten)]
    tried: Tried,
}

/// All recordings in one noise.
#[derive(Debug, Serialize)]
struct Total {
    noise: Noise,
    gain_db: f32,
    precision: f64,
    recall: f64,
}

/// Tries every recording.
///
/// # Errors
/// When there is none, or one cannot be read.
pub fn run(args: &BenchSoundArgs) -> anyhow::Result<Outcome> {
    let begun = Begun::now();
    let mut recordings = Vec::new();
    for file in files(&args.recordings)? {
        tell(&file.display().to_string());
        let named = || format!("`{}`", file.display());
        let bytes = std::fs::read(&file).with_context(named)?;
        let sound = decode(bytes, SECONDS_MAX).with_context(named)?;
        let tried = tried(sound, args.seed);
        recordings.push(Recording { file: file.display().to_string(), tried });
    }
    ensure!(!recordings.is_empty(), "there are no recordings");
    let noises = NOISES.iter().map(|noise| total(*noise, &recordings)).collect();
    let report = Report { recordings, noises };
    let result = begun.result(Measured {
        command: "sound",
        knowledge: None,
        seed: Some(args.seed),
        cases: report.recordings.len() as u64,
        latencies: Vec::new(),
        figures: report.noises.iter().flat_map(figures).collect(),
        details: details(&report)?,
    })?;
    give_out(&result, (&args.out, &table(&report)))
}

/// The files themselves, and those of folders by name.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let named = || format!("cannot read `{}`", path.display());
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).with_context(named)? {
            inside.push(entry.with_context(named)?.path());
        }
        inside.retain(|file| is_sound(file));
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn is_sound(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

fn total(noise: Noise, recordings: &[Recording]) -> Total {
    let (mut finds, mut gain_db, mut count) = (Finds::default(), 0.0, 0);
    let all = recordings.iter().flat_map(|recording| &recording.tried.noises);
    for tried in all.filter(|tried| tried.noise == noise) {
        finds.add(tried.finds);
        gain_db += tried.gain_db;
        count += 1;
    }
    let gain_db = gain_db / count.max(1) as f32;
    Total { noise, gain_db, precision: finds.precision(), recall: finds.recall() }
}

/// The numbers of a noise in the form of every result.
fn figures(total: &Total) -> [Figure; 3] {
    let Total { noise, gain_db, precision, recall } = total;
    let figure = |name: &str, unit, value| Figure::new(&format!("{noise:?}.{name}"), unit, value);
    [
        figure("gain", "dB", f64::from(*gain_db)),
        figure("precision", "share", *precision),
        figure("recall", "share", *recall),
    ]
}

fn table(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for Recording { file, tried } in &report.recordings {
        let Tried { seconds, kept_db, ms_a_second, .. } = tried;
        let _ = writeln!(
            text,
            "{file}: {seconds:.1} s, {kept_db:.1} dB kept, {ms_a_second:.2} ms a second"
        );
    }
    for Total { noise, gain_db, precision, recall } in &report.noises {
        let _ = writeln!(
            text,
            "{noise:?}: {gain_db:.1} dB gained at {CLEANED_AT_DB} dB; speech at {FOUND_AT_DB} dB: \
             precision {precision:.3}, recall {recall:.3}"
        );
    }
    text
}
