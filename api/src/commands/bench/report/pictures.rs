//! Charts of a report as pictures for documents.

use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use wenshui_eval::html::pages::Pages;

use crate::commands::bench::report::input::Input;
use crate::commands::bench::report::view::{Drawn, WORDING, growth, shares_of_echo, stages};

/// What a picture is made of.
#[derive(Serialize)]
struct Picture<'a> {
    #[serde(flatten)]
    drawn: &'a Drawn,
    /// In words what it shows, and what its axes are.
    alt: &'a str,
    x: &'a str,
    y: &'a str,
}

/// Writes `growth.svg`, `echo.svg` and `stages.svg` into a folder, with a number where there are several.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(input: &Input, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    let pages = Pages::in_words(WORDING)?;
    let kinds = [
        (
            "growth",
            growth(input)?,
            ("time of an answer by the number of entries", "entries", "time"),
        ),
        (
            "echo",
            shares_of_echo(input)?,
            ("requests a second as a share of echo", "share of echo", ""),
        ),
        ("stages", stages(input), ("p50 and p99 of every stage", "p50 / p99", "")),
    ];
    for (name, all, (alt, x, y)) in kinds {
        for (at, drawn) in all.iter().enumerate() {
            let number = if at == 0 { String::new() } else { format!("-{}", at + 1) };
            let path = folder.join(format!("{name}{number}.svg"));
            let picture = pages.picture(Picture { drawn, alt, x, y })?;
            let named = || format!("cannot write `{}`", path.display());
            std::fs::write(&path, picture).with_context(named)?;
        }
    }
    Ok(())
}
