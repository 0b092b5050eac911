//! The published knowledge: one JSONL file in the data directory.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wenshui_knowledge::base::Base;

use crate::source::{Doubles, Source};

/// Where the published knowledge lies in a data directory.
pub fn path(data: &Path) -> PathBuf {
    data.join("knowledge.jsonl")
}

/// Where built indexes lie in a data directory.
pub fn indexes(data: &Path) -> PathBuf {
    data.join("indexes")
}

/// Where the sayings of maintainers lie in a data directory.
pub fn concepts(data: &Path) -> PathBuf {
    data.join("concepts")
}

/// The knowledge that is meant: `kb` where it is given, else what is published, else the bundled. The
/// sayings of maintainers stand beside what is published or bundled, and not beside what is only tried.
pub fn source(kb: Option<&Path>, data: &Path) -> Source {
    let published = path(data);
    let knowledge = match kb {
        Some(kb) => Some(kb.to_owned()),
        None => published.exists().then_some(published),
    };
    // Published knowledge has been checked; a file that is only tried out may have doubles.
    let doubles = if kb.is_some() { Doubles::Tolerated } else { Doubles::Refused };
    let concepts = kb.is_none().then(|| concepts(data));
    Source { knowledge, concepts, doubles, ..Source::default() }
}

/// Publishes a base: written beside the old one and moved into its place, so that a crash leaves
/// either of them whole.
///
/// # Errors
/// When the directory cannot be written.
pub fn publish(base: &Base, data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("cannot make `{}`", data.display()))?;
    let (place, beside) = (path(data), data.join("knowledge.jsonl.part"));
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(base.to_jsonl().as_bytes())?;
        file.sync_all()
    });
    written.with_context(|| format!("cannot write `{}`", beside.display()))?;
    std::fs::rename(&beside, &place).with_context(|| format!("cannot write `{}`", place.display()))
}
