//! `wenshui say`: a text, read and spoken.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::reading::spoken::Reading;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_models::sound::wav;
use wenshui_models::voice::casting::{SPEEDS, Voice};
use wenshui_models::voice::encode::{Encoder, Format};
use wenshui_models::voice::program::{Program, Watch};
use wenshui_models::voice::speaker::Speaker;
use wenshui_models::voice::speech::{Piece, Speech};

use crate::cli::say::SayArgs;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::Unusable;
use crate::speaking::piece::{SpeechMark, SpeechMarks};
use crate::speaking::reading::{planned, reader};

/// The program that makes MP3.
const LAME: &str = "lame";

/// Reads a text, says how, and speaks it.
///
/// # Errors
/// When there is nothing to say, a voice or a format is unknown, or a program is missing or fails.
pub fn run(args: &SayArgs) -> anyhow::Result<Outcome> {
    let reading = read(&text(args)?)?;
    ensure!(!reading.sentences.is_empty(), "there is nothing to say");
    if args.pinyin {
        print(&pinyin(&reading))?;
    }
    if args.pinyin && args.output.is_none() && !args.marks {
        return Ok(Outcome::Done);
    }
    let pieces = speak(args, reading)?;
    if args.marks {
        print(&marks(&pieces)?)?;
    }
    let sound: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.bytes).collect();
    if let Some(file) = &args.output {
        let whole = if format(Some(file))? == Format::Wav { completed(sound) } else { sound };
        std::fs::write(file, whole)
            .with_context(|| format!("cannot write `{}`", file.display()))?;
    } else if !args.marks {
        let mut out = std::io::stdout().lock();
        ensure!(!out.is_terminal(), "a terminal does not sound; name a file with --output");
        out.write_all(&completed(sound))?;
    }
    Ok(Outcome::Done)
}

fn text(args: &SayArgs) -> anyhow::Result<String> {
    if args.text != "-" {
        return Ok(args.text.clone());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
    Ok(text)
}

fn read(text: &str) -> anyhow::Result<Reading> {
    let lexicons = Lexicons::read(&bundled::lexicons()).map_err(Unusable)?;
    let segmenter = Analyzer::new(&lexicons)?.segmenter();
    let reader = reader(&segmenter).map_err(|error| anyhow::anyhow!("{}", error.code))?;
    Ok(reader.read(text))
}

/// A sentence a line.
fn pinyin(reading: &Reading) -> String {
    let sentences = reading.sentences.iter().map(|sentence| {
        let syllables = sentence.words.iter().flat_map(|word| &word.spoken);
        let syllables: Vec<String> = syllables.map(ToString::to_string).collect();
        format!("{}\n", syllables.join(" "))
    });
    sentences.collect()
}

fn speak(args: &SayArgs, reading: Reading) -> anyhow::Result<Vec<Piece>> {
    ensure!(SPEEDS.contains(&args.speed), "--speed must be between 0.25 and 4");
    let known = || Voice::all().iter().map(|voice| voice.id).collect::<Vec<_>>().join(", ");
    let voice = match &args.voice {
        None => Voice::all().first().copied(),
        Some(name) => Voice::named(name),
    };
    let voice = voice.with_context(|| format!("no such voice; there are {}", known()))?;
    let program = args.program.display();
    ensure!(
        Program(args.program.clone()).is_there(),
        "`{program}` is not installed; apt-get install espeak-ng"
    );
    let (espeak, speed) = voice.at(&args.program, args.speed);
    let format = format(args.output.as_deref())?;
    ensure!(
        format != Format::Mp3 || Program(LAME.into()).is_there(),
        "`{LAME}` is not installed; apt-get install lame"
    );
    let encoder = Encoder::new(format, Path::new(LAME))?;
    let mut speech = Speech::new(Speaker { espeak, speed }, encoder, planned(reading));
    let mut pieces = Vec::new();
    while let Some(piece) = speech.next(Watch::patient())? {
        pieces.push(piece);
    }
    Ok(pieces)
}

/// The format that a file's name says.
fn format(file: Option<&Path>) -> anyhow::Result<Format> {
    let Some(file) = file else {
        return Ok(Format::Wav);
    };
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let ending = if ending == "ogg" { "opus" } else { ending };
    match Format::named(ending) {
        Some(format) => Ok(format),
        None => bail!("`{}` ends in none of .wav, .opus, .ogg, .mp3, .pcm", file.display()),
    }
}

/// A file whose header says how long it is.
fn completed(mut sound: Vec<u8>) -> Vec<u8> {
    wav::complete(&mut sound);
    sound
}

fn marks(pieces: &[Piece]) -> anyhow::Result<String> {
    let lines = pieces.iter().map(|piece| {
        let words = piece.words.iter().copied().map(SpeechMark::from).collect();
        let marks = SpeechMarks { sentence: piece.sentence.into(), words };
        Ok(format!("{}\n", serde_json::to_string(&marks)?))
    });
    lines.collect()
}
