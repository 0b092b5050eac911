//! The door of `cargo xtask`: names a chore, prints what it found, sets the exit code.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use wenshui_xtask::fuzz;
use wenshui_xtask::mutate;
use wenshui_xtask::mutate::list::Wanted;
use wenshui_xtask::rows;
use wenshui_xtask::tidy;

const USAGE: &str =
    "usage: cargo xtask tidy | rows | mutate [--row B-01]… [--list] | fuzz [READER]… [--seconds N]";

fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let here = std::env::current_dir()?;
    let well = match words.split_first().map(|(chore, more)| (chore.as_str(), more)) {
        Some(("tidy", [])) => run_tidy(&here)?,
        Some(("rows", [])) => {
            rows::write(&tidy::files::root_above(&here)?)?;
            true
        }
        Some(("mutate", more)) => {
            let wanted = Wanted::of(more).ok_or_else(|| anyhow::anyhow!(USAGE))?;
            let root = tidy::files::root_above(&here)?;
            mutate::run(&root, &wanted, &mut std::io::stdout().lock())?
        }
        Some(("fuzz", more)) => {
            let wanted = fuzz::Wanted::of(more).ok_or_else(|| anyhow::anyhow!(USAGE))?;
            let root = tidy::files::root_above(&here)?;
            fuzz::run(&root, &wanted, &mut std::io::stdout().lock())?
        }
        _ => anyhow::bail!(USAGE),
    };
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_tidy(here: &Path) -> anyhow::Result<bool> {
    let report = tidy::run(&tidy::files::root_above(here)?)?;
    write!(std::io::stdout().lock(), "{report}")?;
    Ok(report.findings.is_empty())
}
