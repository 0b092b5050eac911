//! Looking for bytes that stop a reader of foreign bytes: the fuzzer in `fuzz/` is built with the instruments of
//! LLVM, which stable Rust has too, and each reader runs for a while under libFuzzer.
//!
//! What it collects lies in `target/fuzz`, out of git's sight, and is gone on with the next time. A find is put
//! into `api/tests/data/foreign/` with its mending, where every run of the tests reads it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// What the fuzzer can be aimed at, as `api/tests/it/foreign/readers.rs` names them.
pub const READERS: [&str; 11] = [
    "requests",
    "tokens",
    "questions",
    "knowledge",
    "concepts",
    "suites",
    "documents",
    "attachments",
    "sounds",
    "frames",
    "weights",
];
/// Where all of it lies, below the folder of what cargo builds.
const PLACE: &str = "target/fuzz";
/// The target is named, so that the instruments go into what runs and not into what builds.
const MACHINE: &str = concat!("x86_64", "-unknown-linux-gnu");
/// Edges of blocks are counted in place with a table of them, and comparisons are told (LLVM's
/// `SanitizerCoverage`). These flags of the code generator need no nightly compiler.
const INSTRUMENTS: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=4";
/// The most memory, in MiB, and the longest that one piece may be read, in seconds.
const MEMORY_MIB: u32 = 2_048;
const PIECE_S: u32 = 20;
/// The longest piece, in bytes.
const PIECE_BYTES: u32 = 256 << 10;
/// How long each reader runs, in seconds, unless it is said (R3).
const SECONDS: u64 = 600;

/// What is to be run, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The readers.
    pub readers: Vec<&'static str>,
    /// Seconds for each.
    pub seconds: u64,
}

impl Wanted {
    /// What words of a command line ask for: readers by name, all where none is named, and `--seconds N`.
    pub fn of(words: &[String]) -> Option<Self> {
        let mut wanted = Self { readers: Vec::new(), seconds: SECONDS };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--seconds" {
                wanted.seconds = words.next()?.parse().ok()?;
            } else {
                wanted.readers.push(READERS.iter().find(|reader| *reader == word)?);
            }
        }
        if wanted.readers.is_empty() {
            wanted.readers = READERS.to_vec();
        }
        Some(wanted)
    }
}

/// Builds the fuzzer and runs the wanted readers one after the other, each on one processor; whether none of
/// them fell.
///
/// # Errors
/// When it cannot be built or started.
pub fn run(root: &Path, wanted: &Wanted, out: &mut impl Write) -> Result<bool, Error> {
    let place = root.join(PLACE);
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--target", MACHINE])
        .current_dir(root.join("fuzz"))
        .env("CARGO_TARGET_DIR", place.join("built"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", INSTRUMENTS)
        .status();
    if !built.map_err(|source| Error::Cargo { source })?.success() {
        return Ok(false);
    }
    let fuzzer = place.join("built").join(MACHINE).join("release/fuzz");
    let mut fell = Vec::new();
    for reader in &wanted.readers {
        say(out, &format!("{reader}: {} s", wanted.seconds))?;
        if !run_one(&fuzzer, (&place, reader), wanted.seconds)? {
            fell.push(*reader);
        }
    }
    let found = place.join("found");
    match fell.as_slice() {
        [] => say(out, "nothing fell")?,
        fell => say(out, &format!("fell: {}; see {}", fell.join(", "), found.display()))?,
    }
    Ok(fell.is_empty())
}

fn run_one(fuzzer: &Path, (place, reader): (&Path, &str), seconds: u64) -> Result<bool, Error> {
    let [corpus, found, seeds] =
        ["corpus", "found", "seeds"].map(|kind| place.join(kind).join(reader));
    for folder in [&corpus, &found, &seeds] {
        make(folder)?;
    }
    let status = Command::new(fuzzer)
        .args([&corpus, &seeds])
        .args([
            format!("-max_total_time={seconds}"),
            format!("-rss_limit_mb={MEMORY_MIB}"),
            format!("-timeout={PIECE_S}"),
            format!("-max_len={PIECE_BYTES}"),
            "-print_final_stats=1".to_owned(),
            format!("-artifact_prefix={}/", found.display()),
        ])
        .env("WENSHUI_FUZZ", reader)
        .env("WENSHUI_FUZZ_SEEDS", &seeds)
        .status();
    Ok(status
        .map_err(|source| Error::Read { path: fuzzer.display().to_string(), source })?
        .success())
}

fn make(folder: &PathBuf) -> Result<(), Error> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|source| Error::Write { path: folder.display().to_string(), source })
}

fn say(out: &mut impl Write, line: &str) -> Result<(), Error> {
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|source| Error::Write { path: "standard output".to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::{READERS, SECONDS, Wanted};

    fn wanted(words: &[&str]) -> Option<Wanted> {
        Wanted::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn readers_are_named_or_all_of_them_run() {
        let all = Wanted { readers: READERS.to_vec(), seconds: SECONDS };
        assert_eq!(wanted(&[]), Some(all));
        let two = Wanted { readers: vec!["sounds", "tokens"], seconds: 5 };
        assert_eq!(wanted(&["sounds", "--seconds", "5", "tokens"]), Some(two));
        for wrong in [&["sound"][..], &["--seconds"], &["--seconds", "x"]] {
            assert_eq!(wanted(wrong), None, "{wrong:?}");
        }
    }

    /// The names stand in two places, because chores meet the house only through its files.
    #[test]
    fn the_readers_are_those_of_the_tests() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/tests/it/foreign/readers.rs");
        let text = std::fs::read_to_string(path).unwrap();
        let named =
            text.split("Reader { name: \"").skip(1).filter_map(|rest| rest.split('"').next());
        assert_eq!(named.collect::<Vec<_>>(), READERS);
    }
}
