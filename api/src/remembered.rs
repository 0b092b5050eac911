//! The door to what maintainers have decided, so that it is not asked of them again: findings that are left
//! as they are, and suggestions that were accepted or rejected. Each is a line of a file in the data
//! directory, which commands read and write as well.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use wenshui_eval::cluster::decided::{self, Decided};
use wenshui_eval::health::ignored::Ignored;

/// Findings that are not told again, in a data directory.
pub const IGNORED: &str = "health-ignored.jsonl";
/// Suggestions that do not come again, in a data directory.
pub const DECIDED: &str = "cluster-decided.jsonl";

/// The findings that are not told again; none where there is no such file.
///
/// # Errors
/// When the file cannot be read, or with every problem of its lines.
pub fn ignored(data: &Path) -> anyhow::Result<Ignored> {
    let path = data.join(IGNORED);
    Ok(Ignored::parse(&path.display().to_string(), &text(&path)?)?)
}

/// The suggestions that do not come again; none where there is no such file.
///
/// # Errors
/// When the file cannot be read, or with every problem of its lines.
pub fn decided(data: &Path) -> anyhow::Result<Vec<Decided>> {
    let path = data.join(DECIDED);
    Ok(decided::parse(&path.display().to_string(), &text(&path)?)?)
}

/// Adds lines to a file, which is made where there is none: all of them in one write, so that what several
/// add at once does not run into each other.
///
/// # Errors
/// When it cannot be written.
pub fn add(path: &Path, lines: &[impl Serialize]) -> anyhow::Result<()> {
    let mut text = String::new();
    for line in lines {
        text.push_str(&serde_json::to_string(line)?);
        text.push('\n');
    }
    let unwritable = || format!("cannot write `{}`", path.display());
    if let Some(directory) = path.parent().filter(|own| !own.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).create(directory).with_context(unwritable)?;
    }
    // Questions that people asked are for the keepers of knowledge only.
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let mut file = file.with_context(unwritable)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(unwritable)
}

fn text(path: &PathBuf) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.with_context(|| format!("cannot read `{}`", path.display())),
    }
}
