//! Whose the inputs of a training are: looked up by checksum, because names of files say nothing.

use std::path::Path;

/// Known inputs: checksum, title, licence, whom to credit; tab-separated.
const KNOWN: &str = include_str!("sources.tsv");

/// An input of a training.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The file's name without its folder.
    pub(crate) file: String,
    /// Its BLAKE3.
    pub(crate) checksum: String,
    /// Its size.
    pub(crate) bytes: usize,
    /// What it is, if it is known.
    pub(crate) origin: Option<Origin>,
}

/// What a known input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The title of the work.
    pub(crate) title: &'static str,
    /// Its licence.
    pub(crate) licence: &'static str,
    /// Whom to credit, and where it is published.
    pub(crate) credit: &'static str,
}

impl Input {
    /// Names the input.
    pub(crate) fn new(path: &Path, bytes: &[u8]) -> Self {
        let checksum = blake3::hash(bytes).to_hex().to_string();
        let origin = origin(&checksum);
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { file, checksum, bytes: bytes.len(), origin }
    }

    /// Its row in a card's table.
    pub(crate) fn row(&self) -> String {
        let unknown = ("unknown", "unknown", "unknown");
        let (title, licence, credit) =
            self.origin.map_or(unknown, |origin| (origin.title, origin.licence, origin.credit));
        let Self { file, checksum, bytes, .. } = self;
        format!("| {file} | {title} | {licence} | {credit} | {bytes} | `{}` |", &checksum[..16])
    }
}

/// The titles of all inputs, each once.
pub(crate) fn sources(inputs: &[Input]) -> String {
    let unknown = |input: &Input| format!("{} (unknown)", input.file);
    joined(
        inputs.iter().map(|input| {
            input.origin.map_or_else(|| unknown(input), |origin| origin.title.to_owned())
        }),
    )
}

/// The licences of all inputs, each once.
pub(crate) fn licences(inputs: &[Input]) -> String {
    let licence = |input: &Input| input.origin.map_or("unknown", |origin| origin.licence);
    joined(inputs.iter().map(|input| licence(input).to_owned()))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for part in parts {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once.join("; ")
}

fn origin(checksum: &str) -> Option<Origin> {
    KNOWN.lines().skip(1).find_map(|line| {
        let mut cells = line.split('\t');
        if cells.next()? != checksum {
            return None;
        }
        Some(Origin { title: cells.next()?, licence: cells.next()?, credit: cells.next()? })
    })
}
