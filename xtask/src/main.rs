//! The door of `cargo xtask`: names a chore, prints what it found, sets the exit code.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use wenshui_xtask::tidy;

fn main() -> anyhow::Result<ExitCode> {
    let chore = std::env::args().nth(1);
    match chore.as_deref() {
        Some("tidy") => run_tidy(&std::env::current_dir()?),
        _ => anyhow::bail!("usage: cargo xtask tidy"),
    }
}

fn run_tidy(here: &Path) -> anyhow::Result<ExitCode> {
    let report = tidy::run(&tidy::files::root_above(here)?)?;
    write!(std::io::stdout().lock(), "{report}")?;
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
